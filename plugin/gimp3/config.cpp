// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp3/config.hpp"

#include "common/gobject_ptr.hpp"
#include "common/words/i18n.hpp"

namespace upscale {
namespace {

GimpChoice* new_choice(std::span<const Choice> choices) {
    GimpChoice* choice = gimp_choice_new();
    for (std::size_t id = 0; id < choices.size(); ++id)
        gimp_choice_add(choice, choices[id].nick, static_cast<int>(id), _(choices[id].label),
                        nullptr);
    return choice;
}

}  // namespace

void add_argument(GimpProcedure* procedure, const Parameter& entry) {
    const Parameters defaults;
    const char* const name = entry.name;
    const char* const label = _(entry.label);
    const char* const help = _(entry.help);
    const Overload add{
        [&](const StringParameter& text) {
            gimp_procedure_add_string_argument(procedure, name, label, help,
                                               (defaults.*text.field).c_str(), G_PARAM_READWRITE);
        },
        [&](const IntParameter& number) {
            gimp_procedure_add_int_argument(procedure, name, label, help, number.minimum,
                                            number.maximum, defaults.*number.field,
                                            G_PARAM_READWRITE);
        },
        [&](const DoubleParameter& number) {
            gimp_procedure_add_double_argument(procedure, name, label, help, number.minimum,
                                               number.maximum, defaults.*number.field,
                                               G_PARAM_READWRITE);
        },
        [&](const BoolParameter& flag) {
            gimp_procedure_add_boolean_argument(procedure, name, label, help, defaults.*flag.field,
                                                G_PARAM_READWRITE);
        },
        [&](const ChoiceParameter& choice) {
            gimp_procedure_add_choice_argument(procedure, name, label, help,
                                               new_choice(choice.choices),
                                               nick_of(defaults, choice), G_PARAM_READWRITE);
        }};
    std::visit(add, entry.kind);
}

void add_arguments(GimpProcedure* procedure) {
    for (const auto& entry : parameter_table()) add_argument(procedure, entry);
}

Parameters read_config(GimpProcedureConfig* config) {
    Parameters values;
    for (const auto& entry : parameter_table()) {
        if (!g_object_class_find_property(G_OBJECT_GET_CLASS(config), entry.name)) continue;
        const Overload read{
            [&](const StringParameter& text) {
                char* value = nullptr;
                g_object_get(config, entry.name, &value, nullptr);
                const auto owned = adopt(value);
                values.*text.field = owned ? owned.get() : "";  // null if the argument was left out
            },
            [&](const IntParameter& number) {
                g_object_get(config, entry.name, &(values.*number.field), nullptr);
            },
            [&](const DoubleParameter& number) {
                g_object_get(config, entry.name, &(values.*number.field), nullptr);
            },
            [&](const BoolParameter& flag) {
                gboolean value = FALSE;
                g_object_get(config, entry.name, &value, nullptr);
                values.*flag.field = value;
            },
            [&](const ChoiceParameter& choice) {
                values.*choice.field = gimp_procedure_config_get_choice_id(config, entry.name);
            }};
        std::visit(read, entry.kind);
    }
    return values;
}

void write_config(GimpProcedureConfig* config, const Parameters& values) {
    for (const auto& entry : parameter_table()) {
        const Overload write{[&](const StringParameter& text) {
                                 g_object_set(config, entry.name, (values.*text.field).c_str(),
                                              nullptr);
                             },
                             [&](const IntParameter& number) {
                                 g_object_set(config, entry.name, values.*number.field, nullptr);
                             },
                             [&](const DoubleParameter& number) {
                                 g_object_set(config, entry.name, values.*number.field, nullptr);
                             },
                             [&](const BoolParameter& flag) {
                                 g_object_set(config, entry.name,
                                              static_cast<gboolean>(values.*flag.field), nullptr);
                             },
                             [&](const ChoiceParameter& choice) {
                                 g_object_set(config, entry.name, nick_of(values, choice), nullptr);
                             }};
        std::visit(write, entry.kind);
    }
}

}  // namespace upscale
