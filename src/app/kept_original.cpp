// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/kept_original.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <utility>

#include "app/source_now.hpp"
#include "base/fingerprint.hpp"
#include "image/pixels/alpha.hpp"
#include "image/pixels/resample.hpp"
#include "image/registration/registration.hpp"
#include "json/json.hpp"

namespace upscale {
namespace {

constexpr int kVersion = 1;
constexpr double kLeastScale = 1e-6;  // the largest is its inverse
constexpr int kFarthest = 1 << 20;    // coordinates; more than GIMP allows
/// Each import that scales an image rounds the sizes of its layers.
constexpr int kRounding = 2;  // pixels

bool is_scale(double scale) { return scale > kLeastScale && scale < 1 / kLeastScale; }

void write_rect(json::Writer& writer, const char* name, const Rect& rect) {
    writer.Key(name);
    writer.StartObject();
    writer.member("x", rect.x);
    writer.member("y", rect.y);
    writer.member("width", rect.width);
    writer.member("height", rect.height);
    writer.EndObject();
}

std::optional<Rect> rect_at(const json::Value& root, const char* name) {
    std::array<int, 4> values{};
    std::size_t i = 0;
    for (const char* member : {"x", "y", "width", "height"}) {
        const auto value = json::int_at(root, {name, member});
        if (!value || *value < -kFarthest || *value > kFarthest) return std::nullopt;
        values[i++] = static_cast<int>(*value);
    }
    const Rect rect{values[0], values[1], values[2], values[3]};
    return rect.width > 0 && rect.height > 0 ? std::optional(rect) : std::nullopt;
}

SourceRecord record_of(const KeptOriginal& kept) {
    SourceRecord record;
    record.layer = kept.layer;
    record.region = kept.region;
    return record;
}

bool is_near(int length, double expected) { return std::abs(length - expected) <= kRounding; }

/// A part of a line of `length` pixels, cut to whole pixels of the line.
std::pair<int, int> cut(double from, double to, int length) {
    const int start = std::clamp(static_cast<int>(std::lround(from)), 0, length - 1);
    return {start, std::clamp(static_cast<int>(std::lround(to)), start + 1, length)};
}

}  // namespace

std::string record_name(unsigned tattoo) {
    return "ideogram-upscale-original-" + std::to_string(tattoo);
}

std::string pixels_name(unsigned tattoo) {
    return "ideogram-upscale-pixels-" + std::to_string(tattoo);
}

std::string to_json(const KeptOriginal& kept) {
    json::Writer writer;
    writer.StartObject();
    writer.member("version", kVersion);
    write_rect(writer, "layer", kept.layer);
    write_rect(writer, "region", kept.region);
    writer.member("clipped", kept.clipped);
    writer.member("image_scale", kept.image_scale);
    writer.EndObject();
    return writer.text();
}

std::optional<KeptOriginal> kept_original_from_json(std::string_view text) {
    const auto root = json::parse(text);
    if (!root || json::int_at(*root, {"version"}) != kVersion) return std::nullopt;
    const auto layer = rect_at(*root, "layer"), region = rect_at(*root, "region");
    const double scale = json::double_at(*root, {"image_scale"}).value_or(0);
    if (!layer || !region || !is_scale(scale)) return std::nullopt;
    return KeptOriginal{*layer, *region, json::bool_at(*root, {"clipped"}).value_or(false), scale};
}

double image_scale_from(std::string_view text) {
    double scale = 1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), scale);
    return error == std::errc() && is_scale(scale) ? scale : 1;
}

std::string image_scale_text(double scale) {
    std::array<char, 32> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), scale);
    return {text.data(), end};
}

std::string hash_of(const Bitmap& bitmap) {
    Fingerprint fingerprint;
    for (const int number : {bitmap.width, bitmap.height, bitmap.channels})
        for (int shift = 0; shift < 32; shift += 8) {
            const auto byte = static_cast<std::uint8_t>(number >> shift);
            fingerprint.add({&byte, 1});
        }
    fingerprint.add(bitmap.pixels);
    std::array<char, 17> text{};
    std::snprintf(text.data(), text.size(), "%016llx",
                  static_cast<unsigned long long>(fingerprint.value()));
    return text.data();
}

bool has_size_of(const KeptOriginal& kept, const Rect& layer_now, double image_scale) {
    const double factor = image_scale / kept.image_scale;
    const double width = kept.layer.width * factor, height = kept.layer.height * factor;
    return (is_near(layer_now.width, width) && is_near(layer_now.height, height)) ||
           (is_near(layer_now.width, height) && is_near(layer_now.height, width));
}

std::optional<Turn> turn_since(const KeptOriginal& kept, const Bitmap& pixels, const Source& now) {
    if (!has_size_of(kept, now.layer, now.image_scale)) return std::nullopt;
    const SourcePlanes planes{take_alpha(pixels), {}, preview_of(bleed(pixels)), {}};
    const SourceNow found = compare_source(record_of(kept), planes, now);
    return found.edited ? std::nullopt : std::optional(found.turn);
}

Source with_kept_pixels(const KeptOriginal& kept, Bitmap pixels, const std::optional<Turn>& found,
                        Source now) {
    const Turn turn = found.value_or(Turn{});
    const SourceRecord then = turned(record_of(kept), turn);
    const double across = static_cast<double>(now.layer.width) / then.layer.width;
    const double down = static_cast<double>(now.layer.height) / then.layer.height;
    const auto in_then = [](int at, double scale) {
        return static_cast<int>(std::lround(at / scale));
    };
    pixels = turned(std::move(pixels), turn);
    now.ppi /= across;
    Source source = std::move(now);
    const Rect layer_now = source.layer, region_now = source.region;
    const int shown_x = then.region.x - then.layer.x, shown_y = then.region.y - then.layer.y;
    source.canvas = {std::max(1, in_then(source.canvas.width, across)),
                     std::max(1, in_then(source.canvas.height, down))};
    source.layer = {in_then(layer_now.x, across), in_then(layer_now.y, down), then.layer.width,
                    then.layer.height};
    source.region = {source.layer.x + shown_x, source.layer.y + shown_y, pixels.width,
                     pixels.height};
    if (!source.selection.empty()) {
        const double x = (region_now.x - layer_now.x) / across - shown_x;
        const double y = (region_now.y - layer_now.y) / down - shown_y;
        const auto [left, right] = cut(x, x + region_now.width / across, pixels.width);
        const auto [top, bottom] = cut(y, y + region_now.height / down, pixels.height);
        const Rect part{left, top, right - left, bottom - top};
        source.selection = resample(
            source.selection,
            {(left - x) * across, (top - y) * down, part.width * across, part.height * down},
            {part.width, part.height}, Kernel::Box);
        pixels = crop(pixels, part);
        source.region = {source.region.x + left, source.region.y + top, part.width, part.height};
    }
    // The layer shows the same at another size, and perhaps at a higher precision.
    source.slow =
        !found ? SlowPart() : scaled(std::move(source.slow), {pixels.width, pixels.height});
    source.pixels = std::move(pixels);
    source.clipped = kept.clipped;
    // The layer has the size that its image's scale says, unless the user resized it.
    source.image_scale = has_size_of(kept, layer_now, source.image_scale)
                             ? kept.image_scale
                             : source.image_scale / across;
    return source;
}

}  // namespace upscale
