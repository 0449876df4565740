// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/picture/viewer.hpp"

#include <algorithm>
#include <utility>

#include "app/prepare.hpp"
#include "base/parameter_table.hpp"
#include "base/unless_exhausted.hpp"
#include "common/runs/read_pixels.hpp"
#include "common/runs/run_jobs.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "common/words/outlook_words.hpp"
#include "image/registration/padding.hpp"
#include "presentation/difference.hpp"
#include "presentation/grid.hpp"
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

// Four results of 16 megapixels are kept whole, and more or larger ones reduced, with 340 MB in
// all.
constexpr double kMostPixelsOfAll = 64e6;

/// Makes pictures of results on the gallery's thread, and finds the place to look at first.
class Opening {
  public:
    /// `cell`: the size in device pixels of what shows one result; empty: no place is wanted.
    Opening(std::shared_ptr<const Source> source, std::size_t count, Size cell)
        : m_source(std::move(source)), m_count(count), m_cell(cell) {}

    Result<PictureSurface> open(const Result<Look>& look) {
        return unless_exhausted([&]() -> Result<PictureSurface> {
            if (!look) return look.error();
            const RectF covers =
                on_region(look->source, look->covers, m_source->layer, m_source->region);
            if (m_cell.width > 0)
                m_copies.push_back(reduced_copy(look->pixels, covers, size_of(m_source->region)));
            PictureSurface picture(look->pixels, covers,
                                   std::min(PictureSurface::kMostPixels,
                                            kMostPixelsOfAll / static_cast<double>(m_count)));
            m_pitch = picture.pitch();
            return picture;
        });
    }

    /// In source pixels, after the last result was opened.
    std::optional<PointF> place(std::size_t index) {
        if (index + 1 < m_count || m_copies.empty()) return std::nullopt;
        auto place = unless_exhausted([&]() -> Result<PointF> {
            const Size size = size_of(m_source->region);
            const Size seen{std::max(1, static_cast<int>(m_cell.width * m_pitch)),
                            std::max(1, static_cast<int>(m_cell.height * m_pitch))};
            const RectF all{0, 0, double(size.width), double(size.height)};
            return place_of_difference(reduced_copy(m_source->pixels, all, size), m_copies, size,
                                       seen);
        });
        return place ? std::optional(*place) : std::nullopt;
    }

  private:
    std::shared_ptr<const Source> m_source;
    std::size_t m_count;
    Size m_cell;
    std::vector<Copy> m_copies;
    double m_pitch = 1;  ///< source pixels per pixel of a result
};

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
    m_picture.on_moved = [this] { on_moved(); };
    m_picture.on_part_chosen = [this](Rect) { try_part(); };
    m_picture.on_result_chosen = [this](std::size_t index) {
        if (index >= m_shown.size()) return;
        const ResultItem item = m_shown[index];
        on_choose(item);
    };
    m_picture.on_add = [this] {
        if (!m_trying && !m_chosen.empty()) on_add();
    };
    m_picture.on_large = [this] { open_large(); };
    m_trial.on_done = [this](Look look) {
        m_picture.tell("");
        if (!m_trying || !m_source) return;
        const RectF covers = on_region(look.source, look.covers, m_source->layer, m_source->region);
        m_picture.set_after(Shown{PictureSurface(look.pixels, covers),
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
    show_facts();
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
        forget_results();
        m_picture.tell(words_for(m_model.outlook.obstacle));
        return;
    }
    auto source = read();
    if (!source) return m_picture.tell(message_for(source.error()));
    m_picture.tell("");
    m_source = std::make_shared<const Source>(std::move(*source));
    m_picture.set_before(shown_source(), size_of(m_source->region));
    m_picture.set_after(std::nullopt);
    m_opened.clear();  // they lie elsewhere on another source
    show_results();
    if (m_trying) m_picture.set_part(middle_part(size_of(m_source->region), kPartSide));
}

void Viewer::prepare_upload() {
    m_prepared_for = what_is_sent(m_model.values);
    m_upload = nullptr;
    m_refused.clear();
    m_lossy = false;
    show_facts();
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
                if (error.kind == ErrorKind::Cancelled) return;
                m_refused = message_for(error);
                show_facts();
            };
        }
        auto upload = std::make_shared<const Upload>(std::move(prepared->upload));
        return [this, upload] {
            m_upload = upload;
            m_lossy = upload->lossy;
            show_facts();
            on_prepared();
        };
    });
}

void Viewer::show_facts() {
    set_text(m_back, back_words(m_model.outlook, m_model.values, m_upload.get()));
    tell_sent(m_refused.empty() || m_model.outlook.first_tiles > 1
                  ? sent_words(m_model.outlook, m_model.values, m_upload.get())
                  : m_refused);
}

