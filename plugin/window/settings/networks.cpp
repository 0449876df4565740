// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/settings/networks.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/files.hpp"
#include "common/runs/engine.hpp"
#include "common/words/format.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "common/words/network_words.hpp"

namespace upscale {
namespace {

struct Copied {
    std::vector<std::string> names;     ///< that are in the folder now
    std::vector<std::string> troubles;  ///< in words
};

/// Copies under another name first, so that half a file is never tried.
Copied copy_in(const std::vector<std::string>& paths, const std::stop_token& stop) {
    namespace fs = std::filesystem;
    Copied copied;
    const fs::path folder = networks_folder();
    std::error_code code;
    fs::create_directories(folder, code);
    for (const fs::path path : paths) {
        if (stop.stop_requested()) break;
        const fs::path to = folder / path.filename(), part = to.string() + ".part";
        if (fs::exists(to, code) && !fs::equivalent(path, to, code)) {
            copied.troubles.push_back(
                format(_("There is a network %s already."), path.filename().string().c_str()));
            continue;
        }
        if (!fs::exists(to, code)) {
            fs::copy_file(path, part, fs::copy_options::overwrite_existing, code);
            if (!code) fs::rename(part, to, code);
        }
        if (code) {
            std::error_code ignored;
            fs::remove(part, ignored);
            copied.troubles.push_back(path.filename().string() + ": " + code.message());
        } else {
            copied.names.push_back(path.filename().string());
        }
    }
    return copied;
}

}  // namespace

std::vector<std::string> network_files(const std::vector<std::string>& paths) {
    std::vector<std::string> found;
    for (const std::string& path : paths)
        if (is_network_name(std::filesystem::path(path).filename().string())) found.push_back(path);
    return found;
}

void Networks::serve(Controls& controls, GtkWindow* window) {
    m_controls = &controls;
    m_window = window;
    controls.engine().on_networks = [this] { show(); };
}

void Networks::changed() {
    m_controls->engine().set_networks(m_list);
    m_controls->on_changed();  // the size that comes back may be another one
}

void Networks::choose(const OwnNetwork& network) {
    Parameters values = m_controls->values();
    values.engine = Engine::Local;
    values.model = network.file;
    m_controls->set_values(values);
    m_controls->on_changed();
}

void Networks::look_if_others() {
    std::vector<std::string> known;
    for (const OwnNetwork& network : m_list) known.push_back(network.file);
    if (!m_looking && network_names() != known) look();
}

void Networks::look() {
    m_looking = true;
    refresh_dialog();
    m_trying.start([this](const std::stop_token& stop) -> Background::Answer {
        std::vector<OwnNetwork> found;
        const Status listed = list_networks(local_engine_path(), stop, [&](const OwnNetwork& each) {
            found.push_back(each);
            m_trying.calls().call([this, each] {
                this->listed(each);
                return true;
            });
        });
        return [this, listed, found = std::move(found)] {
            // without the engine there are no networks, and a run says that it is missing
            if (listed) looked(found);
            m_looking = false;
            refresh_dialog();
        };
    });
}

void Networks::listed(const OwnNetwork& network) {
    const auto known = std::ranges::find(m_list, network.file, &OwnNetwork::file);
    if (known == m_list.end())
        m_list.insert(std::ranges::lower_bound(m_list, network.file, {}, &OwnNetwork::file),
                      network);
    else if (*known != network)
        *known = network;
    else if (std::ranges::count(m_added, network.file) == 0)
        return;
    changed();
    refresh_dialog();
    if (std::erase(m_added, network.file) == 0) return;
    on_said(network.fault == NetworkFault::None ? GTK_MESSAGE_INFO : GTK_MESSAGE_WARNING,
            network.file + ": " + network_words(network));
    if (network.fault == NetworkFault::None) choose(network);
}

/// Forgets the files that are not there any more.
void Networks::looked(std::vector<OwnNetwork> found) {
    if (std::exchange(m_list, std::move(found)) != m_list) changed();
}

void Networks::add(const std::vector<std::string>& paths) {
    const std::vector<std::string> files = network_files(paths);
    if (files.empty())
        return on_said(GTK_MESSAGE_WARNING, _("A network is a file whose name ends in .onnx."));
    m_copying.start([this, files](const std::stop_token& stop) -> Background::Answer {
        const Copied copied = copy_in(files, stop);
        return [this, copied] {
            for (const std::string& trouble : copied.troubles)
                on_said(GTK_MESSAGE_WARNING, trouble);
            m_added.insert(m_added.end(), copied.names.begin(), copied.names.end());
            if (!copied.names.empty()) look();
        };
    });
}

void Networks::show() {
    if (!m_dialog) {
        m_dialog = std::make_unique<NetworksDialog>(m_window);
        m_dialog->on_files = [this](const auto& paths) { add(paths); };
        m_dialog->on_closed = [this] { m_dialog.reset(); };
    }
    refresh_dialog();
    m_dialog->present();
    look();
}

void Networks::refresh_dialog() {
    if (m_dialog) m_dialog->show(m_list, m_looking);
}

}  // namespace upscale
