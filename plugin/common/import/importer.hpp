// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Brings results from their files into the editor.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/editor.hpp"
#include "app/held_pixels.hpp"
#include "app/placement.hpp"
#include "app/report.hpp"
#include "app/result.hpp"
#include "common/dialogs/progress_view.hpp"
#include "common/runs/run_jobs.hpp"

namespace upscale {

/// One layer's job whose results are in its folder.
struct Arrived {
    /// A result that GIMP can read. The pixels of only one result of a run are in memory at the
    /// same time.
    struct Readable {
        std::size_t index;  ///< in the job's results
        Registration registration;
        std::shared_ptr<HeldPixels> pixels;  ///< if they were dropped, the file is decoded again
    };
    JobEnd end;                                  ///< its planes are moved to `planes`
    SourceReport facts;                          ///< as known before the job's results are placed
    std::shared_ptr<const SourcePlanes> planes;  ///< shared with the threads
    std::vector<Readable> results;
    std::vector<std::size_t> too_large;  ///< indices of results that are too large for a layer:
                                         ///< they are delivered as files
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
        bool operator==(const Geometry&) const = default;
    };
    /// The layers and images that were made for a plan and are not visible yet.
    struct Made {
        LayerImport import;
        std::vector<UnseenLayer> layers;
        std::vector<UnseenImage> images;
    };

    Geometry geometry_now(const std::vector<Arrived>& arrived);
    Result<Made> make_all(const std::vector<Arrived>& arrived, const Geometry& geometry,
                          const std::vector<Claim>& claims, const Plan& plan);
    Result<Bitmap> decode_result(const Arrived& one, std::size_t index);
    Status place(std::vector<Arrived>& arrived, Report& report);
    void hand_over(Arrived& one, SourceReport& facts);
    void show_stage(Cost cost);
    /// Keeps these pixels in memory, and moves those that were there before to the disk.
    void hold(std::shared_ptr<HeldPixels> pixels, std::string folder);

    Editor& m_editor;
    ImageId m_image;
    int m_placement;
    ProgressView& m_view;
    bool m_show;
    bool m_keep_files;
    std::shared_ptr<HeldPixels> m_held;  ///< in memory; null: none
    std::string m_held_folder;           ///< the folder of their job
};

}  // namespace upscale
