// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <utility>
#include <vector>

namespace upscale {

/// Undoes its steps, the last one first, unless it is told that everything went well.
class Rollback {
  public:
    Rollback() = default;
    Rollback(const Rollback&) = delete;
    Rollback& operator=(const Rollback&) = delete;
    ~Rollback() {
        for (auto step = m_steps.rbegin(); step != m_steps.rend(); ++step) (*step)();
    }
    void add(std::function<void()> step) { m_steps.push_back(std::move(step)); }
    void commit() { m_steps.clear(); }

  private:
    std::vector<std::function<void()>> m_steps;
};

}  // namespace upscale
