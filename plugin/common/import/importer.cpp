// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/import/importer.hpp"

#include <glib.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/file_name.hpp"
#include "app/provenance.hpp"
#include "base/files.hpp"
#include "base/unless_stopped.hpp"
#include "common/gobject_ptr.hpp"
#include "common/import/user_file.hpp"
#include "common/runs/worker.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "platform/process.hpp"
#include "state/history.hpp"
#include "state/preferences.hpp"

namespace upscale {
namespace {

/// Half of this computer's memory, if it is known: what a scaled image's layers may take.
double memory_for_layers() {
    const auto memory = platform::physical_memory();
    return memory > 0 ? 0.5 * static_cast<double>(memory) : INFINITY;
}

bool costs(const Arrived& one) { return is_paid(one.end.job.parameters); }

bool is_too_large(const Error& error) { return error.kind == ErrorKind::TooLarge; }

/// Why a file must not be given to a loader.
Status check_file(const std::string& path) {
    const auto file = read_file(path, kMaxResultBytes);
    if (!file) return file.error();
    const auto header = read_image_header(*file);
    if (!header) return header.error();
    return check_decodable(*file, *header);
}

std::string words_for(Detour detour) {
    switch (detour) {
        case Detour::None:
            break;
        case Detour::SourceGone:
            return _("The layer is no longer there as it was, so the results are new images.");
        case Detour::SourceResized:
            return _(
                "The layer has another size now than when it was sent, so the results are new "
                "images.");
        case Detour::NotLarger:
            return _(
                "The result is smaller than the layer. The image is not scaled down to it; "
                "the results are new images.");
        case Detour::MuchLarger:
            return _(
                "The result is more than 4 times as large as the layer. The image is not "
                "scaled that far; the results are new images.");
        case Detour::ImageTooLarge:
            return _("The image would become too large, so the results are new images.");
    }
    return {};
}

/// What is to be said of how a result lies on its source; empty: nothing.
std::string words_for(const Registration& registration) {
    using Fit = Registration::Fit;
    if (registration.quality == Registration::Quality::Different)
        return _("A result shows something else than what was sent. Look at it before you use it.");
    // of a picture that says nothing about its place, none is wrong
    if (registration.quality == Registration::Quality::Guessed && registration.fit != Fit::Whole)
        return _(
            "Where the result belongs could not be found out for certain. It lies in the likeliest "
            "place, or as a centred crop; check its position.");
    if (is_stretched(registration))
        return _("The service had stretched the result. It got back the proportions of the layer.");
    if (registration.fit == Fit::Padded)
        return _("The service had put edges around the result. They were cut off.");
    return {};
}

}  // namespace

Importer::~Importer() {
    if (m_held && m_held.use_count() > 1) m_held->to_disk(m_held_folder);
}

void Importer::hold(std::shared_ptr<HeldPixels> pixels, std::string folder) {
    if (m_held && m_held != pixels) m_held->to_disk(m_held_folder);
    m_held = std::move(pixels);
    m_held_folder = std::move(folder);
}

void Importer::show_stage(Cost cost) {
    const Progress progress{.stage = Stage::Importing, .cost = cost};
    m_view.show(progress, describe(progress));
}

void Importer::note(const std::string& text) {
    if (text.empty()) return;
    if (!m_notes.empty()) m_notes += "\n";
    m_notes += text;
}

Result<Bitmap> Importer::decode_result(const Arrived& one, std::size_t index) {
    const ResultRecord& result = one.end.job.results[index];
    const std::string path = one.end.folder->path_of(result.file);
    if (auto checked = check_file(path); !checked) return checked.error();
    auto pixels = m_editor.decode(path, result.format);
    if (pixels) return pixels;
    Error error = pixels.error();
    error.kept_file = path;
    return error;
}

Result<Arrived> Importer::decode(JobEnd end, const Wanted& wanted) {
    const auto planes = std::make_shared<const SourcePlanes>(std::exchange(end.planes, {}));
    Arrived arrived{std::move(end), planes, {}, {}};
    const Job& job = arrived.end.job;
    const Error cancelled{.kind = ErrorKind::Cancelled};
    std::vector<ResultView> views;
    for (std::size_t i = 0; i < job.results.size(); ++i) {
        const ResultRecord& result = job.results[i];
        if (wanted ? result.file.empty() || std::ranges::count(*wanted, i) == 0
                   : !is_waiting(result))
            continue;
        show_stage(cost_of(job));
        hold(nullptr, {});
        auto pixels = decode_result(arrived, i);
        if (!pixels && is_too_large(pixels.error())) {
            arrived.too_large.push_back(i);
            continue;
        }
        if (!pixels) {
            arrived.end.lost.push_back(pixels.error());
            continue;
        }
        std::shared_ptr<HeldPixels> held;
        run_in_worker(m_view, [&](const std::stop_token& stop, const ProgressFn&) {
            auto looked_at = unless_stopped(stop, [decoded = std::move(*pixels)]() mutable {
                ResultPixels parts = take_apart(std::move(decoded));
                const Size size{parts.rgb.width, parts.rgb.height};
                return std::pair(ResultView{size, preview_of(parts.rgb)}, std::move(parts));
            });
            if (!looked_at) return;
            views.push_back(std::move(looked_at->first));
            held = std::make_shared<HeldPixels>(std::move(looked_at->second));
        });
        if (!held || m_view.stop_token().stop_requested()) return cancelled;
        hold(held, arrived.end.folder->path());
        arrived.results.push_back({i, {}, std::move(held)});
    }
    if (arrived.results.empty() && arrived.too_large.empty())
        return arrived.end.lost.empty() ? Error{.kind = ErrorKind::BadReply}
                                        : arrived.end.lost.front();
    std::optional<std::vector<Registration>> found;
    run_in_worker(m_view, [&](const std::stop_token& stop, const ProgressFn&) {
        found = unless_stopped(stop, [job, planes, views = std::move(views)] {
            return register_on_region(job, planes->preview, views);
        });
    });
    if (!found) return cancelled;
    for (std::size_t k = 0; k < found->size(); ++k) arrived.results[k].registration = (*found)[k];
    note_losses(arrived, wanted);
    return arrived;
}

void Importer::note_losses(const Arrived& arrived, const Wanted& wanted) {
    const Job& job = arrived.end.job;
    if (job.upload.reduced)
        note(
            adopt(g_strdup_printf(
                      _("The layer was sent reduced to %d × %d pixels, to keep within the limits."),
                      job.upload.size.width, job.upload.size.height))
                .get());
    else if (job.upload.lossy)
        note(_("The layer was sent as JPEG, with a slight loss."));
    const auto earlier = std::count_if(job.results.begin(), job.results.end(),
                                       [](const ResultRecord& result) { return result.imported; });
    const int asked = wanted ? static_cast<int>(wanted->size())
                             : job.parameters.num_images - static_cast<int>(earlier);
    const int have = static_cast<int>(arrived.results.size() + arrived.too_large.size());
    if (have < asked)
        note(adopt(g_strdup_printf(_("%d of %d results arrived."), have, asked)).get());
    for (const Error& lost : arrived.end.lost) note(message_for(lost));
    // of what was not asked for nothing is lost
    const bool outstanding = wanted ? have < asked && is_recoverable(job)
                                    : have + static_cast<std::size_t>(earlier) < job.results.size();
    if (outstanding) note(recover_hint());
    std::vector<std::string> said;
    for (const auto& result : arrived.results) {
        std::string words = words_for(result.registration);
        if (std::ranges::count(said, words) > 0) continue;
        note(words);
        said.push_back(std::move(words));
    }
}

Importer::Geometry Importer::geometry_now(const std::vector<Arrived>& arrived) {
    Geometry geometry{m_editor.state_of(m_image), {}};
    for (const Arrived& one : arrived)
        geometry.sources.push_back(m_editor.bounds_of(m_image, one.end.job.source.drawable));
    return geometry;
}

Result<NewLayer> Importer::content_of(const Arrived& one, const Arrived::Readable& result,
                                      const Place& place) {
    show_stage(cost_of(one.end.job));
    hold(result.pixels, one.end.folder->path());
    auto parts = result.pixels->take();
    Bitmap decoded;
    if (!parts) {
        auto pixels = decode_result(one, result.index);
        if (!pixels) return pixels.error();
        decoded = std::move(*pixels);
    }
    std::optional<NewLayer> content;
    run_in_worker(m_view, [&](const std::stop_token& stop, const ProgressFn&) {
        content = unless_stopped(
            stop, [job = one.end.job, planes = one.planes, index = result.index, stop, place,
                   registration = result.registration, parts = std::move(parts),
                   decoded = std::move(decoded)]() mutable {
                return make_new_layer(job, *planes, index,
                                      parts ? std::move(*parts) : take_apart(std::move(decoded)),
                                      registration, place, stop);
            });
    });
    if (!content || m_view.stop_token().stop_requested())
        return Error{.kind = ErrorKind::Cancelled};
    return std::move(*content);
}

Result<Importer::Made> Importer::make_all(const std::vector<Arrived>& arrived, const Plan& plan) {
    Made made;
    made.import.image = m_image;
    made.import.image_size = plan.image_size;
    made.import.canvas = plan.canvas;
    const std::string file_name = m_editor.file_stem_of(m_image);
    const bool name_source = load_preferences().name_source;
    for (std::size_t i = 0; i < arrived.size(); ++i) {
        const Arrived& one = arrived[i];
        const SourceRecord& source = one.end.job.source;
        LayerStack stack;
        stack.source = source.drawable;
        if (one.results.size() > 1)
            stack.group_name =
                adopt(g_strdup_printf(_("Upscale of %s"), source.name.c_str())).get();
        for (std::size_t k = 0; k < one.results.size(); ++k) {
            const Place& place = plan.claims[i].results[k];
            auto content = content_of(one, one.results[k], place);
            if (!content) return content.error();
            const double factor = factor_of(one.results[k].registration);
            const auto id = plan.claims[i].new_images
                                ? m_editor.make_image(
                                      m_image, factor,
                                      new_image_name(file_name.empty() ? source.name : file_name,
                                                     factor, k, one.results.size()),
                                      name_source ? source_type_xmp(one.end.job.parameters.engine)
                                                  : std::string(),
                                      *content)
                                : m_editor.make_layer(m_image, *content);
            if (!id) return id.error();
            if (plan.claims[i].new_images) {
                made.images.emplace_back(m_editor, *id);
            } else {
                made.layers.emplace_back(m_editor, *id);
                stack.layers.push_back({*id, place.rect.x, place.rect.y});
            }
        }
        if (!stack.layers.empty()) made.import.stacks.push_back(std::move(stack));
    }
    return made;
}

void Importer::note_detours(const std::vector<Arrived>& arrived, const Plan& plan) {
    for (std::size_t i = 0; i < arrived.size(); ++i) {
        const std::string words = words_for(plan.claims[i].detour);
        if (words.empty() || arrived[i].results.empty()) continue;
        note(arrived.size() > 1 ? arrived[i].end.job.source.name + ": " + words : words);
    }
}

Outcome Importer::failed(const Error& error, const std::vector<Arrived>& arrived) {
    Outcome outcome = outcome_of(error);
    if (outcome.status == Outcome::Status::CallingError)  // the arguments did their work
        outcome.status = Outcome::Status::ExecutionError;
    if (std::any_of(arrived.begin(), arrived.end(), costs)) outcome.message += " " + recover_hint();
    return outcome;
}

Outcome Importer::import(std::vector<Arrived>& arrived) {
    show_stage(Cost::Free);
    Outcome outcome;
    double factor = 1;  // of the whole image
    for (;;) {
        const Geometry geometry = geometry_now(arrived);
        std::vector<Claim> claims;
        for (std::size_t i = 0; i < arrived.size(); ++i) {
            const SourceRecord& source = arrived[i].end.job.source;
            Claim& claim =
                claims.emplace_back(Claim{source.layer, source.region, geometry.sources[i], {}});
            claim.scaled = source.scaled;
            for (const auto& result : arrived[i].results)
                claim.results.push_back(result.registration);
        }
        const Plan plan = plan_placement(m_placement, geometry.image, claims, memory_for_layers());
        auto made = make_all(arrived, plan);
        if (!made) return failed(made.error(), arrived);
        // the user may have worked on the image meanwhile
        if (geometry_now(arrived) != geometry) continue;

        if (!made->import.stacks.empty()) {
            if (auto done = m_editor.import_layers(made->import); !done)
                return failed(done.error(), arrived);
        }
        for (UnseenLayer& layer : made->layers) outcome.layers.push_back(layer.release());
        for (UnseenImage& image : made->images) outcome.images.push_back(image.release());
        if (m_show) m_editor.show_images(outcome.images);
        note_detours(arrived, plan);
        factor = double(plan.image_size.width) / std::max(1, geometry.image.canvas.width);
        break;
    }
    for (Arrived& one : arrived) {
        std::vector<std::size_t> delivered;
        for (const auto& result : one.results) delivered.push_back(result.index);
        for (const std::size_t index : one.too_large) {
            const ResultRecord& result = one.end.job.results[index];
            const auto saved = save_for_user(one.end.folder->path_of(result.file),
                                             one.end.job.source.name, result.format);
            if (saved) {
                delivered.push_back(index);
                note(adopt(g_strdup_printf(
                               _("A result is too large to become a layer. It was saved as %s."),
                               saved->c_str()))
                         .get());
            } else {
                note(message_for(saved.error()));
                note(recover_hint());
            }
        }
        mark_imported(one.end.job, *one.end.folder, delivered, m_keep_files);
        one.end.folder.reset();  // unlocked, for the history
    }
    if (factor != 1) note_scaled(jobs_folder(), m_image, factor);
    trim_history(jobs_folder(), history_limit(load_preferences()));
    outcome.message = m_notes;
    return outcome;
}

}  // namespace upscale
