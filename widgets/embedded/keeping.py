"""Small things that must be the same at the next start: secrets and ports."""

import os
import secrets
import socket
from pathlib import Path


def keep_secret(file: Path, name: str) -> str:
    """The secret of that name in the file, made (256 bits) and written first if it is not there yet.

    The file holds lines `NAME=value`, is readable by its owner alone, and is replaced as a whole.
    """
    kept = read_secrets(file)
    if name not in kept:
        kept[name] = secrets.token_urlsafe(32)
        write_private(file, "".join(f"{each}={value}\n" for each, value in kept.items()))
    return kept[name]


def read_secrets(file: Path) -> dict[str, str]:
    """All secrets of the file by name; none if there is no such file."""
    if not file.exists():
        return {}
    return dict(line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)


def write_private(file: Path, text: str) -> None:
    """Replace the file as a whole by one with this text that its owner alone can read."""
    part = file.with_name(file.name + ".new")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)


def keep_port(file: Path) -> int:
    """The port written in the file if it is free on loopback, else a free one, then written there."""
    kept = read_port(file)
    if kept and is_free(kept):
        return kept
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    file.write_text(f"{port}\n")
    return port


def read_port(file: Path) -> int | None:
    """The port written in the file, if there is one."""
    text = file.read_text().strip() if file.exists() else ""
    return int(text) if text.isdecimal() and 0 < int(text) < 65536 else None


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen on that port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
