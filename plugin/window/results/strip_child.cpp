// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/results/strip_child.hpp"

#include <gtk/gtk-a11y.h>

struct UpscaleStripChild {
    GtkFlowBoxChild parent_instance;
};
struct UpscaleStripChildClass {
    GtkFlowBoxChildClass parent_class;
};
struct UpscaleStripChildAccessible {
    GtkFlowBoxChildAccessible parent_instance;
};
struct UpscaleStripChildAccessibleClass {
    GtkFlowBoxChildAccessibleClass parent_class;
};
G_DEFINE_TYPE(UpscaleStripChildAccessible, upscale_strip_child_accessible,
              GTK_TYPE_FLOW_BOX_CHILD_ACCESSIBLE)
G_DEFINE_TYPE(UpscaleStripChild, upscale_strip_child, GTK_TYPE_FLOW_BOX_CHILD)

static AtkStateSet* strip_child_states(AtkObject* accessible) noexcept {
    gpointer type = upscale_strip_child_accessible_parent_class;
    GtkWidget* child = gtk_accessible_get_widget(GTK_ACCESSIBLE(accessible));
    const bool placed = child && GTK_IS_FLOW_BOX(gtk_widget_get_parent(child));
    // GTK's child asks its flow box, also when it has left it.
    if (!placed) type = g_type_class_peek_parent(type);
    AtkStateSet* states = ATK_OBJECT_CLASS(type)->ref_state_set(accessible);
    if (!placed) return states;
    atk_state_set_add_state(states, ATK_STATE_SELECTABLE);
    if (gtk_flow_box_child_is_selected(GTK_FLOW_BOX_CHILD(child)))
        atk_state_set_add_state(states, ATK_STATE_SELECTED);
    return states;
}

static void upscale_strip_child_accessible_class_init(UpscaleStripChildAccessibleClass* type) {
    ATK_OBJECT_CLASS(type)->ref_state_set = strip_child_states;
}

static void upscale_strip_child_accessible_init(UpscaleStripChildAccessible*) {}

static void upscale_strip_child_class_init(UpscaleStripChildClass* type) {
    gtk_widget_class_set_accessible_type(GTK_WIDGET_CLASS(type),
                                         upscale_strip_child_accessible_get_type());
}

static void upscale_strip_child_init(UpscaleStripChild*) {}

namespace upscale {

GtkWidget* new_strip_child() {
    return GTK_WIDGET(g_object_new(upscale_strip_child_get_type(), nullptr));
}

}  // namespace upscale
