// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/files/files_window.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

#include "base/files.hpp"
#include "batch/earlier.hpp"
#include "batch/file_record.hpp"
#include "common/dialogs/question.hpp"
#include "common/key/key_store.hpp"
#include "common/runs/procedure.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "state/key.hpp"
#include "window/files/words.hpp"
#include "window/paths.hpp"
#include "window/run/maker.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

enum FilesButton { kMakeFiles = 1, kPauseFiles, kRetryFailed };
constexpr int kFilesWidth = 420, kFilesHeight = 680;  // pixels, at first

/// A window deletes its copies when it closes. Those of one that was killed are deleted later.
void delete_old_copies(const std::string& copies) {
    constexpr std::chrono::hours kKept{7 * 24};
    std::error_code failed, ignored;
    const auto now = std::filesystem::file_time_type::clock::now();
    for (std::filesystem::directory_iterator entry(copies, failed), end; !failed && entry != end;
         entry.increment(failed))
        if (now - entry->last_write_time(ignored) > kKept)
            std::filesystem::remove_all(entry->path(), ignored);
}

}  // namespace

FilesWindow::FilesWindow(Host& host, FilePort& port, SingleWindow& single, const Batch& start)
    : m_host(host),
      m_dialog(host.new_dialog(_("Upscale Files"), "ideogram-upscale-files", kFilesProcedure)),
      m_controls(host, Controls::Of::Files),
      m_output(m_controls.labels()),
      m_progress(host),
      m_maker(host, port, m_progress),
      m_lookup(host, port),
      m_loop(g_main_loop_new(nullptr, FALSE)) {
    amend_theme();
    add_buttons();
    m_counts = new_text();
    m_why_not = new_text();
    gtk_label_set_xalign(GTK_LABEL(m_why_not), 1);
    set_accessible_role(m_why_not, ATK_ROLE_ALERT);
    m_foot = new_row(12);
    pack(m_foot, m_counts, true);
    pack(m_foot, m_why_not);
    GtkWidget* paned = gtk_paned_new(GTK_ORIENTATION_HORIZONTAL);
    gtk_paned_pack1(GTK_PANED(paned), new_list(), TRUE, FALSE);
    gtk_paned_pack2(GTK_PANED(paned), new_settings(), FALSE, FALSE);
    m_content = new_column();
    pack(m_content, m_messages.widget());
    pack(m_content, paned, true);
    GtkWidget* area = gtk_dialog_get_content_area(GTK_DIALOG(m_dialog));
    gtk_box_set_spacing(GTK_BOX(area), 6);
    gtk_container_set_border_width(GTK_CONTAINER(area), 6);
    pack(area, m_content, true);
    pack(area, m_progress.widget());
    pack(area, m_foot);
    gtk_widget_show_all(area);
    const int room = room_on_screen({}, areas_of_screens()).height;
    gtk_window_set_default_size(window(), -1, std::min(kFilesHeight, room));
    g_signal_connect(m_dialog, "response",
                     G_CALLBACK(+[](GtkDialog*, int response, gpointer self) noexcept {
                         guard([&] { static_cast<FilesWindow*>(self)->respond(response); });
                     }),
                     this);
    // Closing goes through respond(). It must not destroy the window during a run.
    g_signal_connect(m_dialog, "delete-event", G_CALLBACK(gtk_true), nullptr);
    wire(single);
    this->start(start);
}

FilesWindow::~FilesWindow() {
    keep();
    m_account.reset();
    m_list.on_chosen = [] {};  // the rows go, too
    g_signal_handlers_disconnect_by_data(m_dialog, this);
    gtk_widget_destroy(m_dialog);
    std::error_code ignored;
    for (const std::string& folder : m_copies) std::filesystem::remove_all(folder, ignored);
}

