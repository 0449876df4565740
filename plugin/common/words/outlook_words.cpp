// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/words/outlook_words.hpp"

#include "common/words/format.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "image/files/limits.hpp"

namespace upscale {
namespace {

std::string about(double bytes) {
    if (bytes < 1e6) return format("%.0f kB", bytes / 1e3);
    return bytes < 1e7 ? format("%.1f MB", bytes / 1e6) : format("%.0f MB", bytes / 1e6);
}

}  // namespace

std::string words_for(Obstacle obstacle) {
    switch (obstacle) {
        case Obstacle::None:
            break;
        case Obstacle::ImageClosed:
            return _("The image is closed. Results can still be opened as new images.");
        case Obstacle::NoLayer:
            return _("Choose a layer in the image first.");
        case Obstacle::NoNewColours:
            return _("An indexed image takes no new colours: choose New image.");
        case Obstacle::SelectionElsewhere:
            return _("The selection does not touch the layer.");
        case Obstacle::TooLarge:  // the service gets it reduced
            return too_large_for_this_computer(limits_of_this_computer().size);
        case Obstacle::NotLarger:
            return _(
                "The layer is so large that its result would be no larger. Select a part of it, "
                "and choose the region Selection.");
        case Obstacle::TargetSmaller:
            return message_for({.kind = ErrorKind::BadInput, .reason = Reason::TargetSmaller});
        case Obstacle::TargetTooLarge:
            return message_for({.kind = ErrorKind::BadInput,
                                .reason = Reason::TargetTooLarge,
                                .size_limit = SizeLimit{kMaxResultSide, kMaxResultPixels}});
    }
    return {};
}

std::string price_words(const Outlook& outlook, const Parameters& values) {
    std::vector<std::string> words{
        is_paid(values) ? format(dngettext("ideogram-upscale", "%d image, paid", "%d images, paid",
                                           static_cast<unsigned long>(outlook.images)),
                                 outlook.images)
                        : _("Free: made on this computer.")};
    if (outlook.passes > 1)
        // Translators: how often the picture is enlarged, each time from the last result
        words.push_back(format(dngettext("ideogram-upscale", "%d pass", "%d passes",
                                         static_cast<unsigned long>(outlook.passes)),
                               outlook.passes));
    if (outlook.tiles > 0)
        // Translators: overlapping parts of a picture that are sent one by one
        words.push_back(format(dngettext("ideogram-upscale", "%d tile", "%d tiles",
                                         static_cast<unsigned long>(outlook.tiles)),
                               outlook.tiles));
    return joined(words, " · ");
}

std::string tiles_words(const Outlook& outlook, const Parameters& values, bool lossy) {
    if (!recommends_tiles(outlook, values, lossy)) return {};
    const char* pattern =
        is_paid(values)
            // Translators: the number of tiles; the number of images that are paid for
            ? dngettext("ideogram-upscale", "In %d tiles nothing is lost: %d image.",
                        "In %d tiles nothing is lost: %d images.",
                        static_cast<unsigned long>(outlook.images_instead))
            : _("In %d tiles it can be made.");
    return joined({loses_detail(outlook, values, lossy) ? _("Sending it whole loses detail.") : "",
                   format(pattern, outlook.tiles_instead, outlook.images_instead)});
}

std::string size_words(const Outlook& outlook, const Upload* upload) {
    return format(_("Result: %d × %d pixels, a file of about %s"), outlook.back.width,
                  outlook.back.height, about(estimated_bytes(outlook.back, upload)).c_str());
}

}  // namespace upscale
