// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/settings/engine_box.hpp"

#include <algorithm>
#include <utility>

#include "common/dialogs/wheel.hpp"
#include "common/words/i18n.hpp"
#include "window/settings/choice_box.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

enum EngineColumn { kEngine = kChoiceColumns, kModel, kEngineColumns };

}  // namespace

EngineBox::EngineBox(const Parameter& entry, GtkSizeGroup* labels) : m_entry(entry) {
    const auto store = adopt(gtk_list_store_new(kEngineColumns, G_TYPE_STRING, G_TYPE_BOOLEAN,
                                                G_TYPE_INT, G_TYPE_STRING));
    m_box = new_list_box(store.get(), _(entry.help));
    keep_from_wheel(m_box);
    m_row = new_labelled(_(entry.label), m_box, labels);
    GtkWidget* networks =
        gtk_button_new_from_icon_name("document-properties-symbolic", GTK_ICON_SIZE_BUTTON);
    gtk_widget_set_tooltip_text(networks, _("Networks of your own"));
    set_accessible_name(networks, _("Networks of your own"));
    connect(networks, "clicked", [this] { on_networks(); });
    pack(m_row, networks);
    fill();
    connect(m_box, "changed", [this] {
        if (m_filling) return;
        take(m_values);
        on_changed();
    });
}

void EngineBox::append(int engine, const std::string& model, const std::string& label,
                       bool usable) {
    auto* store = GTK_LIST_STORE(gtk_combo_box_get_model(GTK_COMBO_BOX(m_box)));
    GtkTreeIter row;
    gtk_list_store_insert_with_values(store, &row, -1, kChoiceLabel, label.c_str(), kChoicePossible,
                                      static_cast<gboolean>(usable), kEngine, engine, kModel,
                                      model.c_str(), -1);
    if (engine == m_values.engine && (engine != Engine::Local || model == m_values.model))
        gtk_combo_box_set_active_iter(GTK_COMBO_BOX(m_box), &row);
}

const OwnNetwork* EngineBox::network_named(const std::string& file) const {
    const auto found = std::ranges::find(m_networks, file, &OwnNetwork::file);
    return found == m_networks.end() ? nullptr : &*found;
}

void EngineBox::fill() {
    m_filling = true;
    gtk_list_store_clear(GTK_LIST_STORE(gtk_combo_box_get_model(GTK_COMBO_BOX(m_box))));
    const auto& choices = std::get<ChoiceParameter>(m_entry.kind).choices;
    for (std::size_t i = 0; i < choices.size(); ++i)
        append(static_cast<int>(i), "", _(choices[i].label), true);
    // Translators: the name of a network of the user's
    const auto label_of_own = [](const std::string& name) {
        return format(_("This computer: %s"), name.c_str());
    };
    for (const OwnNetwork& network : m_networks)
        append(Engine::Local, network.file, label_of_own(network.title),
               network.fault == NetworkFault::None);
    if (!m_values.model.empty() && !network_named(m_values.model))
        append(Engine::Local, m_values.model, label_of_own(network_title(m_values.model)), true);
    m_filling = false;
}

void EngineBox::show(const Parameters& values) {
    m_values.engine = values.engine;
    m_values.model = values.model;
    fill();
}

void EngineBox::take(Parameters& values) const {
    GtkTreeIter row;
    if (!gtk_combo_box_get_active_iter(GTK_COMBO_BOX(m_box), &row)) return;
    int engine = 0;
    gchar* model = nullptr;
    gtk_tree_model_get(gtk_combo_box_get_model(GTK_COMBO_BOX(m_box)), &row, kEngine, &engine,
                       kModel, &model, -1);
    values.engine = engine;
    const auto name = adopt(model);
    // with Ideogram the network stays, for when this computer is chosen again
    values.model = engine == Engine::Local ? name.get() : m_values.model;
    const OwnNetwork* const network = network_named(values.model);
    values.model_scale = network && network->scale > 0 ? network->scale : 2;
}

void EngineBox::set_networks(std::vector<OwnNetwork> networks) {
    m_networks = std::move(networks);
    fill();
}

}  // namespace upscale
