// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/networks/trial.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <opencv2/dnn.hpp>

#include "base/files.hpp"
#include "base/utf8.hpp"
#include "local/networks/onnx.hpp"
#include "platform/process.hpp"

namespace upscale::local {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kLargestScale = 8;
constexpr int kFirst = 64;      ///< pixels: about the sides of the first picture that is tried
constexpr int kSmallest = 16;   ///< pixels: of a network that takes only one size
constexpr int kLargest = 1024;  ///< the same
constexpr int kWindow = 128;    ///< pixels: of the pictures that measure the reach
constexpr double kSlow = 2;     ///< seconds for a small picture: then the window is smaller
constexpr float kSeam = 0.25f / 255;  ///< a difference that nobody sees
constexpr double kOther = 0.1;        ///< mean difference of a picture that is another one
constexpr double kTileSeconds = 0.2;
constexpr int kSmallestTile = 32, kLargestTile = 160;

Trial failed(NetworkFault fault, std::string detail = {}) {
    return {.fault = fault, .detail = std::move(detail)};
}

/// The operator that OpenCV names in its complaint; empty: none that the file has.
std::string operator_in(const std::string& complaint, const std::set<std::string>& operators) {
    std::string found;
    for (const std::string before : {"Node [", "of type \"", "type = ", "type: "}) {
        const auto start = complaint.find(before);
        if (start == std::string::npos) continue;
        const auto name = complaint.substr(start + before.size());
        for (const std::string& each : operators)
            if (name.starts_with(each) && each.size() > found.size()) found = each;
    }
    return found;
}

/// A picture with slow changes and with edges, 0..1, without end in all directions.
float picture_at(int x, int y, int channel) {
    const double slow =
        0.5 + 0.25 * std::sin(0.11 * x + channel) * std::cos(0.07 * y + 0.5 * channel);
    const bool light = ((x + 1000) / 9 + (y + 1000) / 7) % 2;
    return static_cast<float>(slow + (light ? 0.1 : -0.1));
}

bool is_picture(const cv::Mat& planes, int channels) {
    return planes.type() == CV_32F && planes.dims == 4 && planes.size[0] == 1 &&
           planes.size[1] == channels;
}

Size size_of_planes(const cv::Mat& planes) { return {planes.size[3], planes.size[2]}; }

/// A network, and the shape of its input.
class Subject {
  public:
    Subject(Bytes onnx, OnnxFacts facts, int channels)
        : m_onnx(std::move(onnx)), m_facts(std::move(facts)), m_channels(channels) {}

    int channels() const { return m_channels; }
    double seconds() const { return m_seconds; }  ///< of the last run
    const Trial& failure() const { return m_failure; }

    /// From now on the file is loaded anew for each size, pinned to it.
    void pin_sizes() { m_pins = true; }
    bool pins_sizes() const { return m_pins; }

    /// Its result for the part of the picture that begins at (left, 0), with values up to `white`;
    /// nullopt: it failed, see failure().
    std::optional<cv::Mat> run(Size size, int left = 0, float white = 1) {
        cv::Mat blob({1, m_channels, size.height, size.width}, CV_32F);
        float* out = blob.ptr<float>();
        for (int c = 0; c < m_channels; ++c)
            for (int y = 0; y < size.height; ++y)
                for (int x = 0; x < size.width; ++x) *out++ = white * picture_at(left + x, y, c);
        return run(blob, size);
    }

    /// The same for a picture that is `value` everywhere.
    std::optional<cv::Mat> run_flat(Size size, float value) {
        return run(cv::Mat({1, m_channels, size.height, size.width}, CV_32F, cv::Scalar(value)),
                   size);
    }

    /// From now on a result of another size is a failure.
    void expect(const Traits& traits) { m_expected = traits; }

