import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.errors import Unidentified
from widgets.readers import Reader, Tokens, sheet_id

NEW, OLD, GONE = "new-" * 8, "old-" * 8, "gone" * 8
SECRET = b"never rotates, ever and ever"


def test_a_token_brings_its_reader_back():
    tokens = Tokens([NEW])
    reader, retiring = tokens.read(tokens.mint("demo"))
    assert reader.site == "demo"
    assert len(reader.random) == 16
    assert not retiring


def test_every_token_is_another_reader():
    tokens = Tokens([NEW])
    assert len({tokens.read(tokens.mint("demo"))[0] for _ in range(100)}) == 100


def test_a_token_of_a_retiring_key_is_believed_and_can_be_signed_anew():
    old, both = Tokens([OLD]), Tokens([NEW, OLD])
    reader, retiring = both.read(old.mint("demo"))
    assert retiring
    assert Tokens([NEW]).read(both.sign(reader)) == (reader, False)


def test_a_token_of_a_rotated_out_key_is_nobody():
    with pytest.raises(Unidentified) as refusal:
        Tokens([NEW, OLD]).read(Tokens([GONE]).mint("demo"))
    assert refusal.value.code == "bad_token"


def test_no_truncated_token_is_believed():
    tokens = Tokens([NEW, OLD])
    token = tokens.mint("demo")
    for length in range(len(token)):
        with pytest.raises(Unidentified):
            tokens.read(token[:length])


@given(st.integers(0, 80), st.characters())
def test_no_forged_token_is_another_reader(position, character):
    tokens = Tokens([NEW, OLD])
    reader = Reader("demo", b"0123456789abcdef")
    token = tokens.sign(reader)
    forged = token[:position] + character + token[position + 1 :]
    try:
        read, _ = tokens.read(forged)
    except Unidentified:
        return
    # Some last bits of base64 mean nothing, so that a signature can be written in more than one way.
    assert read == reader


@given(st.text())
def test_any_text_is_no_token_and_never_an_error(text):
    with pytest.raises(Unidentified):
        Tokens([NEW, OLD]).read(text)


def test_sheet_ids_of_one_reader_differ_between_widgets_readers_and_secrets():
    ids = {
        sheet_id(secret, widget, random)
        for secret in (SECRET, b"another secret", b"longer than a key may be " * 9)
        for widget in ("w_a", "w_b")
        for random in (b"0" * 16, b"1" * 16)
    }
    assert len(ids) == 12
    assert {len(each) for each in ids} == {16}


def test_sheet_ids_never_change():
    """A change here would turn every returning reader into a new one."""
    assert (
        sheet_id(SECRET, "w_AAAAAAAAAAAAAAAAAAAAAA", b"0123456789abcdef").hex()
        == "e82f6430d16b92cd61734ea3e07785fb"
    )