void FilesWindow::add_buttons() {
    auto* dialog = GTK_DIALOG(m_dialog);
    GtkWidget* account = new_button(_("Acco_unt..."), [this] { show_account(); });
    gtk_dialog_add_action_widget(dialog, account, GTK_RESPONSE_NONE);
    m_buttons = gtk_widget_get_parent(account);
    gtk_button_box_set_child_secondary(GTK_BUTTON_BOX(m_buttons), account, TRUE);
    gtk_widget_show(account);
    gtk_dialog_add_button(dialog, _("_Close"), GTK_RESPONSE_CLOSE);
    m_retry = gtk_dialog_add_button(dialog, "", kRetryFailed);
    m_pause = gtk_dialog_add_button(dialog, _("Pause"), kPauseFiles);
    m_make = gtk_dialog_add_button(dialog, "", kMakeFiles);
    // No key may press what pays: it has no mnemonic, a click does not leave the focus on it, and
    // Enter elsewhere does not reach it.
    for (GtkWidget* paying : {m_retry, m_make}) {
        gtk_button_set_use_underline(GTK_BUTTON(paying), FALSE);
        gtk_widget_set_focus_on_click(paying, FALSE);
        gtk_widget_set_can_default(paying, FALSE);
    }
}

GtkWidget* FilesWindow::new_list() {
    GtkWidget* column = new_column();
    gtk_widget_set_size_request(m_list.widget(), kFilesWidth, -1);
    pack(column, m_list.widget(), true);
    GtkWidget* row = gtk_button_box_new(GTK_ORIENTATION_HORIZONTAL);
    gtk_button_box_set_layout(GTK_BUTTON_BOX(row), GTK_BUTTONBOX_START);
    gtk_box_set_spacing(GTK_BOX(row), 6);
    m_open = new_menu_of_open();
    m_remove = new_button(_("_Remove"), [this] { remove_chosen(); });
    pack(row, new_button(_("_Add Files..."), [this] { choose_files(false); }));
    pack(row, new_button(_("Add Folder..."), [this] { choose_files(true); }));
    pack(row, m_open);
    pack(row, m_remove);
    pack(column, row);
    gtk_widget_set_margin_end(column, 6);
    return column;
}

/// Adds what is open in GIMP.
GtkWidget* FilesWindow::new_menu_of_open() {
    GtkWidget* menu = gtk_menu_new();
    const auto add_item = [&](const char* label, bool layers) {
        GtkWidget* item = gtk_menu_item_new_with_mnemonic(label);
        connect(item, "activate", [this, layers] { add_open(layers); });
        gtk_menu_shell_append(GTK_MENU_SHELL(menu), item);
    };
    add_item(_("All Open _Images"), false);
    add_item(_("All Selected _Layers"), true);
    gtk_widget_show_all(menu);
    GtkWidget* button = gtk_menu_button_new();
    gtk_menu_button_set_popup(GTK_MENU_BUTTON(button), menu);
    gtk_button_set_label(GTK_BUTTON(button), _("Add from GIMP"));
    gtk_widget_set_tooltip_text(
        button, _("What is open in GIMP. Of images with unsaved changes, and of layers, copies are "
                  "upscaled"));
    return button;
}

GtkWidget* FilesWindow::new_settings() {
    m_settings = new_column(12);
    gtk_widget_set_margin_start(m_settings, 6);
    gtk_widget_set_margin_end(m_output.widget(), Controls::kMargin);
    pack(m_settings, m_output.widget());
    pack(m_settings, m_controls.widget(), true);
    return m_settings;
}

void FilesWindow::wire(SingleWindow& single) {
    single.on_called = [this] { gtk_window_present(window()); };
    m_list.on_dropped = [this](const std::vector<std::string>& paths) { add(paths); };
    m_list.on_chosen = [this] { update(); };
    m_list.on_remove = [this] { remove_chosen(); };
    m_list.on_open = [this](const std::string& path) { open_results(path); };
    m_output.on_changed = [this] { changed(); };
    m_controls.on_changed = [this] { changed(); };
    m_networks.serve(m_controls, window());
    m_networks.on_said = [this](GtkMessageType type, const std::string& text) {
        m_messages.show(type, text);
    };
    m_controls.on_trouble = [this](const std::string& text) {
        m_messages.show(GTK_MESSAGE_WARNING, text);
    };
    m_lookup.on_found = [this](const std::string& path, const FoundSize& found) {
        BatchItem* const item = item_of(m_items, path);
        if (!item) return;
        item->size = found.size;
        item->ppi = found.ppi;
        item->stamp = found.stamp;
        item->unreadable = !found.size;
        update();
    };
    m_maker.on_file = [this](const FileStatus& status) {
        take_status(m_items, status);
        if (const BatchItem* item = item_of(m_items, status.path)) m_list.show_item(*item);
        update();
    };
    m_maker.on_progress = [this](const std::string& path, const Progress& progress) {
        m_list.show_progress(path, describe(progress));
    };
    m_maker.on_ended = [this](const std::optional<Error>& error) { finish(error); };
    m_messages.on_shown = [this] { m_progress.unfold(); };
    m_progress.on_folded = [this](bool folded) { fold(folded); };
}

