// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/import/importer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/file_name.hpp"
#include "app/provenance.hpp"
#include "app/stand_in.hpp"
#include "base/files.hpp"
#include "base/unless_stopped.hpp"
#include "common/import/user_file.hpp"
#include "common/runs/worker.hpp"
#include "common/words/format.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "platform/process.hpp"
#include "state/history.hpp"
#include "state/preferences.hpp"

namespace upscale {
namespace {

/// How many bytes the layers of a scaled image may take: half of this computer's memory, if that is
/// known.
double memory_for_layers() {
    const auto memory = platform::physical_memory();
    return memory > 0 ? 0.5 * static_cast<double>(memory) : INFINITY;
}

bool is_too_large(const Error& error) { return error.kind == ErrorKind::TooLarge; }

/// Checks whether GIMP's loader may be given a file. The error says why not.
Status check_file(const std::string& path) {
    const auto file = read_file(path, kMaxResultBytes);
    if (!file) return file.error();
    const auto header = read_image_header(*file);
    if (!header) return header.error();
    return check_decodable(*file, *header);
}

/// The note for the user about how a result lies on its source, if there is one.
std::optional<Note> note_on(const Registration& registration) {
    using Fit = Registration::Fit;
    if (registration.quality == Registration::Quality::Different) return Note::Different;
    // if a picture shows nothing to measure by, covering the whole source needs no note
    if (registration.quality == Registration::Quality::Guessed && registration.fit != Fit::Whole)
        return Note::Guessed;
    if (is_stretched(registration)) return Note::Stretched;
    if (registration.fit == Fit::Padded) return Note::Padded;
    return std::nullopt;
}

/// The facts of a job after its results were decoded.
SourceReport facts_after_look(const Arrived& arrived, const Importer::Wanted& wanted,
                              std::size_t unreadable) {
    const Job& job = arrived.end.job;
    SourceReport facts = facts_of(arrived.end);
    facts.arrived = static_cast<int>(arrived.results.size() + arrived.too_large.size());
    if (wanted) {
        // only the wanted results are asked for here, so no other can be missing
        facts.asked = static_cast<int>(wanted->size());
        facts.outstanding = 0;
    }
    facts.outstanding += static_cast<int>(unreadable);
    if (job.upload.reduced)
        add_note(facts, Note::Reduced);
    else if (job.upload.lossy)
        add_note(facts, Note::Lossy);
    for (const auto& result : arrived.results)
        if (const auto note = note_on(result.registration)) add_note(facts, *note);
    return facts;
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
    Arrived arrived{std::move(end), {}, planes, {}, {}};
    const Job& job = arrived.end.job;
    const Error cancelled{.kind = ErrorKind::Cancelled};
    std::vector<ResultView> views;
    std::size_t unreadable = 0;
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
            ++unreadable;
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
    arrived.facts = facts_after_look(arrived, wanted, unreadable);
    return arrived;
}

Importer::Geometry Importer::geometry_now(const std::vector<Arrived>& arrived) {
    Geometry geometry{m_editor.state_of(m_image), {}, {}};
    for (const Arrived& one : arrived) {
        const ItemId source = one.end.job.source.drawable;
        geometry.sources.push_back(m_editor.bounds_of(m_image, source));
        geometry.appearances.push_back(
            geometry.sources.back() ? m_editor.appearance_of(m_image, source) : Appearance{});
    }
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

Result<Importer::Made> Importer::make_all(const std::vector<Arrived>& arrived,
                                          const Geometry& geometry,
                                          const std::vector<Claim>& claims, const Plan& plan) {
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
        bool covers = one.planes->selection.empty(), opaque = true;
        for (std::size_t k = 0; k < one.results.size(); ++k) {
            const Place& place = plan.claims[i].results[k];
            auto content = content_of(one, one.results[k], place);
            if (!content) return content.error();
            covers = covers && covers_layer(source.layer, source.region, place);
            opaque = opaque && content->alpha.empty();
            const Registration& registration = one.results[k].registration;
            const double factor = factor_of(registration);
            const auto id = plan.claims[i].new_images
                                ? m_editor.make_image(
                                      {m_image, part_of_image(claims[i], registration)},
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
        if (stack.layers.empty()) continue;
        const StandIn stand_in = stand_in_for(geometry.appearances[i], m_placement, covers, opaque);
        stack.looks_like_source = stand_in.looks_like_source;
        if (stand_in.hides_source) stack.hides = geometry.appearances[i].visible;
        stack.holds_rest = stand_in.holds_rest;
        if (one.results.size() > 1 || stack.holds_rest)
            stack.group_name = format(_("Upscale of %s"), source.name.c_str());
        made.import.stacks.push_back(std::move(stack));
    }
    return made;
}

Report Importer::import(JobsEnd jobs, const WantedOf& wanted_of) {
    Report report = std::move(jobs.report);
    std::vector<Arrived> arrived;
    bool stopped = is_cancelled(report);
    for (JobEnd& end : jobs.ends) {
        if (stopped) break;
        SourceReport& source = entry_of(report, end.job.id);
        auto one = decode(std::move(end), wanted_of ? wanted_of(source.job) : Wanted());
        if (one) {
            one->facts.name = source.name;
            source = one->facts;
            arrived.push_back(std::move(*one));
        } else if (one.error().kind == ErrorKind::Cancelled) {
            stopped = true;
        } else {
            source.error = one.error();
        }
    }
    if (stopped || (!arrived.empty() && m_view.stop_token().stop_requested())) {
        cancel(report);
    } else if (!arrived.empty()) {
        if (auto done = place(arrived, report); !done) report.error = done.error();
    }
    return report;
}

Status Importer::place(std::vector<Arrived>& arrived, Report& report) {
    show_stage(Cost::Free);
    double factor = 1;  // the factor by which the whole image is scaled
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
        auto made = make_all(arrived, geometry, claims, plan);
        if (!made) return made.error();
        // the user may have worked on the image meanwhile
        if (geometry_now(arrived) != geometry) continue;

        if (!made->import.stacks.empty())
            if (auto done = m_editor.import_layers(made->import); !done) return done;
        for (UnseenLayer& layer : made->layers) report.layers.push_back(layer.release());
        for (UnseenImage& image : made->images) report.images.push_back(image.release());
        if (m_show) m_editor.show_images(report.images);
        for (std::size_t i = 0; i < arrived.size(); ++i) {
            if (arrived[i].results.empty()) continue;
            SourceReport& source = entry_of(report, arrived[i].end.job.id);
            source.detour = plan.claims[i].detour;
            if (std::ranges::any_of(made->import.stacks, [&](const LayerStack& stack) {
                    return !stack.hides.empty() &&
                           stack.source == arrived[i].end.job.source.drawable;
                }))
                add_note(source, Note::Replaced);
        }
        factor = double(plan.image_size.width) / std::max(1, geometry.image.canvas.width);
        break;
    }
    for (Arrived& one : arrived) hand_over(one, entry_of(report, one.end.job.id));
    if (factor != 1) note_scaled(jobs_folder(), m_image, factor);
    trim_history(jobs_folder(), history_limit(load_preferences()));
    return Done{};
}

/// To be called when the results of one job are in the editor. Saves results that are too large for
/// a layer as files, and notes everything in the job's record.
void Importer::hand_over(Arrived& one, SourceReport& facts) {
    Job& job = one.end.job;
    std::vector<std::size_t> delivered;
    for (const auto& result : one.results) delivered.push_back(result.index);
    for (const std::size_t index : one.too_large) {
        const ResultRecord& result = job.results[index];
        const auto saved =
            save_for_user(one.end.folder->path_of(result.file), job.source.name, result.format);
        if (saved) {
            delivered.push_back(index);
            facts.files.push_back(*saved);
        } else {
            facts.lost.push_back(saved.error());
            ++facts.outstanding;
        }
    }
    mark_imported(job, *one.end.folder, delivered, m_keep_files);
    facts.recoverable = facts.recoverable && is_recoverable(job);
    one.end.folder.reset();  // unlocks the folder, so that the history can use it
}

}  // namespace upscale
