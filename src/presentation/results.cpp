// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/results.hpp"

#include <algorithm>
#include <functional>

namespace upscale {
namespace {

bool is_source(const Job& job, const Subject& subject, const Subject::Layer& layer,
               const std::string& session) {
    const SourceRecord& source = job.source;
    if (source.session == session && source.image == subject.image)
        return source.drawable == layer.id;
    // An image that was closed and opened again has another id, but it still has the results.
    const bool results_are_here = std::ranges::count(subject.results, job.id, &ResultName::job) > 0;
    if (source.session == session && !results_are_here) return false;
    // A tattoo alone proves nothing: in most images the only layer has the same one.
    const bool same_size = Size{source.layer.width, source.layer.height} ==
                           Size{layer.bounds.width, layer.bounds.height};
    const bool same_tattoo = source.tattoo != 0 && source.tattoo == layer.tattoo;
    return source.name == layer.name && (same_size || same_tattoo);
}

/// All of what was sent.
RectF natural_guess(const SourceRecord& source) {
    const Size sent = source.sent();
    const double x = source.frame ? -source.frame->x : 0;
    const double y = source.frame ? -source.frame->y : 0;
    return {x, y, double(sent.width), double(sent.height)};
}

/// The start of a stretch of this share of a side around `middle`, both as shares, within the side.
double start_within(double middle, double share) {
    return std::clamp(middle - share / 2, 0.0, 1 - share);
}

}  // namespace

std::vector<ResultItem> items_of(const Job& job) {
    std::vector<ResultItem> items;
    for (std::size_t i = 0; i < job.results.size(); ++i) {
        const ResultRecord& result = job.results[i];
        if (result.file.empty()) continue;
        ResultItem item{.job = job.id,
                        .index = i,
                        .count = job.results.size(),
                        .file = result.file,
                        .layer = job.source.name,
                        .created = job.created,
                        .values = values_as_made(job, i),
                        .imported = result.imported};
        const Parameters first = values_as_made(job, 0);
        item.variety = {item.values.denoise - first.denoise, item.values.detail - first.detail};
        item.part = job.parameters.region == Region::Layer && job.source.region.width > 0 &&
                    Size{job.source.region.width, job.source.region.height} !=
                        Size{job.source.layer.width, job.source.layer.height} &&
                    job.parameters.placement == Placement::Fit;
        item.starred = result.starred;
        item.source_layer = job.source.layer;
        item.source_region = job.source.region;
        item.covers = natural_guess(job.source);
        const bool seeded = job.parameters.engine != Engine::Local;  // the other ignores its seeds
        if (const auto seed = result.announced.seed;
            seeded && seed && *seed >= 0 && *seed <= 2147483647)
            item.values.seed = static_cast<int>(*seed);
        items.push_back(std::move(item));
    }
    return items;
}

bool is_added(const Job& job, std::size_t index, const Subject& subject,
              const std::string& session) {
    if (std::ranges::count(subject.results, ResultName{job.id, index}) > 0) return true;
    const ResultRecord& result = job.results[index];
    const bool here = job.source.session == session && result.delivery.image == subject.image;
    return result.imported && !here;
}

std::vector<Caption> captions(const std::vector<ResultItem>& items) {
    const auto several = [&](auto value_of) {
        return std::ranges::any_of(items, [&](const ResultItem& item) {
            return std::invoke(value_of, item) != std::invoke(value_of, items.front());
        });
    };
    const auto engine_of = [](const ResultItem& item) { return item.values.engine; };
    const bool layers = several(&ResultItem::layer);
    const bool engines = several(engine_of);
    std::vector<Caption> made;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const ResultItem& item = items[i];
        const bool first = i == 0 || items[i - 1].job != item.job;
        // One seed for all of a run does not tell them apart.
        const bool same_seed = std::ranges::any_of(items, [&](const ResultItem& other) {
            return other.job == item.job && other.index != item.index &&
                   other.values.seed == item.values.seed;
        });
        Caption caption{first, first && i > 0, layers, engines};
        if (item.values.engine == Engine::Local)
            caption.differs = Differs::Variety;
        else if (item.values.seed >= 0 && !same_seed)
            caption.differs = Differs::Seed;
        made.push_back(caption);
    }
    return made;
}

