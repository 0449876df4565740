// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The texts of the window for files about facts that are decided elsewhere; translated.
#pragma once

#include <string>
#include <vector>

#include "presentation/batch_list.hpp"

namespace upscale {

/// What became of a file, in one line.
std::string state_words(const BatchItem& item);

/// "12 files · 3 done · 1 failed · 8 waiting"; empty: there is none.
std::string counts_words(const std::vector<BatchItem>& items);

/// The button's label: "Make 12 Images", or while they are counted "At Least 7 Images"; without a
/// number if there are none. It has no mnemonic, because no single key may pay.
std::string make_files_label(const BatchOutlook& outlook);

/// The button that runs the failed files again, with the number of images if they are paid.
std::string retry_label(const BatchOutlook& outlook, const Parameters& values);

/// Why a run cannot begin; empty for BatchObstacle::None.
std::string words_for(BatchObstacle obstacle);

}  // namespace upscale
