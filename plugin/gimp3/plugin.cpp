// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The plug-in for GIMP 3.0 and later: registers the procedures and converts GIMP's values to ours
// and back.
#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <algorithm>
#include <string_view>

#include "base/parameters.hpp"
#include "base/translatable.hpp"
#include "base/utf8.hpp"
#include "common/batch/run_batch.hpp"
#include "common/boundary.hpp"
#include "common/diagnostics.hpp"
#include "common/gobject_ptr.hpp"
#include "common/help.hpp"
#include "common/runs/procedure.hpp"
#include "common/words/format.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "gimp3/config.hpp"
#include "gimp3/editor/editor.hpp"
#include "gimp3/files.hpp"
#include "gimp3/host.hpp"
#include "presentation/remembered.hpp"
#include "state/history.hpp"
#include "state/journal.hpp"
#include "window/window.hpp"

struct _IdeogramUpscale {
    GimpPlugIn parent_instance;
};
G_DECLARE_FINAL_TYPE(IdeogramUpscale, ideogram_upscale, IDEOGRAM, UPSCALE, GimpPlugIn)
G_DEFINE_TYPE(IdeogramUpscale, ideogram_upscale, GIMP_TYPE_PLUG_IN)

namespace upscale {
namespace {

constexpr const char* kDomain = "ideogram-upscale";
constexpr const char* kMenu = "<Image>/Filters/Enhance";
constexpr const char* kUpscaleLabel = N_("Ideogram _Upscale...");

RunMode to_run_mode(GimpRunMode mode) {
    switch (mode) {
        case GIMP_RUN_INTERACTIVE:
            return RunMode::Interactive;
        case GIMP_RUN_WITH_LAST_VALS:
            return RunMode::WithLastVals;
        case GIMP_RUN_NONINTERACTIVE:
            break;
    }
    return RunMode::NonInteractive;
}

/// A layer mask means its layer: it is what GIMP hands over while the mask is being edited.
std::vector<ItemId> ids_of(GimpDrawable** drawables) {
    std::vector<ItemId> ids;
    for (; drawables && *drawables; ++drawables) {
        GimpLayer* const masked = GIMP_IS_LAYER_MASK(*drawables)
                                      ? gimp_layer_from_mask(GIMP_LAYER_MASK(*drawables))
                                      : nullptr;
        ids.push_back(gimp_item_get_id(masked ? GIMP_ITEM(masked) : GIMP_ITEM(*drawables)));
    }
    return ids;
}

/// Puts an array of GIMP's objects into a return value.
template <class Get>
void set_objects(GimpValueArray* values, int index, const std::vector<int>& ids, Get get_by_id) {
    GObject** const objects = g_new0(GObject*, ids.size() + 1);
    for (std::size_t i = 0; i < ids.size(); ++i) objects[i] = G_OBJECT(get_by_id(ids[i]));
    g_value_take_boxed(gimp_value_array_index(values, index), objects);
}

GimpValueArray* failure(GimpProcedure* procedure, GimpPDBStatusType status, const char* message) {
    GError* const error = g_error_new_literal(GIMP_PLUG_IN_ERROR, 0, message);
    return gimp_procedure_new_return_values(procedure, status, error);
}

GimpValueArray* return_values(GimpProcedure* procedure, const Report& report) {
    const std::string message = words_of(report);
    switch (status_of(report)) {
        case RunStatus::Success:
            break;
        case RunStatus::CallingError:
            return failure(procedure, GIMP_PDB_CALLING_ERROR, message.c_str());
        case RunStatus::ExecutionError:
            return failure(procedure, GIMP_PDB_EXECUTION_ERROR, message.c_str());
        case RunStatus::Cancel:
            return gimp_procedure_new_return_values(procedure, GIMP_PDB_CANCEL, nullptr);
    }
    if (!message.empty()) gimp_message(message.c_str());
    auto* values = gimp_procedure_new_return_values(procedure, GIMP_PDB_SUCCESS, nullptr);
    // the settings return nothing, a batch returns numbers
    if (gimp_value_array_length(values) != 3) return values;
    set_objects(values, 1, report.layers, gimp_layer_get_by_id);
    set_objects(values, 2, report.images, gimp_image_get_by_id);
    return values;
}

/// Turns the outcome of `work` into GIMP's return values.
template <class Work>
GimpValueArray* answer(GimpProcedure* procedure, Work&& work) noexcept {
    auto* values =
        guard(nullptr, [&]() -> GimpValueArray* { return return_values(procedure, work()); });
    return values ? values
                  : failure(procedure, GIMP_PDB_EXECUTION_ERROR,
                            _("Something went wrong inside the plug-in, or memory ran out."));
}

/// Starts GTK. False if there is no display, because then gimp_ui_init() would end the process.
bool start_ui() {
    if (!gtk_init_check(nullptr, nullptr)) return false;
    gimp_ui_init(kDomain);
    return true;
}

Report no_display() {
    return {.error = Error{.kind = ErrorKind::Internal, .reason = Reason::NoDisplay}};
}

GimpValueArray* run(GimpProcedure* procedure, GimpRunMode gimp_mode, GimpImage* image,
                    GimpDrawable** drawables, GimpProcedureConfig* config, gpointer) noexcept {
    return answer(procedure, [&] {
        const RunMode mode = to_run_mode(gimp_mode);
        // a run with the last values shows its progress in a window if there is a display
        if (mode != RunMode::NonInteractive && !start_ui() && mode == RunMode::Interactive)
            return no_display();
        Parameters parameters = read_config(config);
        const ImageId image_id = gimp_image_get_id(image);
        if (mode != RunMode::Interactive) {
            Gimp3Editor editor;
            return run_upscale(editor, mode, image_id, ids_of(drawables), parameters);
        }
        Gimp3Host host(image_id, ids_of(drawables));
        const Report report =
            logged("upscale", [&] { return run_window(host, parameters, false); });
        // what the user chose becomes GIMP's last-used values
        write_config(config, parameters);
        return report;
    });
}

/// The image whose window shows the history: the one that the newest waiting job is of, else the
/// one that was opened last; -1: there is none.
ImageId image_for_history() {
    for (const Job& job : unfinished_jobs(jobs_folder()))
        if (job.source.session == editor_session() && gimp_image_id_is_valid(job.source.image))
            return job.source.image;
    ImageId newest = -1;
    const ArrayPtr<GimpImage*> images(gimp_get_images());
    for (int i = 0; images && images[i]; ++i)
        newest = std::max(newest, gimp_image_get_id(images[i]));
    return newest;
}

GimpValueArray* run_recovery(GimpProcedure* procedure, GimpProcedureConfig* config,
                             gpointer) noexcept {
    return answer(procedure, [&] {
        GimpRunMode gimp_mode = GIMP_RUN_NONINTERACTIVE;
        char* job = nullptr;
        g_object_get(config, "run-mode", &gimp_mode, "job", &job, nullptr);
        const CharPtr owner(job);
        const RunMode mode = to_run_mode(gimp_mode);
        if (mode == RunMode::Interactive) {
            if (!start_ui()) return no_display();
            Gimp3Host host(image_for_history(), {});
            Parameters parameters;
            return logged("recover", [&] { return run_window(host, parameters, true); });
        }
        Gimp3Editor editor;
        return run_recover(editor, job ? job : "", read_config(config).placement);
    });
}

GimpValueArray* run_account(GimpProcedure* procedure, GimpProcedureConfig* config,
                            gpointer) noexcept {
    return answer(procedure, [&] {
        GimpRunMode gimp_mode = GIMP_RUN_NONINTERACTIVE;
        g_object_get(config, "run-mode", &gimp_mode, nullptr);
        const RunMode mode = to_run_mode(gimp_mode);
        if (mode == RunMode::Interactive && !start_ui()) return no_display();
        return run_settings(mode);
    });
}

/// A string argument; empty if it was left out.
std::string text_argument(GimpProcedureConfig* config, const char* name) {
    char* value = nullptr;
    g_object_get(config, name, &value, nullptr);
    const CharPtr owned(value);
    return owned ? owned.get() : "";
}

Batch read_batch(GimpProcedureConfig* config) {
    Batch batch;
    char** files = nullptr;
    gboolean overwrite = FALSE;
    g_object_get(config, "files", &files, "overwrite", &overwrite, nullptr);
    for (char** file = files; file && *file; ++file) batch.files.emplace_back(*file);
    g_strfreev(files);
    batch.output_folder = text_argument(config, "output-folder");
    batch.name_pattern = text_argument(config, "name-pattern");
    batch.format = text_argument(config, "format");
    batch.overwrite = overwrite;
    batch.report = text_argument(config, "report");
    batch.values = read_config(config);
    return batch;
}

/// What the user chose becomes GIMP's last-used values, which it takes before a caller's.
void write_output(GimpProcedureConfig* config, const Remembered::OfFiles& chosen) {
    const bool is_text = is_utf8(chosen.folder);  // other paths are only remembered by us
    g_object_set(config, "output-folder", is_text ? chosen.folder.c_str() : "", "name-pattern",
                 chosen.name_pattern.c_str(), "format", chosen.format.c_str(), "overwrite",
                 chosen.overwrite ? TRUE : FALSE, nullptr);
}

GimpValueArray* run_files_procedure(GimpProcedure* procedure, GimpProcedureConfig* config,
                                    gpointer) noexcept {
    return guard(nullptr, [&] {
        GimpRunMode mode = GIMP_RUN_NONINTERACTIVE;
        g_object_get(config, "run-mode", &mode, nullptr);
        if (mode == GIMP_RUN_INTERACTIVE && !start_ui())
            return return_values(procedure, no_display());
        const Batch batch = read_batch(config);
        Gimp3Files files;
        BatchEnd end;
        if (mode == GIMP_RUN_INTERACTIVE) {
            Gimp3Host host(-1, {});
            end = run_files_window(host, files, batch);
            write_output(config, load_remembered().files);
        } else {
            Gimp3Editor editor;
            end = run_files(editor, files, batch);
        }
        GimpValueArray* values = return_values(procedure, {.error = end.error});
        if (end.error) return values;
        int index = 1;
        for (const FileState state : {FileState::Done, FileState::Failed, FileState::Skipped})
            GIMP_VALUES_SET_INT(values, index++, count_of(end.files, state));
        return values;
    });
}

GList* query_procedures(GimpPlugIn* plug_in) noexcept {
    guard([&] {
        const std::string uri = help_uri();
        if (uri.empty()) return;
        const ObjectPtr<GFile> folder(g_file_new_for_uri(uri.c_str()));
        gimp_plug_in_set_help_domain(plug_in, kHelpDomain, folder.get());
    });
    GList* names = nullptr;
    for (const char* name :
         {kUpscaleProcedure, kRecoverProcedure, kSettingsProcedure, kFilesProcedure})
        names = g_list_append(names, g_strdup(name));
    return names;
}

void add_run_mode(GimpProcedure* procedure) {
    gimp_procedure_add_enum_argument(procedure, "run-mode", "Run mode", "The run mode",
                                     GIMP_TYPE_RUN_MODE, GIMP_RUN_NONINTERACTIVE,
                                     G_PARAM_READWRITE);
}

/// The return values of the procedures that make layers or images.
void add_return_values(GimpProcedure* procedure) {
    gimp_procedure_add_core_object_array_return_value(
        procedure, "layers", _("Layers"), _("The new layers; none if new images were asked for"),
        GIMP_TYPE_LAYER, G_PARAM_READWRITE);
    gimp_procedure_add_core_object_array_return_value(
        procedure, "images", _("Images"), _("The new images; none if new layers were asked for"),
        GIMP_TYPE_IMAGE, G_PARAM_READWRITE);
}

GimpProcedure* create_upscale(GimpPlugIn* plug_in) {
    GimpProcedure* procedure = gimp_image_procedure_new(
        plug_in, kUpscaleProcedure, GIMP_PDB_PROC_TYPE_PLUGIN, run, nullptr, nullptr);
    gimp_procedure_set_image_types(procedure, "*");
    gimp_procedure_set_sensitivity_mask(
        procedure, GIMP_PROCEDURE_SENSITIVE_DRAWABLE | GIMP_PROCEDURE_SENSITIVE_DRAWABLES);
    gimp_procedure_set_menu_label(procedure, _(kUpscaleLabel));
    gimp_procedure_add_menu_path(procedure, kMenu);
    gimp_procedure_set_documentation(
        procedure, _("Enlarge layers and add detail with Ideogram's image upscaler"),
        _("Sends each selected layer to the service 1min.ai, which has Ideogram upscale it, or to "
          "a smaller engine on this computer, and imports the results as new layers or images. "
          "The layer itself is never changed."),
        kUpscaleProcedure);
    add_arguments(procedure);
    add_return_values(procedure);
    return procedure;
}

GimpProcedure* create_recover(GimpPlugIn* plug_in) {
    GimpProcedure* procedure = gimp_procedure_new(
        plug_in, kRecoverProcedure, GIMP_PDB_PROC_TYPE_PLUGIN, run_recovery, nullptr, nullptr);
    // No menu entry, because the window opens it. With a label GIMP's search finds it.
    // Translators: it must not begin with "Ideogram", so that GIMP's search for that word lists
    // "Ideogram Upscale..." first
    gimp_procedure_set_menu_label(procedure, _("_Recover (Ideogram Upscale)..."));
    gimp_procedure_set_documentation(
        procedure, _("Fetch and import upscaled images that were paid for but not imported"),
        _("Finishes a job that was interrupted, without paying again: waits for it, downloads it "
          "or "
          "imports what has arrived already."),
        kRecoverProcedure);
    add_run_mode(procedure);
    gimp_procedure_add_string_argument(
        procedure, "job", _("_Job"),
        _("The job's folder name; empty: the newest that can be fetched"), "", G_PARAM_READWRITE);
    add_argument(procedure, parameter("placement"));
    add_return_values(procedure);
    return procedure;
}

GimpProcedure* create_settings(GimpPlugIn* plug_in) {
    GimpProcedure* procedure = gimp_procedure_new(
        plug_in, kSettingsProcedure, GIMP_PDB_PROC_TYPE_PLUGIN, run_account, nullptr, nullptr);
    // Translators: it must not begin with "Ideogram", so that GIMP's search for that word lists
    // "Ideogram Upscale..." first
    gimp_procedure_set_menu_label(procedure, _("_Settings (Ideogram Upscale)..."));
    gimp_procedure_set_documentation(
        procedure, _("Set the key for 1min.ai"),
        _("Keeps the key in the desktop's keyring, or in a file that only you can read."),
        kSettingsProcedure);
    add_run_mode(procedure);
    return procedure;
}

GimpProcedure* create_files(GimpPlugIn* plug_in) {
    GimpProcedure* procedure = gimp_procedure_new(
        plug_in, kFilesProcedure, GIMP_PDB_PROC_TYPE_PLUGIN, run_files_procedure, nullptr, nullptr);
    // Translators: it must not begin with "Ideogram", so that GIMP's search for that word lists
    // "Ideogram Upscale..." first
    gimp_procedure_set_menu_label(procedure, _("Upscale _Files (Ideogram)..."));
    gimp_procedure_add_menu_path(procedure, kMenu);
    // it needs no open image
    gimp_procedure_set_sensitivity_mask(procedure, GIMP_PROCEDURE_SENSITIVE_ALWAYS);
    gimp_procedure_set_documentation(
        procedure, _("Enlarge many files and add detail with Ideogram's image upscaler"),
        _("Loads each file, upscales what it shows, and saves the results in a folder. Files that "
          "an earlier run has done are skipped; what was paid for is never paid again."),
        kFilesProcedure);
    add_run_mode(procedure);
    const Batch defaults;
    gimp_procedure_add_string_array_argument(
        procedure, "files", _("Files"), _("Files, folders, and patterns such as /photos/*.jpg"),
        G_PARAM_READWRITE);
    gimp_procedure_add_string_argument(procedure, "output-folder", _("Output folder"),
                                       _("Where the results go"), "", G_PARAM_READWRITE);
    gimp_procedure_add_string_argument(
        procedure, "name-pattern", _("Names"),
        _("The names of the results, of {name} {layer} {factor} {width} {height} {index} {seed}"),
        defaults.name_pattern.c_str(), G_PARAM_READWRITE);
    gimp_procedure_add_string_argument(procedure, "format", _("Format"),
                                       _("The extension of the results; empty: as the source"), "",
                                       G_PARAM_READWRITE);
    gimp_procedure_add_boolean_argument(procedure, "overwrite", _("Overwrite"),
                                        _("Results replace files of their names"), FALSE,
                                        G_PARAM_READWRITE);
    gimp_procedure_add_string_argument(
        procedure, "report", _("Report"),
        _("A file that gets a line of JSON for each file; empty: none"), "", G_PARAM_READWRITE);
    for (const auto& entry : parameter_table())
        if (entry.in_batch) add_argument(procedure, entry);
    gimp_procedure_add_int_return_value(procedure, "num-done", _("Done"),
                                        _("How many files were upscaled"), 0, G_MAXINT, 0,
                                        G_PARAM_READWRITE);
    gimp_procedure_add_int_return_value(procedure, "num-failed", _("Failed"),
                                        _("How many files failed"), 0, G_MAXINT, 0,
                                        G_PARAM_READWRITE);
    gimp_procedure_add_int_return_value(procedure, "num-skipped", _("Skipped"),
                                        _("How many files were done already"), 0, G_MAXINT, 0,
                                        G_PARAM_READWRITE);
    return procedure;
}

GimpProcedure* create_procedure(GimpPlugIn* plug_in, const gchar* name) noexcept {
    return guard(nullptr, [&]() -> GimpProcedure* {
        const std::string_view wanted(name);
        GimpProcedure* procedure = wanted == kUpscaleProcedure   ? create_upscale(plug_in)
                                   : wanted == kRecoverProcedure ? create_recover(plug_in)
                                   : wanted == kFilesProcedure   ? create_files(plug_in)
                                                                 : create_settings(plug_in);
        gimp_procedure_set_attribution(procedure, "Ideogram Upscale contributors",
                                       "GPL-3.0-or-later", "2026");
        return procedure;
    });
}

gboolean set_i18n(GimpPlugIn*, const gchar*, gchar** domain, gchar** directory) noexcept {
    *domain = g_strdup(kDomain);
    *directory = g_strdup("locale");  // in the plug-in's folder
    return TRUE;
}

}  // namespace

std::string recover_name() {
    return name_of_label(_(kUpscaleLabel)) + " ▸ " + name_of_label(_("History..."));
}

}  // namespace upscale

static void ideogram_upscale_class_init(IdeogramUpscaleClass* klass) {
    auto* plug_in_class = GIMP_PLUG_IN_CLASS(klass);
    plug_in_class->query_procedures = upscale::query_procedures;
    plug_in_class->create_procedure = upscale::create_procedure;
    plug_in_class->set_i18n = upscale::set_i18n;
}

static void ideogram_upscale_init(IdeogramUpscale*) {}

int main(int argc, char* argv[]) {
    // For babl, which gimp_main() starts: it must not make tables of all 16.7 million colours, each
    // of which takes a second and 300 MB.
    g_setenv("BABL_LUT", "0", FALSE);
    return gimp_main(ideogram_upscale_get_type(), argc, argv);
}
