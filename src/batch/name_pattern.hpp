// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The names of a batch's results.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/parameters.hpp"
#include "base/result.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

/// What a name can be made of. What is not known yet is empty.
struct NameValues {
    std::string name;        ///< the source's file name without its extension
    std::string layer = {};  ///< one of layer_names(), if the source is a layer
    std::optional<double> factor = {};
    std::optional<Size> size = {};  ///< pixels of the result
    std::optional<long long> seed = {};
    std::size_t index = 0;  ///< of the result among those of its source, from 0
    std::size_t count = 1;  ///< how many it has
};

/// A text with placeholders: {name} {layer} {factor} {width} {height} {index} {seed}.
class NamePattern {
  public:
    /// BadInput, naming what is wrong: it is empty, has an unknown placeholder, a brace that
    /// belongs to none, or a character that file names cannot have.
    static Result<NamePattern> parse(std::string_view text);

    /// The file's name without its extension, at most `longest` bytes long. Where a source has
    /// several results, "-{index}" is added to a pattern without {index}. Nullopt: it depends on a
    /// value that is not known.
    std::optional<std::string> name_for(const NameValues& values, std::size_t longest = 200) const;

    /// True if it has {layer}: each layer of a file gets results of its own.
    bool has_layer() const;

  private:
    enum class Kind { Text, Name, Layer, Factor, Width, Height, Index, Seed };
    struct Part {
        Kind kind;
        std::string text;  ///< of a Text
    };
    static std::optional<std::string> text_of(const Part& part, const NameValues& values);

    std::vector<Part> m_parts;
};

/// The layers of one file as results are called by them: printable, without a slash, at most 100
/// bytes long, and no two the same, as later ones get a number. `names`: GIMP's, from top to
/// bottom.
std::vector<std::string> layer_names(const std::vector<std::string>& names);

/// A factor as names have it: "2", "1.5", "2.1".
std::string factor_text(double factor);

/// The names of a source's results, with the extension, as far as they are known before these are
/// made. `source`: its name and layer.
std::vector<std::string> planned_names(const NamePattern& pattern, const Parameters& values,
                                       const NameValues& source, const std::string& extension);

/// The most bytes that the name of a result of this source can have, with the extension and the
/// number that may be added to it, whatever it will be like.
std::size_t longest_name(const NamePattern& pattern, const Parameters& values,
                         const NameValues& source, const std::string& extension);

/// `name` for the n-th try to find one that is free: itself, then with "-2", "-3", …
std::string numbered(const std::string& name, int attempt);

}  // namespace upscale
