// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/networks/network.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/dnn.hpp>

#include "base/files.hpp"
#include "local/networks/onnx.hpp"
#include "state/networks.hpp"

namespace upscale::local {

struct Network::Engine {
    cv::dnn::Net net;
};

namespace {

// If the first input is smaller, OpenCV 4.10 never uses Winograd's convolution again, and takes
// three times as long.
constexpr int kSmallest = 32;

Error not_as_said(const std::string& what, NetworkFault fault = NetworkFault::None) {
    return {.kind = ErrorKind::Internal, .detail = "the network " + what, .network_fault = fault};
}

/// Reads the network's input, whose first pixel is (left, top), as planes of floats 0..1. Outside
/// the picture its edge is repeated. `channel`: −1 for all three, or the only one. `blob` has the
/// right size.
void read_tile(const Strip& rgb, int left, int top, Size input, int channel, cv::Mat& blob) {
    float* out = blob.ptr<float>();
    const Size picture = rgb.picture();
    const int first = std::max(channel, 0), last = channel < 0 ? 2 : channel;
    for (int c = first; c <= last; ++c)
        for (int y = top; y < top + input.height; ++y) {
            const std::uint8_t* row = rgb.row(std::clamp(y, 0, picture.height - 1)) + c;
            for (int x = left; x < left + input.width; ++x)
                *out++ = static_cast<float>(row[std::clamp(x, 0, picture.width - 1) * 3]) / 255;
        }
}

std::uint8_t to_byte(float value) {
    return static_cast<std::uint8_t>(std::clamp(value, 0.0f, 1.0f) * 255 + 0.5f);
}

/// Where a tile's pixels are in the network's output, and where they go.
struct Place {
    int from;  ///< pixels on the left and above
    Rect to;   ///< in the enlarged picture
};

/// False: not all of them are numbers.
bool write_plane(const cv::Mat& planes, int plane, const Place& place, int channel,
                 Strip& enlarged) {
    bool good = true;
    for (int y = 0; y < place.to.height; ++y) {
        const float* in = planes.ptr<float>(0, plane, place.from + y) + place.from;
        std::uint8_t* out = enlarged.row(place.to.y + y) + place.to.x * 3 + channel;
        for (int x = 0; x < place.to.width; ++x, out += 3) {
            good &= std::isfinite(in[x]);
            *out = to_byte(good ? in[x] : 0);
        }
    }
    return good;
}

/// Writes a gray tile: the luma of three planes, or the only plane. False: not all are numbers.
bool write_gray(const cv::Mat& planes, int channels, const Place& place, Strip& enlarged) {
    bool good = true;
    for (int y = 0; y < place.to.height; ++y) {
        const auto row = [&](int plane) {
            return planes.ptr<float>(0, plane, place.from + y) + place.from;
        };
        const float* red = row(0);
        const float* green = row(channels == 3 ? 1 : 0);
        const float* blue = row(channels == 3 ? 2 : 0);
        std::uint8_t* out = enlarged.row(place.to.y + y) + place.to.x * 3;
        for (int x = 0; x < place.to.width; ++x, out += 3) {
            const float luma = 0.299f * red[x] + 0.587f * green[x] + 0.114f * blue[x];
            good &= std::isfinite(luma);
            out[0] = out[1] = out[2] = to_byte(good ? luma : 0);
        }
    }
    return good;
}

Bytes prepared(Bytes onnx, const Traits& traits) {
    onnx = in_single_precision(std::move(onnx));
    if (traits.input.width) onnx = with_input_size(std::move(onnx), traits.channels, traits.input);
    return onnx;
}

std::vector<int> shape_of(const cv::Mat& mat) { return {mat.size.p, mat.size.p + mat.dims}; }

}  // namespace

Network::Network(std::unique_ptr<Engine> engine, const Traits& traits)
    : m_engine(std::move(engine)), m_traits(traits) {}
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;
Network::~Network() = default;

Result<Network> Network::load(const std::string& file, const Traits& traits) {
    auto bytes = read_file(file, kMostNetworkBytes);
    if (!bytes) return bytes.error();
    auto engine = std::make_unique<Engine>();
    try {
        engine->net = cv::dnn::readNetFromONNX(prepared(std::move(*bytes), traits));
        engine->net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
        engine->net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    } catch (const cv::Exception& failure) {
        return Error{.kind = ErrorKind::LocalIo, .detail = file + ": " + failure.err};
    } catch (const std::exception& failure) {
        return Error{.kind = ErrorKind::LocalIo, .detail = file + ": " + failure.what()};
    }
    Network network(std::move(engine), traits);
    if (auto trial = network.enlarge(Bitmap(2, 3, 3), {}); !trial)
        return Error{.kind = ErrorKind::LocalIo,
                     .detail = file + ": " + trial.error().detail,
                     .network_fault = trial.error().network_fault};
    return network;
}

TileGrid Network::tiles(Size picture, int tile) const {
    const Traits& t = m_traits;
    const int border = t.margin + t.reach;
    const auto cut = [&](int length, int fixed) {
        const int most = fixed ? fixed - 2 * border : tile ? tile : t.tile;
        return Cut(length, std::max(1, most));
    };
    const auto input = [&](const Cut& pieces, int fixed) {
        const int least = std::max(pieces.size, kSmallest) + 2 * border;
        return fixed ? fixed : (least + t.multiple - 1) / t.multiple * t.multiple;
    };
    const Cut across = cut(picture.width, t.input.width),
              down = cut(picture.height, t.input.height);
    return {across, down, border, {input(across, t.input.width), input(down, t.input.height)}};
}

Status Network::enlarge_row(const TileGrid& tiles, int j, const Strip& source, bool gray,
                            Strip& enlarged, const std::stop_token& stop,
                            const std::function<void()>& after_tile) try {
    const auto [scale, channels, margin, reach, multiple, fixed, tile] = m_traits;
    cv::Mat blob({1, channels, tiles.input.height, tiles.input.width}, CV_32F);
    const std::vector<int> expected{1, channels, scale * (tiles.input.height - 2 * margin),
                                    scale * (tiles.input.width - 2 * margin)};
    if (tiles.input.width < tiles.across.size + 2 * tiles.border ||
        tiles.input.height < tiles.down.size + 2 * tiles.border)
        return not_as_said("takes too few pixels");
    // A network for one channel does all three after each other, unless they are the same.
    const int rounds = channels == 3 || gray ? 1 : 3;
    for (int i = 0; i < tiles.across.count; ++i) {
        const int left = tiles.across.start(i), top = tiles.down.start(j);
        const Place place{
            scale * reach,
            {scale * left, scale * top, scale * tiles.across.size, scale * tiles.down.size}};
        for (int round = 0; round < rounds; ++round) {
            if (stop.stop_requested()) return cancelled();
            read_tile(source, left - tiles.border, top - tiles.border, tiles.input,
                      channels == 3 ? -1 : round, blob);
            m_engine->net.setInput(blob);
            const cv::Mat planes = m_engine->net.forward();
            if (planes.type() != CV_32F || shape_of(planes) != expected)
                return not_as_said("gives planes of another size than it should",
                                   NetworkFault::Unsteady);
            bool good = true;
            if (gray)
                good = write_gray(planes, channels, place, enlarged);
            else
                for (int plane = 0; plane < channels; ++plane)
                    good &= write_plane(planes, plane, place, round + plane, enlarged);
            if (!good)
                return not_as_said("gives values that are no numbers", NetworkFault::NoNumbers);
        }
        if (after_tile) after_tile();
    }
    return Done{};
} catch (const cv::Exception& failure) {
    return Error{.kind = ErrorKind::Internal, .detail = "OpenCV: " + failure.err};
} catch (const std::exception& failure) {
    return not_as_said(std::string("failed: ") + failure.what());
}

Result<Bitmap> Network::enlarge(const Bitmap& rgb, const std::stop_token& stop, int tile,
                                const std::function<void()>& after_tile) {
    const TileGrid all = tiles(size_of(rgb), tile);
    const Strip source(rgb);
    Bitmap result(m_traits.scale * rgb.width, m_traits.scale * rgb.height, 3);
    Strip enlarged(size_of(result));
    enlarged.extend(result.height);
    for (int j = 0; j < all.down.count; ++j)
        if (auto done = enlarge_row(all, j, source, false, enlarged, stop, after_tile); !done)
            return done.error();
    std::copy_n(enlarged.row(0), result.pixels.size(), result.pixels.begin());
    return result;
}

}  // namespace upscale::local