void Viewer::tell_sent(const std::string& text) {
    set_text(m_sent, text);
    gtk_widget_set_visible(m_sent, !text.empty());  // without it the next fact is at the left edge
}

void Viewer::set_trying(bool trying) {
    m_trying = trying;
    if (!trying) {
        m_trial.stop();
        m_picture.stop_choosing_part();
        m_picture.set_part(std::nullopt);
        m_picture.tell("");
        show_results();
    } else if (m_source) {
        forget_results();
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

Shown Viewer::shown_source() const {
    const Rect region = m_source->region;
    return {PictureSurface(m_source->pixels, {0, 0, double(region.width), double(region.height)}),
            _("Before")};
}

VisiblePart Viewer::visible_part() const {
    if (!m_source) return {};
    return {m_source->layer, m_source->region, m_picture.visible_part()};
}

void Viewer::look_at(const std::vector<ResultItem>& items) {
    m_chosen = items;
    m_shown = to_show(items, m_shown, m_gallery.items());
    // A result is shown whole, so a trial is ended.
    if (!items.empty()) gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(m_try), FALSE);
    show_results();
}

void Viewer::open_again() {
    m_opened.clear();
    show_results();
}

void Viewer::forget_results() {
    m_opened.clear();
    m_picture.set_results({}, false);
    m_picture.set_after(std::nullopt);
}

/// Opens what is to be shown, unless it is open, and marks what is chosen.
void Viewer::show_results() {
    if (!m_source || m_trying) return;
    if (m_shown.empty()) return forget_results();
    if (!are_same(m_shown, m_opened)) open_results();
    mark_chosen();
}

void Viewer::mark_chosen() {
    std::vector<std::string> captions;
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < m_shown.size(); ++i) {
        captions.push_back(short_words(m_shown[i]));
        if (std::ranges::any_of(m_chosen,
                                [&](const auto& one) { return is_same(one, m_shown[i]); }))
            chosen.push_back(i);
    }
    const auto large = m_picture.large();
    m_picture.set_captions(captions);
    m_picture.choose(chosen);
    if (m_picture.large() != large) open_large();
}

void Viewer::open_results() {
    m_opened = m_shown;
    m_missing = m_shown.size();
    m_reduced.assign(m_shown.size(), false);
    const bool same = are_same(m_shown, m_placed);
    const bool several = m_shown.size() > 1;
    std::vector<std::string> captions;
    if (several)
        for (const ResultItem& item : m_shown) captions.push_back(short_words(item));
    m_picture.set_results(captions, same);
    const auto opening = std::make_shared<Opening>(
        m_source, m_shown.size(), several && !same ? m_picture.cell_size() : Size{});
    const auto show = [this, opening, source = m_source](
                          std::size_t index, const Result<Look>& look) -> Background::Answer {
        auto picture = opening->open(look);
        const auto place = opening->place(index);
        return [this, source, index, place, picture = std::move(picture)] {
            if (source != m_source || index >= m_opened.size()) return;
            opened(index, picture);
            if (!place) return;
            m_placed = m_opened;
            m_picture.show_place(*place);
        };
    };
    m_gallery.look(m_shown, show);
}

void Viewer::opened(std::size_t index, const Result<PictureSurface>& picture) {
    if (m_missing > 0) --m_missing;
    if (!picture) {
        if (picture.error().kind != ErrorKind::Cancelled) on_trouble(message_for(picture.error()));
    } else if (m_opened.size() > 1) {
        m_reduced[index] = picture->is_reduced();
        m_picture.set_result(index, *picture);
    } else {
        m_picture.set_after(
            Shown{*picture, m_opened[index].count > 1 ? short_words(m_opened[index]) : _("After")});
    }
    if (m_missing == 0) open_large();
}

/// Opens a result anew that is shown large and was reduced for the grid.
void Viewer::open_large() {
    const auto large = m_picture.large();
    if (!large || m_missing > 0 || *large >= m_reduced.size() || !m_reduced[*large]) return;
    const ResultItem item = m_opened[*large];
    const auto opening = std::make_shared<Opening>(m_source, 1, Size{});
    const auto show = [this, opening, source = m_source, item](
                          std::size_t, const Result<Look>& look) -> Background::Answer {
        return [this, source, item, picture = opening->open(look)] {
            const auto now = m_picture.large();
            if (picture && source == m_source && now && *now < m_opened.size() &&
                is_same(m_opened[*now], item))
                m_picture.set_after(Shown{*picture, short_words(item)});
        };
    };
    m_gallery.look({item}, show);
}

}  // namespace upscale
