// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/network.hpp"

#include <algorithm>
#include <opencv2/dnn.hpp>

#include "base/files.hpp"
#include "local/onnx.hpp"

namespace upscale::local {

struct Network::Engine {
    cv::dnn::Net net;
};

namespace {

// How many source pixels the seven unpadded convolutions consume on each side.
constexpr int kEaten = 7;

// If the first input is smaller, OpenCV 4.10 never uses Winograd's convolution again, and takes
// three times as long.
constexpr int kSmallest = 32;

constexpr std::size_t kMostBytes = 512 << 20;  ///< of a file

/// The rectangle and kEaten pixels around it, as planes of floats 0..1. Outside the picture its
/// edge is repeated. `blob` has the right size.
void read_tile(const Bitmap& rgb, Rect tile, cv::Mat& blob) {
    float* out = blob.ptr<float>();
    for (int c = 0; c < 3; ++c)
        for (int y = tile.y - kEaten; y < tile.y + tile.height + kEaten; ++y) {
            const std::uint8_t* row = rgb.row(std::clamp(y, 0, rgb.height - 1)) + c;
            for (int x = tile.x - kEaten; x < tile.x + tile.width + kEaten; ++x)
                *out++ = static_cast<float>(row[std::clamp(x, 0, rgb.width - 1) * 3]) / 255;
        }
}

/// Writes planes of floats 0..1, which may be larger than the tile, to their place in the doubled
/// picture.
void write_tile(const cv::Mat& planes, Rect tile, Bitmap& doubled) {
    for (int c = 0; c < 3; ++c)
        for (int y = 0; y < 2 * tile.height; ++y) {
            const float* in = planes.ptr<float>(0, c, y);
            std::uint8_t* out = doubled.row(2 * tile.y + y) + 6 * tile.x + c;
            for (int x = 0; x < 2 * tile.width; ++x)
                out[x * 3] = static_cast<std::uint8_t>(std::clamp(*in++, 0.0f, 1.0f) * 255 + 0.5f);
        }
}

std::vector<int> shape_of(const cv::Mat& mat) { return {mat.size.p, mat.size.p + mat.dims}; }

/// How a length is divided: `count` pieces of equal `size`; the last ones overlap the ones before
/// so that they end with the length. All pieces have one size because OpenCV prepares the network
/// anew for each other size.
struct Cut {
    int length, count, size;
    Cut(int whole, int tile)
        : length(whole), count((whole + tile - 1) / tile), size((whole + count - 1) / count) {}
    int start(int i) const { return std::min(i * size, length - size); }
};

}  // namespace

Network::Network(std::unique_ptr<Engine> engine) : m_engine(std::move(engine)) {}
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;
Network::~Network() = default;

Result<Network> Network::load(const std::string& file) {
    auto bytes = read_file(file, kMostBytes);
    if (!bytes) return bytes.error();
    auto engine = std::make_unique<Engine>();
    try {
        engine->net = cv::dnn::readNetFromONNX(in_single_precision(std::move(*bytes)));
    } catch (const cv::Exception& failure) {
        return Error{.kind = ErrorKind::LocalIo, .detail = file + ": " + failure.err};
    }
    engine->net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    engine->net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    Network network(std::move(engine));
    if (auto trial = network.enlarge(Bitmap(2, 3, 3), {}); !trial)
        return Error{.kind = ErrorKind::LocalIo, .detail = file + ": " + trial.error().detail};
    return network;
}

Result<Bitmap> Network::enlarge(const Bitmap& rgb, std::stop_token stop, int tile,
                                const std::function<void(double)>& progress) {
    const Cut across(rgb.width, tile), down(rgb.height, tile);
    Bitmap doubled(2 * rgb.width, 2 * rgb.height, 3);
    try {
        const Size input{std::max(across.size, kSmallest), std::max(down.size, kSmallest)};
        cv::Mat blob({1, 3, input.height + 2 * kEaten, input.width + 2 * kEaten}, CV_32F);
        const std::vector<int> expected{1, 3, 2 * input.height, 2 * input.width};
        for (int j = 0; j < down.count; ++j)
            for (int i = 0; i < across.count; ++i) {
                if (stop.stop_requested()) return cancelled();
                const Rect area{across.start(i), down.start(j), across.size, down.size};
                read_tile(rgb, {area.x, area.y, input.width, input.height}, blob);
                m_engine->net.setInput(blob);
                const cv::Mat planes = m_engine->net.forward();
                if (planes.type() != CV_32F || shape_of(planes) != expected)
                    return Error{.kind = ErrorKind::Internal,
                                 .detail = "not a network that doubles an RGB picture"};
                write_tile(planes, area, doubled);
                if (progress)
                    progress((static_cast<double>(j) * across.count + i + 1) /
                             (static_cast<double>(across.count) * down.count));
            }
    } catch (const cv::Exception& failure) {
        return Error{.kind = ErrorKind::Internal, .detail = "OpenCV: " + failure.err};
    }
    return doubled;
}

}  // namespace upscale::local
