#!/usr/bin/env python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What really goes over the wire: a TLS server of HTTP/2 and HTTP/1.1 that counts requests, and a
proxy.

Start: `wire_service.py FOLDER`. It prints `listening on https://127.0.0.1:PORT proxy
http://127.0.0.1:PORT` and ends when its standard input ends (or after 15 minutes). Its certificate
is issued by FOLDER/authority.pem. Both protocols are offered (ALPN); the client chooses.

The first path component is a fault and `@` with a name, which gives a test a log of its own:
    https://127.0.0.1:PORT/close@my-test/api/features

    ok              200 {}
    refused-stream http11-required reset-stream    HTTP/2: RST_STREAM with that code (the last one
                    with INTERNAL_ERROR); HTTP/1.1: 200 {}
    goaway goaway-late    HTTP/2: GOAWAY before or behind this stream; HTTP/1.1: 200 {}
    close-head      the connection ends after the headers
    close reset     it ends, or is reset, after the whole request
    close-kept      the first request on a connection is answered; at the next one the connection ends
    continue        three times "100 Continue", then the end
    upgrade         101 to h2c
    sticky          200 {} with a cookie, HSTS and Alt-Svc
    detour          after 0.4 s 302 to itself (HTTP/1.1)
    to-<HOST>       302 to http://HOST:8081/
    NNN             that status, with what goes with it (challenges, Retry-After)

    GET /_arm/<N>         the next N connections are closed after the handshake
    GET /_log/<name>      JSON list of the requests: method, version, headers, connection (its number)
    GET /_proxied         JSON list of what the proxy was asked for ("CONNECT host:port")

