// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>
#include <string>

namespace upscale {

/// Sets an environment variable as long as it lives.
struct Setting {
    Setting(const char* name, const std::string& value) : name(name) {
        setenv(name, value.c_str(), 1);
    }
    Setting(const Setting&) = delete;
    Setting& operator=(const Setting&) = delete;
    ~Setting() { unsetenv(name); }
    const char* name;
};

}  // namespace upscale
