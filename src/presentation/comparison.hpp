// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Compares several results of one layer in the image itself, by making one of them visible at a
// time. Used where no window can show them side by side (GIMP 2.10). Pure.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "base/ids.hpp"

namespace upscale {

/// The layers of an image that take part in a comparison.
struct ComparedLayers {
    ItemId group = -1;             ///< holds the results
    std::vector<ItemId> results;   ///< from the top
    std::vector<ItemId> replaced;  ///< invisible, because the results stand in for them
};

/// Whether a layer is to be visible.
struct Visibility {
    ItemId layer = -1;
    bool visible = false;
    bool operator==(const Visibility&) const = default;
};

class Comparison {
  public:
    /// Begins with the topmost result. There must be at least one.
    explicit Comparison(ComparedLayers layers);

    /// The other result; after the last one comes the first one. Ends *Before*.
    void show_next() { step(1); }
    void show_previous() { step(m_layers.results.size() - 1); }
    /// *Before*: the image as it was without the results.
    void show_before(bool before) { m_before = before; }

    /// Forgets layers that are not in the image any more, because the user deleted them or undid
    /// the import. If the shown result is gone, the one below it is shown instead, or else the one
    /// above. False: no result is left, and the comparison is over.
    bool forget_gone(const std::function<bool(ItemId)>& is_there);

    bool is_before() const { return m_before; }
    std::size_t count() const { return m_layers.results.size(); }
    std::size_t position() const { return m_shown; }  ///< of the result that is looked at, from 0
    ItemId shown() const { return m_layers.results[m_shown]; }
    /// The results but the one that is looked at.
    std::vector<ItemId> others() const;
    /// What the image must show now.
    std::vector<Visibility> visibilities() const;

  private:
    void step(std::size_t forward);

    ComparedLayers m_layers;
    std::size_t m_shown = 0;
    bool m_before = false;
};

}  // namespace upscale
