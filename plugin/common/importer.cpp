// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/importer.hpp"

#include <glib.h>

#include <algorithm>
#include <optional>

#include "app/placement.hpp"
#include "common/gobject_ptr.hpp"
#include "common/i18n.hpp"
#include "common/messages.hpp"
#include "common/worker.hpp"

namespace upscale {
namespace {

Rect united(Rect a, Rect b) {
    const int right = std::max(a.x + a.width, b.x + b.width);
    const int bottom = std::max(a.y + a.height, b.y + b.height);
    const int left = std::min(a.x, b.x), top = std::min(a.y, b.y);
    return {left, top, right - left, bottom - top};
}

}  // namespace

void Importer::show_stage(Cost cost) {
    const Progress progress{.stage = Stage::Importing, .cost = cost};
    m_view.show(progress, describe(progress));
}

Result<Arrived> Importer::decode(JobEnd end) {
    Arrived arrived{std::move(end), {}};
    Job& job = arrived.end.job;
    for (std::size_t i = 0; i < job.results.size(); ++i) {
        ResultRecord& result = job.results[i];
        if (result.file.empty()) continue;
        show_stage(cost_of(job));
        auto pixels = m_editor.decode(arrived.end.folder->path_of(result.file), result.format);
        if (!pixels) {
            arrived.end.lost.push_back(pixels.error());
            result.file.clear();  // to be downloaded anew, should the job be recovered
            continue;
        }
        run_in_worker(m_view, [&](const std::stop_token&, const ProgressFn& progress) {
            progress({.stage = Stage::Importing, .cost = cost_of(job)});
            arrived.results.push_back(place_result(job, arrived.end.planes, i, std::move(*pixels)));
        });
    }
    if (arrived.results.empty()) {
        demand_files(job);
        // if not even this can be written, they are tried again as they are
        static_cast<void>(arrived.end.folder->save(job));
        return arrived.end.lost.empty() ? Error{.kind = ErrorKind::BadReply}
                                        : arrived.end.lost.front();
    }
    note_losses(arrived);
    return arrived;
}

void Importer::note(const std::string& text) {
    if (text.empty()) return;
    if (!m_notes.empty()) m_notes += "\n";
    m_notes += text;
}

void Importer::note_losses(const Arrived& arrived) {
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
    const int asked = job.parameters.num_images - static_cast<int>(earlier);
    const int have = static_cast<int>(arrived.results.size());
    if (have < asked)
        note(adopt(g_strdup_printf(_("Only %d of %d results could be had."), have, asked)).get());
    for (const Error& lost : arrived.end.lost) note(message_for(lost));
    if (have + static_cast<std::size_t>(earlier) < job.results.size()) note(recover_hint());
    const bool guessed =
        std::any_of(arrived.results.begin(), arrived.results.end(), [](const PlacedResult& placed) {
            return placed.registration.quality == Registration::Quality::Guessed;
        });
    if (guessed)
        note(
            _("The service returned another shape than it was sent, and where the result belongs "
              "could not be found out. It is placed as a centred crop; check its position."));
}

Outcome Importer::import(std::vector<Arrived>& arrived) {
    show_stage(Cost::Free);
    bool new_images = m_placement == Placement::NewImage;
    if (!new_images && !sources_exist(arrived)) {
        new_images = true;
        note(_("The layer is no longer there as it was, so the results are new images."));
    }
    const auto ids = new_images ? import_as_images(arrived) : import_as_layers(arrived);
    if (!ids) {
        Outcome outcome = outcome_of(ids.error());
        outcome.status = Outcome::Status::ExecutionError;
        return outcome;
    }
    for (Arrived& one : arrived) mark_imported(one.end.job, *one.end.folder);
    Outcome outcome;
    (new_images ? outcome.images : outcome.layers) = *ids;
    outcome.message = m_notes;
    return outcome;
}

bool Importer::sources_exist(const std::vector<Arrived>& arrived) {
    return std::all_of(arrived.begin(), arrived.end(), [&](const Arrived& one) {
        const SourceRecord& source = one.end.job.source;
        return m_editor.can_place(m_image, source.drawable);
    });
}

Result<std::vector<int>> Importer::import_as_images(std::vector<Arrived>& arrived) {
    std::vector<int> images;
    for (Arrived& one : arrived) {
        for (PlacedResult& placed : one.results) {
            ImageImport import;
            import.like = m_image;
            import.resolution_factor = placed.registration.scale_x;
            import.show = m_show;
            import.mask = std::move(placed.mask);
            import.layers.push_back(std::move(placed.layer));
            auto made = m_editor.import_images(import);
            if (!made) return made.error();
            images.insert(images.end(), made->begin(), made->end());
        }
    }
    return images;
}

Result<std::vector<int>> Importer::import_as_layers(std::vector<Arrived>& arrived) {
    std::vector<LayerImport> imports;
    Rect canvas;
    for (Arrived& one : arrived) {
        const SourceRecord& source = one.end.job.source;
        std::optional<Rect> last;
        for (PlacedResult& placed : one.results) {
            if (last != placed.rect) {  // a layer group holds results of one size and place
                LayerImport import;
                import.image = m_image;
                import.source = source.drawable;
                // with several layers the first one's scale is the image's
                import.image_size =
                    imports.empty() ? scaled_image(source.canvas, placed.registration, m_placement)
                                    : imports.front().image_size;
                import.canvas = {0, 0, import.image_size.width, import.image_size.height};
                import.x = placed.rect.x;
                import.y = placed.rect.y;
                if (one.results.size() > 1)
                    import.group_name =
                        adopt(g_strdup_printf(_("Upscale of %s"), source.name.c_str())).get();
                import.mask = std::move(placed.mask);
                if (imports.empty()) canvas = import.canvas;
                imports.push_back(std::move(import));
                last = placed.rect;
            }
            imports.back().layers.push_back(std::move(placed.layer));
            canvas =
                united(canvas, grown_canvas(imports.front().image_size, placed.rect, m_placement));
        }
    }
    // the places hold until the canvas is resized, so that comes with the last
    imports.back().canvas = canvas;
    return m_editor.import_layers(imports);
}

}  // namespace upscale