  private:
    std::optional<cv::Mat> run(const cv::Mat& blob, Size size) {
        try {
            if (!m_is_loaded || (m_pins && m_size != size)) load(size);
            m_net.setInput(blob);
            const auto start = Clock::now();
            const cv::Mat result = m_net.forward().clone();
            m_seconds = std::chrono::duration<double>(Clock::now() - start).count();
            if (!m_expected || is_as_expected(result, size)) return result;
            m_failure = failed(NetworkFault::WrongSize, "another size than with another input");
            return std::nullopt;
        } catch (const cv::Exception& failure) {
            const std::string name = operator_in(failure.err, m_facts.operators);
            // of a failure while the file is read, only the text tells
            const bool memory = failure.code == cv::Error::StsNoMem ||
                                failure.err.find("Failed to allocate") != std::string::npos;
            m_failure = failed(memory         ? NetworkFault::Memory
                               : name.empty() ? NetworkFault::Unreadable
                                              : NetworkFault::Operator,
                               failure.err);
            m_failure.operator_name = memory ? "" : name;
        } catch (const std::bad_alloc&) {
            m_failure = failed(NetworkFault::Memory);
        } catch (const std::exception& failure) {
            m_failure = failed(NetworkFault::Unreadable, failure.what());
        }
        m_is_loaded = false;  // it may be in any state
        return std::nullopt;
    }

    bool is_as_expected(const cv::Mat& planes, Size size) const {
        const auto [scale, channels, margin, reach, multiple, input, tile] = *m_expected;
        return is_picture(planes, channels) &&
               size_of_planes(planes) ==
                   Size{scale * (size.width - 2 * margin), scale * (size.height - 2 * margin)};
    }

    void load(Size size) {
        m_net =
            cv::dnn::readNetFromONNX(m_pins ? with_input_size(m_onnx, m_channels, size) : m_onnx);
        m_size = size;
        m_net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
        m_net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
        m_is_loaded = true;
    }

