// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/picture/viewer.hpp"

#include <utility>

#include "app/prepare.hpp"
#include "base/parameter_table.hpp"
#include "common/runs/read_pixels.hpp"
#include "common/runs/run_jobs.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "image/registration/padding.hpp"
#include "window/widgets.hpp"
#include "window/words.hpp"

namespace upscale {
namespace {

constexpr int kPartSide = 256;  // pixels: takes no more than a second or two
// a larger layer is not read again at each change of focus
constexpr std::size_t kRereadPixels = 8000000;

/// The values that influence what is sent; all others have their defaults.
Parameters what_is_sent(const Parameters& values) {
    Parameters sent;
    for (const Parameter& entry : parameter_table())
        if (entry.changes_upload) copy_value(entry, values, sent);
    return sent;
}

Size size_of(const Rect& rect) { return {rect.width, rect.height}; }

}  // namespace

Viewer::Viewer(Host& host, Gallery& gallery)
    : m_host(host),
      m_gallery(gallery),
      m_trial(host),
      m_box(new_column()),
      m_try(gtk_toggle_button_new_with_mnemonic(_("Tr_y a Part"))),
      m_choose(nullptr),
      m_make_part(nullptr),
      m_sent(new_hint()),
      m_back(new_hint()) {
    gtk_widget_set_tooltip_text(
        m_try, _("Enlarges only the framed part: at once with this computer, as one image with "
                 "Ideogram. The frame can be moved"));
    connect(m_try, "toggled",
            [this] { set_trying(gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(m_try))); });
    m_choose = new_button(_("Choose a Place"), [this] {
        if (const auto part = m_picture.part())
            m_picture.start_choosing_part({part->width, part->height});
    });
    gtk_widget_set_no_show_all(m_choose, TRUE);
    m_make_part = new_button(_("Make 1 Image of the Part"), [this] {
        const auto part = m_picture.part();
        if (part && m_source)
            on_make_part({m_source->region.x + part->x, m_source->region.y + part->y, part->width,
                          part->height});
    });
    // This button pays: a click must not leave the focus on it.
    gtk_widget_set_focus_on_click(m_make_part, FALSE);
    gtk_widget_set_no_show_all(m_make_part, TRUE);
    GtkWidget* facts = new_row(12);
    for (GtkWidget* fact : {m_sent, m_back}) {
        make_one_line(fact);
        pack(facts, fact);
    }
    GtkWidget* row = new_row(12);
    pack(row, m_try);
    pack(row, m_choose);
    pack(row, m_make_part);
    for (GtkWidget* button : {m_try, m_choose, m_make_part})
        gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
    pack(m_box, m_picture.widget(), true);
    pack(m_box, row);
    pack(m_box, facts);
    m_picture.on_part_chosen = [this](Rect) { try_part(); };
    m_trial.on_done = [this](Look look) {
        m_picture.tell("");
        if (!m_trying || !m_source) return;
        const Rect layer = m_source->layer;
        m_picture.set_after(Shown{std::move(look.pixels),
                                  on_region(look.source, look.covers, layer, m_source->region),
                                  // Translators: the picture as it was upscaled; beside "Before"
                                  _("After")});
    };
    m_trial.on_failed = [this](const Error& error) {
        m_picture.tell("");
        if (error.kind != ErrorKind::Cancelled) on_trouble(message_for(error));
    };
}

void Viewer::update(const Model& model) {
    const Model before = std::exchange(m_model, model);
    const bool other_place = before.outlook.region != model.outlook.region ||
                             before.targets != model.targets ||
                             before.subject.image != model.subject.image;
    if (other_place) m_source = nullptr;
    if (!m_source) show_source();
    const bool local = model.values.engine == Engine::Local;
    gtk_widget_set_visible(m_choose, m_trying);
    gtk_widget_set_visible(m_make_part, m_trying && !local);
    gtk_widget_set_sensitive(m_try, m_source != nullptr);
    allow(m_can_make);
    if (!m_prepared_for || *m_prepared_for != what_is_sent(model.values)) prepare_upload();
    set_text(m_back, back_words(model.outlook, model.values));
    if (m_trying && before.values != model.values) try_part();
}

void Viewer::allow(bool can_make) {
    m_can_make = can_make;
    gtk_widget_set_sensitive(m_make_part, can_make && m_model.outlook.obstacle == Obstacle::None);
}

Result<Source> Viewer::read() {
    const Subject::Layer& target = m_model.targets.front();
    return read_pixels(m_host.editor(), m_model.subject.image, target.id, m_model.values.region,
                       target.pixels);
}

