// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Breaks work off at a moment that a seed decides: the process is killed, the user cancels, or the
// disk fails. A program that uses it is linked with --wrap for write, fsync, rename and
// link.
#pragma once

#include <functional>
#include <iosfwd>
#include <random>
#include <stop_token>

#include "base/progress.hpp"

namespace upscale {

/// How work is broken off, and when.
struct Break {
    enum class How { Not, Kill, Cancel, DiskFails };
    enum class At {
        Call,    ///< the number-th of our system calls that write
        Report,  ///< the number-th report of progress
        Time,    ///< so many milliseconds after the beginning
    };
    How how = How::Not;
    At at = At::Call;
    int number = 1;
    bool after = false;  ///< a kill at a call: when that is done, not before
};
std::ostream& operator<<(std::ostream& out, const Break& what);

/// How much work there is until its end.
struct Effort {
    int calls = 0;    ///< system calls that write
    int reports = 0;  ///< of progress
    int ms = 0;
};

/// Any kind of break, at any moment of work that takes this much.
Break random_break(std::mt19937& random, const Effort& whole);

using BreakableWork = std::function<void(const std::stop_token&, const ProgressFn&)>;

/// Does the work in a process of its own and breaks it off. Returns how far it came. A process that
/// ends in another way than it was told to fails the test.
Effort break_off(const Break& what, const BreakableWork& work);

/// How many rounds of random breaks a test plays: $IDEOGRAM_UPSCALE_ROUNDS, or `few`.
int rounds_of_breaks(int few);
/// The seed of the first round: $IDEOGRAM_UPSCALE_FIRST_ROUND, or 1.
int first_round_of_breaks();

}  // namespace upscale
