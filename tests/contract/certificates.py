# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates of an authority of our own, for servers on 127.0.0.1 (through a proxy also
results.example.com) and for names that lead there."""

import datetime
import subprocess
from pathlib import Path

KINDS = ("good", "expired", "wrong-host")

CONFIG = """
[ca]
default_ca = authority
[authority]
database = index
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = policy
copy_extensions = copy
x509_extensions = extensions
[policy]
commonName = supplied
[extensions]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


def issue(folder, kind="good"):
    """Makes authority.pem and, signed by it, server.pem with server.key in a folder."""
    folder = Path(folder)

    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    address = ("IP:192.0.2.1" if kind == "wrong-host" else
               "IP:127.0.0.1,DNS:results.example.com,DNS:api.localhost,DNS:asset.localhost")
    now = datetime.datetime.now(datetime.timezone.utc)
    ends = now + datetime.timedelta(days=-1 if kind == "expired" else 2)
    begins = now - datetime.timedelta(days=2)
    (folder / "authority.cnf").write_text(CONFIG, encoding="ascii")
    (folder / "index").write_text("", encoding="ascii")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl("req", "-x509", *key, "-addext", "keyUsage=critical,keyCertSign", "-days", "2", "-subj", "/CN=Authority of a test", "-keyout",
            "authority.key", "-out", "authority.pem")
    openssl("req", *key, "-subj", "/CN=server", "-addext", "subjectAltName=" + address, "-keyout",
            "server.key", "-out", "server.csr")
    openssl("ca", "-batch", "-config", "authority.cnf", "-cert", "authority.pem", "-keyfile",
            "authority.key", "-startdate", f"{begins:%y%m%d%H%M%SZ}", "-enddate",
            f"{ends:%y%m%d%H%M%SZ}", "-in", "server.csr", "-out", "server.pem", "-notext")