void Viewer::reread() {
    if (m_source &&
        std::size_t(m_source->pixels.width) * std::size_t(m_source->pixels.height) > kRereadPixels)
        return;
    if (!m_source || m_model.targets.empty()) return;
    auto source = read();
    if (!source || source->pixels.pixels == m_source->pixels.pixels) return;
    m_source = nullptr;
    show_source();
    prepare_upload();
}

void Viewer::show_source() {
    m_prepared_for.reset();
    if (m_model.targets.empty() || m_model.outlook.region.width == 0) {
        m_picture.set_after(std::nullopt);
        m_picture.tell(words_for(m_model.outlook.obstacle));
        return;
    }
    auto source = read();
    if (!source) return m_picture.tell(message_for(source.error()));
    m_picture.tell("");
    m_source = std::make_shared<const Source>(std::move(*source));
    show_looks({}, {});  // until the results are decoded
    if (!m_looked_at.empty()) show_looks();
    if (m_trying) m_picture.set_part(middle_part(size_of(m_source->region), kPartSide));
}

void Viewer::prepare_upload() {
    m_prepared_for = what_is_sent(m_model.values);
    show_facts(nullptr);
    m_picture.set_padding(std::nullopt);
    if (!m_source) return m_preparing.stop();
    const Size region = size_of(m_source->region);
    if (m_model.values.protect_edges && frame_around(region).size != region)
        m_picture.set_padding(frame_around(region));
    m_preparing.start([this, source = m_source,
                       values = m_model.values](const std::stop_token& stop) -> Background::Answer {
        auto prepared = prepare(source->pixels, values, stop);
        if (!prepared) {
            return [this, error = prepared.error()] {
                if (error.kind != ErrorKind::Cancelled) set_text(m_sent, message_for(error));
            };
        }
        auto upload = std::make_shared<Upload>(std::move(prepared->upload));
        return [this, upload] { show_facts(upload.get()); };
    });
}

void Viewer::show_facts(const Upload* upload) {
    set_text(m_sent, sent_words(m_model.outlook, m_model.values, upload));
}

void Viewer::set_trying(bool trying) {
    m_trying = trying;
    if (!trying) {
        m_trial.stop();
        m_picture.stop_choosing_part();
        m_picture.set_part(std::nullopt);
        m_picture.tell("");
        show_looks();
    } else if (m_source) {
        const Rect part = middle_part(size_of(m_source->region), kPartSide);
        m_picture.set_part(part);
        m_picture.show_part(part);
    }
    update(Model(m_model));
    try_part();
}

void Viewer::try_part() {
    if (!m_trying || !m_source) return;
    const bool local = m_model.values.engine == Engine::Local;
    const auto part = m_picture.part();
    if (!local || !part) return m_trial.stop();
    const Rect frame = within(*part, size_of(m_source->region));
    Source cut = part_of(*m_source, {m_source->region.x + frame.x, m_source->region.y + frame.y,
                                     frame.width, frame.height});
    m_picture.tell(_("Enlarging the part"));
    m_trial.start(std::move(cut), m_model.values);
}

void Viewer::look_at(const std::vector<ResultItem>& items) {
    m_looked_at = items;
    if (m_looked_at.size() > 2) m_looked_at.resize(2);
    // A result is shown whole, so a trial is ended.
    if (!items.empty()) gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(m_try), FALSE);
    show_looks();
}

void Viewer::show_looks() {
    if (!m_source) return;
    if (m_looked_at.empty()) return show_looks({}, {});
    m_gallery.look(m_looked_at, [this, items = m_looked_at](std::vector<Result<Look>> looks) {
        if (m_source && items == m_looked_at) show_looks(items, std::move(looks));
    });
}

void Viewer::show_looks(const std::vector<ResultItem>& items, std::vector<Result<Look>> looks) {
    std::vector<Shown> shown;
    for (std::size_t i = 0; i < looks.size(); ++i) {
        if (!looks[i]) {
            if (looks[i].error().kind != ErrorKind::Cancelled)
                on_trouble(message_for(looks[i].error()));
            continue;
        }
        const std::string label = items[i].count > 1 ? std::to_string(items[i].index + 1) + "/" +
                                                           std::to_string(items[i].count)
                                                     : _("After");
        shown.push_back(
            {std::move(looks[i]->pixels),
             on_region(looks[i]->source, looks[i]->covers, m_source->layer, m_source->region),
             label});
    }
    const Rect region = m_source->region;
    if (shown.size() < 2)
        m_picture.set_before(
            Shown{
                m_source->pixels, {0, 0, double(region.width), double(region.height)}, _("Before")},
            size_of(region));
    else
        m_picture.set_before(shown.front(), size_of(region));
    m_picture.set_after(shown.empty() ? std::nullopt : std::optional(std::move(shown.back())));
}

}  // namespace upscale
