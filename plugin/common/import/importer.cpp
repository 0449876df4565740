// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/import/importer.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "base/files.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "base/unless_exhausted.hpp"
#include "base/unless_stopped.hpp"
#include "common/import/tidy_history.hpp"
#include "common/import/user_file.hpp"
#include "common/runs/read_pixels.hpp"
#include "common/runs/worker.hpp"
#include "common/words/format.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "platform/process.hpp"
#include "results/file_name.hpp"
#include "results/provenance.hpp"
#include "results/since_made.hpp"
#include "results/stand_in.hpp"
#include "state/history.hpp"
#include "state/preferences.hpp"

namespace upscale {
namespace {

/// True if the file of a result is there, but no layer can be made of it.
bool is_no_layer(const Error& error) {
    return error.kind == ErrorKind::TooLarge || !error.kept_file.empty();
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
    facts.arrived = static_cast<int>(arrived.results.size() + arrived.as_files.size());
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

/// The results of a job, turned like their source. `bounds`: of the source now; `image_scale`: of
/// the image now.
Claim claim_of(const Arrived& one, const std::optional<Rect>& bounds, double image_scale) {
    const SourceRecord& sent = one.end.job.source;
    const SourceRecord source = turned(sent, one.now.turn);
    Claim claim{source.layer, source.region, bounds, {}};
    claim.scaled = scaled_since(source, image_scale);
    claim.edited = one.now.edited;
    for (const auto& result : one.results)
        claim.results.push_back(turned(result.registration, {sent.region.width, sent.region.height},
                                       result.size, one.now.turn));
    return claim;
}

/// False if the layer's colours are not those of its source.
bool has_kept(const NewLayer& layer) {
    return layer.colours && layer.colours->state != KeptColours::State::NotAlike;
}

void log_colours(const Job& job, std::size_t index, const KeptColours& colours) {
    using State = KeptColours::State;
    log_line(format("job %s: result %d: colours differ by dE2000 %.2f, 95 %% by at most %.2f%s",
                    job.id.c_str(), static_cast<int>(index) + 1, colours.shift.mean,
                    colours.shift.most,
                    colours.state == State::PutRight   ? "; put right"
                    : colours.state == State::NotAlike ? "; not alike, left"
                                                       : ""));
}

/// The place of a result for a file of its own, which shows what a layer in `place` does.
Place in_full(const Registration& registration, const Place& place) {
    return {natural_place(registration).rect, place.shown};
}

/// Where a part of a layer is in the image. A link layer is shown smaller than its pixels.
Rect in_place(const Rect& part, const NewLayer& layer, const Place& place) {
    const double across = static_cast<double>(place.rect.width) / layer.pixels.width;
    const double down = static_cast<double>(place.rect.height) / layer.pixels.height;
    const auto scaled = [](int pixels, double scale) {
        return static_cast<int>(std::lround(pixels * scale));
    };
    return {place.rect.x + scaled(part.x, across), place.rect.y + scaled(part.y, down),
            scaled(part.width, across), scaled(part.height, down)};
}

/// The layers that are upscaled.
std::vector<ItemId> sources_of(const LayerImport& import) {
    std::vector<ItemId> sources;
    for (const LayerStack& stack : import.stacks)
        if (std::ranges::count(sources, stack.source) == 0) sources.push_back(stack.source);
    return sources;
}

}  // namespace

double memory_for_layers() {
    const auto memory = platform::physical_memory();
    return memory > 0 ? 0.5 * static_cast<double>(memory) : INFINITY;
}

double scaled_since(const SourceRecord& source, double image_scale) {
    return source.image_scale > 0 ? image_scale / source.image_scale : source.scaled;
}

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

Result<LookedAt> Importer::looked_at(Result<std::optional<LookedAt>> look, const Arrived& one,
                                     std::size_t index) {
    const ResultRecord& result = one.end.job.results[index];
    const std::string path = one.end.folder->path_of(result.file);
    if (look && *look) return std::move(**look);
    if (!look) {
        Error error = look.error();
        if (error.kind == ErrorKind::BadReply) error.kept_file = path;
        return error;
    }
    auto pixels = m_editor.decode(path, result.format);
    if (!pixels) {
        Error error = pixels.error();
        error.kept_file = path;
        return error;
    }
    std::optional<LookedAt> made;
    run_in_worker(m_view, [&](const std::stop_token& stop, const ProgressFn&) {
        made = unless_stopped(
            stop, [decoded = std::move(*pixels)]() mutable { return look_at(std::move(decoded)); });
    });
    if (!made) return cancelled();
    return std::move(*made);
}

std::vector<Result<std::optional<LookedAt>>> Importer::look_at_all(
    const Arrived& one, const std::vector<std::size_t>& indices) {
    std::vector<std::string> files;
    for (const std::size_t index : indices) files.push_back(one.end.job.results[index].file);
    std::vector<Result<std::optional<LookedAt>>> looks;
    run_in_worker(m_view, [&](const std::stop_token& stop, const ProgressFn&) {
        looks = look_at_files(*one.end.folder, files, stop);
    });
    return looks;
}

Result<Arrived> Importer::decode(JobEnd end, const Wanted& wanted) {
    const auto planes = std::make_shared<const SourcePlanes>(std::exchange(end.planes, {}));
    Arrived arrived{std::move(end), {}, planes, {}, {}, {}};
    const Job& job = arrived.end.job;
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < job.results.size(); ++i)
        if (wanted ? !job.results[i].file.empty() && std::ranges::count(*wanted, i) > 0
                   : is_waiting(job.results[i]))
            indices.push_back(i);
    show_stage(cost_of(job));
    hold(nullptr, {});
    auto looks = look_at_all(arrived, indices);
    std::vector<ResultView> views;
    std::size_t unreadable = 0;
    for (std::size_t k = 0; k < indices.size(); ++k) {
        auto look = looked_at(std::move(looks[k]), arrived, indices[k]);
        if (m_view.stop_token().stop_requested()) return cancelled();
        if (!look && is_no_layer(look.error())) {
            arrived.as_files.push_back(indices[k]);
            continue;
        }
        if (!look) {
            arrived.end.lost.push_back(look.error());
            ++unreadable;
            continue;
        }
        views.push_back(std::move(look->view));
        hold(look->pixels, arrived.end.folder->path());
        arrived.results.push_back({indices[k], views.back().size, {}, std::move(look->pixels)});
    }
    if (arrived.results.empty() && arrived.as_files.empty())
        return arrived.end.lost.empty() ? Error{.kind = ErrorKind::BadReply}
                                        : arrived.end.lost.front();
    std::vector<Registration> found;
    run_in_worker(m_view, [&](const std::stop_token& stop, const ProgressFn&) {
        found = register_on_region(job, planes->preview, views, stop);
    });
    if (m_view.stop_token().stop_requested()) return cancelled();
    for (std::size_t k = 0; k < found.size(); ++k) arrived.results[k].registration = found[k];
    arrived.facts = facts_after_look(arrived, wanted, unreadable);
    return arrived;
}

Importer::Geometry Importer::geometry_now(const std::vector<Arrived>& arrived) {
    Geometry geometry{m_editor.state_of(m_image), {}, {}, {}};
    geometry.image_scale = image_scale_from(m_editor.parasite_on_image(m_image, kImageScale));
    for (const Arrived& one : arrived) {
        const ItemId source = one.end.job.source.drawable;
        geometry.sources.push_back(m_editor.bounds_of(m_image, source));
        geometry.appearances.push_back(
            geometry.sources.back() ? m_editor.appearance_of(m_image, source) : Appearance{});
        const auto old = replaced_by(one);
        geometry.replaced.push_back(old ? m_editor.bounds_of(m_image, *old) : std::nullopt);
    }
    return geometry;
}

std::optional<ItemId> Importer::replaced_by(const Arrived& one) const {
    const auto found = m_replaces.find(one.end.job.id);
    return found == m_replaces.end() ? std::nullopt : std::optional(found->second);
}

std::optional<InPlaceOf> Importer::in_place_of(const Arrived& one,
                                               const std::optional<Rect>& bounds) {
    if (!bounds) return std::nullopt;
    const auto made = made_of(m_editor.parasite_on_layer(*replaced_by(one), kLayerParasite));
    if (!made) return std::nullopt;
    return InPlaceOf{*bounds, {made->region.width, made->region.height}, made->covered};
}

void Importer::look_at_sources(std::vector<Arrived>& arrived, const Geometry& geometry) {
    for (std::size_t i = 0; i < arrived.size(); ++i) {
        Arrived& one = arrived[i];
        one.now = {};
        // new images cover nothing
        if (m_placement == Placement::NewImage || !geometry.sources[i] ||
            one.planes->preview.empty())
            continue;
        auto source = m_editor.read_source(m_image, one.end.job.source.drawable, Region::Layer);
        if (!source) continue;
        run_in_worker(m_view, [&](const std::stop_token&, const ProgressFn&) {
            one.now = compare_source(one.end.job.source, *one.planes, *source);
        });
    }
}

Result<NewLayer> Importer::content_of(const Arrived& one, const Arrived::Readable& result,
                                      const Place& place) {
    show_stage(cost_of(one.end.job));
    hold(result.pixels, one.end.folder->path());
    auto parts = result.pixels->take();
    if (!parts) {  // they were dropped
        auto look =
            looked_at(std::move(look_at_all(one, {result.index}).front()), one, result.index);
        if (!look) return look.error();
        parts = look->pixels->take();
    }
    std::optional<NewLayer> content;
    run_in_worker(m_view, [&](const std::stop_token& stop, const ProgressFn&) {
        content = unless_stopped(
            stop, [job = with_wishes(one.end.job), planes = one.planes, index = result.index, stop,
                   place, turn = one.now.turn, registration = result.registration,
                   parts = std::move(*parts)]() mutable {
                return make_new_layer(job, *planes, index, std::move(parts), registration, turn,
                                      place, stop);
            });
    });
    if (!content || m_view.stop_token().stop_requested()) return cancelled();
    if (content->colours) log_colours(one.end.job, result.index, *content->colours);
    return std::move(*content);
}

Job Importer::with_wishes(Job job) const {
    job.parameters.keep_colors = m_keep_colors.value_or(job.parameters.keep_colors);
    return job;
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
        const bool hidden = plan.claims[i].hidden;
        bool covers = one.planes->selection.empty(), opaque = true;
        for (std::size_t k = 0; k < one.results.size(); ++k) {
            const Place& place = plan.claims[i].results[k];
            const bool replaces = claims[i].replaces.has_value();
            const bool link =
                !plan.claims[i].new_images &&
                (replaces ? m_editor.is_link(*replaced_by(one)) : m_placement == Placement::Link);
            const auto content_at = [&](const Place& where) {
                auto made_content = content_of(one, one.results[k], where);
                if (!made_content || !replaces) return made_content;
                made_content->like = *replaced_by(one);
                made_content->mask = {};  // it gets the mask of that layer
                return made_content;
            };
            auto content = content_at(link ? in_full(claims[i].results[k], place) : place);
            if (!content) return content.error();
            std::optional<ItemId> linked;
            if (link) {
                auto layer = m_editor.make_link(m_image, source.name, *content);
                if (layer) {
                    linked = layer->layer;
                    made.files.add(layer->file);
                    if (!layer->beside) made.linked_elsewhere.emplace(one.end.job.id, layer->file);
                } else {
                    if (layer.error().kind == ErrorKind::Cancelled) return layer.error();
                    log_line("job " + one.end.job.id + ": " + log_words(layer.error()));
                    made.not_linked.push_back(one.end.job.id);
                    content = content_at(place);
                    if (!content) return content.error();
                }
            }
            const Size shown = linked ? Size{place.rect.width, place.rect.height} : Size{};
            if (with_wishes(one.end.job).parameters.keep_colors && !has_kept(*content))
                made.left_as_came.push_back(one.end.job.id);
            covers = covers && covers_layer(claims[i].layer, claims[i].region, place);
            opaque = opaque && content->alpha.empty();
            const Registration& registration = claims[i].results[k];
            const double factor = factor_of(registration);
            const auto id = linked ? Result<ItemId>(*linked)
                            : plan.claims[i].new_images
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
                if (claims[i].replaces)
                    made.import.swaps.push_back(
                        {*replaced_by(one), *id, place.rect.x, place.rect.y, shown, link});
                else
                    stack.layers.push_back({*id, place.rect.x, place.rect.y, shown});
                for (const Rect& part : content->plain)
                    made.import.plain.push_back(in_place(part, *content, place));
            }
        }
        if (stack.layers.empty()) continue;
        stack.hidden = hidden;
        // hidden results stand in for nothing
        const StandIn stand_in =
            hidden ? StandIn() : stand_in_for(geometry.appearances[i], m_placement, covers, opaque);
        stack.looks_like_source = stand_in.looks_like_source;
        if (stand_in.hides_source) stack.hides = geometry.appearances[i].visible;
        stack.holds_rest = stand_in.holds_rest;
        if (one.results.size() > 1 || stack.holds_rest)
            stack.group_name = format(_("Upscale of %s"), source.name.c_str());
        made.import.stacks.push_back(std::move(stack));
    }
    if (const Size before = geometry.image.canvas;
        !made.import.stacks.empty() && plan.image_size != before)
        made.import.parasites = parasites_for_scaling(m_editor, m_image, sources_of(made.import),
                                                      double(plan.image_size.width) / before.width);
    return made;
}

