// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <libsecret/secret.h>

#include <functional>
#include <memory>

#include "common/gobject_ptr.hpp"
#include "common/key/keyring.hpp"

namespace upscale::keyring {
namespace {

constexpr guint kPatienceMs = 5000;
constexpr guint kPatienceWithUserMs = 120 * 1000;
constexpr const char* kServer = "api.1min.ai";

const SecretSchema* schema() {
    static const SecretSchema made = {
        "org.gimp.ideogram-upscale",
        SECRET_SCHEMA_NONE,
        {{"server", SECRET_SCHEMA_ATTRIBUTE_STRING}, {nullptr, SECRET_SCHEMA_ATTRIBUTE_STRING}},
        0,
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr};
    return &made;
}

/// Ends a call at a stop or after a time, because a keyring may hang, and a user who is asked for
/// the password may have left.
class Deadline {
  public:
    Deadline(guint patience_ms, const std::stop_token& stop)
        : m_cancellable(adopt(g_cancellable_new())),
          // the answers come to this thread's own context; the main thread has none
          m_loop(g_main_loop_new(g_main_context_get_thread_default(), FALSE)),
          m_timer(g_timeout_source_new(patience_ms)) {
        g_source_set_callback(m_timer.get(), on_timeout, this, nullptr);
        g_source_attach(m_timer.get(), g_main_loop_get_context(m_loop.get()));
        // libsecret is called only on this thread, so a stop makes the time run out at once
        m_stopped.emplace(stop, [this] { g_source_set_ready_time(m_timer.get(), 0); });
    }
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;
    ~Deadline() {
        m_stopped.reset();  // waits until the stop has ended that may be going on
        g_source_destroy(m_timer.get());
    }
    GCancellable* cancellable() { return m_cancellable.get(); }
    void wait() { g_main_loop_run(m_loop.get()); }
    void done(GAsyncResult* result) {
        m_result = share(result);
        g_main_loop_quit(m_loop.get());
    }
    GAsyncResult* result() { return m_result.get(); }

    static void on_done(GObject*, GAsyncResult* result, gpointer data) noexcept {
        static_cast<Deadline*>(data)->done(result);
    }

  private:
    static gboolean on_timeout(gpointer data) noexcept {
        g_cancellable_cancel(static_cast<Deadline*>(data)->m_cancellable.get());
        return G_SOURCE_REMOVE;
    }
    ObjectPtr<GCancellable> m_cancellable;
    std::unique_ptr<GMainLoop, Release<&g_main_loop_unref>> m_loop;
    std::unique_ptr<GSource, Release<&g_source_unref>> m_timer;
    ObjectPtr<GAsyncResult> m_result;
    std::optional<std::stop_callback<std::function<void()>>> m_stopped;
};

enum class State { Silent, Empty, Locked, Open };

/// Never asks the user. Silent means: there is no keyring, or it does not answer.
State state(const std::stop_token& stop) {
    Deadline deadline(kPatienceMs, stop);
    secret_password_search(schema(), SECRET_SEARCH_NONE, deadline.cancellable(), Deadline::on_done,
                           &deadline, "server", kServer, nullptr);
    deadline.wait();
    GError* error = nullptr;
    GList* items = secret_password_search_finish(deadline.result(), &error);
    const ErrorPtr owner(error);
    if (error) return State::Silent;
    if (!items) return State::Empty;
    // Only the Secret Service can be locked; libsecret's own file backend cannot.
    const bool locked =
        SECRET_IS_ITEM(items->data) && secret_item_get_locked(SECRET_ITEM(items->data));
    g_list_free_full(items, g_object_unref);
    return locked ? State::Locked : State::Open;
}

/// Unlocks the keyring if necessary.
std::optional<SecretString> password(guint patience_ms, const std::stop_token& stop) {
    Deadline deadline(patience_ms, stop);
    secret_password_lookup(schema(), deadline.cancellable(), Deadline::on_done, &deadline, "server",
                           kServer, nullptr);
    deadline.wait();
    GError* error = nullptr;
    char* password = secret_password_lookup_finish(deadline.result(), &error);
    const ErrorPtr owner(error);
    if (!password) return std::nullopt;
    SecretString key{std::string(password)};
    secret_password_free(password);
    return key;
}

}  // namespace

Entry look_up(Asking asking, const std::stop_token& stop) {
    const State before = state(stop);
    if (before == State::Open) return {.key = password(kPatienceMs, stop), .locked = false};
    if (before != State::Locked) return {};
    if (asking == Asking::Never) return {.key = {}, .locked = true};
    auto key = password(kPatienceWithUserMs, stop);
    const bool locked = !key;
    return {std::move(key), locked};
}

Stored store(const SecretString& key, const std::stop_token& stop) {
    if (state(stop) == State::Silent) return Stored::Nowhere;
    Deadline deadline(kPatienceWithUserMs, stop);
    secret_password_store(schema(), SECRET_COLLECTION_DEFAULT, "Ideogram Upscale: 1min.ai",
                          key.reveal().c_str(), deadline.cancellable(), Deadline::on_done,
                          &deadline, "server", kServer, nullptr);
    deadline.wait();
    GError* error = nullptr;
    const bool stored = secret_password_store_finish(deadline.result(), &error);
    const ErrorPtr owner(error);
    return stored ? Stored::Yes : Stored::Refused;
}

void clear(const std::stop_token& stop) {
    if (state(stop) == State::Silent) return;
    Deadline deadline(kPatienceWithUserMs, stop);
    secret_password_clear(schema(), deadline.cancellable(), Deadline::on_done, &deadline, "server",
                          kServer, nullptr);
    deadline.wait();
    GError* error = nullptr;
    secret_password_clear_finish(deadline.result(), &error);
    const ErrorPtr owner(error);
}

}  // namespace upscale::keyring
