// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/files/png_writer.hpp"

#include <png.h>

#include <csetjmp>
#include <exception>
#include <utility>

namespace upscale {

struct PngWriter::State {
    png_structp png = nullptr;
    png_infop info = nullptr;
    Bytes file;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        if (png) png_destroy_write_struct(&png, &info);
    }
};

namespace {

Error writing_failed() {
    return {.kind = ErrorKind::Internal, .detail = "not enough memory to encode"};
}

/// libpng calls it; an exception must not pass through its C code.
void append(png_structp png, png_bytep data, png_size_t size) {
    bool good = true;
    try {
        auto& file = *static_cast<Bytes*>(png_get_io_ptr(png));
        file.insert(file.end(), data, data + size);
    } catch (const std::exception&) {
        good = false;
    }
    if (!good) png_error(png, "not enough memory");
}

void no_warning(png_structp, png_const_charp) {}

[[noreturn]] void jump_back(png_structp png, png_const_charp) { png_longjmp(png, 1); }

/// Calls libpng. False: it failed. `call` must hold nothing that has a destructor, because
/// longjmp() would skip it.
template <class Call>
bool attempt(png_structp png, const Call& call) {
    if (setjmp(png_jmpbuf(png))) return false;
    call();
    return true;
}

}  // namespace

PngWriter::PngWriter(std::unique_ptr<State> state) : m_state(std::move(state)) {}
PngWriter::PngWriter(PngWriter&&) noexcept = default;
PngWriter& PngWriter::operator=(PngWriter&&) noexcept = default;
PngWriter::~PngWriter() = default;

Result<PngWriter> PngWriter::begin(Size size, int channels) {
    auto state = std::make_unique<State>();
    State& to = *state;
    // Memory that is not written to costs nothing, while a vector that grows would need its size
    // twice.
    try {
        to.file.reserve(static_cast<std::size_t>(size.width) * channels * size.height);
    } catch (const std::exception&) {  // then it grows
    }
    to.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, jump_back, no_warning);
    if (to.png) to.info = png_create_info_struct(to.png);
    if (!to.info) return writing_failed();
    const bool begun = attempt(to.png, [&] {
        png_set_write_fn(to.png, &to.file, append, nullptr);
        png_set_IHDR(to.png, to.info, static_cast<png_uint_32>(size.width),
                     static_cast<png_uint_32>(size.height), 8,
                     channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                     PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
        png_set_filter(to.png, PNG_FILTER_TYPE_BASE, PNG_FILTER_PAETH);
        png_set_compression_level(to.png, 1);
        png_set_compression_buffer_size(to.png, 1 << 18);
        png_write_info(to.png, to.info);
    });
    if (!begun) return writing_failed();
    return PngWriter(std::move(state));
}

Status PngWriter::write(const std::uint8_t* row) {
    if (!attempt(m_state->png, [&] { png_write_row(m_state->png, row); })) return writing_failed();
    return Done{};
}

Result<Bytes> PngWriter::finish() {
    if (!attempt(m_state->png, [&] { png_write_end(m_state->png, m_state->info); }))
        return writing_failed();
    return std::move(m_state->file);
}

}  // namespace upscale
