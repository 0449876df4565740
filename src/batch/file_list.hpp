// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Which files a batch is about.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace upscale {

/// A file that a batch was given.
struct ListedFile {
    std::string path;       ///< absolute, as it was named
    std::string canonical;  ///< without links; empty: there is no such file
    bool operator==(const ListedFile&) const = default;
};

/// A path as an address, "file:///a%20b", which is ASCII whatever the path's bytes are.
std::string uri_of(const std::string& path);

/// The reverse; empty: it is none.
std::string path_from_uri(std::string_view uri);

/// The path that a caller means, who may have given an address.
std::string path_meant_by(const std::string& given);

/// The files that are meant. Each may be given as an address. A file means itself; a folder the
/// pictures in it, but not in folders below it; a pattern (* ? [abc]) the files that match. Those
/// of a folder or a pattern are in the order of their bytes. A file that is named twice, or by two
/// names, is listed once, by its first. What does not exist is listed, too.
std::vector<ListedFile> list_files(const std::vector<std::string>& given);

/// The lines of a text, without empty ones.
std::vector<std::string> lines_of(std::string_view text);

/// A file's extension in lower case, without the dot; empty: none.
std::string extension_of_path(const std::string& path);

/// True for the extension of a kind of picture, in lower case.
bool is_picture(std::string_view extension);

/// True for files that hold no transparency.
bool lacks_alpha(std::string_view extension);

/// The extension of a source's results: `format`, or if that is empty the source's own if GIMP
/// saves such files and they hold all colours, else "png".
std::string result_extension(const std::string& source_extension, const std::string& format);

}  // namespace upscale