void FilesWindow::start(const Batch& batch) {
    Parameters values = m_keeper.values_of({});
    if (!has_environment_key() && !is_known(key_status({}))) values.engine = Engine::Local;
    m_controls.set_values(values);
    m_controls.set_prompts(m_keeper.remembered().prompts);
    m_controls.load();
    m_output.show(batch.output_folder.empty() ? last_output() : batch);
    m_about = this->batch();
    m_networks.look_if_others();
    add(batch.files);
}

/// What was chosen for the results the last time, as far as it is still there.
Batch FilesWindow::last_output() const {
    const Remembered::OfFiles& last = m_keeper.remembered().files;
    Batch batch;
    std::error_code ignored;
    if (std::filesystem::is_directory(last.folder, ignored)) batch.output_folder = last.folder;
    batch.name_pattern = last.name_pattern;
    batch.format = last.format;
    batch.overwrite = last.overwrite;
    return batch;
}

void FilesWindow::keep() {
    const Batch now = batch();
    m_keeper.keep({}, now.values);
    m_keeper.keep_files({now.output_folder, now.name_pattern, now.format, now.overwrite});
}

std::vector<BatchItem> FilesWindow::run() {
    gtk_widget_show(m_dialog);
    gtk_window_set_default(window(), nullptr);
    g_main_loop_run(m_loop.get());
    return m_items;
}

// The list ------------------------------------------------------------------------------------

void FilesWindow::add(const std::vector<std::string>& given) {
    const std::size_t before = m_items.size();
    add_files(m_items, list_files(given));
    m_list.show(m_items);
    if (m_items.size() > before) {
        const std::string folder =
            std::filesystem::path(m_items[before].file.path).parent_path().string();
        if (std::ranges::count(m_copies, folder) == 0) m_output.suggest_folder(folder);
    }
    look_up();
    look_for_done();
    update();
}

void FilesWindow::choose_files(bool folder) {
    GtkWidget* dialog = gtk_file_chooser_dialog_new(
        folder ? _("Add Folder") : _("Add Files"), window(),
        folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN, _("_Cancel"),
        GTK_RESPONSE_CANCEL, _("_Add"), GTK_RESPONSE_OK, nullptr);
    gtk_dialog_set_default_response(GTK_DIALOG(dialog), GTK_RESPONSE_OK);
    gtk_window_set_modal(GTK_WINDOW(dialog), TRUE);
    gtk_file_chooser_set_select_multiple(GTK_FILE_CHOOSER(dialog), TRUE);
    ask(dialog, [this, dialog](int response) {
        if (response == GTK_RESPONSE_OK) add(chosen_paths(dialog));
    });
}

/// `layers`: the selected layers of the open images, else these themselves.
void FilesWindow::add_open(bool layers) {
    const std::string copies = state_folder() + "/copies";
    if (const auto made = make_folder(copies); !made) return tell(made.error());
    delete_old_copies(copies);
    const auto paths =
        layers ? m_host.files_of_selected_layers(copies) : m_host.files_of_open_images(copies);
    if (paths.empty()) m_messages.show(GTK_MESSAGE_INFO, _("No image is open."));
    for (const std::string& path : paths)
        if (path.starts_with(copies + "/"))
            m_copies.push_back(std::filesystem::path(path).parent_path().string());
    add(paths);
}

void FilesWindow::remove_chosen() {
    if (m_maker.is_running()) return;
    for (const std::string& path : m_list.chosen()) remove_file(m_items, path);
    m_list.show(m_items);
    update();
}

