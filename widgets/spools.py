"""Spools: temporary files that one side writes while another reads, each at its own pace."""

import tempfile
import threading


class Spool:
    """One file. It has no name from the beginning, so nothing of it stays, even when the process is killed.

    Its methods may be called from several threads, and raise OSError, after `close` ValueError.
    """

    def __init__(self, folder: str | None = None) -> None:
        """Open it in a folder, or where the system keeps temporary files."""
        self.file = tempfile.TemporaryFile(dir=folder or None)  # noqa: SIM115 - `close` closes it
        self.lock = threading.Lock()

    def append(self, piece: bytes) -> None:
        """Write at the end."""
        with self.lock:
            self.file.seek(0, 2)
            self.file.write(piece)
            self.file.flush()

    def read(self, at: int, most: int) -> bytes:
        """Give what stands at a place, at most so many bytes."""
        with self.lock:
            self.file.seek(at)
            return self.file.read(most)

    def close(self) -> None:
        """Give its room back."""
        with self.lock:
            self.file.close()
