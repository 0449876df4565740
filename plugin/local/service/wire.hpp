// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON that goes over the wire, as the service documents it: reading orders, writing answers.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/parameters.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale::local {

struct Answer {
    int status = 200;
    std::string content_type = "application/json";
    std::shared_ptr<const Bytes> body;
};

using Time = std::chrono::system_clock::time_point;

/// The checked contents of POST /api/features; defaults are the documented ones.
struct Order {
    std::string image_url;
    std::string prompt;
    int num_images = 1;
    std::string magic_prompt_option = "AUTO";
    int resemblance = 50;
    int detail = 50;
    std::optional<int> seed;
    int denoise = Denoise::Auto;
    std::string model;  ///< the file name of a network of the user's; empty: ours
    bool async = false;
};

/// One picture that an order has made.
struct Made {
    std::string key;
    int detail = 50;             ///< 0..100
    int denoise = Denoise::Off;  ///< not Auto: what was chosen
    std::string network;         ///< the name of the network that made it
};

/// An order under way or done.
struct OrderRecord {
    enum class State { Processing, Success, Failure };
    State state = State::Processing;
    std::string uuid;
    Order order;
    int seed = 0;  ///< the seed that was asked for, or the one that was picked
    Size source;   ///< pixels of the image that is enlarged
    Size result;   ///< pixels of each result, once they are there
    Time created;
    std::vector<Made> made;        ///< the results, once they are there
    std::optional<Error> failure;  ///< why there are no results
    double progress = 0;           ///< the share that is done, 0..1, while it is processed
    std::chrono::steady_clock::time_point asked_for = {};  ///< when it was last asked for
};

struct Asset {
    std::string original_name, mime_type, key, uuid;
    std::size_t size = 0;  ///< bytes
    Time created;
};

/// The order in a request's body, or the answer that refuses it.
std::variant<Order, Answer> read_order(std::string_view body);

Answer asset_answer(const Asset& asset, const std::string& origin);
Answer record_answer(const OrderRecord& record, const std::string& origin);
Answer no_record_answer();

/// {"errorCode", "message"}
Answer error_answer(int status, std::string_view code, std::string_view message);
/// The service's answer (400) when the image or a value cannot be used. `details` holds the reason
/// and the status that the service's provider would have given.
Answer refusal(std::string_view reason, int provider_status = 400);

/// "2024-09-30T06:39:00.540Z"
std::string iso_time(Time time);
/// The name of a file in the store: "2024_09_30_06_39_00_540_" and `rest`.
std::string stored_name(Time time, std::string_view rest);

}  // namespace upscale::local
