// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/key_store.hpp"

#include <libgimp/gimp.h>

#include <filesystem>

#include "app/key.hpp"
#include "common/i18n.hpp"
#include "common/keyring.hpp"

namespace upscale {
namespace {

std::string key_file() {
    return (std::filesystem::path(gimp_directory()) / "ideogram-upscale" / "key").string();
}

struct Found {
    KeyPlace place;
    Result<SecretString> key;
};

Found look_up() {
    if (has_environment_key()) return {KeyPlace::Environment, key_from_environment()};
    if (const auto text = keyring::look_up())
        if (auto key = key_from_text(text->reveal())) return {KeyPlace::Keyring, std::move(*key)};
    auto key = key_from_file(key_file());
    const KeyPlace place = key ? KeyPlace::File : KeyPlace::Nowhere;
    return {place, std::move(key)};
}

Error keyring_is_stuck() {
    return {.kind = ErrorKind::LocalIo,
            .detail = _("the keyring holds an old key and does not let go of it: unlock it")};
}

}  // namespace

Result<SecretString> find_key() { return look_up().key; }

KeyPlace key_place() { return look_up().place; }

Status store_key(const SecretString& key) {
    if (keyring::store(key)) {
        std::error_code ignored;
        std::filesystem::remove(key_file(), ignored);
        return Done{};
    }
    if (auto written = write_key_file(key_file(), key); !written) return written.error();
    // a keyring that takes no new key may still hold an old one, which would go first
    if (keyring::look_up()) return keyring_is_stuck();
    return Done{};
}

Status remove_key() {
    keyring::clear();
    if (keyring::look_up()) return keyring_is_stuck();
    std::error_code code;
    std::filesystem::remove(key_file(), code);
    if (code) return Error{.kind = ErrorKind::LocalIo, .detail = code.message()};
    return Done{};
}

}  // namespace upscale