Report Importer::import(JobsEnd jobs, const WantedOf& wanted_of) {
    Report report = std::move(jobs.report);
    std::vector<Arrived> arrived;
    bool stopped = is_cancelled(report);
    for (JobEnd& end : jobs.ends) {
        if (stopped) break;
        SourceReport& source = entry_of(report, end.job.id);
        auto one = unless_exhausted(
            [&] { return decode(std::move(end), wanted_of ? wanted_of(source.job) : Wanted()); });
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
        auto done = unless_exhausted([&] { return place(arrived, report); });
        if (!done) report.error = done.error();
    }
    return report;
}

Status Importer::place(std::vector<Arrived>& arrived, Report& report) {
    show_stage(Cost::Free);
    std::vector<bool> in_new_images;
    for (Arrived& one : arrived)
        if (replaced_by(one) && one.results.size() > 1) one.results.resize(1);
    for (;;) {
        const Geometry geometry = geometry_now(arrived);
        look_at_sources(arrived, geometry);
        std::vector<Claim> claims;
        for (std::size_t i = 0; i < arrived.size(); ++i) {
            claims.push_back(claim_of(arrived[i], geometry.sources[i], geometry.image_scale));
            claims.back().replaces = in_place_of(arrived[i], geometry.replaced[i]);
        }
        const Plan plan = plan_placement(m_placement, geometry.image, claims, memory_for_layers());
        auto made = make_all(arrived, geometry, claims, plan);
        if (!made) return made.error();
        // the user may have worked on the image meanwhile
        if (geometry_now(arrived) != geometry) continue;

        if (!made->import.stacks.empty() || !made->import.swaps.empty())
            if (auto done = m_editor.import_layers(made->import); !done) return done;
        made->files.keep();
        for (UnseenLayer& layer : made->layers) report.layers.push_back(layer.release());
        for (const LayerStack& stack : made->import.stacks)
            report.hidden.insert(report.hidden.end(), stack.hides.begin(), stack.hides.end());
        for (UnseenImage& image : made->images) report.images.push_back(image.release());
        if (m_show) m_editor.show_images(report.images);
        for (std::size_t i = 0; i < arrived.size(); ++i) {
            in_new_images.push_back(plan.claims[i].new_images);
            if (arrived[i].results.empty()) continue;
            SourceReport& facts = entry_of(report, arrived[i].end.job.id);
            facts.detour = plan.claims[i].detour;
            if (plan.claims[i].hidden && !plan.claims[i].new_images)
                add_note(facts, Note::SourceEdited);
            if (const auto file = made->linked_elsewhere.find(facts.job);
                file != made->linked_elsewhere.end()) {
                add_note(facts, Note::LinkedElsewhere);
                facts.linked = file->second;
            }
            if (std::ranges::count(made->not_linked, facts.job) > 0)
                add_note(facts, Note::NotLinked);
            if (std::ranges::count(made->left_as_came, facts.job) > 0)
                add_note(facts, Note::ColoursLeft);
            if (std::ranges::any_of(made->import.stacks, [&](const LayerStack& stack) {
                    return !stack.hides.empty() &&
                           stack.source == arrived[i].end.job.source.drawable;
                }))
                add_note(facts, Note::Replaced);
        }
        break;
    }
    std::span<const ImageId> images = report.images;
    for (std::size_t i = 0; i < arrived.size(); ++i) {
        const std::size_t own = in_new_images[i] ? arrived[i].results.size() : 0;
        hand_over(arrived[i], images.first(own), entry_of(report, arrived[i].end.job.id));
        images = images.subspan(own);
    }
    tidy_history(m_editor);
    return Done{};
}

