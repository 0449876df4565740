// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/words.hpp"

#include "base/parameter_table.hpp"
#include "base/utf8.hpp"
#include "common/dialogs/job_words.hpp"
#include "common/words/format.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "common/words/outlook_words.hpp"

namespace upscale {

namespace {

/// Where the files of link layers go.
std::string linked_words() {
    return _(
        "All pixels go into a file beside the image, or among your pictures if the image is not "
        "saved as XCF.");
}

}  // namespace

std::string effect_of(const Outlook& outlook, const Subject& subject, const Parameters& values) {
    if (outlook.new_images) return words_for(Detour::MuchLarger);
    switch (values.placement) {
        case Placement::Fit:
            return _("Canvas and other layers stay as they are.");
        case Placement::Link:
            return std::string(_("Canvas and other layers stay as they are.")) + " " +
                   linked_words();
        case Placement::NewImage:
            return _("This image stays as it is.");
        case Placement::ScaleImage:
            if (outlook.image == subject.canvas)
                return _("The canvas stays as it is, and so do other layers.");
            if (outlook.others == 0)
                return format(_("The image becomes about %d × %d pixels."), outlook.image.width,
                              outlook.image.height);
            return format(dngettext("ideogram-upscale",
                                    "The image becomes about %d × %d pixels, with its other layer.",
                                    "The image becomes about %d × %d pixels, with its %d other "
                                    "layers.",
                                    static_cast<unsigned long>(outlook.others)),
                          outlook.image.width, outlook.image.height, outlook.others);
        default:
            if (outlook.image == subject.canvas)
                return _("The canvas stays as it is, and so do other layers.");
            return format(_("The canvas grows to about %d × %d pixels; other layers stay as they "
                            "are."),
                          outlook.image.width, outlook.image.height);
    }
}

std::string adding_words(const Adding& adding) {
    std::vector<std::string> words;
    if (adding.layers > 0)
        words.push_back(format(
            dngettext("ideogram-upscale", "%d new layer, %d × %d pixels",
                      "%d new layers, %d × %d pixels", static_cast<unsigned long>(adding.layers)),
            adding.layers, adding.layer.width, adding.layer.height));
    if (adding.new_images > 0)
        words.push_back(format(dngettext("ideogram-upscale", "%d new image, %d × %d pixels",
                                         "%d new images, %d × %d pixels",
                                         static_cast<unsigned long>(adding.new_images)),
                               adding.new_images, adding.new_image.width, adding.new_image.height));
    if (words.empty()) return {};
    words.push_back(words_for(adding.detour));
    if (adding.linked) words.push_back(linked_words());
    const Size canvas = adding.canvas;
    if (adding.change == Adding::Change::Scaled)
        words.push_back(
            format(_("The whole image becomes %d × %d pixels."), canvas.width, canvas.height));
    else if (adding.change == Adding::Change::Grown)
        words.push_back(
            format(_("The canvas grows to %d × %d pixels."), canvas.width, canvas.height));
    else if (adding.layers > 0)
        words.push_back(_("Canvas and other layers stay as they are."));
    else
        words.push_back(_("This image stays as it is."));
    return joined(words, " · ");
}

std::string colours_words(const std::optional<KeptColours>& colours) {
    constexpr double kLittle = 1, kClear = 2.5;  // ΔE2000
    if (!colours) return _("Colors: as they came");
    switch (colours->state) {
        case KeptColours::State::AsTheyWere:
            break;
        case KeptColours::State::PutRight:
            if (colours->shift.mean >= kClear) return _("Colors: had clearly moved, put right");
            if (colours->shift.mean >= kLittle) return _("Colors: had moved a little, put right");
            return _("Colors: had hardly moved, put right");
        case KeptColours::State::NotAlike:
            return _("Colors: as they came, too different from the original");
    }
    return _("Colors: those of the original");
}

std::string sent_words(const Outlook& outlook, const Parameters& values, const Upload* upload) {
    // nothing is sent to the engine on this computer
    if (outlook.sent.width == 0 || values.engine == Engine::Local) return {};
    if (outlook.first_tiles > 1)
        return format(_("Sent: %d × %d pixels in %d tiles, without loss"), outlook.sent.width,
                      outlook.sent.height, outlook.first_tiles);
    const std::string what =
        upload ? describe_upload(*upload)
               : format(_("%d × %d pixels"), outlook.sent.width, outlook.sent.height);
    // Translators: the format, the bytes and the pixels of a file
    const char* pattern = _("Sent: %s");
    if (outlook.reduced || (upload && upload->size != outlook.sent))
        pattern = _("Sent: %s, reduced to keep within the limits");
    else if (upload && upload->lossy)
        // Translators: of a picture that is sent as WebP or JPEG
        pattern = _("Sent: %s, with a slight loss");
    return format(pattern, what.c_str());
}

std::string back_words(const Outlook& outlook, const Parameters& values, const Upload* upload) {
    if (outlook.back.width == 0) return {};
    if (outlook.layers > 1 && values.placement == Placement::Fit)
        return format(dngettext("ideogram-upscale", "%d layer, with more detail at the same size",
                                "%d layers, each with more detail at the same size",
                                static_cast<unsigned long>(outlook.layers)),
                      outlook.layers);
    if (outlook.layers > 1 && values.target != Target::AsItComes)
        return format(dngettext("ideogram-upscale", "%d layer, to %d × %d pixels",
                                "%d layers, the first to %d × %d pixels",
                                static_cast<unsigned long>(outlook.layers)),
                      outlook.layers, outlook.back.width, outlook.back.height);
    if (outlook.layers > 1)
        return format(dngettext("ideogram-upscale", "%d layer, to about twice its size",
                                "%d layers, each on its own, to about twice its size",
                                static_cast<unsigned long>(outlook.layers)),
                      outlook.layers);
    if (values.placement == Placement::Fit)
        return format(_("Comes back with more detail at the same size, %d × %d pixels"),
                      outlook.region.width, outlook.region.height);
    if (values.target != Target::AsItComes) return size_words(outlook, upload);
    return format(_("Comes back: about %d × %d pixels"), outlook.back.width, outlook.back.height);
}

namespace {

/// Short, since it stands under a small picture.
std::string variety_words(const Variety& variety) {
    constexpr int kMuch = 30;  // steps of detail
    const char* denoise = variety.denoise > 1   ? _("much cleaner")
                          : variety.denoise > 0 ? _("cleaner")
                          : variety.denoise < 0 ? _("less clean")
                                                : nullptr;
    const char* sharpness = variety.detail >= kMuch    ? _("much crisper")
                            : variety.detail > 0       ? _("crisper")
                            : variety.detail <= -kMuch ? _("much softer")
                            : variety.detail < 0       ? _("softer")
                                                       : nullptr;
    if (denoise && sharpness) return std::string(denoise) + ", " + sharpness;
    // Translators: a result without any change to what was set; others are cleaner or crisper
    return denoise ? denoise : sharpness ? sharpness : _("plain");
}

}  // namespace

std::string result_words(const ResultItem& item, const Caption& caption) {
    const std::string number =
        format("%d/%d", static_cast<int>(item.index) + 1, static_cast<int>(item.count));
    switch (caption.differs) {
        case Differs::Variety:
            return variety_words(item.variety);
        case Differs::Seed:
            return item.count > 1 ? number + " · " + std::to_string(item.values.seed)
                                  : std::to_string(item.values.seed);
        case Differs::Nothing:
            break;
    }
    return number;
}

std::string group_words(const ResultItem& item, const Caption& caption, bool values) {
    std::string words;
    if (caption.layer) words += printable_line(item.layer) + " · ";
    if (caption.engine)
        words +=
            std::string(item.values.engine == Engine::Local ? _("this computer") : "Ideogram") +
            " · ";
    words += short_time(item.created);
    if (values) words += format(" · R%d D%d", item.values.resemblance, item.values.detail);
    if (!item.values.model.empty()) words += " · " + printable_line(item.values.model);
    if (item.values.denoise > Denoise::Off)
        words += " · " + name_of_label(_(parameter("denoise").label)) + " " +
                 _(label_of(item.values, "denoise"));
    return words;
}

std::string taken_words(const ResultItem& item, Take take) {
    if (take == Take::Anew) return _("Set: these settings, a new seed. Press Make for more.");
    if (take == Take::SeedAndPrompt)
        return format(_("Set: seed %d, prompt, 1 variation. Change something, then press Make."),
                      item.values.seed);
    if (item.values.engine == Engine::Local)
        return format(_("Set: these settings, detail %d, 1 variation. Change something, then press "
                        "Make."),
                      item.values.detail);
    if (item.values.seed < 0) return _("Set: these settings. Change something, then press Make.");
    return format(
        _("Set: these settings, seed %d, 1 variation. Change something, then press Make."),
        item.values.seed);
}

std::string seed_words(const Parameters& values) {
    if (!pays_for_one_seed(values)) return {};
    return format(dngettext("ideogram-upscale", "With a fixed seed %d image is paid.",
                            "With a fixed seed all %d images may be alike. Each is paid.",
                            static_cast<unsigned long>(values.num_images)),
                  values.num_images);
}

std::string make_label(const Outlook& outlook, const Parameters& values) {
    // Without a layer the button names what one layer would give.
    const int images = outlook.images > 0 ? outlook.images : values.num_images;
    return format(dngettext("ideogram-upscale", "Make %d Image", "Make %d Images",
                            static_cast<unsigned long>(images)),
                  images);
}

std::string again_label(const Parameters& values, int images) {
    if (!is_paid(values)) return _("Make Again");
    return format(dngettext("ideogram-upscale", "Make Again (%d image)", "Make Again (%d images)",
                            static_cast<unsigned long>(images)),
                  images);
}

std::string money_words(const Outlook& outlook, const Parameters& values,
                        const Spending& spending) {
    std::string words = price_words(outlook, values);
    if (!is_paid(values)) return words;
    words += " · " + format(dngettext("ideogram-upscale", "%d image made this month",
                                      "%d images made this month",
                                      static_cast<unsigned long>(spending.images)),
                            spending.images);
    if (spending.credits)
        // Translators: how many; the date
        words +=
            " · " +
            format(dngettext("ideogram-upscale", "%ld credit left on %s", "%ld credits left on %s",
                             static_cast<unsigned long>(*spending.credits)),
                   *spending.credits, local_time(spending.credits_time).substr(0, 10).c_str());
    return words;
}

}  // namespace upscale
