// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/key/key_store.hpp"

#include <libgimp/gimp.h>

#include <filesystem>

#include "common/key/keyring.hpp"
#include "state/key.hpp"

namespace upscale {
namespace {

/// Any thread: gimp_directory() only looks at the environment.
std::string key_file() {
    return (std::filesystem::path(gimp_directory()) / "ideogram-upscale" / "key").string();
}

struct Found {
    KeyPlace place;
    Result<SecretString> key;
};

Found find(keyring::Asking asking, const std::stop_token& stop) {
    if (has_environment_key()) return {KeyPlace::Environment, key_from_environment()};
    const keyring::Entry entry = keyring::look_up(asking, stop);
    if (entry.key)
        if (auto key = key_from_text(entry.key->reveal()))
            return {KeyPlace::Keyring, std::move(*key)};
    bool mended = false;
    auto key = key_from_file(key_file(), &mended);
    if (key) return {mended ? KeyPlace::MendedFile : KeyPlace::File, std::move(key)};
    if (entry.locked)
        return {KeyPlace::LockedKeyring,
                Error{.kind = ErrorKind::NoKey, .reason = Reason::KeyringLocked}};
    const bool refused = key.error().reason != Reason::None;
    return {refused ? KeyPlace::RefusedFile : KeyPlace::Nowhere, std::move(key)};
}

/// An error if the keyring still holds an old key: that would be used instead of the one in the
/// file.
Status old_key_is_gone(const std::stop_token& stop) {
    const keyring::Entry entry = keyring::look_up(keyring::Asking::Never, stop);
    if (!entry.key && !entry.locked) return Done{};
    return Error{.kind = ErrorKind::LocalIo, .reason = Reason::OldKeyInKeyring};
}

}  // namespace

Result<SecretString> find_key(const std::stop_token& stop) {
    return find(keyring::Asking::Never, stop).key;
}

Result<SecretString> find_key_asking(const std::stop_token& stop) {
    return find(keyring::Asking::Allowed, stop).key;
}

KeyStatus key_status(const std::stop_token& stop) {
    const Found found = find(keyring::Asking::Never, stop);
    return {found.place, found.key ? std::nullopt : std::optional(found.key.error())};
}

Result<KeySaved> store_key(const SecretString& key, const std::stop_token& stop) {
    switch (keyring::store(key, stop)) {
        case keyring::Stored::Yes: {
            std::error_code ignored;
            std::filesystem::remove(key_file(), ignored);
            return KeySaved::InKeyring;
        }
        case keyring::Stored::Refused:
            return KeySaved::Refused;
        case keyring::Stored::Nowhere:
            break;
    }
    if (const Status written = store_key_in_file(key, stop); !written) return written.error();
    return KeySaved::InFile;
}

Status store_key_in_file(const SecretString& key, const std::stop_token& stop) {
    if (auto written = write_key_file(key_file(), key); !written) return written;
    return old_key_is_gone(stop);
}

Status remove_key(const std::stop_token& stop) {
    keyring::clear(stop);
    std::error_code code;
    std::filesystem::remove(key_file(), code);
    if (code) return Error{.kind = ErrorKind::LocalIo, .detail = code.message()};
    return old_key_is_gone(stop);
}

bool is_known(const KeyStatus& status) {
    return status.place != KeyPlace::Nowhere && status.place != KeyPlace::RefusedFile;
}

}  // namespace upscale
