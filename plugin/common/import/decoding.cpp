// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/import/decoding.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <new>
#include <system_error>
#include <thread>
#include <utility>

#include "base/unless_stopped.hpp"
#include "image/decoding/decode.hpp"
#include "image/files/header.hpp"
#include "platform/process.hpp"
#include "results/result.hpp"

namespace upscale {
namespace {

constexpr unsigned kMostThreads = 4;

std::size_t budget_bytes() {
    constexpr std::uint64_t kLeast = 256 << 20, kMost = std::uint64_t{2} << 30;
    const std::uint64_t memory = platform::physical_memory();
    return static_cast<std::size_t>(memory ? std::clamp(memory / 4, kLeast, kMost) : kLeast);
}

/// Does not wait for a decoder that is slow to end.
Result<std::optional<LookedAt>> look_unless_stopped(Result<Bytes> file, const std::string& folder,
                                                    const std::stop_token& stop) try {
    if (!file) return file.error();
    auto looked = unless_stopped(stop, [file = std::move(*file), folder, stop] {
        auto one = look_at_file(file, stop);
        if (one && *one && !folder.empty()) (*one)->pixels->to_disk(folder);
        return one;
    });
    if (!looked) return cancelled();
    return std::move(*looked);
} catch (const std::bad_alloc&) {
    return Error{.kind = ErrorKind::Internal, .detail = "not enough memory to decode"};
}

}  // namespace

ByteBudget& picture_budget() {
    // Never destroyed, because after a cancel a decoder may still run when the program ends.
    static auto* const budget = new ByteBudget(budget_bytes());
    return *budget;
}

LookedAt look_at(Bitmap decoded, ByteBudget::Share share) {
    ResultPixels parts = take_apart(std::move(decoded));
    const Size size{parts.rgb.width, parts.rgb.height};
    ResultView view{size, preview_of(parts.rgb)};
    return {std::move(view), std::make_shared<HeldPixels>(std::move(parts), std::move(share))};
}

Result<std::optional<LookedAt>> look_at_file(ByteView file, const std::stop_token& stop) {
    auto decoded = decode(file, picture_budget(), stop);
    if (!decoded) return decoded.error();
    if (!*decoded) return std::optional<LookedAt>();
    return std::optional(look_at(std::move((*decoded)->pixels), std::move((*decoded)->share)));
}

std::vector<Result<std::optional<LookedAt>>> look_at_files(const JobFolder& folder,
                                                           const std::vector<std::string>& files,
                                                           const std::stop_token& stop) {
    std::vector<Result<std::optional<LookedAt>>> looks(files.size(), std::optional<LookedAt>());
    const std::string held = files.size() > 1 ? folder.path() : "";
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < files.size(); i = next++)
            looks[i] = look_unless_stopped(folder.read(files[i], kMaxResultBytes), held, stop);
    };
    const std::size_t threads = std::min<std::size_t>(
        {std::max(1u, std::thread::hardware_concurrency()), kMostThreads, files.size()});
    std::vector<std::jthread> helpers;  // beside this thread
    try {
        while (helpers.size() + 1 < threads) helpers.emplace_back(work);
    } catch (const std::system_error&) {
        // then those that could be started, and this thread
    }
    work();
    helpers.clear();
    return looks;
}

}  // namespace upscale
