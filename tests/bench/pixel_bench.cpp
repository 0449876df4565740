// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// One piece of work on a picture's pixels, once: `pixel-bench WORK FILE WIDTH HEIGHT CHANNELS`,
// FILE holding 8-bit pixels without a header. Prints the CPU milliseconds it took, the bytes it
// made (0: no file) and the megabytes that the process took at its highest beyond the pixels. WORK
// `cancel`: prints the milliseconds from a cancel to the end of prepare(), the longest of 50.
#include <png.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>

#include "app/prepare.hpp"
#include "bench/stb_as_it_is.hpp"
#include "image/colours/keep_colours.hpp"
#include "image/pixels/resample.hpp"
#include "image/registration/padding.hpp"
#include "image/registration/registration.hpp"
#include "image/tiling/joiner.hpp"
#include "image/tiling/tile_plan.hpp"

namespace upscale {
namespace {

double cpu_ms() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

/// getrusage() would also count the memory that the process had before exec().
double peak_mb() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::atof(line.c_str() + 6) / 1024;
    return 0;
}

/// libpng, which most programs use, with its default level and filters.
std::size_t libpng_size(const Bitmap& bitmap) {
    std::size_t size = 0;
    png_structp writer = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(writer);
    const auto count = [](png_structp png, png_bytep, png_size_t length) {
        *static_cast<std::size_t*>(png_get_io_ptr(png)) += length;
    };
    png_set_write_fn(writer, &size, count, nullptr);
    png_set_compression_level(writer, 6);
    png_set_IHDR(writer, info, static_cast<png_uint_32>(bitmap.width),
                 static_cast<png_uint_32>(bitmap.height), 8,
                 bitmap.channels == 4 ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(writer, info);
    for (int y = 0; y < bitmap.height; ++y) png_write_row(writer, bitmap.row(y));
    png_write_end(writer, info);
    png_destroy_write_struct(&writer, &info);
    return size;
}

std::size_t upload_size(Bitmap bitmap, int format) {
    Parameters values;
    values.upload_format = format;
    const auto prepared = prepare(std::move(bitmap), values, {});
    if (!prepared) throw std::runtime_error(prepared.error().detail);
    return prepared->upload.file.size();
}

/// What happens after a download: makes the result's preview and registers it on the source.
std::size_t place(const Bitmap& source, const Bitmap& result) {
    static const Bitmap preview = preview_of(source);  // the upload's, made before
    const ResultView view{{result.width, result.height}, preview_of(result)};
    const Size size{source.width, source.height};
    return register_results(preview, size, size, std::span(&view, 1)).size() - 1;
}

/// A result as a service changes its colours.
Bitmap changed(Bitmap bitmap) {
    constexpr std::array<double, 3> kGains{0.92, 0.97, 1.03};
    for (std::size_t i = 0; i < bitmap.pixels.size(); ++i)
        bitmap.pixels[i] =
            static_cast<std::uint8_t>(std::min(255.0, bitmap.pixels[i] * kGains[i % 3]));
    return bitmap;
}

/// Joins about eight tiles, every other one from `other`, which differs a little.
std::size_t join(const Bitmap& bitmap, const Bitmap& other) {
    const Size size{bitmap.width, bitmap.height};
    TileJoiner joiner(size);
    bool odd = false;
    for (const Rect& place :
         plan_tiles(size, 1LL * size.width * size.height / 6, 2 * kTileOverlap)) {
        joiner.add(place, crop(odd ? other : bitmap, place));
        odd = !odd;
    }
    return joiner.take().pixels.size() * 0;
}

/// A picture that has nothing in common with the source.
Bitmap unrelated(const Bitmap& bitmap) {
    Bitmap other(bitmap.width, bitmap.height, 3);
    for (int y = 0; y < other.height; ++y)
        for (int x = 0; x < other.width; ++x)
            for (int c = 0; c < 3; ++c)
                other.row(y)[x * 3 + c] =
                    static_cast<std::uint8_t>((x * x / 977 + y * (x / 311 + c)) >> 3);
    return other;
}

/// Cancels at moments spread over the whole work.
double longest_cancel_ms(const Bitmap& bitmap) {
    using Clock = std::chrono::steady_clock;
    constexpr int kTimes = 50;
    const auto begun = Clock::now();
    upload_size(bitmap, UploadFormat::Auto);
    const auto whole = Clock::now() - begun;
    double longest = 0;
    for (int i = 0; i < kTimes; ++i) {
        std::stop_source stop;
        Clock::time_point returned;
        std::jthread worker([&, pixels = bitmap]() mutable {
            static_cast<void>(prepare(std::move(pixels), {}, stop.get_token()));
            returned = Clock::now();
        });
        std::this_thread::sleep_for(whole * (2 * i + 1) / (2 * kTimes));
        const auto cancelled = Clock::now();
        stop.request_stop();
        worker.join();
        const std::chrono::duration<double, std::milli> took = returned - cancelled;
        longest = std::max(longest, took.count());
        std::this_thread::sleep_for(whole);  // until the work in the background ends
    }
    return longest;
}

int run(const std::string& work, const char* file, int width, int height, int channels) {
    Bitmap bitmap(width, height, channels);
    std::ifstream(file, std::ios::binary)
        .read(reinterpret_cast<char*>(bitmap.pixels.data()),
              static_cast<std::streamsize>(bitmap.pixels.size()));
    if (work == "cancel") {
        std::printf("%.2f\n", longest_cancel_ms(bitmap));
        return 0;
    }
    const Size size{width, height};
    const RectF half_pixel{0.25, 0.25, width - 0.5, height - 0.5};
    Bitmap other;
    if (work == "place-crop")
        other = crop(bitmap, {width / 8, height / 8, width * 3 / 4, height * 3 / 4});
    if (work == "place-stretched")
        other = resample(bitmap, {width, height * 15 / 16}, Kernel::Lanczos3);
    if (work == "place-padded") other = pad(bitmap, {{width, height + height / 4}, 0, height / 8});
    SlowPart slow;
    if (work.starts_with("colours")) {
        slow = slow_part_of(resample(bitmap, {width / 2, height / 2}, Kernel::Box));
        if (work == "colours-changed") bitmap = changed(std::move(bitmap));
    }
    const RectF whole{0, 0, width / 2.0, height / 2.0};
    if (work == "join") other = resample(bitmap, half_pixel, size, Kernel::Lanczos3);
    if (work == "place-unrelated") other = unrelated(bitmap);
    if (work.starts_with("place")) place(bitmap, Bitmap(16, 16, 3));  // the source's preview
    const std::map<std::string, std::function<std::size_t()>> works{
        {"upload", [&] { return upload_size(std::move(bitmap), UploadFormat::Auto); }},
        {"png", [&] { return upload_size(std::move(bitmap), UploadFormat::Png); }},
        {"jpeg", [&] { return upload_size(std::move(bitmap), UploadFormat::Jpeg); }},
        {"stb", [&] { return stb_png_size(bitmap); }},
        {"stb-jpeg", [&] { return stb_jpeg_size(bitmap, 95); }},
        {"libpng", [&] { return libpng_size(bitmap); }},
        {"fit", [&] { return resample(bitmap, size, Kernel::Lanczos3).pixels.size() * 0; }},
        {"move",
         [&] { return resample(bitmap, half_pixel, size, Kernel::Lanczos3).pixels.size() * 0; }},
        {"halve",
         [&] {
             return resample(bitmap, {width / 2, height / 2}, Kernel::Lanczos3).pixels.size() * 0;
         }},
        {"place", [&] { return place(bitmap, bitmap); }},
        {"colours-changed", [&] { return keep_colours(slow, whole, {}, bitmap).deep != nullptr; }},
        {"colours-same", [&] { return keep_colours(slow, whole, {}, bitmap).deep != nullptr; }},
        {"join", [&] { return join(bitmap, other); }},
        {"preview", [&] { return preview_of(bitmap).pixels.size() * 0; }},
        {"place-crop", [&] { return place(bitmap, other); }},
        {"place-stretched", [&] { return place(bitmap, other); }},
        {"place-padded", [&] { return place(bitmap, other); }},
        {"place-unrelated", [&] { return place(bitmap, other); }},
    };
    const double before_mb = peak_mb(), start = cpu_ms();
    const std::size_t bytes = works.at(work)();
    std::printf("%.2f %zu %.1f\n", cpu_ms() - start, bytes, peak_mb() - before_mb);
    return 0;
}

}  // namespace
}  // namespace upscale

int main(int argc, char** argv) {
    if (argc != 6) return 2;
    return upscale::run(argv[1], argv[2], std::atoi(argv[3]), std::atoi(argv[4]),
                        std::atoi(argv[5]));
}
