/* SPDX-FileCopyrightText: Ideogram Upscale contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 * A plug-in for GIMP 3 with GTK, one procedure and nothing else. */
#include <libgimp/gimpui.h>

G_DECLARE_FINAL_TYPE(Empty, empty, EMPTY, PLUG_IN, GimpPlugIn)
struct _Empty {
    GimpPlugIn parent;
};
G_DEFINE_TYPE(Empty, empty, GIMP_TYPE_PLUG_IN)

static GList* procedures(GimpPlugIn* plug_in) {
    return g_list_append(NULL, g_strdup("plug-in-empty"));
}

static GimpValueArray* run(GimpProcedure* procedure, GimpRunMode mode, GimpImage* image,
                           GimpDrawable** drawables, GimpProcedureConfig* config, gpointer data) {
    return gimp_procedure_new_return_values(procedure, GIMP_PDB_SUCCESS, NULL);
}

static GimpProcedure* procedure(GimpPlugIn* plug_in, const gchar* name) {
    GimpProcedure* made =
        gimp_image_procedure_new(plug_in, name, GIMP_PDB_PROC_TYPE_PLUGIN, run, NULL, NULL);
    gimp_procedure_set_menu_label(made, "Empty");
    gimp_procedure_add_menu_path(made, "<Image>/Filters");
    return made;
}

static void empty_class_init(EmptyClass* klass) {
    GIMP_PLUG_IN_CLASS(klass)->query_procedures = procedures;
    GIMP_PLUG_IN_CLASS(klass)->create_procedure = procedure;
}

static void empty_init(Empty* empty) {}

/* GTK stays linked: nothing else here needs it. */
gpointer gtk_is_used = (gpointer)gimp_ui_init;

GIMP_MAIN(empty_get_type())
