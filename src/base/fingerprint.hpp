// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A number by which bytes are recognised (FNV-1a, 64 bits). It finds accidents; it does not protect
// against somebody who makes other bytes of the same number.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"

namespace upscale {

class Fingerprint {
  public:
    void add(ByteView bytes) {
        for (const std::uint8_t byte : bytes) m_value = (m_value ^ byte) * 0x100000001B3;
    }
    std::uint64_t value() const { return m_value; }

  private:
    std::uint64_t m_value = 0xCBF29CE484222325;
};

}  // namespace upscale
