// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Brings results from their files into the editor.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "app/editor.hpp"
#include "app/held_pixels.hpp"
#include "app/source_now.hpp"
#include "common/dialogs/progress_view.hpp"
#include "common/import/decoding.hpp"
#include "common/runs/run_jobs.hpp"
#include "results/placement.hpp"
#include "results/report.hpp"
#include "results/result.hpp"

namespace upscale {

/// How many bytes the layers of a scaled image may take: half of this computer's memory, if that is
/// known.
double memory_for_layers();

/// Claim::scaled of a job's source. `image_scale`: of the image now.
double scaled_since(const SourceRecord& source, double image_scale);

/// One layer's job whose results are in its folder.
struct Arrived {
    /// A result that was decoded. Between decoding and placing, the pixels of at most one result of
    /// a run are in memory.
    struct Readable {
        std::size_t index;  ///< in the job's results
        Size size;          ///< pixels
        Registration registration;
        std::shared_ptr<HeldPixels> pixels;  ///< if they were dropped, the file is decoded again
    };
    JobEnd end;                                  ///< its planes are moved to `planes`
    SourceReport facts;                          ///< as known before the job's results are placed
    std::shared_ptr<const SourcePlanes> planes;  ///< shared with the threads
    std::vector<Readable> results;
    SourceNow now;                      ///< as it was found when the results were placed
    std::vector<std::size_t> as_files;  ///< indices of results that cannot become a layer: they are
                                        ///< delivered as files
};

/// Main thread. Imports the results of one or more jobs on the same image, all with one placement.
class Importer {
  public:
    /// Indices of results in their job; nullopt: all that were not imported yet.
    using Wanted = std::optional<std::vector<std::size_t>>;
    /// Returns which results of a job are wanted. `job` is its id.
    using WantedOf = std::function<Wanted(const std::string& job)>;

    /// `show`: new images get a display. `keep_files`: see mark_imported().
    Importer(Editor& editor, ImageId image, int placement, ProgressView& view, bool show,
             bool keep_files = false)
        : m_editor(editor),
          m_image(image),
          m_placement(placement),
          m_view(view),
          m_show(show),
          m_keep_files(keep_files) {}
    /// A result that became a new image.
    struct NewImage {
        std::size_t index;  ///< in its job
        ImageId image;
    };
    /// Brings the new images of one job to where they are safe, and returns those that are. The
    /// others stay in the job as not imported. `facts` are those of the job so far.
    using Deliver =
        std::function<std::vector<Delivered>(std::span<const NewImage>, const SourceReport& facts)>;
    /// Results are marked as imported only after this has delivered them; without it, as soon as
    /// they are in the editor.
    void deliver_with(Deliver deliver) { m_deliver = std::move(deliver); }
    /// Keep the colours of the sources, or not, whatever the jobs say.
    void keep_colors(bool keep) { m_keep_colors = keep; }
    /// The first result of this job goes to the place of the layer `old`, whatever the placement.
    /// If that layer is gone, it is placed like any other.
    void replace(std::string job, ItemId old) { m_replaces[std::move(job)] = old; }
    Importer(const Importer&) = delete;
    Importer& operator=(const Importer&) = delete;
    /// If somebody else still uses the pixels in memory, moves them to the disk.
    ~Importer();

    /// Imports the results of jobs as one undo step and marks the jobs as imported. Each result
    /// goes onto its source where that is now; results that cannot be placed so become new images.
    /// If the user has stopped the run, nothing is imported. Returns the report of the jobs,
    /// completed with the import.
    Report import(JobsEnd jobs, const WantedOf& wanted_of = {});

    /// Decodes a job's results and measures how they lie on their source. A result that cannot be
    /// read stays in the job's folder and is named in the facts; if no result can be read, that is
    /// an error. `wanted` may name results that were imported earlier and whose files the history
    /// keeps. Cancelled.
    Result<Arrived> decode(JobEnd end, const Wanted& wanted = {});

