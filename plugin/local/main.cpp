// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// ideogram-upscale-local: upscales on this computer, behind the same HTTP API as the service's.
#include <getopt.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include "base/parameters.hpp"
#include "local/networks/catalogue.hpp"
#include "local/networks/trial.hpp"
#include "local/service/server.hpp"
#include "platform/process.hpp"

namespace {

using namespace upscale;
using namespace upscale::local;

constexpr const char* kKeyVariable = "IDEOGRAM_UPSCALE_LOCAL_KEY";

constexpr const char* kHelp =
    "Usage: ideogram-upscale-local [OPTION]…\n"
    "Upscales images on this computer, as an HTTP service on a Unix socket that only you can "
    "reach.\n"
    "The environment variable IDEOGRAM_UPSCALE_LOCAL_KEY holds the key that requests must carry.\n"
    "Prints \"listening on unix:PATH\". Ends when its standard input ends.\n\n"
    "  --port N          listen on this port of 127.0.0.1 instead (0: any free one), and print\n"
    "                    \"listening on http://127.0.0.1:PORT\"\n"
    "  --model FILE      ONNX file of the network (default: the one it comes with)\n"
    "  --idle-seconds N  end after N seconds without requests or work (default 300)\n"
    "  --hang-seconds N  end when a network has given nothing for N seconds (default 120)\n"
    "  --credits N       for tests: each result costs 4800 of N credits\n"
    "  --networks        print what is known of each ONNX file in the folder of your networks, a\n"
    "                    line of JSON each, and end; what was never tried is tried\n"
    "  --try FILE        try an ONNX file, print a line of JSON and end\n"
    "  --version, --help\n";

struct Arguments {
    std::optional<int> port;
    std::string model;
    int idle_seconds = 300;
    int hang_seconds = 120;
    std::optional<long> credits;
    bool lists = false;
    std::optional<std::string> tried;
};

std::optional<int> number_in(std::string_view text, int minimum, int maximum) {
    int number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
    if (number < minimum || number > maximum) return std::nullopt;
    return number;
}

[[noreturn]] void fail(const std::string& why, int code) {
    std::fprintf(stderr, "ideogram-upscale-local: %s\n", why.c_str());
    std::exit(code);
}

Arguments read_arguments(int argc, char** argv) {
    static const option options[] = {{"port", required_argument, nullptr, 'p'},
                                     {"model", required_argument, nullptr, 'm'},
                                     {"idle-seconds", required_argument, nullptr, 'i'},
                                     {"hang-seconds", required_argument, nullptr, 's'},
                                     {"credits", required_argument, nullptr, 'c'},
                                     {"networks", no_argument, nullptr, 'n'},
                                     {"try", required_argument, nullptr, 't'},
                                     {"version", no_argument, nullptr, 'v'},
                                     {"help", no_argument, nullptr, 'h'},
                                     {nullptr, 0, nullptr, 0}};
    Arguments arguments;
    int index = 0;
    const auto number = [&](int minimum, int maximum) {
        const auto value = number_in(optarg, minimum, maximum);
        if (!value) fail(std::string("--") + options[index].name + ": not a usable number", 2);
        return *value;
    };
    for (int c; (c = getopt_long(argc, argv, "", options, &index)) != -1;) switch (c) {
            case 'p':
                arguments.port = number(0, 65535);
                break;
            case 'm':
                arguments.model = optarg;
                break;
            case 'i':
                arguments.idle_seconds = number(1, 1000000);
                break;
            case 's':
                arguments.hang_seconds = number(1, 1000000);
                break;
            case 'c':
                arguments.credits = number(0, 2147483647);
                break;
            case 'n':
                arguments.lists = true;
                break;
            case 't':
                arguments.tried = optarg;
                break;
            case 'v':
                std::puts("ideogram-upscale-local " UPSCALE_VERSION);
                std::exit(0);
            case 'h':
                std::fputs(kHelp, stdout);
                std::exit(0);
            default:
                std::exit(2);
        }
    if (optind < argc) fail(std::string("unexpected argument ") + argv[optind], 2);
    return arguments;
}

/// The folder beside the executable, both in the build folder and when installed.
std::string models_folder() { return (platform::executable().parent_path() / "models").string(); }

/// Waits until the program is asked to end, or nothing happened for `limit`.
void wait_for_end(const EngineService& service, platform::EndRequests& requests,
                  std::chrono::seconds limit) {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(limit - service.idle());
        if (left.count() <= 0 || requests.wait(left)) return;
    }
}

platform::Listener open_listener(std::optional<int> port) {
    std::error_code code;
    auto listener = port
                        ? platform::Listener::open_port(*port, kConnections, code)
                        : platform::Listener::open_private("ideogram-upscale-", kConnections, code);
    if (code) fail("no socket to listen on: " + code.message(), 1);
    return listener;
}

}  // namespace

int main(int argc, char** argv) {
    const Arguments arguments = read_arguments(argc, argv);
    if (arguments.tried) {
        try_and_print(*arguments.tried);
        return 0;
    }
    if (arguments.lists) {
        print_networks();
        return 0;
    }
    const char* key = std::getenv(kKeyVariable);
    if (!key || !*key) fail(std::string(kKeyVariable) + " is not set", 2);
    ServiceOptions options{.key = SecretString(key), .origin = {}, .credits = arguments.credits};
    platform::EndRequests end_requests;

    Networks networks(models_folder(), arguments.model);
    if (auto plain = networks.ours(Denoise::Off); !plain) fail(plain.error().detail, 1);
    auto listener = open_listener(arguments.port);
    options.origin = origin_of(listener);
    // the plug-in polls three times a second; other clients, which use a port, may be slower
    if (!arguments.port) options.patience = std::chrono::seconds(5);
    const std::string place = listener.path().empty() ? options.origin : "unix:" + listener.path();

    options.hang = std::chrono::seconds(arguments.hang_seconds);
    options.end_process = [socket = std::filesystem::path(listener.path())] {
        std::error_code ignored;
        if (!socket.empty()) std::filesystem::remove(socket, ignored);
        if (!socket.empty()) std::filesystem::remove(socket.parent_path(), ignored);
        std::_Exit(1);
    };
    EngineService service(options, std::move(networks));
    const auto server = Server::start(std::move(listener), service);
    if (!server) fail(server.error().detail, 1);
    std::printf("listening on %s\n", place.c_str());
    std::fflush(stdout);

    wait_for_end(service, end_requests, std::chrono::seconds(arguments.idle_seconds));
    service.stop();
    // a network that does not return must not go on without anybody who wants its result
    if (!service.has_ended(std::chrono::milliseconds(200))) options.end_process();
    return 0;
}
