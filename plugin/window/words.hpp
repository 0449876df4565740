// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The texts of the window about facts that are decided elsewhere; translated.
#pragma once

#include <optional>
#include <string>

#include "app/prepare.hpp"
#include "image/colours/keep_colours.hpp"
#include "presentation/adding.hpp"
#include "presentation/results.hpp"
#include "presentation/situation.hpp"
#include "state/spending.hpp"

namespace upscale {

/// What a run does to the image and to its other layers.
std::string effect_of(const Outlook& outlook, const Subject& subject, const Parameters& values);

/// What adding results will do: "1 new layer, 1200 × 800 pixels · The whole image becomes 1200 ×
/// 800 pixels." Empty: nothing is added.
std::string adding_words(const Adding& adding);
/// How a result's colours were kept; nullopt: they are as they came.
std::string colours_words(const std::optional<KeptColours>& colours);

/// "Sent: 600 × 400 pixels, PNG, 458 kB"; empty for the engine on this computer. `upload`: null
/// while it is being computed.
std::string sent_words(const Outlook& outlook, const Parameters& values, const Upload* upload);
/// "Comes back: about 1200 × 800 pixels", or the size that was asked for. For several layers, their
/// number.
std::string back_words(const Outlook& outlook, const Parameters& values, const Upload* upload);

/// The caption of a result in the strip: "2/3 · 1001", "+10 detail".
std::string result_words(const ResultItem& item, const Caption& caption);
/// The caption of its group: "Sky · Ideogram · 14:02", and with the values "… · R50 D50".
std::string group_words(const ResultItem& item, const Caption& caption, bool values);
/// What was set when values were taken from a result, and what to do next.
std::string taken_words(const ResultItem& item, Take take);
/// What a fixed seed means for several images that are paid; empty if that does not happen.
std::string seed_words(const Parameters& values);

/// The button's label: "Make 4 Images". It has no mnemonic, because no single key may pay.
std::string make_label(const Outlook& outlook, const Parameters& values);
/// The button that makes a result again, with the number of images if they are paid.
std::string again_label(const Parameters& values, int images);

/// "4 images, paid · 2 passes · 12 made this month · 1200 credits left on 2026-11-20".
std::string money_words(const Outlook& outlook, const Parameters& values, const Spending& spending);

}  // namespace upscale
