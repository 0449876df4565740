// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/words/network_words.hpp"

#include <cmath>

#include "base/utf8.hpp"
#include "common/words/format.hpp"
#include "common/words/i18n.hpp"

namespace upscale {

std::string fault_words(NetworkFault fault, const std::string& operator_name) {
    switch (fault) {
        case NetworkFault::None:
            return {};
        case NetworkFault::Missing:
            return _("the file is not there or cannot be read");
        case NetworkFault::TooLarge:
            return _("the file is too large");
        case NetworkFault::Damaged:
            return _("the file is damaged, or is no ONNX file");
        case NetworkFault::OtherFiles:
            return _("a part of it is in other files, and these are not read");
        case NetworkFault::Operator:
            // Translators: the name of a part of a network, such as "Einsum"
            return format(_("this version of OpenCV lacks its operator %s"),
                          printable_line(operator_name).c_str());
        case NetworkFault::Unreadable:
            return _("this version of OpenCV cannot read it");
        case NetworkFault::Range:
            return _("it is made for values from 0 to 255 instead of 0 to 1");
        case NetworkFault::NoPicture:
            return _("it is not for enlarging pictures");
        case NetworkFault::WrongSize:
            return _("it does not give 1 to 8 times the size");
        case NetworkFault::NoNumbers:
            return _("it gives values that are no numbers");
        case NetworkFault::Unsteady:
            return _("it gives another result each time");
        case NetworkFault::Memory:
            return _("it needs too much memory");
        case NetworkFault::Time:
            return _("it takes too long");
        case NetworkFault::Crash:
            return _("the program that tried it crashed");
        case NetworkFault::Silent:
            return _("it does not answer any more; try again, or choose another one");
    }
    return {};
}

std::string network_words(const OwnNetwork& network) {
    if (network.fault != NetworkFault::None)
        return format(_("Cannot be used: %s."),
                      fault_words(network.fault, network.operator_name).c_str());
    const int seconds = static_cast<int>(std::ceil(network.seconds_per_megapixel));
    return format(dngettext("ideogram-upscale", "%d times the size, about %d second a megapixel",
                            "%d times the size, about %d seconds a megapixel",
                            static_cast<unsigned long>(seconds)),
                  network.scale, seconds);
}

}  // namespace upscale
