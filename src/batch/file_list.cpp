// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batch/file_list.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <set>

#include "platform/files.hpp"

namespace upscale {
namespace {

namespace fs = std::filesystem;

/// The kinds of pictures whose results are files of the same kind.
constexpr std::array<std::string_view, 18> kKept{"avif", "bmp", "exr", "heic", "heif", "jpe",
                                                 "jpeg", "jpg", "jxl", "ora",  "png",  "pnm",
                                                 "ppm",  "psd", "tif", "tiff", "webp", "xcf"};
/// Those that GIMP only reads, that would lose colours, or that are saved so only if asked for.
constexpr std::array<std::string_view, 28> kOnlyRead{
    "arw", "bz2", "cr2", "cr3", "crw", "dcr", "dng", "fits", "gif", "gz",
    "hdr", "j2k", "jp2", "kdc", "mrw", "nef", "nrw", "orf",  "pbm", "pcx",
    "pef", "pgm", "raf", "raw", "rw2", "srw", "tga", "xz"};

bool is_file(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

std::vector<std::string> pictures_in(const std::string& folder) {
    std::vector<std::string> found;
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        const std::string path = entry->path().string();
        const bool hidden = entry->path().filename().string().starts_with('.');
        if (!hidden && is_file(path) && is_picture(extension_of_path(path))) found.push_back(path);
    }
    std::ranges::sort(found);
    return found;
}

std::vector<std::string> meant_by(const std::string& given) {
    std::error_code ignored;
    if (fs::is_directory(given, ignored)) return pictures_in(given);
    if (fs::exists(given, ignored) || given.find_first_of("*?[") == std::string::npos)
        return {given};
    std::vector<std::string> found = platform::matching_paths(given);
    std::erase_if(found, [](const std::string& path) { return !is_file(path); });
    std::ranges::sort(found);
    if (found.empty()) found.push_back(given);
    return found;
}

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

/// Finds out whether two names are of one file.
class SeenFiles {
  public:
    /// False: it was there already.
    bool add(const std::string& canonical) {
        if (!m_paths.insert(canonical).second) return false;
        std::error_code failed;
        if (fs::hard_link_count(canonical, failed) < 2 || failed) return true;
        for (const std::string& other : m_linked)
            if (fs::equivalent(other, canonical, failed) && !failed) return false;
        m_linked.push_back(canonical);
        return true;
    }

  private:
    std::set<std::string> m_paths;
    std::vector<std::string> m_linked;  ///< files that have further names
};

}  // namespace

std::string uri_of(const std::string& path) {
    std::string uri = "file://";
    for (const char c : path) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') ||
                           std::string_view("-._~/").find(c) != std::string_view::npos;
        if (plain) {
            uri += c;
            continue;
        }
        std::array<char, 4> escaped{};
        std::snprintf(escaped.data(), escaped.size(), "%%%02X", static_cast<unsigned char>(c));
        uri += escaped.data();
    }
    return uri;
}

std::string path_from_uri(std::string_view uri) {
    constexpr std::string_view scheme = "file://";
    if (!uri.starts_with(scheme)) return {};
    uri.remove_prefix(scheme.size());
    std::string path;
    for (std::size_t i = 0; i < uri.size(); ++i) {
        if (uri[i] != '%') {
            path += uri[i];
            continue;
        }
        if (i + 2 >= uri.size() || digit(uri[i + 1]) < 0 || digit(uri[i + 2]) < 0) return {};
        path += static_cast<char>(digit(uri[i + 1]) * 16 + digit(uri[i + 2]));
        i += 2;
    }
    return path.find('\0') == std::string::npos ? path : std::string();
}

std::string path_meant_by(const std::string& given) {
    const std::string path = path_from_uri(given);
    return path.empty() ? given : path;
}

std::vector<ListedFile> list_files(const std::vector<std::string>& given) {
    std::vector<ListedFile> files;
    SeenFiles seen;
    std::set<std::string> missing;
    for (const std::string& one : given)
        for (const std::string& path : meant_by(path_meant_by(one))) {
            std::error_code failed;
            fs::path absolute = fs::absolute(path, failed);
            if (failed) absolute = path;
            const fs::path canonical = fs::canonical(absolute, failed);
            ListedFile file{absolute.lexically_normal().string(),
                            failed ? std::string() : canonical.string()};
            if (failed ? missing.insert(file.path).second : seen.add(file.canonical))
                files.push_back(std::move(file));
        }
    return files;
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (end > 0) lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string extension_of_path(const std::string& path) {
    std::string extension = fs::path(path).extension().string();
    if (!extension.empty()) extension.erase(0, 1);
    for (char& c : extension)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return extension;
}

bool is_picture(std::string_view extension) {
    return std::ranges::count(kKept, extension) > 0 || std::ranges::count(kOnlyRead, extension) > 0;
}

bool lacks_alpha(std::string_view extension) {
    constexpr std::array<std::string_view, 5> kOpaque{"jpe", "jpeg", "jpg", "pnm", "ppm"};
    return std::ranges::count(kOpaque, extension) > 0;
}

std::string result_extension(const std::string& source_extension, const std::string& format) {
    if (!format.empty()) return format;
    return std::ranges::count(kKept, source_extension) > 0 ? source_extension : "png";
}

}  // namespace upscale
