"""The edge of production: its own configuration, run by the nginx that is installed, before a real API."""

import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

CONFIGURATION = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"
READER, NEIGHBOUR = "127.0.0.9", "127.0.0.10"
"""Addresses of this machine that stand in for those of readers; the API's is another."""

MODERN = (1, 25, 1)
"""The first nginx that takes `http2 on`; before it, HTTP/2 was a word of `listen`."""


class Edge:
    """A running edge."""

    def __init__(self, folder: Path, ports: Mapping[str, int]) -> None:
        self.folder = folder
        self.ports = ports

    @property
    def port(self) -> int:
        """Where it speaks TLS."""
        return self.ports["tls"]

    def client(self, address: str = READER, **options: Any) -> httpx.Client:
        """A client that comes from an address."""
        transport = httpx.HTTPTransport(local_address=address, verify=False)
        return httpx.Client(
            base_url=f"https://127.0.0.1:{self.port}", transport=transport, timeout=20, **options
        )

    def connect(self, address: str = READER, protocols: tuple[str, ...] = ()) -> ssl.SSLSocket:
        """Open a bare connection from an address."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if protocols:
            context.set_alpn_protocols(list(protocols))
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=20, source_address=(address, 0))
        return context.wrap_socket(plain)

    def said(self) -> str:
        """Everything it has written to its output."""
        return (self.folder / "output").read_text()


def find_programs() -> tuple[str, str]:
    """The paths of nginx and openssl."""
    places = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    nginx, openssl = shutil.which("nginx", path=places), shutil.which("openssl")
    if nginx is None or openssl is None:
        pytest.skip("NO NGINX: the edge's configuration is not tested; install nginx and openssl")
    return nginx, openssl


def version_of(nginx: str) -> tuple[int, ...]:
    """The version of an nginx."""
    said = subprocess.run([nginx, "-v"], capture_output=True, text=True, check=True).stderr
    return tuple(int(each) for each in re.findall(r"\d+", said)[:3])


def free_ports(*names: str) -> dict[str, int]:
    """A port for each name, free just now."""
    with_names = {name: socket.create_server(("127.0.0.1", 0)) for name in names}
    ports = {name: listener.getsockname()[1] for name, listener in with_names.items()}
    for listener in with_names.values():
        listener.close()
    return ports


def place(nginx: str, folder: Path, api: int, ports: Mapping[str, int], changes: Mapping[str, str]) -> Path:
    """Write the configuration for this machine: its places are replaced, and nothing else."""
    places = {
        "server api:8000 resolve max_fails=1 fail_timeout=2s;": f"server 127.0.0.1:{api};",
        "listen 8080;": f"listen 127.0.0.1:{ports['plain']};",
        "listen 127.0.0.1:8081;": f"listen 127.0.0.1:{ports['health']};",
        "listen 8443 ssl;": f"listen 127.0.0.1:{ports['tls']} ssl;",
        "pid /tmp/nginx.pid;": f"pid {folder}/nginx.pid;",
        "/etc/nginx/certificates/": f"{folder}/",
        "/var/cache/nginx/": f"{folder}/cache/",
        "/var/www/acme": f"{folder}/acme",
    }
    if version_of(nginx) < MODERN:
        places["listen 8443 ssl;"] = f"listen 127.0.0.1:{ports['tls']} ssl http2;"
        places["http2 on;"] = ""
    text = CONFIGURATION.read_text()
    for before, after in (places | dict(changes)).items():
        assert before in text, f"nginx.conf no longer says {before}"
        text = text.replace(before, after)
    path = folder / "nginx.conf"
    path.write_text(text)
    return path


def make_certificate(openssl: str, folder: Path) -> None:
    """Put a certificate there that nobody trusts."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    files = ["-keyout", f"{folder}/privkey.pem", "-out", f"{folder}/fullchain.pem"]
    command = [openssl, "req", "-x509", *key, *files, "-days", "2", "-subj", "/CN=voxpop.example"]
    subprocess.run(command, check=True, capture_output=True)


@contextmanager
def running_edge(folder: Path, api: int, changes: Mapping[str, str] | None = None) -> Iterator[Edge]:
    """Run the edge before the API at a port; `changes` are made to its configuration first."""
    nginx, openssl = find_programs()
    for name in ("cache", "acme"):
        (folder / name).mkdir()
    make_certificate(openssl, folder)
    edge = Edge(folder, free_ports("tls", "plain", "health"))
    configuration = place(nginx, folder, api, edge.ports, changes or {})
    # In its container it is nobody who could change its user; here root must not become somebody else.
    directives = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            [nginx, "-c", configuration, "-g", directives], stdout=output, stderr=output, cwd=folder
        )
    try:
        await_health(process, edge)
        yield edge
    finally:
        process.terminate()
        process.wait(20)


def await_health(process: subprocess.Popen[bytes], edge: Edge) -> None:
    """Wait until the edge's own health check is answered, as its container does."""
    transport = httpx.HTTPTransport(retries=8)
    with httpx.Client(transport=transport) as client:
        try:
            answer = client.get(f"http://127.0.0.1:{edge.ports['health']}/")
        except httpx.TransportError:
            pytest.fail(f"nginx does not start (exit {process.poll()}): {edge.said()}")
    assert answer.status_code == 204
