// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local_engine/networks.hpp"

#include <array>
#include <chrono>

#include "base/bytes.hpp"
#include "json/json.hpp"
#include "local_engine/local_service.hpp"
#include "platform/process.hpp"

namespace upscale {
namespace {

Error engine_error(const std::string& what) { return {.kind = ErrorKind::LocalIo, .detail = what}; }

constexpr std::size_t kLongestLine = 4000;

}  // namespace

std::optional<OwnNetwork> read_network_line(std::string_view line) {
    const auto root = json::parse(line);
    if (!root) return std::nullopt;
    const auto file = json::string_at(*root, {"file"});
    const auto fault = network_fault_from_name(json::string_at(*root, {"reason"}).value_or(""));
    if (!file || !is_network_name(*file)) return std::nullopt;
    OwnNetwork network{.file = *file,
                       .title = network_title(*file),
                       // an engine of another version may know further faults
                       .fault = fault.value_or(NetworkFault::Unreadable)};
    network.operator_name = json::string_at(*root, {"operator"}).value_or("");
    if (network.fault != NetworkFault::None) return network;
    const auto scale = json::int_at(*root, {"scale"});
    if (!scale || *scale < 1 || *scale > 8) return std::nullopt;
    network.scale = static_cast<int>(*scale);
    network.seconds_per_megapixel = json::double_at(*root, {"seconds-per-megapixel"}).value_or(0);
    return network;
}

Status list_networks(const std::string& program, const std::stop_token& stop,
                     const std::function<void(const OwnNetwork&)>& on_each) {
    if (!platform::is_program(program))
        return engine_error("the engine on this computer is not installed (" + program + ")");
    std::error_code code;
    auto child = platform::Child::start(
        program, {"--networks"}, engine_environment(platform::environment_variables(), ""), code);
    if (code) return engine_error(program + ": " + code.message());
    std::string text;
    for (;;) {
        if (stop.stop_requested()) {
            child.kill();
            return cancelled();
        }
        std::array<std::uint8_t, 1000> buffer;
        const auto got = child.read_output(buffer, std::chrono::milliseconds(100));
        if (!got) continue;
        if (*got == 0) return Done{};
        text += as_text({buffer.data(), *got});
        for (std::size_t end; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1))
            if (const auto network = read_network_line(text.substr(0, end))) on_each(*network);
        if (text.size() > kLongestLine) {
            child.kill();
            return engine_error("the engine on this computer says too much");
        }
    }
}

}  // namespace upscale
