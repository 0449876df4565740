// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/spending.hpp"

#include <algorithm>

#include "base/files.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "json/json.hpp"

namespace upscale {
namespace {

constexpr long long kMost = 1'000'000'000;  ///< images in a month
constexpr std::size_t kMonthLength = 7;     ///< "2026-11"
constexpr std::size_t kMostMonths = 24;     ///< that are remembered beside the present one

std::string spending_path() { return state_folder() + "/spending.json"; }

template <class Change>
void change(Change change) noexcept try {
    Status saved = make_folder(state_folder());
    if (saved) {
        const FileLock lock(spending_path() + ".lock");
        Spending spending = load_spending(utc_now());
        change(spending);
        saved = write_file(spending_path(), as_bytes(to_json(spending)));
    }
    if (!saved) log_line("the number of paid images could not be saved: " + saved.error().detail);
} catch (...) {  // losing a count is better than losing a job that is paid for
    return;
}

}  // namespace

std::string to_json(const Spending& spending) {
    json::Writer writer;
    writer.StartObject();
    writer.member("month", spending.month);
    writer.member("images", spending.images);
    writer.Key("months");
    writer.StartObject();
    for (const auto& [month, images] : spending.other_months) writer.member(month.c_str(), images);
    writer.EndObject();
    if (spending.credits) {
        writer.member("credits", static_cast<long long>(*spending.credits));
        writer.member("credits-time", spending.credits_time);
    }
    writer.EndObject();
    return writer.text();
}

Spending spending_from_json(std::string_view text, const std::string& month) {
    Spending spending;
    spending.month = month;
    const auto root = json::parse(text);
    if (!root) return spending;
    const auto count = [](std::optional<long long> images) {
        return static_cast<int>(std::clamp(images.value_or(0), 0ll, kMost));
    };
    auto& months = spending.other_months;
    for (const auto& [name, images] : json::members_at(*root, {"months"}))
        if (name.size() == kMonthLength)
            months[std::string(name)] = count(json::int_at(*images, {}));
    if (const auto noted = json::string_at(*root, {"month"});
        noted && noted->size() == kMonthLength)
        months[*noted] = count(json::int_at(*root, {"images"}));
    if (const auto now = months.find(month); now != months.end()) {
        spending.images = now->second;
        months.erase(now);
    }
    std::erase_if(months, [](const auto& entry) { return entry.second == 0; });
    while (months.size() > kMostMonths) months.erase(months.begin());
    const auto credits = json::int_at(*root, {"credits"});
    const auto time = json::string_at(*root, {"credits-time"});
    if (credits && *credits >= 0 && time) {
        spending.credits = static_cast<long>(*credits);
        spending.credits_time = *time;
    }
    return spending;
}

Spending load_spending(const std::string& now) {
    const auto text = read_file(spending_path(), json::kMaxText);
    return spending_from_json(text ? as_text(*text) : std::string_view(),
                              now.substr(0, kMonthLength));
}

void note_paid_images(int count) noexcept {
    change([&](Spending& spending) {
        spending.images = static_cast<int>(std::min(kMost, spending.images + 1ll * count));
    });
}

void note_credits(long available) noexcept {
    change([&](Spending& spending) {
        spending.credits = available;
        spending.credits_time = utc_now();
    });
}

}  // namespace upscale