std::optional<RectF> part_to_show(const ResultItem& item, const VisiblePart& visible) {
    constexpr double kLeastSide = 48;  // pixels: less would be a blur
    const Rect& seen = visible.seen;
    const bool whole = seen.width >= visible.region.width && seen.height >= visible.region.height;
    if (seen.width <= 0 || seen.height <= 0 || whole) return std::nullopt;
    SourceRecord source;
    source.layer = item.source_layer;
    source.region = item.source_region;
    const RectF file = on_region(source, item.covers, visible.layer, visible.region);
    if (file.width <= 0 || file.height <= 0) return std::nullopt;
    const double middle_x = (seen.x + seen.width / 2.0 - file.x) / file.width;
    const double middle_y = (seen.y + seen.height / 2.0 - file.y) / file.height;
    if (middle_x < 0 || middle_x > 1 || middle_y < 0 || middle_y > 1) return std::nullopt;
    // Half of what is seen: a small picture of all of it would show no details.
    const double side = std::max(kLeastSide, std::min(seen.width, seen.height) / 2.0);
    const double width = std::min(1.0, side / file.width);
    const double height = std::min(1.0, side / file.height);
    return RectF{start_within(middle_x, width), start_within(middle_y, height), width, height};
}

RectF covered_by_file(const Registration& registration, Size file) {
    const double x = registration.scale_x, y = registration.scale_y;
    return {registration.covered.x - registration.part.x / x,
            registration.covered.y - registration.part.y / y, file.width / x, file.height / y};
}

int side_of_small_pictures(int screen) {
    constexpr int kLow = 820, kMiddle = 960;  // pixels
    return screen < kLow ? 72 : screen < kMiddle ? 92 : 112;
}

std::string short_words(const ResultItem& item) {
    std::string words;
    if (item.count > 1)
        words = std::to_string(item.index + 1) + "/" + std::to_string(item.count) + " · ";
    words +=
        "R" + std::to_string(item.values.resemblance) + " D" + std::to_string(item.values.detail);
    if (item.values.seed >= 0) words += " · " + std::to_string(item.values.seed);
    return words;
}

std::vector<Job> reconciled(const std::vector<Job>& known, std::vector<Job> read,
                            const std::function<bool(const std::string& job)>& is_there) {
    for (const Job& job : known)
        if (std::ranges::count(read, job.id, &Job::id) == 0 && is_there(job.id))
            read.push_back(job);
    std::ranges::stable_sort(read, std::greater{}, &Job::id);
    return read;
}

std::optional<Subject::Layer> source_of(const Job& job, const Subject& subject,
                                        const std::string& session) {
    for (const Subject::Chosen& chosen : subject.chosen) {
        // The results of its original belong to a chosen result, too.
        if (chosen.original && is_source(job, subject, *chosen.original, session))
            return chosen.original;
        if (is_source(job, subject, chosen.layer, session)) return chosen.layer;
    }
    return std::nullopt;
}

bool is_of(const Job& job, const Subject& subject, const std::string& session) {
    return job.damage == Damage::None && source_of(job, subject, session).has_value();
}

bool can_take(const ResultItem& item, Take take) {
    const bool local = item.values.engine == Engine::Local;
    switch (take) {
        case Take::All:
            return true;
        case Take::Anew:
            return !local;
        case Take::SeedAndPrompt:
            return !local && item.values.seed >= 0;
    }
    return false;
}

Parameters taken_from(const ResultItem& item, Take take, const Parameters& now) {
    Parameters values = now;
    if (take == Take::SeedAndPrompt) {
        values.prompt = item.values.prompt;
        values.seed = item.values.seed;
        values.engine = item.values.engine;  // the other one takes neither
        values.num_images = 1;
        return values;
    }
    values = item.values;
    values.region = now.region;
    values.placement = now.placement;
    if (take == Take::Anew) {
        values.seed = -1;
    } else if (values.engine == Engine::Local) {
        values.num_images = 1;
    } else if (values.seed >= 0) {
        values.num_images = 1;
    }
    return values;
}

bool pays_for_one_seed(const Parameters& values) {
    return is_paid(values) && values.seed >= 0 && values.num_images > 1;
}

int count_to_offer(const std::vector<Job>& jobs, const std::string& seen) {
    return static_cast<int>(std::ranges::count_if(jobs, [&](const Job& job) {
        const bool paid = is_paid(job.parameters);
        const bool known = job.state == JobState::Downloaded && job.id <= seen;
        return is_recoverable(job) && job.damage == Damage::None && paid && !known;
    }));
}

RectF on_region(const SourceRecord& source, const RectF& rect, const Rect& layer_now,
                const Rect& region) {
    const double scale_x = double(layer_now.width) / std::max(1, source.layer.width);
    const double scale_y = double(layer_now.height) / std::max(1, source.layer.height);
    const double x = source.region.x - source.layer.x + rect.x;
    const double y = source.region.y - source.layer.y + rect.y;
    return {layer_now.x - region.x + x * scale_x, layer_now.y - region.y + y * scale_y,
            rect.width * scale_x, rect.height * scale_y};
}

}  // namespace upscale
