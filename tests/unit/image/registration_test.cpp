// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A table of pictures of every kind, each with everything that a service may do to it. Every row
// prints its worst error, in source pixels.
#include "image/registration/registration.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <random>

#include "image/pixels/resample.hpp"
#include "image/registration/alignment.hpp"
#include "support/photo.hpp"

namespace upscale {
namespace {

using Fit = Registration::Fit;
using Quality = Registration::Quality;

// Pictures ------------------------------------------------------------------------------------

Bitmap drawn(Size size, const std::function<double(double x, double y)>& level) {
    Bitmap bitmap(size.width, size.height, 1);
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x)
            bitmap.row(y)[x] = static_cast<std::uint8_t>(
                std::clamp(std::lround(level(x + 0.5, y + 0.5)), 0l, 255l));
    return bitmap;
}

Bitmap flat(Size size, std::uint8_t level = 90) {
    return drawn(size, [level](double, double) { return level; });
}

/// A photo at another size, gray.
Bitmap photo(const char* name, Size size) {
    const Bitmap gray = preview_of(load_photo(name));
    return resample(gray, size, Kernel::CatmullRom);
}

Bitmap coffee(Size size) { return photo("coffee.png", size); }
Bitmap astronaut(Size size) { return photo("astronaut.png", size); }
Bitmap rocket(Size size) { return photo("rocket.jpg", size); }

/// A photo with a tenth of its contrast.
Bitmap faint(Size size) {
    Bitmap bitmap = coffee(size);
    for (auto& value : bitmap.pixels) value = static_cast<std::uint8_t>(120 + value / 10);
    return bitmap;
}

/// Lines of words on paper, about eighty letters per line.
Bitmap text(Size size) {
    const int unit = std::max(1, size.width / 800);
    const Size small{size.width / unit, size.height / unit};
    Bitmap bitmap = flat(small, 245);
    std::minstd_rand random(3);
    for (int top = 4; top + 12 < small.height; top += random() % 6 ? 16 : 32)
        for (int left = 5; left + 12 < small.width; left += 8) {
            if (random() % 6 == 0) continue;
            for (int stroke = 0; stroke < 4; ++stroke) {
                const int x = left + random() % 5, y = top + random() % 7;
                const bool down = random() % 2;
                for (int i = 0; i < 5; ++i)
                    bitmap.row(down ? std::min(y + i, top + 10)
                                    : y)[down ? x : std::min(x + i, left + 6)] = 20;
            }
        }
    return resample(bitmap, size, Kernel::CatmullRom);
}

/// Thin circles and rays.
Bitmap line_art(Size size) {
    const double side = std::min(size.width, size.height);
    return drawn(size, [&](double x, double y) {
        double ink = 0;
        for (const auto& [cx, cy, r] : {std::array{0.3, 0.4, 0.25}, std::array{0.62, 0.55, 0.33},
                                        std::array{0.5, 0.2, 0.12}}) {
            const double dx = x - cx * size.width, dy = y - cy * size.height;
            ink = std::max(ink, 1.2 - std::abs(std::hypot(dx, dy) - r * side));
        }
        ink = std::max(ink, 1.2 - std::abs(y - 0.3 * x - 0.2 * side) / 1.05);
        return 250 - 230 * std::clamp(ink, 0.0, 1.0);
    });
}

Bitmap glow(Size size) {
    return drawn(size, [&](double x, double y) {
        const double u = x / size.width - 0.4, v = y / size.height - 0.55;
        return 30 + 200 * std::exp(-(u * u + v * v) * 8);
    });
}

Bitmap ramp(Size size) {
    return drawn(size, [&](double x, double y) {
        return 20 + 110 * x / size.width + 100 * y / size.height;
    });
}

Bitmap checks(Size size) {
    return drawn(size, [](double x, double y) {
        return (static_cast<int>(x / 16) + static_cast<int>(y / 16)) % 2 ? 200 : 60;
    });
}

Bitmap grain(Size size) {
    std::minstd_rand random(5);
    return drawn(size, [&](double, double) { return 60 + random() % 130; });
}

// What a service does -------------------------------------------------------------------------

enum class Filler { Black, White, Gray, Mirrored, Repeated };

/// `covered` of the source fills `part` of a result of `size`; the rest is filled up.
struct Service {
    RectF covered;
    Size size;
    Rect part;
    Fit fit;
    Filler filler = Filler::Black;
};

Service whole(Size source, double scale) {
    const Size size{static_cast<int>(std::lround(source.width * scale)),
                    static_cast<int>(std::lround(source.height * scale))};
    return {{0, 0, double(source.width), double(source.height)},
            size,
            {0, 0, size.width, size.height},
            Fit::Whole};
}

/// A part of the source; `at` is the position of its corner, from 0 (first possible) to 1 (last).
Service cropped(Size source, Size part, double scale, double at = 0.5) {
    const Size size{static_cast<int>(std::lround(part.width * scale)),
                    static_cast<int>(std::lround(part.height * scale))};
    return {
        {std::floor((source.width - part.width) * at),
         std::floor((source.height - part.height) * at), double(part.width), double(part.height)},
        size,
        {0, 0, size.width, size.height},
        Fit::Cropped};
}

/// Cut to sides that are multiples of `step` after doubling.
Service cut(Size source, int step, double at = 0.5) {
    const auto side = [step](int length) { return length * 2 / step * step / 2; };
    return cropped(source, {side(source.width), side(source.height)}, 2, at);
}

/// Doubled and stretched to multiples of `step`.
Service stretched(Size source, int step) {
    const auto side = [step](int length) { return (length * 2 + step / 2) / step * step; };
    const Size size{side(source.width), side(source.height)};
    return {{0, 0, double(source.width), double(source.height)},
            size,
            {0, 0, size.width, size.height},
            Fit::Stretched};
}

/// The largest crop of this ratio.
Service to_ratio(Size source, double ratio, double scale, double at = 0.5) {
    const double width = std::min<double>(source.width, source.height * ratio);
    return cropped(source, {static_cast<int>(width), static_cast<int>(width / ratio)}, scale, at);
}

/// All of the source within a larger picture.
Service padded(Size source, Size size, double scale, Filler filler, double at = 0.5) {
    const int width = static_cast<int>(std::lround(source.width * scale));
    const int height = static_cast<int>(std::lround(source.height * scale));
    return {{0, 0, double(source.width), double(source.height)},
            size,
            {static_cast<int>((size.width - width) * at),
             static_cast<int>((size.height - height) * at), width, height},
            Fit::Padded,
            filler};
}

enum class Treatment { Plain, Noise, Contrast, Blur, Detail, Gamma };

Bitmap treat(Bitmap picture, Treatment treatment) {
    std::minstd_rand random(7);
    const Size size{picture.width, picture.height};
    const Size third{std::max(1, size.width / 3), std::max(1, size.height / 3)};
    if (treatment == Treatment::Blur)
        return resample(resample(picture, {size.width / 2, size.height / 2}, Kernel::Box), size,
                        Kernel::CatmullRom);
    Bitmap soft;
    if (treatment == Treatment::Detail)
        soft = resample(resample(picture, third, Kernel::Box), size, Kernel::CatmullRom);
    double wander = 0;
    for (std::size_t i = 0; i < picture.pixels.size(); ++i) {
        double value = picture.pixels[i];
        switch (treatment) {
            case Treatment::Noise:
                value += static_cast<int>(random() % 25) - 12;
                break;
            case Treatment::Contrast:
                value = 25 + value * 0.8;
                break;
            case Treatment::Gamma:
                value = 255 * std::pow(value / 255, 0.8);
                break;
            case Treatment::Detail:  // sharpened, with added strokes
                wander = 0.8 * wander + static_cast<int>(random() % 13) - 6;
                value += 0.8 * (value - soft.pixels[i]) + wander;
                break;
            default:
                break;
        }
        picture.pixels[i] = static_cast<std::uint8_t>(std::clamp(std::lround(value), 0l, 255l));
    }
    return picture;
}

ResultView result_of(const Bitmap& source, const Service& service, Treatment treatment) {
    // It is no larger than its preview would be; the size of the result is given separately.
    const double factor = std::min(1.0, 1536.0 / std::max(service.size.width, service.size.height));
    const auto smaller = [factor](double length) {
        return std::max(1, static_cast<int>(std::lround(length * factor)));
    };
    const Size size{smaller(service.size.width), smaller(service.size.height)};
    const RectF part{double(service.part.x) * size.width / service.size.width,
                     double(service.part.y) * size.height / service.size.height,
                     double(service.part.width) * size.width / service.size.width,
                     double(service.part.height) * size.height / service.size.height};
    // resample() repeats the source's edge pixels, which is one of the fillings.
    const double scale_x = service.covered.width / part.width;
    const double scale_y = service.covered.height / part.height;
    Bitmap picture =
        resample(source,
                 {service.covered.x - part.x * scale_x, service.covered.y - part.y * scale_y,
                  size.width * scale_x, size.height * scale_y},
                 size, factor < 1 ? Kernel::Box : Kernel::Lanczos3);
    picture = treat(std::move(picture), treatment);
    if (service.fit == Fit::Padded && service.filler != Filler::Repeated) {
        const int left = static_cast<int>(std::lround(part.x)),
                  top = static_cast<int>(std::lround(part.y));
        const int right = static_cast<int>(std::lround(part.x + part.width)) - 1;
        const int bottom = static_cast<int>(std::lround(part.y + part.height)) - 1;
        const Bitmap inner = picture;
        for (int y = 0; y < size.height; ++y)
            for (int x = 0; x < size.width; ++x) {
                if (x >= left && x <= right && y >= top && y <= bottom) continue;
                std::uint8_t& to = picture.row(y)[x];
                const auto mirror = [](int at, int first, int last) {
                    if (at < first) at = 2 * first - 1 - at;
                    if (at > last) at = 2 * last + 1 - at;
                    return std::clamp(at, first, last);
                };
                if (service.filler == Filler::Mirrored)
                    to = inner.row(mirror(y, top, bottom))[mirror(x, left, right)];
                else
                    to = service.filler == Filler::Black   ? 0
                         : service.filler == Filler::White ? 255
                                                           : 128;
            }
    }
    return {service.size, preview_of(picture)};
}

/// The largest distance, in source pixels, of a corner of what is shown from its true place.
double error_of(const Registration& found, const Service& truth) {
    const auto place = [](double at, double part, double start, double scale) {
        return start + (at - part) / scale;
    };
    const double true_x = truth.part.width / truth.covered.width;
    const double true_y = truth.part.height / truth.covered.height;
    double worst = 0;
    for (const int x : {truth.part.x, truth.part.x + truth.part.width})
        worst = std::max(worst, std::abs(place(x, found.part.x, found.covered.x, found.scale_x) -
                                         place(x, truth.part.x, truth.covered.x, true_x)));
    for (const int y : {truth.part.y, truth.part.y + truth.part.height})
        worst = std::max(worst, std::abs(place(y, found.part.y, found.covered.y, found.scale_y) -
                                         place(y, truth.part.y, truth.covered.y, true_y)));
    return worst;
}

std::vector<Registration> register_on(const Bitmap& source,
                                      const std::vector<ResultView>& results) {
    const Size size{source.width, source.height};
    return register_results(preview_of(source), size, size, results);
}

// The table -----------------------------------------------------------------------------------

struct Row {
    const char* what;
    Size size;
    std::vector<Bitmap (*)(Size)> pictures;
    std::vector<Service> services;
    std::vector<Treatment> treatments;  ///< used in turn
    bool told = true;                   ///< the picture shows its place unambiguously
};

const std::vector<Treatment> kAll{Treatment::Plain, Treatment::Noise,  Treatment::Contrast,
                                  Treatment::Blur,  Treatment::Detail, Treatment::Gamma};
const std::vector<Treatment> kFine{Treatment::Plain, Treatment::Noise};

std::vector<Row> rows() {
    const Size tiny{17, 23}, small{64, 48}, odd{333, 251}, square{1003, 1001}, wide{320, 180},
        photo{360, 240}, large{4000, 1200}, strip{900, 80};
    return {
        {"whole",
         photo,
         {coffee, astronaut, rocket, faint, text, line_art, checks, grain},
         {whole(photo, 2), whole(photo, 1), whole(photo, 1.5)},
         kAll},
        {"whole, tiny", tiny, {coffee, astronaut}, {whole(tiny, 2), whole(tiny, 4)}, kAll},
        {"cut to 8, 16, 32, 64",
         square,
         {coffee, text},
         {cut(square, 8), cut(square, 16, 0), cut(square, 32), cut(square, 64, 1)},
         kAll},
        {"cut to 16, 64",
         odd,
         {coffee, rocket, faint, text, grain},
         {cut(odd, 16), cut(odd, 64, 1)},
         kAll},
        {"cut, small",
         small,
         {coffee, astronaut, text},
         {cropped(small, {60, 48}, 2, 0), cropped(small, {61, 45}, 2)},
         kFine},
        {"cut, tiny",
         tiny,
         {coffee, astronaut},
         {cut(tiny, 8), cropped(tiny, {16, 16}, 2, 0)},
         kFine},
        {"stretched to 64, 128",
         {640, 360},
         {coffee, rocket, faint, line_art},
         {stretched({640, 360}, 64), stretched({640, 360}, 128)},
         kAll},
        {"stretched to 8, 16, 32, 64",
         odd,
         {coffee, text},
         {stretched(odd, 8), stretched(odd, 16), stretched(odd, 32), stretched(odd, 64)},
         kAll},
        {"cropped to a ratio",
         photo,
         {coffee, astronaut, rocket, text, line_art},
         {to_ratio(photo, 1, 2), to_ratio(photo, 1, 2, 0), to_ratio(photo, 16 / 9., 1.92, 1),
          to_ratio(photo, 0.5, 2, 0.2), cropped(photo, {300, 168}, 2, 0.3)},
         kAll},
        {"cropped, a strip",
         strip,
         {coffee, rocket, text},
         {to_ratio(strip, 3, 2, 0.2), to_ratio(strip, 3, 2)},
         kAll},
        {"letterboxed",
         wide,
         {coffee, astronaut, rocket, text},
         {padded(wide, {640, 640}, 2, Filler::Black), padded(wide, {640, 640}, 2, Filler::White, 0),
          padded(wide, {640, 480}, 2, Filler::Gray), padded(wide, {640, 512}, 2, Filler::Mirrored),
          padded(wide, {640, 400}, 2, Filler::Repeated)},
         kAll},
        {"framed", wide, {coffee, rocket}, {padded(wide, {800, 640}, 2, Filler::Black)}, kAll},
        {"padded by a few pixels",
         odd,
         {coffee, astronaut, text},
         {padded(odd, {672, 512}, 2, Filler::Mirrored), padded(odd, {672, 512}, 2, Filler::Black),
          padded(odd, {704, 512}, 2, Filler::Repeated),
          padded(odd, {704, 512}, 2, Filler::White, 0)},
         kAll},
        {"large",
         large,
         {coffee},
         {whole(large, 2), cut(large, 64, 0), stretched(large, 128), to_ratio(large, 3, 1.5, 0.3),
          padded(large, {8000, 6000}, 2, Filler::Mirrored)},
         kAll},
        {"gradients",
         photo,
         {glow, ramp},
         {whole(photo, 2), cropped(photo, {344, 234}, 2), to_ratio(photo, 1, 2),
          cropped(photo, {300, 168}, 2, 0.3), stretched(photo, 64)},
         kAll,
         false},
    };
}

TEST(Registration, FindsThePlace) {
    for (const Row& row : rows()) {
        double worst = 0;
        int count = 0, guessed = 0;
        for (std::size_t p = 0; p < row.pictures.size(); ++p) {
            const Bitmap source = row.pictures[p](row.size);
            for (std::size_t s = 0; s < row.services.size(); ++s) {
                const Service& service = row.services[s];
                const Treatment treatment = row.treatments[(p + s) % row.treatments.size()];
                const Registration found =
                    register_on(source, {result_of(source, service, treatment)})[0];
                const double error = error_of(found, service);
                ++count;
                if (found.quality == Quality::Guessed && !row.told) {
                    ++guessed;
                    continue;
                }
                const auto where = testing::Message()
                                   << row.what << ", picture " << p << ", service " << s
                                   << ", treatment " << static_cast<int>(treatment) << ": covers "
                                   << found.covered.width << " x " << found.covered.height << " at "
                                   << found.covered.x << ", " << found.covered.y << ", uncertainty "
                                   << found.uncertainty;
                EXPECT_EQ(found.quality, Quality::Measured) << where;
                EXPECT_EQ(found.fit, service.fit) << where;
                EXPECT_LE(error, service.fit == Fit::Stretched ? 1 : 0.5) << where;
                EXPECT_LE(found.uncertainty, 0.5) << where;
                worst = std::max(worst, error);
            }
        }
        std::printf("%-28s %4d x %-4d  %2d results, %d guessed, worst error %.3f px\n", row.what,
                    row.size.width, row.size.height, count, guessed, worst);
    }
}

// Other things that come back ------------------------------------------------------------------

Bitmap mirrored(const Bitmap& gray) {
    Bitmap turned = gray;
    for (int y = 0; y < gray.height; ++y) std::reverse(turned.row(y), turned.row(y) + gray.width);
    return turned;
}

Bitmap upside_down(const Bitmap& gray) {
    Bitmap turned = gray;
    std::reverse(turned.pixels.begin(), turned.pixels.end());
    return turned;
}

Bitmap negative(Bitmap gray) {
    for (auto& value : gray.pixels) value = static_cast<std::uint8_t>(255 - value);
    return gray;
}

TEST(Registration, SaysWhenItIsAnotherPicture) {
    const Size size{150, 100}, whole_shape{300, 200}, square{300, 300};
    const Bitmap pictures[] = {coffee(size), astronaut(size), text(size)};
    for (const std::size_t i : {0, 2}) {
        const Bitmap& source = pictures[i];
        const std::pair<const char*, Bitmap> others[] = {
            {"black", flat(size, 0)},
            {"gray", flat(size, 128)},
            {"mirrored", mirrored(source)},
            {"upside down", upside_down(source)},
            {"negative", negative(source)},
            {"static", grain(size)},
            {"a gradient", ramp(size)},
            {"another picture", pictures[(i + 1) % std::size(pictures)]},
        };
        bool cropped = false;
        for (const auto& [what, other] : others) {
            cropped = !cropped;  // alternates between the two shapes
            const auto where = testing::Message() << "picture " << i << ", " << what;
            const Size shown = cropped ? square : whole_shape;
            const Bitmap picture = resample(other, shown, Kernel::Box);
            const Registration found = register_on(source, {{shown, preview_of(picture)}})[0];
            // a gradient may really look like a part of the sky
            if (std::string(what) == "a gradient") {
                EXPECT_NE(found.quality, Quality::Measured) << where;
                continue;
            }
            EXPECT_EQ(found.quality, Quality::Different) << where;
            EXPECT_EQ(found.covered, cropped ? RectF({25, 0, 100, 100}) : RectF({0, 0, 150, 100}))
                << where;
            EXPECT_EQ(found.part, (Rect{0, 0, shown.width, shown.height})) << where;
        }
    }
}

TEST(Registration, AFlatPictureSaysNothing) {
    const Size size{600, 400};
    const auto registered = [](const Bitmap& source, const Bitmap& shown, Size result) {
        return register_on(source, {{result, preview_of(shown)}})[0];
    };
    const Registration same = registered(flat(size), flat(size, 95), {1200, 800});
    EXPECT_EQ(same.quality, Quality::Measured);
    EXPECT_EQ(same.fit, Fit::Whole);
    EXPECT_EQ(registered(flat(size), treat(flat(size), Treatment::Noise), {1200, 800}).quality,
              Quality::Measured);
    const Registration other = registered(flat(size), flat({400, 400}), {800, 800});
    EXPECT_EQ(other.quality, Quality::Guessed);
    EXPECT_EQ(other.covered, (RectF{100, 0, 400, 400}));
    EXPECT_EQ(registered(flat(size), flat(size, 0), {1200, 800}).quality, Quality::Different);
    EXPECT_EQ(registered(flat(size), coffee(size), {1200, 800}).quality, Quality::Different);
    EXPECT_EQ(registered(flat(size, 0), flat(size, 0), {1200, 800}).quality, Quality::Measured);
}

TEST(Registration, AGradientDoesNotTellACropFromAStretch) {
    const Size size{640, 360};
    const Bitmap source = ramp(size);
    const Registration found =
        register_on(source, {result_of(source, stretched(size, 64), Treatment::Plain)})[0];
    EXPECT_EQ(found.quality, Quality::Guessed);
    EXPECT_EQ(found.fit, Fit::Cropped);
    EXPECT_DOUBLE_EQ(found.scale_x, found.scale_y);
}

// Shapes, sizes and jobs ------------------------------------------------------------------------

TEST(Registration, RoundingIsNoOtherShape) {
    struct Case {
        Size source, result;
        Fit fit;
    };
    const Case cases[] = {
        {{600, 400}, {1200, 800}, Fit::Whole},     {{600, 400}, {600, 400}, Fit::Whole},
        {{601, 399}, {1202, 798}, Fit::Whole},     {{601, 399}, {1200, 797}, Fit::Whole},
        {{333, 17}, {500, 26}, Fit::Whole},        {{512, 512}, {1024, 1032}, Fit::Stretched},
        {{640, 360}, {1280, 704}, Fit::Stretched},
    };
    for (const auto& [size, shown, fit] : cases) {
        const Bitmap source = coffee(size);
        const Registration found = register_on(
            source, {{shown, preview_of(resample(source, shown, Kernel::Lanczos3))}})[0];
        const auto where = testing::Message() << shown.width << "x" << shown.height;
        EXPECT_EQ(found.fit, fit) << where;
        EXPECT_EQ(found.quality, Quality::Measured) << where;
        EXPECT_EQ(found.covered, (RectF{0, 0, double(size.width), double(size.height)})) << where;
        EXPECT_DOUBLE_EQ(found.scale_x * size.width, shown.width);
        EXPECT_DOUBLE_EQ(found.scale_y * size.height, shown.height);
    }
    for (const Size dot : {Size{1, 1}, Size{1, 500}, Size{3, 2}})
        EXPECT_EQ(register_on(flat(dot), {{{2 * dot.width, 2 * dot.height}, flat(dot)}})[0].fit,
                  Fit::Whole);
}

/// A preview of a picture of this size whose structure has several scales. Pictures of different
/// seeds have nothing in common.
Bitmap clouds(Size size, unsigned seed) {
    const double factor = std::min(1.0, 1536.0 / std::max(size.width, size.height));
    const auto side = [factor](int length) {
        return std::max(1, static_cast<int>(std::lround(length * factor)));
    };
    const Size small{side(size.width), side(size.height)};
    std::minstd_rand random(seed);
    std::vector<double> sum(static_cast<std::size_t>(small.width) * small.height, 128);
    for (const int unit : {32, 8, 2}) {
        const Size coarse{std::max(1, small.width / unit), std::max(1, small.height / unit)};
        const Bitmap layer = resample(drawn(coarse, [&](double, double) { return random() % 256; }),
                                      small, Kernel::CatmullRom);
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += 0.6 * (layer.pixels[i] - 128);
    }
    std::size_t i = 0;
    return drawn(small, [&](double, double) { return sum[i++]; });
}

// Pictures that have nothing in common cost the most, as every place is tried.
TEST(Registration, NoShapeCostsTooMuch) {
    const Size line{1, 16384}, tiny{17, 23}, square{300, 300}, strip{2400, 40}, wide{16384, 1000};
    // Each shape on both sides; only three of the pairs reach the limit, as that takes long.
    const std::pair<Size, Size> pairs[] = {
        {line, line}, {line, tiny},   {line, wide},   {tiny, line},    {tiny, square},
        {tiny, wide}, {square, wide}, {square, line}, {strip, square}, {strip, line},
        {wide, line}, {wide, wide},   {tiny, strip}};
    std::uint64_t most = 0;
    for (const auto& [source, result] : pairs) {
        const ResultView view{result, clouds(result, 2)};
        const Registration found =
            register_results(clouds(source, 1), source, source, {&view, 1})[0];
        const auto where = testing::Message() << source.width << "x" << source.height << " to "
                                              << result.width << "x" << result.height;
        EXPECT_LE(found.operations, kMostOperations) << where;
        EXPECT_TRUE(found.covered.x >= 0 && found.covered.y >= 0 && found.covered.width > 0 &&
                    found.covered.height > 0 &&
                    found.covered.x + found.covered.width <= source.width + 1e-6 &&
                    found.covered.y + found.covered.height <= source.height + 1e-6)
            << where;
        most = std::max(most, found.operations);
    }
    std::printf("at most %.0f million operations\n", static_cast<double>(most) / 1e6);
    EXPECT_GT(most, kMostOperations / 2) << "the table has shapes that reach the limit";
}

TEST(Registration, OrdinaryShapesAreSearchedToTheEnd) {
    const Size source{1200, 800};
    for (const Size result :
         {Size{2400, 1600}, Size{1600, 1600}, Size{2400, 800}, Size{1280, 704}}) {
        const ResultView view{result, clouds(result, 2)};
        const Registration found =
            register_results(clouds(source, 1), source, source, {&view, 1})[0];
        EXPECT_EQ(found.quality, Quality::Different) << result.width << "x" << result.height;
    }
    // Of this shape there are too many places.
    const ResultView odd{{2400, 40}, clouds({2400, 40}, 2)};
    const Registration found = register_results(clouds(source, 1), source, source, {&odd, 1})[0];
    EXPECT_EQ(found.quality, Quality::Guessed);
    EXPECT_EQ(found.covered, (RectF{0, 390, 1200, 20}));
    // But if it lies in one of the likeliest, it is found.
    const Bitmap picture = clouds(source, 1);
    const ResultView strip{{2400, 40}, preview_of(crop(picture, {0, 390, 1200, 20}))};
    EXPECT_EQ(register_results(picture, source, source, {&strip, 1})[0].quality, Quality::Measured);
}

TEST(Registration, AStopEndsIt) {
    std::stop_source stop;
    stop.request_stop();
    const Size source{1200, 800}, result{2400, 40};
    const ResultView view{result, clouds(result, 2)};
    const auto found =
        register_results(clouds(source, 1), source, source, {&view, 1}, stop.get_token());
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].operations, 0u);
}

