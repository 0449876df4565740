// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of downloads in a job's folder: result-N.part, and beside it result-N.part.json, which
// says where the part came from, how long it is, and its fingerprint. A part is never a result.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "api/client.hpp"
#include "base/fingerprint.hpp"

namespace upscale {

class FolderParts : public PartStore {
  public:
    /// `folder`: the job's; `numbers[i]`: the number in the files' names of result i.
    FolderParts(std::string folder, std::vector<std::size_t> numbers)
        : m_folder(std::move(folder)), m_numbers(std::move(numbers)) {}

    bool has(std::size_t index, const std::string& url) override;
    /// Nullopt also if the part is not what it was when it was saved, as after a loss of power.
    std::optional<Part> load(std::size_t index, const std::string& url) override;
    std::size_t save(std::size_t index, const std::string& url, const std::string& validator,
                     ByteView bytes) override;
    void drop(std::size_t index) override;

  private:
    /// What is on the disk, as far as this object wrote or read it.
    struct Saved {
        std::string url, validator;
        std::size_t bytes = 0;
        Fingerprint fingerprint;
    };
    std::string path_of(std::size_t index) const;

    std::string m_folder;
    std::vector<std::size_t> m_numbers;
    std::map<std::size_t, Saved> m_saved;
};

}  // namespace upscale
