// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/picture/picture.hpp"

#include <algorithm>
#include <future>
#include <optional>
#include <utility>

#include "base/parameters.hpp"
#include "image/files/png_writer.hpp"
#include "local/picture/decode.hpp"
#include "local/picture/denoise.hpp"

namespace upscale::local {
namespace {

bool is_gray(const std::vector<std::uint8_t>& rgb) {
    for (std::size_t i = 0; i < rgb.size(); i += 3)
        if (rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2]) return false;
    return true;
}

/// Writes the results while the network works on what follows.
class Writers {
  public:
    static Result<Writers> begin(Size size, bool gray, std::size_t count) {
        Writers writers;
        writers.m_gray = gray;
        for (std::size_t i = 0; i < count; ++i) {
            auto writer = PngWriter::begin(size, gray ? 1 : 3);
            if (!writer) return writer.error();
            writers.m_writers.push_back(std::move(*writer));
        }
        return writers;
    }

    /// Adds rows to a result. Waits until the rows before are written, so that not many are in
    /// memory.
    Status add(std::size_t result, Bitmap rows, const std::stop_token& stop) {
        if (auto before = wait(); !before) return before;
        m_rows = std::move(rows);
        m_writing = std::async(std::launch::async, [this, result, stop]() -> Status {
            for (int y = 0; y < m_rows.height; ++y) {
                if (stop.stop_requested()) return cancelled();
                std::uint8_t* row = m_rows.row(y);
                if (m_gray)
                    for (int x = 1; x < m_rows.width; ++x) row[x] = row[3 * x];
                if (auto written = m_writers[result].write(row); !written) return written;
            }
            return Done{};
        });
        return Done{};
    }

    Result<std::vector<Bytes>> finish() {
        if (auto before = wait(); !before) return before.error();
        std::vector<Bytes> files;
        for (PngWriter& writer : m_writers) {
            auto file = writer.finish();
            if (!file) return file.error();
            files.push_back(std::move(*file));
        }
        return files;
    }

  private:
    Status wait() { return m_writing.valid() ? m_writing.get() : Status(Done{}); }

    bool m_gray = false;
    std::vector<PngWriter> m_writers;
    Bitmap m_rows;
    std::future<Status> m_writing;  // last member, because it uses those above
};

}  // namespace

Result<Survey> survey(ByteView file, bool measure, const std::stop_token& stop) {
    auto reader = open_image(file, stop);
    if (!reader) return reader.error();
    const Size size = reader->size();
    Survey found{.denoise = Denoise::Off};
    HarmMeter meter(size);
    std::vector<std::uint8_t> row(static_cast<std::size_t>(size.width) * 3);
    for (int y = 0; y < size.height; ++y) {
        if (stop.stop_requested()) return cancelled();
        if (auto read = reader->next(row.data()); !read) return read.error();
        found.gray = found.gray && is_gray(row);
        if (measure) meter.add_row(row.data());
        if (!found.gray && !measure) break;
    }
    if (measure) found.denoise = denoise_for(meter.measure());
    return found;
}

Result<std::vector<Bytes>> enlarge_file(ByteView file, Network& network, bool gray,
                                        const std::vector<Finish>& finishes,
                                        const std::stop_token& stop,
                                        const std::function<void(double)>& progress) {
    auto reader = open_image(file, stop);
    if (!reader) return reader.error();
    const int scale = network.traits().scale;
    const Size size = reader->size(), large{scale * size.width, scale * size.height};
    const TileGrid tiles = network.tiles(size);
    auto writers = Writers::begin(large, gray, finishes.size());
    if (!writers) return writers.error();

    Strip source(size), enlarged(large);
    int tiles_done = 0;
    const auto after_tile = [&] {
        progress(++tiles_done / (static_cast<double>(tiles.across.count) * tiles.down.count));
    };
    for (int j = 0, finished = 0; j < tiles.down.count; ++j) {
        for (int y = source.bottom(); y < tiles.last_row(j); ++y) {
            source.extend(y + 1);
            if (auto read = reader->next(source.row(y)); !read) return read.error();
        }
        const int made = tiles.down.end(j);
        enlarged.extend(scale * made);
        if (auto done = network.enlarge_row(tiles, j, source, gray, enlarged, stop, after_tile);
            !done)
            return done.error();

        const bool last = made == size.height;
        const int ready = last ? made : std::max(finished, made - kFinishMargin);
        for (std::size_t i = 0; i < finishes.size() && ready > finished; ++i) {
            Bitmap rows(large.width, scale * (ready - finished), 3);
            if (auto done =
                    finish_rows(source, enlarged, scale, finished, ready, finishes[i], rows, stop);
                !done)
                return done.error();
            if (auto added = writers->add(i, std::move(rows), stop); !added) return added.error();
        }
        finished = ready;
        const int next = last ? made : std::min(tiles.first_row(j + 1), tiles.down.start(j + 1));
        enlarged.forget_above(scale * std::min(finished - kFinishMargin, next));
        source.forget_above(std::min(finished - kFinishMargin, next));
    }
    return writers->finish();
}

}  // namespace upscale::local
