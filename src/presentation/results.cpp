// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/results.hpp"

#include <algorithm>

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

}  // namespace

std::vector<ResultItem> items_of(const Job& job) {
    std::vector<ResultItem> items;
    for (std::size_t i = 0; i < job.results.size(); ++i) {
        const ResultRecord& result = job.results[i];
        if (result.file.empty()) continue;
        ResultItem item{job.id,          i,           job.results.size(), result.file,
                        job.source.name, job.created, job.parameters,     result.imported};
        item.part = job.parameters.region == Region::Layer && job.source.region.width > 0 &&
                    Size{job.source.region.width, job.source.region.height} !=
                        Size{job.source.layer.width, job.source.layer.height} &&
                    job.parameters.placement == Placement::Fit;
        if (const auto seed = result.announced.seed; seed && *seed >= 0 && *seed <= 2147483647)
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

Parameters taken_from(const ResultItem& item, Take take, const Parameters& now) {
    Parameters values = now;
    if (take == Take::SeedAndPrompt) {
        values.prompt = item.values.prompt;
        values.seed = item.values.seed;
        return values;
    }
    values = item.values;
    values.region = now.region;
    values.placement = now.placement;
    if (take == Take::Anew) values.seed = -1;
    return values;
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
