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

Found find(keyring::Asking asking) {
    if (has_environment_key()) return {KeyPlace::Environment, key_from_environment()};
    const keyring::Entry entry = keyring::look_up(asking);
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
Status old_key_is_gone() {
    const keyring::Entry entry = keyring::look_up(keyring::Asking::Never);
    if (!entry.key && !entry.locked) return Done{};
    return Error{.kind = ErrorKind::LocalIo, .reason = Reason::OldKeyInKeyring};
}

}  // namespace

Result<SecretString> find_key() { return find(keyring::Asking::Never).key; }

Result<SecretString> find_key_asking() { return find(keyring::Asking::Allowed).key; }

KeyStatus key_status() {
    const Found found = find(keyring::Asking::Never);
    return {found.place, found.key ? std::nullopt : std::optional(found.key.error())};
}

Result<KeySaved> store_key(const SecretString& key) {
    switch (keyring::store(key)) {
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
    if (const Status written = store_key_in_file(key); !written) return written.error();
    return KeySaved::InFile;
}

Status store_key_in_file(const SecretString& key) {
    if (auto written = write_key_file(key_file(), key); !written) return written;
    return old_key_is_gone();
}

Status remove_key() {
    keyring::clear();
    std::error_code code;
    std::filesystem::remove(key_file(), code);
    if (code) return Error{.kind = ErrorKind::LocalIo, .detail = code.message()};
    return old_key_is_gone();
}

bool is_known(const KeyStatus& status) {
    return status.place != KeyPlace::Nowhere && status.place != KeyPlace::RefusedFile;
}

}  // namespace upscale
