// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What can be wrong with a network of the user's.
#pragma once

#include <optional>
#include <string_view>

namespace upscale {

/// Why a network cannot be used. A new one needs its name in network_fault.cpp and its words in
/// plugin/common/words/network_words.cpp.
enum class NetworkFault {
    None,
    Missing,     ///< no such file in the folder, or it cannot be read
    TooLarge,    ///< the file has more than 512 MiB
    Damaged,     ///< no ONNX file, or a part of it is missing
    OtherFiles,  ///< its values are in other files
    Operator,    ///< this version of OpenCV cannot do one of its operators
    Unreadable,  ///< this version of OpenCV cannot read it, for another reason
    Range,       ///< it calculates with values from 0 to 255 instead of 0 to 1
    NoPicture,   ///< it is for something else than pictures, or gives another picture
    WrongSize,   ///< its result is not 1 to 8 times as large as its input
    NoNumbers,   ///< its result contains NaN or infinity
    Unsteady,    ///< the same picture gives another result each time
    Memory,      ///< it needs more memory than we give it
    Time,        ///< it needs more time than we give it
    Crash,       ///< it ended the process that tried it
    Silent,      ///< its trial went well, but it gave nothing any more in the middle of a picture
};

/// The fault's stable name ("too-large"); empty for None.
std::string_view name_of(NetworkFault fault);

/// The reverse of name_of() a fault; nullopt for an unknown name.
std::optional<NetworkFault> network_fault_from_name(std::string_view name);

}  // namespace upscale
