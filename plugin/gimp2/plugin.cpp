// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The plug-in for GIMP 2.10: what it registers, and how GIMP's arguments and return values map to
// run_upscale().
#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "base/options.hpp"
#include "base/translatable.hpp"
#include "batch/file_list.hpp"
#include "common/batch/run_batch.hpp"
#include "common/boundary.hpp"
#include "common/help.hpp"
#include "common/runs/procedure.hpp"
#include "common/words/format.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "gimp2/compare.hpp"
#include "gimp2/editor/editor.hpp"
#include "gimp2/files.hpp"
#include "gimp2/interactive.hpp"
#include "gimp2/last_values.hpp"
#include "platform/process.hpp"

namespace upscale {
namespace {

constexpr const char* kBinary = "ideogram-upscale";  // and the gettext domain
constexpr const char* kMenu = "<Image>/Filters/Enhance";

// sorts after "Ideogram Upscale..." in the menu
constexpr const char* kRecoverLabel = N_("Ideogram Upscale: _Recover...");

/// run-mode, image, drawable; the parameters follow.
constexpr int kFixedArguments = 3;

/// The translations are in a folder beside the executable.
std::string locale_folder() { return (platform::executable().parent_path() / "locale").string(); }

// Registration -----------------------------------------------------------------------------------

GimpPDBArgType type_of(const Parameter& entry) {
    return std::holds_alternative<StringParameter>(entry.kind) ? GIMP_PDB_STRING : GIMP_PDB_INT32;
}

/// The help text for the procedure browser, with ranges and choices, which GIMP 2.10 does not show.
std::string description_of(const Parameter& entry) {
    std::string text = entry.help;
    if (const auto* number = std::get_if<IntParameter>(&entry.kind)) {
        text += " (" + std::to_string(number->minimum) + " <= " + entry.name +
                " <= " + std::to_string(number->maximum) + ")";
    } else if (std::holds_alternative<BoolParameter>(entry.kind)) {
        text += " (TRUE or FALSE)";
    } else if (const auto* choice = std::get_if<ChoiceParameter>(&entry.kind)) {
        const char* separator = " { ";
        for (std::size_t i = 0; i < choice->choices.size(); ++i, separator = ", ")
            text +=
                std::string(separator) + choice->choices[i].nick + " (" + std::to_string(i) + ")";
        text += " }";
    }
    return text;
}

GimpParamDef definition(GimpPDBArgType type, const char* name, const char* description) {
    // GIMP's struct lacks the const, but GIMP only reads the array.
    return {type, const_cast<char*>(name), const_cast<char*>(description)};
}

/// True for a parameter that is passed in `options`. `entry` must be the table's own row, because
/// addresses are compared.
bool is_option(const Parameter& entry) {
    return std::ranges::none_of(positional_parameters(),
                                [&](const Parameter& positional) { return &positional == &entry; });
}

/// True for a parameter of a batch, which takes all of them in `options`.
bool is_batch_option(const Parameter& entry) { return entry.in_batch; }

/// The text about `options` in the procedure browser. `is_in`: the parameters that it takes.
std::string options_description(bool (*is_in)(const Parameter&)) {
    std::string text =
        "All other parameters as name=value with blanks between them, \"\" for their defaults";
    for (const Parameter& entry : parameter_table())
        if (is_in(entry)) text += "\n" + std::string(entry.name) + ": " + description_of(entry);
    return text;
}

void query() noexcept {
    guard([] {
        gimp_plugin_domain_register(kBinary, locale_folder().c_str());
        if (const std::string uri = help_uri(); !uri.empty())
            gimp_plugin_help_register(kHelpDomain, uri.c_str());

        const auto positional = positional_parameters();
        std::vector<std::string> descriptions;
        for (const Parameter& entry : positional) descriptions.push_back(description_of(entry));
        const std::string options = options_description(is_option);
        const GimpParamDef run_mode =
            definition(GIMP_PDB_INT32, "run-mode",
                       "The run mode { RUN-INTERACTIVE (0), RUN-NONINTERACTIVE (1), "
                       "RUN-WITH-LAST-VALS (2) }");
        std::vector<GimpParamDef> arguments = {
            run_mode,
            definition(GIMP_PDB_IMAGE, "image", "The image"),
            definition(GIMP_PDB_DRAWABLE, "drawable", "The layer to upscale; it is not changed"),
        };
        for (std::size_t i = 0; i < positional.size(); ++i)
            arguments.push_back(
                definition(type_of(positional[i]), positional[i].name, descriptions[i].c_str()));
        arguments.push_back(definition(GIMP_PDB_STRING, "options", options.c_str()));
        const std::array results = {
            definition(GIMP_PDB_INT32, "num-results", "How many layers or images were made"),
            definition(GIMP_PDB_INT32ARRAY, "results",
                       "The new layers, or the new images if placement is new-image"),
        };
        gimp_install_procedure(
            kUpscaleProcedure, N_("Enlarge layers and add detail with Ideogram's image upscaler"),
            "Sends the layer to the service 1min.ai, which has Ideogram upscale it, or to a "
            "smaller "
            "engine on this computer, and imports the results as new layers or images. The layer "
            "itself is never changed.",
            "Ideogram Upscale contributors", "Ideogram Upscale contributors", "2026",
            N_("Ideogram _Upscale..."), "*", GIMP_PLUGIN, static_cast<gint>(arguments.size()),
            static_cast<gint>(results.size()), arguments.data(), results.data());
        gimp_plugin_menu_register(kUpscaleProcedure, kMenu);

        const Parameter& placement = parameter("placement");
        const std::string placements = description_of(placement);
        const std::array recover_arguments = {
            run_mode,
            definition(GIMP_PDB_STRING, "job",
                       "The job's folder name; empty: the newest that can be fetched"),
            definition(GIMP_PDB_INT32, placement.name, placements.c_str()),
        };
        gimp_install_procedure(
            kRecoverProcedure,
            N_("Fetch and import upscaled images that were paid for but not imported"),
            "Finishes a job that was interrupted, without paying again: waits for it, downloads it "
            "or imports what has arrived already.",
            "Ideogram Upscale contributors", "Ideogram Upscale contributors", "2026", kRecoverLabel,
            "", GIMP_PLUGIN, static_cast<gint>(recover_arguments.size()),
            static_cast<gint>(results.size()), recover_arguments.data(), results.data());
        gimp_plugin_menu_register(kRecoverProcedure, kMenu);

        const std::string batch_options = options_description(is_batch_option);
        const std::array files_arguments = {
            run_mode,
            definition(GIMP_PDB_STRING, "files",
                       "Files, folders, and patterns such as /photos/*.jpg, one a line"),
            definition(GIMP_PDB_STRING, "output-folder", "Where the results go"),
            definition(GIMP_PDB_STRING, "name-pattern",
                       "The names of the results, of {name} {layer} {factor} {width} {height} "
                       "{index} {seed}; usual: {name}-{factor}x"),
            definition(GIMP_PDB_STRING, "format",
                       "The extension of the results; empty: as the source"),
            definition(GIMP_PDB_INT32, "overwrite",
                       "Results replace files of their names (TRUE or FALSE)"),
            definition(GIMP_PDB_STRING, "report",
                       "A file that gets a line of JSON for each file; empty: none"),
            definition(GIMP_PDB_STRING, "options", batch_options.c_str()),
        };
        const std::array counts = {
            definition(GIMP_PDB_INT32, "num-done", "How many files were upscaled"),
            definition(GIMP_PDB_INT32, "num-failed", "How many files failed"),
            definition(GIMP_PDB_INT32, "num-skipped", "How many files were done already"),
        };
        gimp_install_procedure(
            kFilesProcedure, N_("Enlarge many files and add detail with Ideogram's image upscaler"),
            "Loads each file, upscales what it shows, and saves the results in a folder. Files "
            "that an earlier run has done are skipped; what was paid for is never paid again.",
            "Ideogram Upscale contributors", "Ideogram Upscale contributors", "2026", nullptr, "",
            GIMP_PLUGIN, static_cast<gint>(files_arguments.size()),
            static_cast<gint>(counts.size()), files_arguments.data(), counts.data());

        gimp_install_procedure(
            kSettingsProcedure, N_("Set the key for 1min.ai"),
            "Keeps the key in the desktop's keyring, or in a file that only you can read.",
            "Ideogram Upscale contributors", "Ideogram Upscale contributors", "2026",
            N_("Ideogram Upscale: _Settings..."), "", GIMP_PLUGIN, 1, 0, &run_mode, nullptr);
        gimp_plugin_menu_register(kSettingsProcedure, kMenu);
    });
}

// Running ----------------------------------------------------------------------------------------

/// The parameters of a non-interactive call. BadInput: too few or too many, a boolean that is
/// neither 0 nor 1, or wrong options; the ranges of the others are checked later.
Result<Parameters> parameters_from(std::span<const GimpParam> arguments) {
    const auto table = positional_parameters();
    if (arguments.size() != table.size() + 1)
        return Error{.kind = ErrorKind::BadInput, .reason = Reason::WrongArguments};
    Parameters values;
    for (std::size_t i = 0; i < table.size(); ++i) {
        const auto& data = arguments[i].data;
        if (const auto* text = std::get_if<StringParameter>(&table[i].kind)) {
            values.*text->field = data.d_string ? data.d_string : "";
        } else if (const auto* number = std::get_if<IntParameter>(&table[i].kind)) {
            values.*number->field = data.d_int32;
        } else if (const auto* choice = std::get_if<ChoiceParameter>(&table[i].kind)) {
            values.*choice->field = data.d_int32;
        } else if (const auto* truth = std::get_if<BoolParameter>(&table[i].kind)) {
            if (data.d_int32 != 0 && data.d_int32 != 1)
                return Error{.kind = ErrorKind::BadInput,
                             .detail = std::string(table[i].name) + " must be 0 or 1"};
            values.*truth->field = data.d_int32 == 1;
        }
    }
    const char* options = arguments.back().data.d_string;
    if (auto read = read_options(options ? options : "", is_option, values); !read)
        return read.error();
    return values;
}

/// Starts GTK. False if there is no display, because then gimp_ui_init() would end the process.
bool start_ui() {
    if (const char* display = gimp_display_name()) g_setenv("DISPLAY", display, TRUE);
    if (!gtk_init_check(nullptr, nullptr)) return false;
    gimp_ui_init(kBinary, FALSE);
    return true;
}

Report failed(const Error& error) { return {.error = error}; }

Report run_non_interactive(Editor& editor, ImageId image, ItemId drawable,
                           std::span<const GimpParam> arguments) {
    auto values = parameters_from(arguments);
    if (!values) return failed(values.error());
    return run_upscale(editor, RunMode::NonInteractive, image, {drawable}, *values);
}

Report run_with_last_values(Editor& editor, ImageId image, ItemId drawable) {
    start_ui();  // for the progress window; without a display there is none
    Parameters values = load_last_values();
    return run_upscale(editor, RunMode::WithLastVals, image, {drawable}, values);
}

Report no_display() { return failed({.kind = ErrorKind::Internal, .reason = Reason::NoDisplay}); }

Report run_interactive(Editor& editor, ImageId image, ItemId drawable) {
    if (!start_ui()) return no_display();
    Parameters values = load_last_values_for(image);
    Report report = run_interactively(editor, image, drawable, values);
    // Keep what was entered even after a failure or a cancel.
    save_last_values(values, image);
    compare_results(report);
    return report;
}

/// A layer mask means its layer: it is what GIMP hands over while the mask is being edited.
ItemId layer_meant_by(ItemId drawable) {
    const bool is_mask = gimp_item_is_valid(drawable) && gimp_item_is_layer_mask(drawable);
    const ItemId layer = is_mask ? gimp_layer_from_mask(drawable) : -1;
    return layer == -1 ? drawable : layer;
}

Report run_mode(std::span<const GimpParam> arguments) {
    if (arguments.size() < kFixedArguments)
        return failed({.kind = ErrorKind::BadInput, .reason = Reason::WrongArguments});
    const ImageId image = arguments[1].data.d_image;
    const auto editor = make_editor();
    const ItemId drawable = layer_meant_by(arguments[2].data.d_drawable);
    switch (arguments[0].data.d_int32) {
        case GIMP_RUN_INTERACTIVE:
            return run_interactive(*editor, image, drawable);
        case GIMP_RUN_WITH_LAST_VALS:
            return run_with_last_values(*editor, image, drawable);
        default:
            return run_non_interactive(*editor, image, drawable,
                                       arguments.subspan(kFixedArguments));
    }
}

/// run-mode, job, placement; an interactive call need not give the last two.
Report run_recovery(std::span<const GimpParam> arguments) {
    const bool interactive =
        !arguments.empty() && arguments[0].data.d_int32 == GIMP_RUN_INTERACTIVE;
    const auto editor = make_editor();
    if (interactive) {
        if (!start_ui()) return no_display();
        return recover_interactively(*editor, load_last_values().placement);
    }
    Parameters values;
    if (arguments.size() != 3)
        return failed({.kind = ErrorKind::BadInput, .reason = Reason::WrongArguments});
    values.placement = arguments[2].data.d_int32;
    if (auto valid = validate(values); !valid) return failed(valid.error());
    const char* job = arguments[1].data.d_string;
    return run_recover(*editor, job ? job : "", values.placement);
}

Report run_account(std::span<const GimpParam> arguments) {
    if (arguments.empty() || arguments[0].data.d_int32 != GIMP_RUN_INTERACTIVE)
        return run_settings(RunMode::NonInteractive);
    return start_ui() ? run_settings(RunMode::Interactive) : no_display();
}

/// run-mode and the arguments of a batch.
Result<Batch> batch_from(std::span<const GimpParam> arguments) {
    if (arguments.size() != 8)
        return Error{.kind = ErrorKind::BadInput, .reason = Reason::WrongArguments};
    const auto text = [&](std::size_t i) {
        const char* const given = arguments[i].data.d_string;
        return std::string(given ? given : "");
    };
    const int overwrite = arguments[5].data.d_int32;
    if (overwrite != 0 && overwrite != 1)
        return Error{.kind = ErrorKind::BadInput, .detail = "overwrite must be 0 or 1"};
    Batch batch;
    batch.files = lines_of(text(1));
    batch.output_folder = text(2);
    batch.name_pattern = text(3);
    batch.format = text(4);
    batch.overwrite = overwrite == 1;
    batch.report = text(6);
    if (auto read = read_options(text(7), is_batch_option, batch.values); !read)
        return read.error();
    return batch;
}

/// `counts` become how many files were done, failed and were skipped.
Report run_batch_of(std::span<const GimpParam> arguments, std::array<int, 3>& counts) {
    const auto batch = batch_from(arguments);
    if (!batch) return failed(batch.error());
    const auto editor = make_editor();
    Gimp2Files files;
    const BatchEnd end = run_files(*editor, files, *batch);
    counts = {count_of(end.files, FileState::Done), count_of(end.files, FileState::Failed),
              count_of(end.files, FileState::Skipped)};
    return {.error = end.error};
}

Report run_procedure(std::string_view name, std::span<const GimpParam> arguments) {
    if (name == kRecoverProcedure) return run_recovery(arguments);
    if (name == kSettingsProcedure) return run_account(arguments);
    return run_mode(arguments);
}

/// The outcome of run(), which owns what the return values point to.
struct Answer {
    Report report;
    std::string message;
    std::array<int, 3> counts = {};  ///< of a batch
};

/// Tells the user what they should know after a success.
void tell(const Answer& answer) {
    // GIMP shows a message of one line in the status bar of the image that the run began with. If
    // there are new images that is out of sight, so a second line is added, which makes GIMP open a
    // window.
    const char* window = answer.report.images.empty() ? "" : "\n";
    gimp_message((answer.message + window).c_str());
}

GimpPDBStatusType to_gimp(RunStatus status) {
    switch (status) {
        case RunStatus::Success:
            return GIMP_PDB_SUCCESS;
        case RunStatus::CallingError:
            return GIMP_PDB_CALLING_ERROR;
        case RunStatus::ExecutionError:
            return GIMP_PDB_EXECUTION_ERROR;
        case RunStatus::Cancel:
            return GIMP_PDB_CANCEL;
    }
    return GIMP_PDB_EXECUTION_ERROR;
}

/// The return values for GIMP. The ids and the text point into `answer`.
std::array<GimpParam, 3> values_for(Answer& answer) {
    std::array<GimpParam, 3> values{};
    const RunStatus status = status_of(answer.report);
    values[0].type = GIMP_PDB_STATUS;
    values[0].data.d_status = to_gimp(status);
    if (status == RunStatus::CallingError || status == RunStatus::ExecutionError) {
        values[1].type = GIMP_PDB_STRING;
        values[1].data.d_string = answer.message.data();
        // All registered values are returned. Otherwise GIMP would add an empty array, take the
        // text before it for the length of the array, and crash the caller.
        values[2].type = GIMP_PDB_INT32;
        return values;
    }
    Report& report = answer.report;
    std::vector<int>& ids = report.images.empty() ? report.layers : report.images;
    values[1].type = GIMP_PDB_INT32;
    values[1].data.d_int32 = static_cast<gint32>(ids.size());
    values[2].type = GIMP_PDB_INT32ARRAY;
    values[2].data.d_int32array = ids.data();
    return values;
}

/// The same for a batch.
std::array<GimpParam, 4> batch_values_for(Answer& answer) {
    std::array<GimpParam, 4> values{};
    const RunStatus status = status_of(answer.report);
    values[0].type = GIMP_PDB_STATUS;
    values[0].data.d_status = to_gimp(status);
    for (std::size_t i = 0; i < answer.counts.size(); ++i) {
        values[i + 1].type = GIMP_PDB_INT32;
        values[i + 1].data.d_int32 = answer.counts[i];
    }
    if (status == RunStatus::CallingError || status == RunStatus::ExecutionError) {
        values[1].type = GIMP_PDB_STRING;
        values[1].data.d_string = answer.message.data();
    }
    return values;
}

void run(const gchar* name, gint n_params, const GimpParam* params, gint* n_return_vals,
         GimpParam** return_vals) noexcept {
    // static, because GIMP reads them after this function has returned
    static Answer answer;
    static std::array<GimpParam, 3> values;
    static std::array<GimpParam, 4> batch_values;
    answer = {failed({.kind = ErrorKind::Internal}), {}, {}};
    const bool files = std::string_view(name) == kFilesProcedure;
    guard([&] {
        bindtextdomain(kBinary, locale_folder().c_str());
        bind_textdomain_codeset(kBinary, "UTF-8");
        const std::span arguments(params, static_cast<std::size_t>(n_params));
        answer.report =
            files ? run_batch_of(arguments, answer.counts) : run_procedure(name, arguments);
        answer.message = words_of(answer.report);
        if (status_of(answer.report) == RunStatus::Success && !answer.message.empty()) tell(answer);
    });
    if (files) {
        batch_values = batch_values_for(answer);
        *n_return_vals = static_cast<gint>(batch_values.size());
        *return_vals = batch_values.data();
        return;
    }
    values = values_for(answer);
    // The settings return only the status and, if there is one, the message.
    const bool settings = std::string_view(name) == kSettingsProcedure;
    *n_return_vals =
        settings ? (values[1].type == GIMP_PDB_STRING ? 2 : 1) : static_cast<gint>(values.size());
    *return_vals = values.data();
}

}  // namespace

std::string recover_name() { return name_of_label(_(kRecoverLabel)); }
}  // namespace upscale

const GimpPlugInInfo PLUG_IN_INFO = {nullptr, nullptr, upscale::query, upscale::run};

int main(int argc, char* argv[]) {
    // For babl, which starts later: it would make a table for each 8-bit conversion in its cache,
    // which takes 300 MB in all.
    g_setenv("BABL_INHIBIT_CACHE", "1", FALSE);
    return gimp_main(&PLUG_IN_INFO, argc, argv);
}