TEST(Registration, AReducedUploadKeepsItsShape) {
    const Bitmap source = coffee({2000, 31});
    const ResultView view{{1000, 16}, preview_of(resample(source, {1000, 16}, Kernel::Box))};
    const Registration found =
        register_results(preview_of(source), {2000, 31}, {500, 8}, {&view, 1})[0];
    EXPECT_EQ(found.fit, Fit::Whole);
    EXPECT_EQ(found.quality, Quality::Measured);
    EXPECT_EQ(found.covered, (RectF{0, 0, 2000, 31}));
    EXPECT_DOUBLE_EQ(found.scale_x, 0.5);
    EXPECT_DOUBLE_EQ(found.scale_y, 16 / 31.0);
}

TEST(Registration, VariationsShareOnePlace) {
    const Size size{601, 437};
    const Bitmap source = coffee(size);
    const Size part{592, 432};
    const RectF drift[] = {
        {0, 0, 0, 0}, {0.1, -0.05, 0, 0}, {-0.08, 0.1, 0.1, 0}, {0.03, 0, 0, -0.1}};
    std::vector<ResultView> views;
    for (const Treatment treatment :
         {Treatment::Plain, Treatment::Noise, Treatment::Detail, Treatment::Gamma})
        for (const double scale : {2.0, 4.0, 1.5}) {
            Service service = cropped(size, part, scale);
            const RectF& by = drift[views.size() % 4];
            service.covered = {service.covered.x + by.x, service.covered.y + by.y,
                               part.width + by.width, part.height + by.height};
            views.push_back(result_of(source, service, treatment));
        }
    views.push_back({views[0].size, flat({300, 219}, 0)});
    const auto found = register_on(source, views);
    ASSERT_EQ(found.size(), views.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_EQ(found[i].covered, found[0].covered) << i;
        EXPECT_EQ(found[i].part, (Rect{0, 0, views[i].size.width, views[i].size.height}));
        EXPECT_DOUBLE_EQ(found[i].scale_x * found[i].covered.width, views[i].size.width);
        EXPECT_EQ(found[i].quality, i + 1 < found.size() ? Quality::Measured : Quality::Different);
    }
    EXPECT_NEAR(found[0].covered.x, 4, 0.3);
    EXPECT_NEAR(found[0].covered.width, 592, 0.5);
}

