// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Results of any shape and content on sources of any shape and content. An input is a scale,
// the sides of both, and the pixels of both, which are repeated if there are too few of them.
#include "image/registration/registration.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "fuzz/check.hpp"
#include "image/registration/alignment.hpp"

namespace upscale {
namespace {

using fuzz::require;

/// The bytes of an input; zeros after its end.
class Input {
  public:
    Input(const std::uint8_t* data, std::size_t size) : m_data(data), m_size(size) {}
    std::uint8_t byte() { return m_at < m_size ? m_data[m_at++] : 0; }
    /// A gray picture. It takes all remaining bytes again and again.
    Bitmap picture(Size size) {
        Bitmap made(size.width, size.height, 1);
        const std::size_t first = m_at;
        for (auto& value : made.pixels) {
            if (m_at >= m_size) m_at = first;
            value = byte();
        }
        return made;
    }
    /// 1 to `most`.
    int side(int most) { return 1 + byte() % most; }

  private:
    const std::uint8_t* m_data;
    std::size_t m_size, m_at = 0;
};

void check(const Registration& found, Size source, Size result) {
    constexpr double kRounding = 1e-6;
    const RectF& covered = found.covered;
    require(covered.width > 0 && covered.height > 0, "a result shows something");
    require(covered.x >= -kRounding && covered.y >= -kRounding &&
                covered.x + covered.width <= source.width + kRounding &&
                covered.y + covered.height <= source.height + kRounding,
            "it shows a part of the source");
    const Rect& part = found.part;
    require(part.width > 0 && part.height > 0 && part.x >= 0 && part.y >= 0 &&
                part.x + part.width <= result.width && part.y + part.height <= result.height,
            "what shows it is a part of the result");
    require(std::isfinite(found.scale_x) && std::isfinite(found.scale_y) && found.scale_x > 0 &&
                found.scale_y > 0,
            "scales are numbers");
    require(std::isfinite(found.uncertainty) && found.uncertainty >= 0, "so is the uncertainty");
    require(found.operations <= kMostOperations, "it takes no more than it may");
}

}  // namespace
}  // namespace upscale

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace upscale;
    Input input(data, size);
    const int scale = 1 + input.byte() % 8;
    // Larger ones would only be slow: the limit of the search is made for pictures of any size.
    const Size source{input.side(32), input.side(32)},
        small{8 + input.side(40), 8 + input.side(16)};
    const Bitmap preview = input.picture(source);
    const ResultView view{{small.width * scale, small.height * scale}, input.picture(small)};
    const auto found = register_results(preview, source, source, {&view, 1});
    require(found.size() == 1, "each result is judged");
    check(found.front(), source, view.size);
    return 0;
}