/// To be called when the results of one job are in the editor: in m_image, or each in one of
/// `images`. Saves results that cannot become a layer as files, and notes everything in the job's
/// record.
void Importer::hand_over(Arrived& one, std::span<const ImageId> images, SourceReport& facts) {
    Job& job = one.end.job;
    std::vector<Delivered> delivered;
    std::vector<NewImage> new_images;
    for (std::size_t k = 0; k < one.results.size(); ++k) {
        const ImageId image = images.empty() ? m_image : images[k];
        if (m_deliver)
            new_images.push_back({one.results[k].index, image});
        else
            delivered.push_back(
                {one.results[k].index, {image, m_editor.saved_file_of(image), unix_time_ns()}});
    }
    for (const std::size_t index : one.as_files) {
        const ResultRecord& result = job.results[index];
        const auto saved = save_for_user(*one.end.folder, result.file, job.source.name);
        if (saved) {
            delivered.push_back({index, {-1, *saved, unix_time_ns(), true}});
            facts.files.push_back(*saved);
        } else {
            facts.lost.push_back(saved.error());
            ++facts.outstanding;
        }
    }
    if (m_deliver) std::ranges::copy(m_deliver(new_images, facts), std::back_inserter(delivered));
    mark_imported(job, *one.end.folder, delivered, m_keep_files);
    facts.recoverable = facts.recoverable && is_recoverable(job);
    one.end.folder.reset();  // unlocks the folder, so that the history can use it
}

}  // namespace upscale