    Bytes m_onnx;
    OnnxFacts m_facts;
    int m_channels;
    cv::dnn::Net m_net;
    bool m_is_loaded = false, m_pins = false;
    Size m_size;  // that it was loaded for
    double m_seconds = 0;
    std::optional<Traits> m_expected;
    Trial m_failure;
};

bool has_only_numbers(const cv::Mat& planes) {
    const float* values = planes.ptr<float>();
    return std::all_of(values, values + planes.total(), [](float v) { return std::isfinite(v); });
}

float largest_difference(const cv::Mat& a, const cv::Mat& b) {
    const float *one = a.ptr<float>(), *other = b.ptr<float>();
    float largest = 0;
    for (std::size_t i = 0; i < a.total(); ++i)
        largest = std::max(largest, std::abs(one[i] - other[i]));
    return largest;
}

/// A margin for which output = scale · (input − 2 · margin).
std::optional<int> margin_of(int scale, int input, int output) {
    const int missing = scale * input - output;
    if (missing < 0 || missing % (2 * scale) != 0 || missing / scale > input / 2)
        return std::nullopt;
    return missing / (2 * scale);
}

/// Sets scale and margin by what became of one input with sides of different length.
bool solve(Size input, Size output, Traits& traits) {
    const auto with = [&](int scale) {
        const auto across = margin_of(scale, input.width, output.width);
        if (!across || across != margin_of(scale, input.height, output.height)) return false;
        traits.scale = scale;
        traits.margin = *across;
        return true;
    };
    // From sides of equal length the scale does not follow. The smallest that is possible leaves
    // the smallest margin.
    for (int scale = 1; scale <= kLargestScale; ++scale)
        if (with(scale)) return true;
    return false;
}

/// How far the result, reduced again, is from the picture, as a mean.
double distance(const cv::Mat& planes, const Traits& traits, float white) {
    const Size size = size_of_planes(planes);
    const int scale = traits.scale;
    double sum = 0;
    for (int c = 0; c < traits.channels; ++c)
        for (int y = 0; y < size.height / scale; ++y)
            for (int x = 0; x < size.width / scale; ++x) {
                double mean = 0;
                for (int j = 0; j < scale; ++j)
                    for (int i = 0; i < scale; ++i)
                        mean += planes.ptr<float>(0, c, y * scale + j)[x * scale + i];
                mean /= scale * scale * white;
                sum += std::abs(mean - picture_at(x + traits.margin, y + traits.margin, c));
            }
    return sum / traits.channels / (size.height / scale) / (size.width / scale);
}

int rounded_up(int value, int multiple) { return (value + multiple - 1) / multiple * multiple; }

/// How many pixels from the end of its input the result is as if there were more input. Two parts
/// of the picture that overlap by half are tried: where they differ, they feel their ends.
std::optional<int> reach_of(Subject& subject, const Traits& traits, Size input) {
    const int scale = traits.scale, m = traits.multiple;
    const int shift = input.width / 2 / m * m;
    const auto left = subject.run(input), right = subject.run(input, shift);
    if (!left || !right || shift == 0) return std::nullopt;
    const int overlap = input.width - shift, deepest = overlap / 2;
    int reach = 0;
    for (int x = traits.margin; x < overlap - traits.margin; ++x) {
        float difference = 0;
        for (int c = 0; c < traits.channels; ++c)
            for (int y = 0; y < left->size[2]; ++y) {
                const float* a = left->ptr<float>(0, c, y) + (shift + x - traits.margin) * scale;
                const float* b = right->ptr<float>(0, c, y) + (x - traits.margin) * scale;
                for (int i = 0; i < scale; ++i)
                    difference = std::max(difference, std::abs(a[i] - b[i]));
            }
        const int depth = std::min(x, overlap - 1 - x) - traits.margin;
        if (difference > kSeam) reach = std::max(reach, depth + 1);
    }
    return std::clamp(deepest - traits.margin, 0, reach);
}

/// All that is known once it is clear which planes the input has.
Trial try_subject(Subject& subject, Size fixed) {
    Trial trial;
    Traits& traits = trial.traits;
    traits.channels = subject.channels();
    traits.input = fixed;
    std::optional<cv::Mat> planes;
    Size input = fixed;
    const bool any = fixed.width == 0;
    bool solved = false;
    Trial failure;
    const auto find_sizes = [&] {
        for (int multiple = 1; multiple <= (any ? kFirst : 1) && !solved; multiple *= 2) {
            if (any) input = {kFirst + 3 * multiple, kFirst + multiple};
            planes = subject.run(input);
            failure = planes ? failed(NetworkFault::WrongSize) : subject.failure();
            if (failure.fault == NetworkFault::Memory) return;
            if (planes && !is_picture(*planes, traits.channels)) {
                failure = failed(NetworkFault::NoPicture);
                return;
            }
            solved = planes && solve(input, size_of_planes(*planes), traits);
            traits.multiple = multiple;
        }
    };
    find_sizes();
    if (any && !solved && failure.fault != NetworkFault::Memory) {
        subject.pin_sizes();
        find_sizes();
    }
    if (!solved) return failure;
    if (!has_only_numbers(*planes)) return failed(NetworkFault::NoNumbers);
    const auto again = subject.run(input);
    if (!again) return subject.failure();
    if (again->total() != planes->total() || largest_difference(*planes, *again) > kSeam)
        return failed(NetworkFault::Unsteady);
    subject.expect(traits);
    for (const float flat : {0.0f, 0.5f, 1.0f}) {  // e.g. 0 / 0 where nothing changes
        const auto result = subject.run_flat(input, flat);
        if (!result) return subject.failure();
        if (!has_only_numbers(*result)) return failed(NetworkFault::NoNumbers);
    }
    if (distance(*planes, traits, 1) > kOther) {
        const auto bright = subject.run(input, 0, 255);
        const bool good = bright && distance(*bright, traits, 255) <= kOther;
        return failed(good ? NetworkFault::Range : NetworkFault::NoPicture);
    }

    if (any) {
        const int side =
            rounded_up(subject.seconds() > kSlow ? kFirst : kWindow, 2 * traits.multiple);
        input = {side, side};
    }
    const auto reach = reach_of(subject, traits, input);
    if (!reach) return subject.failure();
    // a short side must be left with enough for a tile
    traits.reach = std::clamp(std::min(input.width, input.height) / 4 - traits.margin, 0, *reach);
    const int border = traits.margin + traits.reach;
    if (any) {
        const double pixel = subject.seconds() / input.width / input.height;
        const int affordable = static_cast<int>(std::sqrt(kTileSeconds / pixel)) - 2 * border;
        traits.tile = std::clamp(affordable, std::max(kSmallestTile, border), kLargestTile);
        const int side = rounded_up(traits.tile + 2 * border, traits.multiple);
        input = {side, side};
        if (subject.pins_sizes()) {
            traits.input = input;
            traits.multiple = 1;
            traits.tile = side - 2 * border;
        }
    } else {
        traits.tile = std::min(fixed.width, fixed.height) - 2 * border;
    }
    // the first time at this size prepares the network
    for (int i = 0; i < 2; ++i)
        if (!subject.run(input)) return subject.failure();
    const double pixels = double(input.width - 2 * border) * (input.height - 2 * border);
    trial.seconds_per_megapixel = subject.seconds() / pixels * 1e6 * (traits.channels == 1 ? 3 : 1);
    return trial;
}

Trial try_bytes(Bytes bytes) {
    const auto facts = facts_of(bytes);
    if (!facts) return failed(NetworkFault::Damaged);
    if (facts->other_files) return failed(NetworkFault::OtherFiles);
    if (facts->broken_values) return failed(NetworkFault::Damaged, "values are missing");
    if (facts->inputs.size() != 1 || facts->outputs != 1) return failed(NetworkFault::NoPicture);
    const auto& [is_float, sides] = facts->inputs[0];
    const auto in = [](std::int64_t value, std::initializer_list<std::int64_t> allowed) {
        return std::ranges::find(allowed, value) != allowed.end();
    };
    if (!is_float || sides.size() != 4 || !in(sides[0], {0, 1}) || !in(sides[1], {0, 1, 3}))
        return failed(NetworkFault::NoPicture);
    Size fixed;
    if (sides[2] || sides[3]) {
        const std::int64_t height = sides[2] ? sides[2] : sides[3];
        const std::int64_t width = sides[3] ? sides[3] : sides[2];
        if (std::min(width, height) < kSmallest || std::max(width, height) > kLargest)
            return failed(NetworkFault::WrongSize);
        fixed = {static_cast<int>(width), static_cast<int>(height)};
    }
    bytes = in_single_precision(std::move(bytes));
    Trial trial;
    for (const int channels : {3, 1}) {
        if (sides[1] && sides[1] != channels) continue;
        Subject subject(bytes, *facts, channels);
        trial = try_subject(subject, fixed);
        if (trial.fault == NetworkFault::None) break;
    }
    return trial;
}

/// Bytes of addresses for a trial. Sanitizers need far more of them than memory; then there is no
/// limit.
std::uint64_t memory_for_a_trial() {
#if defined(__SANITIZE_ADDRESS__)
    return 0;
#else
    constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;
    const std::uint64_t all = platform::physical_memory();
    return all ? std::clamp(all / 2, kGiB, 4 * kGiB) : 2 * kGiB;
#endif
}

}  // namespace

