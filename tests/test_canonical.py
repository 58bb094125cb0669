import string
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.canonical import LONGEST_URL, TRACKING, host_of, make_canonical, origin_of
from widgets.errors import Malformed

ARTICLE = "https://pub.example/2025/07/the-article"

labels = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12)
hosts = st.lists(labels, min_size=1, max_size=4).map(".".join)
rests = st.text(string.printable[:95].replace("\\", "") + "éü漢😀%%%//..&&==??", max_size=60)


@st.composite
def urls(draw):
    port = draw(st.sampled_from(["", ":443", ":80", ":8443"]))
    return f"{draw(st.sampled_from(['http', 'https', 'HTTPS']))}://{draw(hosts)}{port}/{draw(rests)}".strip()


@pytest.mark.parametrize(
    "variant",
    [
        ARTICLE + "?utm_source=news&utm_medium=mail",
        ARTICLE + "?UTM_Campaign=x",
        ARTICLE + "?%75tm_source=x",
        ARTICLE + "?fbclid=1&gclid=2&mc_eid=3",
        ARTICLE + "#comments",
        ARTICLE + "?#",
        ARTICLE + "/",
        ARTICLE + "//?&&",
        "HTTPS://PUB.Example/2025/07/the-article",
        "https://pub.example:443/2025/07/the-article",
        "https://pub.example./2025/07/the-article",
        "https://pub.example:/2025/07/the-article",
        "https://pub.example/2025/07/%74he%2Darticle",
        "https://pub.example/2025/06/../07/./the-article",
        "https://pub.example/2025/06/%2e%2E/07/the-article",
    ],
)
def test_all_ways_to_write_an_address_are_one_page(variant):
    assert make_canonical(variant) == ARTICLE


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://pub.example", "http://pub.example/"),
        ("http://pub.example:80/", "http://pub.example/"),
        ("http://pub.example:443/a", "http://pub.example:443/a"),
        ("https://pub.example/caf%c3%a9", "https://pub.example/caf%C3%A9"),
        ("https://pub.example/café", "https://pub.example/caf%C3%A9"),
        ("https://pub.example/a b", "https://pub.example/a%20b"),
        ("https://pub.example/50%", "https://pub.example/50%25"),
        ("https://pub.example/a%2Fb", "https://pub.example/a%2Fb"),
        ("https://pub.example/?b=2&utm_id=1&a=1&b=3", "https://pub.example/?b=2&a=1&b=3"),
        ("https://pub.example/?p=/a/", "https://pub.example/?p=/a/"),
        ("https://münchen.example/ä", "https://xn--mnchen-3ya.example/%C3%A4"),
        ("http://[0:0::1]:80/a", "http://[::1]/a"),
        ("https://pub.example/../../a", "https://pub.example/a"),
    ],
)
def test_what_differs_stays_different(url, canonical):
    assert make_canonical(url) == canonical


@given(urls())
def test_making_a_canonical_url_canonical_changes_nothing(url):
    once = make_canonical(url)
    assert make_canonical(once) == once
    assert origin_of(once) == origin_of(url)
    assert once.isascii()
    assert "#" not in once


@given(urls(), st.sampled_from(sorted(TRACKING)), st.text(string.ascii_letters, max_size=8))
def test_a_tracking_parameter_never_makes_another_page(url, name, value):
    bare = url.partition("#")[0]
    tracked = f"{bare}{'&' if '?' in bare else '?'}{name}={value}"
    assert make_canonical(tracked) == make_canonical(bare)


@given(st.text(max_size=200))
def test_any_text_is_a_page_or_malformed_and_nothing_else(text):
    for url in (text, f"https://{text}", f"https://pub.example/{text}"):
        with suppress(Malformed):
            assert make_canonical(url).startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "the-article",
        "//pub.example/a",
        "javascript:alert(1)",
        "data:text/html,<p>",
        "file:///etc/passwd",
        "ftp://pub.example/a",
        "https:",
        "https:///a",
        "https://user@pub.example/a",
        "https://user:password@pub.example/a",
        "https://pub.example@evil.example/a",
        "https://pub.example\\@evil.example/a",
        "https://pub.example:99999/a",
        "https://pub.example:x/a",
        "https://pub..example/a",
        "https://-pub.example/a",
        "https://pub example/a",
        "https://[::1/a",
        "https://[1.2.3.4]/a",
        "https://pub.example/a\n",
        " https://pub.example/a",
        "https://pub.example/\x00",
        "https://pub.example/%00",
        "https://pub.example/%0d%0aSet-Cookie:x",
        "https://pub.example/\u202egnp.exe",
        "https://pub.example/" + "a" * 4096,
        "https://pub.example/" + "é" * (LONGEST_URL // 4),
    ],
)
def test_what_is_no_address_of_a_page_is_malformed(url):
    with pytest.raises(Malformed) as refusal:
        make_canonical(url)
    assert refusal.value.code == "bad_url"


def test_the_origin_is_written_as_browsers_write_it():
    assert origin_of("HTTPS://Pub.Example:443/a?b#c") == "https://pub.example"
    assert origin_of("http://pub.example:8080/a") == "http://pub.example:8080"


def test_a_referrer_is_reduced_to_its_host_whatever_was_sent():
    assert host_of("https://Search.Example/q?secret") == "search.example"
    assert host_of("") == host_of("about:blank") == host_of("https://a@b/") == ""
