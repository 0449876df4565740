// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/networks/onnx.hpp"

#include <algorithm>
#include <opencv2/core.hpp>
#include <optional>
#include <string_view>

namespace upscale::local {
namespace {

// ONNX is a protobuf message: fields of a number, a type and a value, which may be a message again.
// The numbers below are those of onnx.proto.

enum class Message { Model, Graph, Node, Attribute, Tensor, ValueInfo, Type, TensorType };

constexpr std::uint64_t kFloat = 1, kHalf = 10;  // TensorProto.DataType
constexpr int kDeepest = 50;                     // messages within messages

struct Field {
    std::uint64_t number = 0;
    std::uint64_t value = 0;             // of a number
    std::optional<ByteView> bytes = {};  // of a string, a message or packed numbers
    ByteView all = {};                   // the field as it is in the file
};

std::optional<std::uint64_t> take_number(ByteView& rest) {
    std::uint64_t number = 0;
    for (int shift = 0; shift < 64 && !rest.empty(); shift += 7) {
        const std::uint8_t byte = rest.front();
        rest = rest.subspan(1);
        number |= std::uint64_t{byte & 0x7fu} << shift;
        if (byte < 0x80) return number;
    }
    return std::nullopt;
}

/// nullopt: this is not protobuf.
std::optional<Field> take_field(ByteView& rest) {
    const ByteView start = rest;
    const auto tag = take_number(rest);
    if (!tag) return std::nullopt;
    Field field{.number = *tag >> 3};
    std::optional<std::uint64_t> length;
    switch (*tag & 7) {
        case 0: {
            const auto value = take_number(rest);
            if (!value) return std::nullopt;
            field.value = *value;
            length = 0;
            break;
        }
        case 1:
            length = 8;
            break;
        case 2:
            length = take_number(rest);
            break;
        case 5:
            length = 4;
            break;
    }
    if (!length || *length > rest.size()) return std::nullopt;
    if ((*tag & 7) == 2) field.bytes = rest.first(*length);
    rest = rest.subspan(*length);
    field.all = start.first(start.size() - rest.size());
    return field;
}

void put_number(Bytes& out, std::uint64_t number) {
    for (; number >= 0x80; number >>= 7) out.push_back(static_cast<std::uint8_t>(number | 0x80));
    out.push_back(static_cast<std::uint8_t>(number));
}

void put_value(Bytes& out, std::uint64_t field, std::uint64_t value) {
    put_number(out, field << 3);
    put_number(out, value);
}

void put_bytes(Bytes& out, std::uint64_t field, ByteView bytes) {
    put_number(out, field << 3 | 2);
    put_number(out, bytes.size());
    out.insert(out.end(), bytes.begin(), bytes.end());
}

/// What message a field holds, if it is one that is looked into.
std::optional<Message> inner(Message message, std::uint64_t field) {
    switch (message) {
        case Message::Model:
            if (field == 7) return Message::Graph;
            break;
        case Message::Graph:
            if (field == 1) return Message::Node;
            if (field == 5) return Message::Tensor;
            if (field >= 11 && field <= 13) return Message::ValueInfo;
            break;
        case Message::Node:
            if (field == 5) return Message::Attribute;
            break;
        case Message::Attribute:
            if (field == 5 || field == 10) return Message::Tensor;
            if (field == 6 || field == 11) return Message::Graph;
            break;
        case Message::ValueInfo:
            if (field == 2) return Message::Type;
            break;
        case Message::Type:
            if (field == 1) return Message::TensorType;
            break;
        case Message::Tensor:
        case Message::TensorType:
            break;
    }
    return std::nullopt;
}

std::optional<std::vector<Field>> fields_of(ByteView message) {
    std::vector<Field> fields;
    while (!message.empty()) {
        const auto field = take_field(message);
        if (!field) return std::nullopt;
        fields.push_back(*field);
    }
    return fields;
}

/// The bytes of floats for the bytes of as many halves.
Bytes widened(ByteView halves) {
    const int count = static_cast<int>(halves.size() / 2);
    Bytes floats(static_cast<std::size_t>(count) * 4);
    if (count == 0) return floats;
    cv::Mat in(1, count, CV_16F), out(1, count, CV_32F, floats.data());
    std::copy_n(halves.data(), static_cast<std::size_t>(count) * 2, in.data);
    in.convertTo(out, CV_32F);
    return floats;
}

/// A tensor's values are in `raw_data` (9), or as numbers in `int32_data` (5), packed or not.
std::optional<Bytes> tensor_in_single_precision(const std::vector<Field>& fields) {
    Bytes out, numbers;
    const auto put_half = [&](std::uint64_t number) {
        numbers.push_back(static_cast<std::uint8_t>(number));
        numbers.push_back(static_cast<std::uint8_t>(number >> 8));
    };
    for (const Field& field : fields) {
        if (field.number == 2) {
            put_value(out, 2, kFloat);
        } else if (field.number == 9 && field.bytes) {
            put_bytes(out, 9, widened(*field.bytes));
        } else if (field.number == 5 && field.bytes) {
            for (ByteView rest = *field.bytes; !rest.empty();) {
                const auto number = take_number(rest);
                if (!number) return std::nullopt;
                put_half(*number);
            }
        } else if (field.number == 5) {
            put_half(field.value);
        } else {
            out.insert(out.end(), field.all.begin(), field.all.end());
        }
    }
    if (!numbers.empty()) put_bytes(out, 9, widened(numbers));
    return out;
}

bool has(const std::vector<Field>& fields, std::uint64_t number, std::uint64_t value) {
    return std::any_of(fields.begin(), fields.end(), [&](const Field& field) {
        return field.number == number && !field.bytes && field.value == value;
    });
}

bool has(const std::vector<Field>& fields, std::uint64_t number, std::string_view text) {
    return std::any_of(fields.begin(), fields.end(), [&](const Field& field) {
        return field.number == number && field.bytes &&
               std::equal(field.bytes->begin(), field.bytes->end(), text.begin(), text.end());
    });
}

/// `changed` is set if there was something in half precision. nullopt: this is not ONNX.
std::optional<Bytes> rewritten(Message message, ByteView bytes, bool& changed, int depth = 0) {
    if (depth > kDeepest) return std::nullopt;
    const auto fields = fields_of(bytes);
    if (!fields) return std::nullopt;
    if (message == Message::Tensor && has(*fields, 2, kHalf)) {
        changed = true;
        return tensor_in_single_precision(*fields);
    }
    // the number that names a type, in the description of a plane and in the operator Cast
    std::uint64_t type_field = 0;
    if (message == Message::TensorType) type_field = 1;
    if (message == Message::Attribute && has(*fields, 1, "to")) type_field = 3;
    Bytes out;
    out.reserve(bytes.size());
    for (const Field& field : *fields) {
        const auto child = field.bytes ? inner(message, field.number) : std::nullopt;
        if (child) {
            const auto made = rewritten(*child, *field.bytes, changed, depth + 1);
            if (!made) return std::nullopt;
            put_bytes(out, field.number, *made);
        } else if (field.number == type_field && !field.bytes && field.value == kHalf) {
            changed = true;
            put_value(out, type_field, kFloat);
        } else {
            out.insert(out.end(), field.all.begin(), field.all.end());
        }
    }
    return out;
}

/// The numbers of a field that may be packed; nullopt: damaged.
bool add_numbers(const Field& field, std::vector<std::uint64_t>& to) {
    if (!field.bytes) {
        to.push_back(field.value);
        return true;
    }
    for (ByteView rest = *field.bytes; !rest.empty();) {
        const auto number = take_number(rest);
        if (!number) return false;
        to.push_back(*number);
    }
    return true;
}

std::string text_of(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

/// The bytes of the first field of this number, as text.
std::string text_in(ByteView message, std::uint64_t number) {
    for (const Field& field : fields_of(message).value_or(std::vector<Field>()))
        if (field.number == number && field.bytes) return text_of(*field.bytes);
    return {};
}

/// Bytes of a value, by TensorProto.DataType; 0: of no fixed size.
std::uint64_t bytes_of_type(std::uint64_t type) {
    constexpr std::uint64_t sizes[] = {0, 4, 1, 1, 2, 2, 4, 8, 0, 1, 2, 8, 4, 8, 8, 16, 2};
    return type < std::size(sizes) ? sizes[type] : 0;
}

/// True if a tensor has as many values as its shape says.
bool is_whole(const std::vector<Field>& tensor) {
    std::vector<std::uint64_t> sides, numbers;
    std::uint64_t type = 0, count = 1, values = 0;
    std::optional<std::uint64_t> raw;
    for (const Field& field : tensor) {
        const std::uint64_t length = field.bytes ? field.bytes->size() : 0;
        if (field.number == 1 && !add_numbers(field, sides)) return false;
        if (field.number == 2) type = field.value;
        if (field.number == 9) raw = length;
        // numbers of 4 and 8 bytes, packed or not
        if (field.number == 4) values += field.bytes ? length / 4 : 1;
        if (field.number == 10) values += field.bytes ? length / 8 : 1;
        const bool varint = field.number == 5 || field.number == 7 || field.number == 11;
        if (varint && !add_numbers(field, numbers)) return false;
    }
    for (const std::uint64_t side : sides)
        if (side > (std::uint64_t{1} << 32) || (count *= side) > (std::uint64_t{1} << 32))
            return false;
    const std::uint64_t each = bytes_of_type(type);
    return each == 0 || (raw ? *raw == count * each : values + numbers.size() == count);
}

/// Type and sides of a ValueInfo's type.
OnnxFacts::Input input_of(const std::vector<Field>& type) {
    OnnxFacts::Input input;
    for (const Field& tensor : type) {
        if (tensor.number != 1 || !tensor.bytes) continue;
        for (const Field& field : fields_of(*tensor.bytes).value_or(std::vector<Field>())) {
            if (field.number == 1) input.is_float = field.value == kFloat || field.value == kHalf;
            if (field.number != 2 || !field.bytes) continue;
            for (const Field& side : fields_of(*field.bytes).value_or(std::vector<Field>())) {
                if (side.number != 1 || !side.bytes) continue;
                std::int64_t length = 0;
                for (const Field& value : fields_of(*side.bytes).value_or(std::vector<Field>()))
                    if (value.number == 1) length = static_cast<std::int64_t>(value.value);
                input.sides.push_back(std::max<std::int64_t>(length, 0));
            }
        }
    }
    return input;
}

struct Named {
    std::string name;
    OnnxFacts::Input input;
};

struct Found {
    OnnxFacts facts;
    std::vector<Named> inputs;
    std::set<std::string> values;  // names of those in the file
};

bool look_into(Message message, ByteView bytes, Found& found, int depth = 0) {
    if (depth > kDeepest) return false;
    const auto fields = fields_of(bytes);
    if (!fields) return false;
    if (message == Message::Tensor) {
        const bool elsewhere = has(*fields, 14, 1) || std::ranges::any_of(*fields, [](auto& field) {
                                   return field.number == 13;
                               });
        found.facts.other_files |= elsewhere;
        found.facts.broken_values |= !elsewhere && !is_whole(*fields);
    }
    for (const Field& field : *fields) {
        if (!field.bytes) continue;
        if (message == Message::Node && field.number == 4)
            found.facts.operators.insert(text_of(*field.bytes));
        // only the outermost graph, which is in the model, has inputs and outputs of the network
        if (message == Message::Graph && depth == 1) {
            if (field.number == 12) ++found.facts.outputs;
            if (field.number == 11) {
                Named named{.name = text_in(*field.bytes, 1), .input = {}};
                for (const Field& part : fields_of(*field.bytes).value_or(std::vector<Field>()))
                    if (part.number == 2 && part.bytes)
                        if (const auto type = fields_of(*part.bytes)) named.input = input_of(*type);
                found.inputs.push_back(std::move(named));
            }
            if (field.number == 5) found.values.insert(text_in(*field.bytes, 8));
        }
        const auto child = inner(message, field.number);
        if (child && !look_into(*child, *field.bytes, found, depth + 1)) return false;
    }
    return true;
}

/// The message with those of its fields of this number changed that hold bytes; nullopt: damaged,
/// here or in `change`.
template <class Change>
std::optional<Bytes> with_field(ByteView message, std::uint64_t number, const Change& change) {
    const auto fields = fields_of(message);
    if (!fields) return std::nullopt;
    Bytes out;
    out.reserve(message.size());
    for (const Field& field : *fields) {
        if (field.number == number && field.bytes) {
            const std::optional<Bytes> changed = change(*field.bytes);
            if (!changed) return std::nullopt;
            put_bytes(out, number, *changed);
        } else {
            out.insert(out.end(), field.all.begin(), field.all.end());
        }
    }
    return out;
}

}  // namespace

Bytes with_input_size(Bytes onnx, int channels, Size size) {
    Bytes shape;
    for (const int side : {1, channels, size.height, size.width}) {
        Bytes length;
        put_value(length, 1, static_cast<std::uint64_t>(side));
        put_bytes(shape, 1, length);
    }
    const auto in_graph = [&](ByteView graph) {
        std::set<std::string> values;
        for (const Field& field : fields_of(graph).value_or(std::vector<Field>()))
            if (field.number == 5 && field.bytes) values.insert(text_in(*field.bytes, 8));
        return with_field(graph, 11, [&](ByteView input) -> std::optional<Bytes> {
            if (values.contains(text_in(input, 1))) return Bytes(input.begin(), input.end());
            return with_field(input, 2, [&](ByteView type) {
                return with_field(type, 1, [&](ByteView tensor) {
                    return with_field(tensor, 2, [&](ByteView) { return std::optional(shape); });
                });
            });
        });
    };
    auto made = with_field(onnx, 7, in_graph);
    return made ? std::move(*made) : std::move(onnx);
}

std::optional<OnnxFacts> facts_of(ByteView onnx) {
    Found found;
    if (!look_into(Message::Model, onnx, found)) return std::nullopt;
    for (Named& named : found.inputs)
        if (!found.values.contains(named.name))
            found.facts.inputs.push_back(std::move(named.input));
    if (found.facts.operators.empty()) return std::nullopt;
    return found.facts;
}

Bytes in_single_precision(Bytes onnx) {
    bool changed = false;
    auto made = rewritten(Message::Model, onnx, changed);
    return made && changed ? std::move(*made) : std::move(onnx);
}

}  // namespace upscale::local