void FilesWindow::open_results(const std::string& path) {
    const BatchItem* const item = item_of(m_items, path);
    if (!item) return;
    for (const SavedResult& result : item->results)
        if (const auto opened = m_host.open_file(result.path); !opened) {
            m_messages.show(GTK_MESSAGE_WARNING, message_for(opened.error()));
            return;
        }
}

/// Begins to look up what the number of images depends on.
void FilesWindow::look_up() {
    const Parameters values = m_controls.values();
    std::vector<std::string> paths;
    for (const BatchItem& item : m_items)
        if (must_be_looked_up(item, values)) paths.push_back(item.file.path);
    if (paths.empty())
        m_lookup.stop();
    else
        m_lookup.look(std::move(paths), values.target == Target::Print);
}

/// Begins to look for files that a run would skip, so that the button does not count them.
void FilesWindow::look_for_done() {
    if (m_maker.is_running()) return;
    std::vector<ListedFile> files;
    for (const BatchItem& item : m_items)
        if (item.state == FileState::Waiting) files.push_back(item.file);
    m_done.start([this, settings = m_about,
                  files = std::move(files)](const std::stop_token& stop) -> Background::Answer {
        auto done = done_before(settings, files, stop);
        return [this, done = std::move(done)] {
            for (const FileStatus& status : done) take_status(m_items, status);
            m_list.show(m_items);
            update();
        };
    });
}

// Settings ------------------------------------------------------------------------------------

Batch FilesWindow::batch() const {
    Batch batch;
    m_output.take(batch);
    batch.values = m_controls.values();
    return batch;
}

void FilesWindow::changed() {
    const Batch now = batch();
    if (!same_settings(m_about, now)) {
        m_about = now;
        start_over(m_items);
        m_list.show(m_items);
        look_for_done();
    }
    keep();
    look_up();
    update();
}

void FilesWindow::update() {
    const Batch now = batch();
    const bool running = m_maker.is_running();
    const BatchOutlook outlook = outlook_of(m_items, now.values);
    const BatchOutlook retry = outlook_of(m_items, now.values, FileState::Failed);
    const BatchObstacle obstacle = obstacle_of(m_items, now);
    std::string said = running ? std::string() : words_for(obstacle);
    const bool paused = running && m_maker.is_paused();
    if (paused) said = _("Paused: no further file is begun.");
    // Translators: a run in which no file is worked on until the user goes on
    m_progress.rest(paused && count_of(m_items, FileState::Working) == 0 ? _("Paused") : "");
    m_controls.show_possible({}, now.values);
    m_controls.show_tiles(
        _("Large files can be sent in parts, so that no detail is lost. Each "
          "part is an image."));
    gtk_widget_set_sensitive(m_settings, !running);
    gtk_widget_set_sensitive(m_open, !running);
    gtk_widget_set_sensitive(m_remove, !running && !m_list.chosen().empty());
    set_text(m_counts, counts_words(m_items));
    set_text(m_why_not, said);
    gtk_button_set_label(GTK_BUTTON(m_make), make_files_label(outlook).c_str());
    gtk_widget_set_sensitive(m_make, !running && obstacle == BatchObstacle::None);
    gtk_widget_set_tooltip_text(m_make, said.c_str());
    gtk_button_set_label(GTK_BUTTON(m_retry), retry_label(retry, now.values).c_str());
    gtk_widget_set_sensitive(m_retry,
                             obstacle_of(m_items, now, FileState::Failed) == BatchObstacle::None);
    gtk_widget_set_visible(m_retry, !running && retry.files > 0);
    gtk_button_set_label(GTK_BUTTON(m_pause), paused ? _("Go On") : _("Pause"));
    gtk_widget_set_visible(m_pause, running);
}

// A run ---------------------------------------------------------------------------------------

/// Runs the files in this state, after a question if they are many images.
void FilesWindow::make(FileState state) {
    const Batch now = batch();
    if (m_maker.is_running() || obstacle_of(m_items, now, state) != BatchObstacle::None) return;
    const int images = outlook_of(m_items, now.values, state).images;
    ask_to_make(is_paid(now.values) ? images : 0, false, window(), [this, state, images] {
        // Files that were dropped while the question was open are not what was agreed to.
        const Parameters values = m_controls.values();
        if (!m_maker.is_running() && outlook_of(m_items, values, state).images == images)
            begin(state, images);
    });
}