TEST(Registration, DifferentPartsStayApart) {
    const Size size{600, 400};
    const Bitmap source = coffee(size);
    const Service left = to_ratio(size, 1, 2, 0), right = to_ratio(size, 1, 2, 1),
                  all = whole(size, 2), bars = padded(size, {1200, 1200}, 2, Filler::Black);
    std::vector<ResultView> views;
    for (const Service& service : {left, right, all, bars, left})
        views.push_back(result_of(source, service, Treatment::Detail));
    const auto found = register_on(source, views);
    EXPECT_NEAR(found[0].covered.x, 0, 0.5);
    EXPECT_NEAR(found[1].covered.x, 200, 0.5);
    EXPECT_EQ(found[2].covered, (RectF{0, 0, 600, 400}));
    EXPECT_EQ(found[3].covered, found[2].covered);
    EXPECT_EQ(found[3].part, (Rect{0, 200, 1200, 800}));
    EXPECT_EQ(found[4].covered, found[0].covered);
}

TEST(Registration, DamagedRecordsDoNoHarm) {
    const std::vector<ResultView> views{{{40, 30}, flat({40, 30})}, {{0, 0}, {}}, {{40, 20}, {}}};
    for (const Size unknown : {Size{0, 0}, Size{20, 0}, Size{-1, 10}}) {
        const auto found = register_results(flat({20, 10}), unknown, unknown, views);
        ASSERT_EQ(found.size(), views.size());
        EXPECT_EQ(found[0].quality, Quality::Guessed);
        EXPECT_EQ(found[0].covered, (RectF{0, 0, 40, 30}));
        EXPECT_DOUBLE_EQ(found[0].scale_x, 1);
    }
    const auto found = register_results({}, {20, 10}, {0, 0}, views);
    ASSERT_EQ(found.size(), views.size());
    for (const Registration& each : found) EXPECT_EQ(each.quality, Quality::Guessed);
    EXPECT_EQ(found[0].covered.height, 10);
    EXPECT_DOUBLE_EQ(found[0].scale_x, found[0].scale_y);
    EXPECT_EQ(found[1].covered, (RectF{0, 0, 20, 10}));
    EXPECT_EQ(found[2].covered, (RectF{0, 0, 20, 10}));
    EXPECT_TRUE(register_results({}, {20, 10}, {0, 0}, {}).empty());
}