std::string to_json(const std::string& file, const Trial& trial) {
    json::Writer w;
    w.StartObject();
    w.member("file", file);
    if (trial.fault != NetworkFault::None) {
        w.member("reason", name_of(trial.fault));
        if (!trial.operator_name.empty()) w.member("operator", trial.operator_name);
        if (!trial.detail.empty()) w.member("detail", printable_line(trial.detail.substr(0, 300)));
    } else {
        const Traits& t = trial.traits;
        w.member("scale", t.scale);
        w.member("channels", t.channels);
        w.member("margin", t.margin);
        w.member("reach", t.reach);
        w.member("multiple", t.multiple);
        w.member("width", t.input.width);
        w.member("height", t.input.height);
        w.member("tile", t.tile);
        w.member("seconds-per-megapixel", trial.seconds_per_megapixel);
    }
    w.EndObject();
    return w.text();
}

std::optional<Trial> trial_from_json(const json::Value& root) {
    Trial trial;
    if (const auto reason = json::string_at(root, {"reason"})) {
        const auto fault = network_fault_from_name(*reason);
        if (!fault || *fault == NetworkFault::None) return std::nullopt;
        trial.fault = *fault;
        trial.operator_name = json::string_at(root, {"operator"}).value_or("");
        trial.detail = json::string_at(root, {"detail"}).value_or("");
        return trial;
    }
    bool good = true;
    const auto read = [&](const char* name, int least, int most) {
        const auto value = json::int_at(root, {name});
        good &= value && *value >= least && *value <= most;
        return good ? static_cast<int>(*value) : 0;
    };
    Traits& t = trial.traits;
    t.scale = read("scale", 1, kLargestScale);
    t.channels = read("channels", 1, 3);
    t.margin = read("margin", 0, kLargest);
    t.reach = read("reach", 0, kLargest);
    t.multiple = read("multiple", 1, kFirst);
    t.input.width = read("width", 0, kLargest);
    t.input.height = read("height", 0, kLargest);
    t.tile = read("tile", 1, kLargest);
    trial.seconds_per_megapixel = json::double_at(root, {"seconds-per-megapixel"}).value_or(0);
    if (!good) return std::nullopt;
    return trial;
}

