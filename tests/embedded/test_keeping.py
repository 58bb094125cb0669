"""Secrets and ports that must be the same at the next start."""

import socket

from hypothesis import given
from hypothesis import strategies as st

from widgets.embedded.keeping import is_free, keep_port, keep_secret, read_port, read_secrets


@given(st.lists(st.sampled_from(["A", "B_SECRET", "C"]), min_size=1))
def test_each_name_keeps_its_own_secret(tmp_path_factory, names):
    file = tmp_path_factory.mktemp("secrets") / "secrets"
    first: dict[str, str] = {}
    for name in names:
        secret = keep_secret(file, name)
        assert first.setdefault(name, secret) == secret
        assert len(secret) >= 43  # 256 bits
        assert "," not in secret
    assert read_secrets(file) == first
    assert len(set(first.values())) == len(first)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_port_is_kept_while_it_is_free(tmp_path):
    file = tmp_path / "port"
    port = keep_port(file)
    assert keep_port(file) == port == read_port(file)
    with socket.create_server(("127.0.0.1", port)):
        assert not is_free(port)
        other = keep_port(file)
    assert other != port
    assert read_port(file) == other


def test_nonsense_in_the_file_is_no_port(tmp_path):
    file = tmp_path / "port"
    for text in ("", "x", "0", "65536", "-1", "80 80"):
        file.write_text(text)
        assert read_port(file) is None
        assert is_free(keep_port(file))