TEST(Preview, IsTheMeanOfWhatItCovers) {
    Bitmap rgb(3072, 2, 3);
    for (int x = 0; x < rgb.width; ++x)
        for (int c = 0; c < 3; ++c)
            for (int y = 0; y < 2; ++y) rgb.row(y)[3 * x + c] = x % 2 ? 90 : 30;
    const Bitmap half = preview_of(rgb);
    EXPECT_EQ((Size{half.width, half.height}), (Size{1536, 1}));
    for (const auto value : half.pixels) EXPECT_EQ(value, 60);
    const Bitmap gray = drawn({2000, 7}, [](double x, double y) { return 10 * y + x / 20; });
    const Bitmap small = preview_of(gray);
    const Bitmap reference = resample(gray, {small.width, small.height}, Kernel::Box);
    for (std::size_t i = 0; i < small.pixels.size(); ++i)
        EXPECT_NEAR(small.pixels[i], reference.pixels[i], 1);
    EXPECT_EQ(preview_of(rgb).channels, 1);
    EXPECT_EQ(preview_of(drawn({9, 7}, [](double x, double) { return x; })).pixels,
              drawn({9, 7}, [](double x, double) { return x; }).pixels);
    EXPECT_TRUE(preview_of({}).empty());
}

}  // namespace
}  // namespace upscale