Trial try_here(const std::string& path) {
    std::error_code code;
    const auto length = std::filesystem::file_size(path, code);
    if (code) return failed(NetworkFault::Missing, code.message());
    if (length > kMostNetworkBytes) return failed(NetworkFault::TooLarge);
    auto bytes = read_file(path, kMostNetworkBytes);
    if (!bytes) return failed(NetworkFault::Missing, bytes.error().detail);
    try {
        return try_bytes(std::move(*bytes));
    } catch (const std::bad_alloc&) {
        return failed(NetworkFault::Memory);
    }
}

void try_and_print(const std::string& path) {
    platform::confine_this_process(memory_for_a_trial(), std::chrono::minutes(10));
    const std::string name = std::filesystem::path(path).filename().string();
    const Trial trial = try_here(path);
    std::printf("%s\n", to_json(is_utf8(name) ? name : "", trial).c_str());
    std::fflush(stdout);
}

Trial try_apart(const std::string& engine, const std::string& path,
                const std::function<bool()>& is_stopped, std::chrono::milliseconds patience) {
    std::error_code code;
    auto child =
        platform::Child::start(engine, {"--try", path}, platform::environment_variables(), code);
    if (code) return failed(NetworkFault::Unreadable, engine + ": " + code.message());
    std::string text;
    const auto start = Clock::now();
    for (;;) {
        if (is_stopped() || Clock::now() - start > patience) {
            child.kill();
            return failed(NetworkFault::Time);
        }
        std::array<std::uint8_t, 1000> buffer;
        const auto got = child.read_output(buffer, std::chrono::milliseconds(50));
        if (!got) continue;
        if (*got == 0 || text.size() > 10'000) break;
        text += as_text({buffer.data(), *got});
    }
    child.kill();
    const auto printed = json::parse(text);
    auto trial = printed ? trial_from_json(*printed) : std::nullopt;
    return trial ? std::move(*trial) : failed(NetworkFault::Crash);
}

std::string sentence_about(const std::string& file, const Trial& trial) {
    const auto what = [&]() -> std::string {
        switch (trial.fault) {
            case NetworkFault::None:
                break;
            case NetworkFault::Missing:
                return "there is no such file in the folder of networks";
            case NetworkFault::TooLarge:
                return "the file is larger than 512 MiB";
            case NetworkFault::Damaged:
                return "it is no ONNX file, or a part of it is missing";
            case NetworkFault::OtherFiles:
                return "its values are in other files; it must be saved as a single file";
            case NetworkFault::Operator:
                return "this version of OpenCV cannot do its operator " + trial.operator_name;
            case NetworkFault::Unreadable:
                return "this version of OpenCV cannot use it";
            case NetworkFault::Range:
                return "it is made for values from 0 to 255, not from 0 to 1";
            case NetworkFault::NoPicture:
                return "it does not make a picture of a picture";
            case NetworkFault::WrongSize:
                return "its result is not 1 to 8 times as large as its input";
            case NetworkFault::NoNumbers:
                return "its result contains values that are no numbers";
            case NetworkFault::Unsteady:
                return "the same picture gives another result each time";
            case NetworkFault::Memory:
                return "it needs too much memory";
            case NetworkFault::Time:
                return "it takes too long";
            case NetworkFault::Crash:
                return "it makes OpenCV crash";
            case NetworkFault::Silent:
                return "it does not answer any more";
        }
        return "it can be used";
    };
    return "The network " + file + " cannot be used: " + what();
}

}  // namespace upscale::local