/// `images`: how many the user agreed to; a paid run never makes more.
void FilesWindow::begin(FileState state, int images) {
    Batch now = batch();
    now.files = files_in(m_items, state);
    // It skips them, too, and settles what a run that was killed has left of them.
    if (state == FileState::Waiting)
        std::ranges::copy(files_in(m_items, FileState::Skipped), std::back_inserter(now.files));
    if (is_paid(now.values)) now.values.max_images = images;
    BatchMaker::Images known;
    for (const BatchItem& item : m_items) {
        const auto stamp = stamp_of(item.file.path);
        if (stamp && item.stamp == *stamp) known[item.file.path] = images_of(item, now.values);
    }
    m_done.stop();  // a run finds them by itself
    if (state == FileState::Failed) retry_failed(m_items);
    m_list.show(m_items);
    m_keeper.keep_prompt(now.values.prompt);
    m_controls.set_prompts(m_keeper.remembered().prompts);
    m_messages.hide();
    m_maker.make(std::move(now), std::move(known));
    update();
}

void FilesWindow::pause(bool paused) {
    m_maker.pause(paused);
    update();
}

void FilesWindow::finish(const std::optional<Error>& error) {
    end_run(m_items);
    m_list.show(m_items);
    look_for_done();  // of those that were added meanwhile
    if (m_closing) return g_main_loop_quit(m_loop.get());
    m_messages.withdraw(std::exchange(m_close_question, 0));
    if (error) tell(*error);
    update();
}

void FilesWindow::tell(const Error& error) {
    const bool stopped = error.kind == ErrorKind::Cancelled;
    if (stopped) {
        m_messages.show(GTK_MESSAGE_INFO,
                        _("Stopped. The next run goes on with the files that wait; what is paid "
                          "for already is not paid again."));
        return;
    }
    const bool key_helps = error.kind == ErrorKind::NoKey || error.kind == ErrorKind::Unauthorized;
    std::vector<MessageBar::Action> actions;
    if (key_helps) actions.push_back({_("Acco_unt..."), [this] { show_account(); }});
    m_messages.show(GTK_MESSAGE_ERROR, message_for(error), std::move(actions));
}

void FilesWindow::show_account() {
    if (!m_account) {
        m_account = std::make_unique<SettingsDialog>(window());
        m_account->on_closed = [this](const std::string& saved) {
            m_account.reset();
            if (!saved.empty()) m_messages.show(GTK_MESSAGE_INFO, saved);
        };
    }
    m_account->present();
}

/// Leaves only the progress, or shows the window whole again.
void FilesWindow::fold(bool folded) {
    if (folded) gtk_window_get_size(window(), &m_width, &m_height);
    gtk_widget_set_visible(m_content, !folded);
    gtk_widget_set_visible(m_foot, !folded);
    gtk_widget_set_visible(m_buttons, !folded);
    if (m_width > 0) gtk_window_resize(window(), m_width, folded ? 1 : m_height);
}

void FilesWindow::respond(int response) {
    switch (response) {
        case kMakeFiles:
            return make(FileState::Waiting);
        case kPauseFiles:
            return pause(!m_maker.is_paused());
        case kRetryFailed:
            return make(FileState::Failed);
        case GTK_RESPONSE_CLOSE:
        case GTK_RESPONSE_DELETE_EVENT:
            return close();
        default:
            return;
    }
}

void FilesWindow::close() {
    if (!m_maker.is_running()) return g_main_loop_quit(m_loop.get());
    m_close_question = m_messages.show(
        GTK_MESSAGE_QUESTION,
        _("Files are being upscaled. What is done is in the output folder. If you stop now, the "
          "next run over these files goes on, and what is paid for already is not paid again."),
        {{_("Stop and Close"),
          [this] {
              m_closing = true;
              m_progress.stop();
              if (!m_maker.is_running()) g_main_loop_quit(m_loop.get());
          }},
         {_("Go On"), [] {}}});
}

}  // namespace upscale
