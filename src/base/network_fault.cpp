// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/network_fault.hpp"

#include <algorithm>
#include <utility>

namespace upscale {
namespace {

constexpr std::pair<NetworkFault, std::string_view> kFaultNames[] = {
    {NetworkFault::None, ""},
    {NetworkFault::Missing, "missing"},
    {NetworkFault::TooLarge, "too-large"},
    {NetworkFault::Damaged, "damaged"},
    {NetworkFault::OtherFiles, "other-files"},
    {NetworkFault::Operator, "operator"},
    {NetworkFault::Unreadable, "unreadable"},
    {NetworkFault::Range, "range"},
    {NetworkFault::NoPicture, "no-picture"},
    {NetworkFault::WrongSize, "wrong-size"},
    {NetworkFault::NoNumbers, "no-numbers"},
    {NetworkFault::Unsteady, "unsteady"},
    {NetworkFault::Memory, "memory"},
    {NetworkFault::Time, "time"},
    {NetworkFault::Crash, "crash"},
    {NetworkFault::Silent, "silent"},
};

}  // namespace

std::string_view name_of(NetworkFault fault) {
    return std::ranges::find(kFaultNames, fault, [](const auto& each) { return each.first; })
        ->second;
}

std::optional<NetworkFault> network_fault_from_name(std::string_view name) {
    for (const auto& [fault, its_name] : kFaultNames)
        if (its_name == name) return fault;
    return std::nullopt;
}

}  // namespace upscale