    /// The layer that a result becomes in this place.
    Result<NewLayer> content_of(const Arrived& one, const Arrived::Readable& result,
                                const Place& place);

  private:
    /// What the placement depends on. The user may change it while the layers are made.
    struct Geometry {
        ImageState image;
        std::vector<std::optional<Rect>> sources;
        std::vector<Appearance> appearances;  ///< of the sources that are there
        /// of the layers whose place the results take
        std::vector<std::optional<Rect>> replaced;
        double image_scale = 1;  ///< as in Source
        bool operator==(const Geometry&) const = default;
    };
    /// Files that were written and are removed again, unless they are kept.
    class NewFiles {
      public:
        NewFiles() = default;
        NewFiles(NewFiles&& other) noexcept : m_paths(std::exchange(other.m_paths, {})) {}
        NewFiles& operator=(NewFiles&& other) noexcept {
            std::swap(m_paths, other.m_paths);
            return *this;
        }
        ~NewFiles() {
            std::error_code ignored;
            for (const std::string& path : m_paths) std::filesystem::remove(path, ignored);
        }
        void add(std::string path) { m_paths.push_back(std::move(path)); }
        void keep() { m_paths.clear(); }

      private:
        std::vector<std::string> m_paths;
    };
    /// The layers and images that were made for a plan and are not visible yet.
    struct Made {
        LayerImport import;
        std::vector<UnseenLayer> layers;
        std::vector<UnseenImage> images;
        std::vector<std::string> left_as_came;  ///< jobs whose results could not get the colours
                                                ///< of their source
        NewFiles files;                         ///< that link layers show
        std::vector<std::string> not_linked;    ///< jobs whose files could not be written
        /// Jobs whose files are among the user's pictures, and the first of these.
        std::map<std::string, std::string> linked_elsewhere;
    };

    /// Compares the sources with what was sent, so that results are turned like them and never
    /// cover something else.
    void look_at_sources(std::vector<Arrived>& arrived, const Geometry& geometry);
    Geometry geometry_now(const std::vector<Arrived>& arrived);
    Result<Made> make_all(const std::vector<Arrived>& arrived, const Geometry& geometry,
                          const std::vector<Claim>& claims, const Plan& plan);
    /// Decodes the files of these results of a job beside the main thread.
    std::vector<Result<std::optional<LookedAt>>> look_at_all(
        const Arrived& one, const std::vector<std::size_t>& indices);
    /// The look at result `index`; by GIMP's loader if our decoders do not read the file. The error
    /// names the file.
    Result<LookedAt> looked_at(Result<std::optional<LookedAt>> look, const Arrived& one,
                               std::size_t index);
    Status place(std::vector<Arrived>& arrived, Report& report);
    /// The layer that a job's result replaces; nullopt: none.
    std::optional<ItemId> replaced_by(const Arrived& one) const;
    /// How the result of a job replaces a layer with these bounds; nullopt: it does not.
    std::optional<InPlaceOf> in_place_of(const Arrived& one, const std::optional<Rect>& bounds);
    /// The job as the caller wants its results.
    Job with_wishes(Job job) const;
    void hand_over(Arrived& one, std::span<const ImageId> images, SourceReport& facts);
    void show_stage(Cost cost);
    /// Keeps these pixels in memory, and moves those that were there before to the disk.
    void hold(std::shared_ptr<HeldPixels> pixels, std::string folder);

    Editor& m_editor;
    ImageId m_image;
    int m_placement;
    ProgressView& m_view;
    bool m_show;
    bool m_keep_files;
    std::optional<bool> m_keep_colors;
    Deliver m_deliver;
    std::map<std::string, ItemId> m_replaces;  ///< by the id of the job that makes the new result
    std::shared_ptr<HeldPixels> m_held;        ///< in memory; null: none
    std::string m_held_folder;                 ///< the folder of their job
};

}  // namespace upscale
