// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/colours/slow_part.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include "image/colours/colour_map.hpp"
#include "image/pixels/alpha.hpp"

namespace upscale {
namespace {

constexpr double kMostCells = 65536;
// What was infinite or is far brighter than light in pictures would outshine its whole cell: it
// counts as it is sent.
constexpr float kMostValue = 1000;
constexpr std::string_view kMagic = "slow part 1\n";

/// The side of a picture's cells, in pixels.
int cell_of(Size picture) {
    const double pixels = static_cast<double>(picture.width) * picture.height;
    return std::max(1, static_cast<int>(std::ceil(std::sqrt(pixels / kMostCells))));
}

/// How a file begins.
struct Head {
    std::int32_t order = 0x01020304;  ///< another number where bytes are in another order
    std::int32_t width = 0, height = 0, columns = 0, rows = 0;
    std::uint16_t deep = 0,
                  space = 0;  ///< whether there are own colours; bytes of the space's name
    RectF area;
};

Head head_of(const SlowPart& part) {
    Head head;
    head.width = part.picture.width;
    head.height = part.picture.height;
    head.columns = part.cells.width;
    head.rows = part.cells.height;
    head.deep = part.is_deep();
    head.space = static_cast<std::uint16_t>(part.space.size());
    head.area = part.area;
    return head;
}

bool is_sound(const Head& head) {
    constexpr int kLongest = 1 << 20;
    const auto is_length = [](int length) { return length >= 1 && length <= kLongest; };
    // The cells must cover the picture, with less than a cell left over.
    const auto covers = [](double start, double length, int count, int whole) {
        const double cell = length / count;
        return std::isfinite(start) && std::isfinite(length) && start <= 1e-6 && start > -cell &&
               start + length >= whole - 1e-6 && start + length < whole + cell;
    };
    return head.order == Head().order && is_length(head.width) && is_length(head.height) &&
           is_length(head.columns) && is_length(head.rows) && head.deep <= 1 &&
           double(head.columns) * head.rows <= 2 * kMostCells &&
           covers(head.area.x, head.area.width, head.columns, head.width) &&
           covers(head.area.y, head.area.height, head.rows, head.height);
}

/// Gives cells without a visible pixel the mean colour of their neighbours, outward from those that
/// have one.
void fill_unseen(SlowPart& part) {
    std::vector<std::uint8_t> known(part.kind.size());
    for (std::size_t i = 0; i < known.size(); ++i) known[i] = part.kind[i] & SlowPart::Seen;
    if (std::ranges::count(known, 0) == 0 || std::ranges::count(known, 1) == 0) return;
    const auto fill = [&](int x, int y, int dx, int dy) {
        const auto at = [&](int column, int row) {
            return static_cast<std::size_t>(row) * part.cells.width + column;
        };
        const std::size_t to = at(x, y);
        if (known[to]) return;
        for (const auto& [fx, fy] : {std::pair{x - dx, y}, {x, y - dy}, {x - dx, y - dy}}) {
            if (fx < 0 || fy < 0 || fx >= part.cells.width || fy >= part.cells.height) continue;
            const std::size_t from = at(fx, fy);
            if (!known[from]) continue;
            for (auto* values : {&part.shown, &part.own, &part.excess})
                if (!values->empty()) std::copy_n(&(*values)[3 * from], 3, &(*values)[3 * to]);
            known[to] = 1;
            return;
        }
    };
    for (int y = 0; y < part.cells.height; ++y) {
        for (int x = 0; x < part.cells.width; ++x) fill(x, y, 1, 1);
        for (int x = part.cells.width - 1; x >= 0; --x) fill(x, y, -1, 1);
    }
    for (int y = part.cells.height - 1; y >= 0; --y) {
        for (int x = 0; x < part.cells.width; ++x) fill(x, y, 1, -1);
        for (int x = part.cells.width - 1; x >= 0; --x) fill(x, y, -1, -1);
    }
}

}  // namespace

SlowPartMaker::SlowPartMaker(Size picture, bool deep) : m_cell(cell_of(picture)) {
    m_part.picture = picture;
    m_part.cells = {(picture.width + m_cell - 1) / m_cell, (picture.height + m_cell - 1) / m_cell};
    m_part.area = {0, 0, double(m_part.cells.width) * m_cell, double(m_part.cells.height) * m_cell};
    const auto row = static_cast<std::size_t>(m_part.cells.width);
    m_shown.resize(3 * row);
    m_first.resize(3 * row);
    if (deep) {
        m_own.resize(3 * row);
        m_excess.resize(3 * row);
    }
    m_weight.resize(row);
    m_kind.assign(row, SlowPart::Flat | SlowPart::Neutral);
}

void SlowPartMaker::add_row(std::span<const std::uint8_t> shown, int channels,
                            std::span<const float> own, std::span<const float> own_of_shown) {
    const auto step = static_cast<std::size_t>(channels);
    for (int cell = 0, x = 0; cell < m_part.cells.width; ++cell) {
        const auto c = static_cast<std::size_t>(cell);
        const int end = std::min(m_part.picture.width, (cell + 1) * m_cell);
        for (; x < end; ++x) {
            const std::uint8_t* pixel = &shown[static_cast<std::size_t>(x) * step];
            const int alpha = channels == 4 ? pixel[3] : 255;
            if (alpha == 0) continue;
            const std::size_t at = 3 * static_cast<std::size_t>(x);
            Colour colour{}, lost{};
            for (std::size_t i = 0; i < 3; ++i) {
                colour[i] = m_own.empty() ? static_cast<float>(pixel[i]) : own[at + i];
                if (m_own.empty()) continue;
                if (std::abs(colour[i]) > kMostValue) colour[i] = own_of_shown[at + i];
                lost[i] = colour[i] - own_of_shown[at + i];
            }
            for (std::size_t i = 0; i < 3; ++i) {
                m_shown[3 * c + i] += alpha * pixel[i];
                if (m_own.empty()) continue;
                m_own[3 * c + i] += alpha * static_cast<double>(colour[i]);
                m_excess[3 * c + i] += alpha * static_cast<double>(lost[i]);
            }
            float* first = &m_first[3 * c];
            if (m_weight[c] == 0) std::ranges::copy(colour, first);
            if (!std::ranges::equal(colour, std::span(first, 3))) m_kind[c] &= ~SlowPart::Flat;
            if (colour[0] != colour[1] || colour[1] != colour[2]) m_kind[c] &= ~SlowPart::Neutral;
            m_weight[c] += alpha;
        }
    }
    if (++m_row % m_cell == 0 || m_row == m_part.picture.height) end_cells();
}

void SlowPartMaker::end_cells() {
    for (std::size_t c = 0; c < m_weight.size(); ++c) {
        const double weight = m_weight[c];
        const bool flat = m_kind[c] & SlowPart::Flat;
        for (std::size_t i = 3 * c; i < 3 * c + 3; ++i) {
            m_part.shown.push_back(static_cast<float>(weight > 0 ? m_shown[i] / weight / 255 : 0));
            if (m_own.empty()) continue;
            // the mean of equal numbers may differ from them in the last bit
            m_part.own.push_back(flat ? m_first[i]
                                      : static_cast<float>(weight > 0 ? m_own[i] / weight : 0));
            m_part.excess.push_back(static_cast<float>(weight > 0 ? m_excess[i] / weight : 0));
        }
        m_part.kind.push_back(weight > 0 ? m_kind[c] | SlowPart::Seen : 0);
    }
    for (auto* sums : {&m_shown, &m_own, &m_excess, &m_weight}) std::ranges::fill(*sums, 0.0);
    std::ranges::fill(m_first, 0.0f);
    std::ranges::fill(m_kind, std::uint8_t{SlowPart::Flat | SlowPart::Neutral});
}

SlowPart SlowPartMaker::end() {
    fill_unseen(m_part);
    return std::move(m_part);
}

SlowPart slow_part_of(Bitmap picture) {
    const Bitmap sent = with_bled_colours(std::move(picture));
    SlowPartMaker maker({sent.width, sent.height});
    for (int y = 0; y < sent.height; ++y)
        maker.add_row({sent.row(y), sent.stride()}, sent.channels);
    return maker.end();
}

bool is_of_one_colour(const SlowPart& part) {
    const auto& colours = part.is_deep() ? part.own : part.shown;
    const float* first = nullptr;
    for (std::size_t i = 0; i < part.kind.size(); ++i) {
        if (!(part.kind[i] & SlowPart::Seen)) continue;
        if (!first) first = &colours[3 * i];
        if (!(part.kind[i] & SlowPart::Flat) || !std::equal(first, first + 3, &colours[3 * i]))
            return false;
    }
    return first != nullptr;
}

SlowPart turned(const SlowPart& part, const Turn& turn) {
    if (turn == Turn{} || part.empty()) return part;
    SlowPart result = part;
    result.picture = turned(part.picture, turn);
    result.cells = turned(part.cells, turn);
    result.area = turned(part.area, part.picture, turn);
    for (int y = 0; y < part.cells.height; ++y)
        for (int x = 0; x < part.cells.width; ++x) {
            const Rect to = turned(Rect{x, y, 1, 1}, part.cells, turn);
            const auto i = static_cast<std::size_t>(y) * part.cells.width + x;
            const auto k = static_cast<std::size_t>(to.y) * result.cells.width + to.x;
            result.kind[k] = part.kind[i];
            std::copy_n(&part.shown[3 * i], 3, &result.shown[3 * k]);
            if (!part.is_deep()) continue;
            std::copy_n(&part.own[3 * i], 3, &result.own[3 * k]);
            std::copy_n(&part.excess[3 * i], 3, &result.excess[3 * k]);
        }
    return result;
}

SlowPart scaled(SlowPart part, Size picture) {
    const double across = double(picture.width) / std::max(1, part.picture.width);
    const double down = double(picture.height) / std::max(1, part.picture.height);
    part.area = {part.area.x * across, part.area.y * down, part.area.width * across,
                 part.area.height * down};
    part.picture = picture;
    return part;
}

SlowPart part_of(const SlowPart& whole, const Rect& part) {
    if (whole.empty()) return {};
    const double width = whole.area.width / whole.cells.width;
    const double height = whole.area.height / whole.cells.height;
    const auto cell_at = [](double at, double first, double cell, int count) {
        return std::clamp(static_cast<int>(std::floor((at - first) / cell)), 0, count - 1);
    };
    const int left = cell_at(part.x, whole.area.x, width, whole.cells.width);
    const int top = cell_at(part.y, whole.area.y, height, whole.cells.height);
    const int right = cell_at(part.x + part.width - 1e-6, whole.area.x, width, whole.cells.width);
    const int bottom =
        cell_at(part.y + part.height - 1e-6, whole.area.y, height, whole.cells.height);
    SlowPart result;
    result.picture = {part.width, part.height};
    result.cells = {right - left + 1, bottom - top + 1};
    result.area = {whole.area.x + left * width - part.x, whole.area.y + top * height - part.y,
                   result.cells.width * width, result.cells.height * height};
    result.space = whole.space;
    for (int y = top; y <= bottom; ++y) {
        const auto first = static_cast<std::size_t>(y) * whole.cells.width + left;
        const auto count = static_cast<std::size_t>(result.cells.width);
        result.kind.insert(result.kind.end(), &whole.kind[first], &whole.kind[first] + count);
        for (auto values : {&SlowPart::shown, &SlowPart::own, &SlowPart::excess}) {
            const auto& from = whole.*values;
            if (from.empty()) continue;
            auto& to = result.*values;
            to.insert(to.end(), &from[3 * first], &from[3 * first] + 3 * count);
        }
    }
    return result;
}

std::string to_bytes(const SlowPart& part) {
    std::string bytes(kMagic);
    const auto append = [&](const auto* data, std::size_t count) {
        bytes.append(reinterpret_cast<const char*>(data), count * sizeof *data);
    };
    const Head head = head_of(part);
    append(&head, 1);
    append(part.space.data(), part.space.size());
    append(part.kind.data(), part.kind.size());
    for (const auto* values : {&part.shown, &part.own, &part.excess})
        append(values->data(), values->size());
    return bytes;
}

SlowPart slow_part_from(std::string_view bytes) {
    const auto take = [&](auto* to, std::size_t count) {
        const std::size_t size = count * sizeof *to;
        if (size > bytes.size()) return false;
        if (size > 0) std::memcpy(to, bytes.data(), size);  // an empty vector has no data
        bytes.remove_prefix(size);
        return true;
    };
    Head head;
    if (!bytes.starts_with(kMagic)) return {};
    bytes.remove_prefix(kMagic.size());
    if (!take(&head, 1) || !is_sound(head)) return {};
    SlowPart part;
    part.picture = {head.width, head.height};
    part.cells = {head.columns, head.rows};
    part.area = head.area;
    part.space.resize(head.space);
    part.kind.resize(static_cast<std::size_t>(head.columns) * head.rows);
    part.shown.resize(3 * part.kind.size());
    if (head.deep) {
        part.own.resize(part.shown.size());
        part.excess.resize(part.shown.size());
    }
    if (!take(part.space.data(), part.space.size()) || !take(part.kind.data(), part.kind.size()))
        return {};
    for (auto* values : {&part.shown, &part.own, &part.excess})
        if (!take(values->data(), values->size()) ||
            !std::ranges::all_of(*values, [](float value) { return std::isfinite(value); }))
            return {};
    return bytes.empty() ? part : SlowPart();
}

}  // namespace upscale
