// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Marks a text for translation; the plug-in translates it where it is shown.
#define N_(text) text