The proxy takes every connection to the TLS server, whatever its target.
"""

import json
import os
import socket
import ssl
import struct
import sys
import threading
import time

import certificates
import h2.config
import h2.connection
import h2.errors
import h2.events

LIFE_S = 15 * 60
CODES = {"refused-stream": h2.errors.ErrorCodes.REFUSED_STREAM,
         "http11-required": h2.errors.ErrorCodes.HTTP_1_1_REQUIRED,
         "reset-stream": h2.errors.ErrorCodes.INTERNAL_ERROR}
MORE_HEADERS = {
    "401": [("www-authenticate", 'Basic realm="x", Negotiate, Digest realm="x", nonce="1"')],
    "407": [("proxy-authenticate", 'Basic realm="x"')],
    "426": [("upgrade", "h2c"), ("connection", "upgrade")],
    "429": [("retry-after", "1")],
    "503": [("retry-after", "1")],
    "sticky": [("set-cookie", "a=b; Max-Age=9999"), ("alt-svc", 'h2=":1"; ma=9999, h3=":1"'),
               ("strict-transport-security", "max-age=9999")],
}


class Ends(Exception):
    """Raised to end the connection now; `reset` with RST."""

    def __init__(self, reset=False):
        self.reset = reset


class State:
    lock = threading.Lock()
    requests, proxied, connections, armed = {}, [], 0, 0


def note(method, path, version, headers, connection):
    """Counts a request; returns its fault."""
    first = path.lstrip("/").partition("/")[0]
    fault, _, name = first.partition("@")
    with State.lock:
        State.requests.setdefault(name, []).append(
            {"method": method, "path": path, "version": version, "headers": headers,
             "connection": connection})
    return fault


def introspect(path):
    """The answer to a question about the past, or None."""
    word, _, rest = path.lstrip("/").partition("/")
    with State.lock:
        if word == "_arm":
            State.armed = int(rest)
            return "0"
        return {"_log": lambda: json.dumps(State.requests.get(rest, [])),
                "_proxied": lambda: json.dumps(State.proxied)}.get(word, lambda: None)()


def answer(fault):
    """Status and headers of an answer, for both protocols."""
    headers = list(MORE_HEADERS.get(fault, []))
    if fault.startswith("to-"):
        return 302, [("location", f"http://{fault[3:]}:8081/")]
    return (int(fault) if fault.isdigit() else 200), headers


def serve_http2(wire, number):
    connection = h2.connection.H2Connection(
        h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
    connection.initiate_connection()
    wire.sendall(connection.data_to_send())
    faults, questions = {}, {}

    def respond(stream, status, headers, body):
        headers = [(name, value) for name, value in headers if name not in ("connection", "upgrade")]
        connection.send_headers(stream, [(":status", str(status)), *headers])
        connection.send_data(stream, body.encode(), end_stream=True)

    while data := wire.recv(65536):
        for event in connection.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                headers = dict(event.headers)
                path = headers[":path"]
                if path.startswith("/_"):
                    questions[event.stream_id] = introspect(path)
                    continue
                fault = note(headers[":method"], path, "2", headers, number)
                faults[event.stream_id] = fault
                if fault in CODES:
                    connection.reset_stream(event.stream_id, CODES[fault])
                elif fault == "goaway":
                    connection.close_connection(last_stream_id=0)
                elif fault == "close-head":
                    raise Ends
            elif isinstance(event, h2.events.DataReceived):
                if event.stream_id not in faults or faults[event.stream_id] not in CODES:
                    connection.acknowledge_received_data(event.flow_controlled_length,
                                                         event.stream_id)
            elif isinstance(event, h2.events.StreamEnded):
                fault = faults.get(event.stream_id, "ok")
                if fault in ("close", "continue", "reset"):
                    raise Ends(fault == "reset")
                if fault == "goaway-late":
                    connection.close_connection(last_stream_id=event.stream_id)
                elif fault not in CODES and fault != "goaway":
                    status, headers = answer(fault)
                    respond(event.stream_id, status, headers,
                            questions.get(event.stream_id) or "{}")
            elif isinstance(event, h2.events.ConnectionTerminated):
                return
        wire.sendall(connection.data_to_send())
        if any(fault.startswith("goaway") for fault in faults.values()):
            return


def read_head(stream):
    """Request line and headers (lower case) of HTTP/1.1, or None at the end."""
    line = stream.readline().decode("latin-1").strip()
    headers = {}
    while header := stream.readline().decode("latin-1").strip():
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    return (line, headers) if line else None


def serve_http1(wire, number):
    stream = wire.makefile("rb")
    served = 0
    while head := read_head(stream):
        (method, path, _), headers = head[0].split(" "), head[1]
        body, status, more = introspect(path) if path.startswith("/_") else None, 200, []
        if body is None:
            fault = note(method, path, "1.1", headers, number)
            if fault == "close-head" or fault == "close-kept" and served > 0:
                raise Ends
            stream.read(int(headers.get("content-length", 0)))
            if fault == "continue":
                wire.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 3)
            if fault in ("close", "reset", "continue"):
                raise Ends(fault == "reset")
            if fault == "upgrade":
                wire.sendall(b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                             b"Upgrade: h2c\r\n\r\n")
                raise Ends
            status, more = answer(fault)
            if fault == "detour":
                time.sleep(0.4)
                status, more = 302, [("location", path)]
            body = "{}"
        served += 1
        lines = [f"HTTP/1.1 {status} x", f"content-length: {len(body)}",
                 *(f"{name}: {value}" for name, value in more)]
        wire.sendall(("\r\n".join(lines) + "\r\n\r\n" + body).encode())


def serve(plain, context):
    with State.lock:
        State.connections += 1
        number = State.connections
    plain.settimeout(LIFE_S)
    try:
        wire = context.wrap_socket(plain, server_side=True)
    except OSError:
        plain.close()
        return
    with State.lock:
        shut = State.armed > 0
        State.armed -= shut
    try:
        if shut:
            raise Ends
        (serve_http2 if wire.selected_alpn_protocol() == "h2" else serve_http1)(wire, number)
    except Ends as end:
        if end.reset:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        pass
    wire.close()


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def relay(client, port):
    """One connection through the proxy."""
    head = read_head(client.makefile("rb", buffering=0))
    if not head:
        return client.close()
    method, target, _ = head[0].split(" ")
    with State.lock:
        State.proxied.append(f"{method} {target}")
    if method != "CONNECT" or target.startswith("refused."):
        client.sendall(b"HTTP/1.1 403 no\r\nContent-Length: 0\r\n\r\n")
        return client.close()
    server = socket.create_connection(("127.0.0.1", port))
    client.sendall(b"HTTP/1.1 200 ok\r\n\r\n")
    threading.Thread(target=pump, args=(server, client), daemon=True).start()
    pump(client, server)


def listen(handle, *arguments):
    """A port whose connections are handled in threads."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def accept():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=handle, args=(connection, *arguments), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def main():
    folder = sys.argv[1]
    certificates.issue(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, "server.pem"), os.path.join(folder, "server.key"))
    context.set_alpn_protocols(["h2", "http/1.1"])
    port = listen(serve, context)
    proxy = listen(relay, port)
    print(f"listening on https://127.0.0.1:{port} proxy http://127.0.0.1:{proxy}", flush=True)
    timer = threading.Timer(LIFE_S, os._exit, (1,))
    timer.daemon = True
    timer.start()
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
