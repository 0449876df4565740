// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The names of a batch's results.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

/// What a name can be made of. What is not known yet is empty.
struct NameValues {
    std::string name;  ///< the source's file name without its extension
    std::optional<double> factor = {};
    std::optional<Size> size = {};  ///< pixels of the result
    std::optional<long long> seed = {};
    std::size_t index = 0;  ///< of the result among those of its source, from 0
    std::size_t count = 1;  ///< how many it has
};

/// A text with placeholders: {name} {factor} {width} {height} {index} {seed}.
class NamePattern {
  public:
    /// BadInput, naming what is wrong: it is empty, has an unknown placeholder, a brace that
    /// belongs to none, or a character that file names cannot have.
    static Result<NamePattern> parse(std::string_view text);

    /// The file's name without its extension, at most `longest` bytes long. Where a source has
    /// several results, "-{index}" is added to a pattern without {index}. Nullopt: it depends on a
    /// value that is not known.
    std::optional<std::string> name_for(const NameValues& values, std::size_t longest = 200) const;

  private:
    enum class Kind { Text, Name, Factor, Width, Height, Index, Seed };
    struct Part {
        Kind kind;
        std::string text;  ///< of a Text
    };
    static std::optional<std::string> text_of(const Part& part, const NameValues& values);

    std::vector<Part> m_parts;
};

/// A factor as names have it: "2", "1.5", "2.1".
std::string factor_text(double factor);

/// `name` for the n-th try to find one that is free: itself, then with "-2", "-3", …
std::string numbered(const std::string& name, int attempt);

}  // namespace upscale
