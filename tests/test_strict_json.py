import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.errors import Malformed
from widgets.strict_json import decode


class Vote(msgspec.Struct, forbid_unknown_fields=True):
    vote: int
    text: str = ""
    many: list[dict[str, Any]] = []


def code_of(body: bytes, type: Any = Vote) -> str:
    with pytest.raises(Malformed) as refusal:
        decode(body, type)
    assert len(refusal.value.detail) < 400
    return refusal.value.code


def test_a_good_body_is_read():
    assert decode(b'{"vote":-1,"text":"r\\u00e9sum\\u00e9"}', Vote) == Vote(-1, "résumé")
    assert decode(b'\r\n\t{ "vote" : 1 }\n', Vote) == Vote(1)


@pytest.mark.parametrize("body", [b"", b"{", b'{"vote":1', b'{"vote":}', b'{"vote":1}x', b"{'vote':1}"])
def test_truncated_or_broken_json(body):
    assert code_of(body) == "malformed_json"


def test_byte_order_mark():
    assert code_of(b'\xef\xbb\xbf{"vote":1}') == "malformed_json"


@pytest.mark.parametrize(
    "body",
    [b'{"vote":1,"text":"\xff"}', b'\xff{"vote":1}', b'{"vote":1,"text":"\xed\xa0\x80"}', b'{"\xc3":1}'],
)
def test_invalid_utf_8(body):
    assert code_of(body) == "not_utf8"


@pytest.mark.parametrize("type", [Any, list[Any], list[list[Any]]])
def test_a_hundred_thousand_nested_arrays(type):
    assert code_of(b"[" * 100_000, type) == "too_deep"
    assert code_of(b"[" * 100_000) == "wrong_shape"
    assert code_of(b'{"vote":1,"many":[' + b'{"a":' * 100_000) == "too_deep"


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"nan", b"01", b"+1", b"0x1", b"1."])
def test_numbers_that_json_does_not_have(number):
    assert code_of(b'{"vote":' + number + b"}") == "malformed_json"


@pytest.mark.parametrize("number", [b"9" * 5000, b"1e400", b"true", b"1.5", b'"1"', b"null", b"[1]"])
def test_numbers_of_the_wrong_kind(number):
    assert code_of(b'{"vote":' + number + b"}") == "wrong_shape"


@pytest.mark.parametrize("number", [b"9007199254740992", b"-9223372036854775808", b"9" * 400])
def test_numbers_that_no_browser_represents(number):
    assert code_of(b'{"vote":' + number + b"}") == "number_too_large"


def test_the_greatest_number_is_read():
    assert decode(b'{"vote":9007199254740991}', Vote).vote == 2**53 - 1


@pytest.mark.parametrize(
    "text",
    [
        "\\ud800",
        "\\udc00",
        "\\ud800x",
        "\\udc00\\ud800",
        "\\uD83D\\uDE00\\uDBff",
        "\\\\\\udfff",
        "\\ud800\\u0041",
    ],
)
def test_half_of_a_character_is_refused_for_what_it_is(text):
    assert code_of(f'{{"vote":1,"text":"{text}"}}'.encode()) == "lone_surrogate"
    assert code_of(f'{{"{text}":1}}'.encode()) == "lone_surrogate"


@pytest.mark.parametrize("text", ["\\ud83d\\ude00", "\\\\ud800", "\\\\\\\\udc00"])
def test_both_halves_and_words_about_them_are_texts(text):
    assert decode(f'{{"vote":1,"text":"{text}"}}'.encode(), Vote).text
    assert code_of(f'{{"vote":1,"text":"{text}"'.encode()) == "malformed_json"


@pytest.mark.parametrize("field", ["is_admin", "count", "timestamp", "Vote", "__class__"])
def test_unknown_fields(field):
    assert code_of(f'{{"vote":1,"{field}":1}}'.encode()) == "unknown_field"


@pytest.mark.parametrize(
    "body",
    [
        b'{"vote":1,"vote":1}',
        b'{"vote":1,"vote":-1}',
        b'{"vote":1,"v\\u006fte":-1}',
        b'{"vote":1,"many":[{"a":1,"a":2}]}',
        b'{"vote":1,"vote"\n:\t1}',
    ],
)
def test_a_key_given_twice_is_refused(body):
    assert code_of(body) == "duplicate_key"


def test_the_same_key_in_two_objects_is_fine():
    assert decode(b'{"vote":1,"many":[{"vote":1},{"vote":1}]}', Vote).many == [{"vote": 1}] * 2
    assert decode(b'{"vote":1,"text":"\\",\\"vote\\":1"}', Vote).text == '","vote":1'


@pytest.mark.parametrize(
    "character", [*map(chr, [*range(32), *range(0x7F, 0xA0)]), *"\u202a\u202e\u2066\u2069"]
)
@pytest.mark.parametrize("escaped", [True, False])
def test_control_characters_and_bidi_overrides(character, escaped):
    if not escaped and character < " ":
        assert code_of(f'{{"vote":1,"text":"{character}"}}'.encode()) == "malformed_json"
        return
    body = json.dumps({"vote": 1, "text": f"a{character}b"}, ensure_ascii=escaped).encode()
    assert code_of(body) == "forbidden_character"
    assert code_of(json.dumps({"vote": 1, "many": [{f"a{character}": 1}]}).encode()) == "forbidden_character"


@pytest.mark.parametrize("text", ["\u200f\u200e", "שלום", "مرحبا", "😀", "line\u2028line"])
def test_right_to_left_and_other_scripts_are_welcome(text):
    assert decode(json.dumps({"vote": 1, "text": text}, ensure_ascii=False).encode(), Vote).text == text


def test_line_feeds_only_where_lines_are_asked_for():
    body = b'{"vote":1,"text":"one\\n\\ttwo"}'
    assert code_of(body) == "forbidden_character"
    assert decode(body, Vote, lines=True).text == "one\n\ttwo"


@given(st.binary(max_size=60))
def test_any_bytes_are_a_value_or_malformed_and_nothing_else(body):
    for each in (body, b'{"vote":1,"text":"' + body + b'"}', b'{"vote":' + body + b"}"):
        try:
            decode(each, Vote)
        except Malformed:
            continue


plain = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs")), max_size=20)
values = st.recursive(
    st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | plain | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(plain, inner, max_size=4),
)


@given(values, st.booleans())
def test_every_clean_value_is_read_as_it_was_written(value, escaped):
    assert decode(json.dumps(value, ensure_ascii=escaped).encode(), Any) == value
