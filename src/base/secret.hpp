// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A string that must not be shown: it has no operator<< and no conversion, it is wiped when it is
// destroyed, and redacted() removes it from every text.
#pragma once

#include <string>
#include <utility>

#include "base/redact.hpp"

namespace upscale {

class SecretString {
  public:
    SecretString() = default;
    explicit SecretString(std::string text) : m_text(std::move(text)) { keep_secret(m_text); }
    SecretString(const SecretString&) = default;
    SecretString(SecretString&& other) noexcept : m_text(other.m_text) { other.wipe(); }
    SecretString& operator=(SecretString other) noexcept {
        m_text.swap(other.m_text);
        return *this;
    }
    ~SecretString() { wipe(); }

    bool empty() const { return m_text.empty(); }
    const std::string& reveal() const { return m_text; }

  private:
    void wipe() noexcept {
        // volatile: a plain loop over dying memory is optimised away
        for (volatile char* p = m_text.data(); p != m_text.data() + m_text.size(); ++p) *p = 0;
        m_text.clear();
    }
    std::string m_text;
};

}  // namespace upscale
