"""Fetching: nothing but the public internet is asked, and nothing from there is too slow or too large."""

import gzip
import ipaddress
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.outside.site import HERE, PUBLIC, Web, page, web
from widgets.errors import Forbidden, Malformed, Refused, TooLarge, Unavailable, Unsupported
from widgets.outside import Fetched, Fetcher, read_text
from widgets.outside.addresses import is_public
from widgets.outside.targets import check_target

pytestmark = pytest.mark.anyio

NOT_PUBLIC = """
    127.0.0.1 127.255.0.9 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0
    192.0.0.8 192.0.2.1 192.88.99.1 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1
    ::ffff:127.0.0.1 ::ffff:93.184.216.34 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1::
    2001:0:7f00:1::1 2001:db8::1 3fff::1 fe80::1 fc00::1 fd00::1 ff02::1 100::1 5f00::1
""".split()
PUBLIC_ONES = ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "2a00:1450::1"]


@pytest.fixture
async def here() -> AsyncIterator[Web]:
    async with web() as here:
        yield here


@pytest.mark.parametrize("address", NOT_PUBLIC)
async def test_an_address_that_is_not_public_is_never_asked(here: Web, address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    here.names["sly.example"] = [ipaddress.ip_address(address)]
    literal = f"[{address}]" if ":" in address else address
    for host in ("sly.example", literal):
        with pytest.raises(Forbidden) as refused:
            await here.fetcher(is_public).fetch(here.url(host=host))
        assert refused.value.code == "not_public"
    assert here.heads == []


@pytest.mark.parametrize("address", PUBLIC_ONES)
def test_an_address_that_is_public_may_be_asked(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


async def test_a_name_with_one_private_address_among_public_ones_is_refused(here: Web) -> None:
    here.names["sly.example"] = [PUBLIC, HERE]
    with pytest.raises(Forbidden):
        await here.fetcher(is_public).fetch(here.url(host="sly.example"))
    assert here.heads == []


async def test_a_name_is_resolved_once_and_that_address_is_the_one_connected_to(here: Web) -> None:
    """A second look could find another address: DNS rebinding."""
    here.paths["/"] = page(b"<p>Hello")
    found = await here.fetcher().fetch(here.url())
    assert (found.body, here.asked) == (b"<p>Hello", ["news.example"])
    assert "Host: news.example" in here.heads[0]


async def test_where_one_address_does_not_answer_the_next_may(here: Web) -> None:
    here.paths["/"] = page(b"<p>Hello")
    silent = ipaddress.ip_address("127.0.0.2")
    here.names["news.example"] = [silent, HERE]
    found = await here.fetcher(lambda address: address in (silent, HERE)).fetch(here.url())
    assert found.body == b"<p>Hello"
    here.names["news.example"] = [silent]
    with pytest.raises(Unavailable):
        await here.fetcher(lambda address: address == silent).fetch(here.url())


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"])
async def test_a_redirect_is_followed_and_looked_at_like_the_first(here: Web, status: str) -> None:
    here.paths["/old"] = page(b"", status=status, Location="/new")
    here.paths["/new"] = page(b"there")
    assert (await here.fetcher().fetch(here.url("/old"))).url == here.url("/new")
    here.names["inside.example"] = [ipaddress.ip_address("10.0.0.1")]
    for place in (here.url("/", "inside.example"), here.url("/", "169.254.169.254")):
        here.paths["/old"] = page(b"", status=status, Location=place)
        with pytest.raises(Forbidden):
            await here.fetcher().fetch(here.url("/old"))
    for place in (
        "file:///etc/passwd",
        "http://news.example:22/",
        "http://user@news.example/",
        "http://0x7f.1/",
    ):
        here.paths["/old"] = page(b"", status=status, Location=place)
        with pytest.raises(Malformed):
            await here.fetcher().fetch(here.url("/old"))


async def test_a_circle_of_redirects_ends(here: Web) -> None:
    here.paths["/"] = page(b"", status="302 Found", Location="/")
    with pytest.raises(Malformed) as refused:
        await here.fetcher().fetch(here.url())
    assert refused.value.code == "too_many_redirects"
    assert len(here.heads) == 5


async def flood(writer: Any) -> None:
    """A page without an end."""
    writer.write(page(b"", Content_Length=""))
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


async def drip(writer: Any) -> None:
    """A page of which the rest never comes."""
    writer.write(page(b"", Content_Length="9"))
    await writer.drain()
    await writer.wait_closed()


async def test_an_endless_page_is_cut_off(here: Web) -> None:
    here.paths["/"] = flood
    with pytest.raises(TooLarge):
        await here.fetcher(size=100_000).fetch(here.url())


async def test_a_bomb_is_cut_off_by_its_decoded_size(here: Web) -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    assert len(bomb) < 100_000
    here.paths["/"] = page(bomb, Content_Encoding="gzip")
    with pytest.raises(TooLarge):
        await here.fetcher(size=100_000).fetch(here.url())
    here.paths["/"] = page(gzip.compress(b"small"), Content_Encoding="gzip")
    assert (await here.fetcher().fetch(here.url())).body == b"small"


async def test_a_slow_page_is_given_up(here: Web) -> None:
    here.paths["/"] = drip
    with pytest.raises(Unavailable):
        await here.fetcher(seconds=0.2).fetch(here.url())


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (page(b"%PDF", "application/pdf"), Unsupported),
        (page(b"?", ""), Unsupported),
        (page(b"?", Content_Encoding="br"), Unsupported),
        (page(b"gone", status="404 Not Found"), Unavailable),
        (page(b"oh", status="500 Oh"), Unavailable),
        (page(b"no gzip", Content_Encoding="gzip"), Unavailable),
        (page(b"", status="302 Found", Location="http://[::1"), Unavailable),
        (b"SSH-2.0-what\r\n", Unavailable),
        (b"", Unavailable),
    ],
)
async def test_what_is_no_page_is_refused_with_a_reason(
    here: Web, answer: bytes, refusal: type[Refused]
) -> None:
    here.paths["/"] = answer
    with pytest.raises(refusal) as refused:
        await here.fetcher().fetch(here.url())
    assert refused.value.detail.endswith(".")


async def test_a_host_that_is_not_there_is_told(here: Web) -> None:
    with pytest.raises(Unavailable):
        await here.fetcher().fetch(here.url(host="nowhere.example"))


@pytest.mark.parametrize(
    "url",
    [
        *"""
            ftp://news.example/ javascript:alert(1) file:///etc/passwd //news.example/ news.example http://
            http://user@news.example/ http://user:word@news.example/ http://news.example@10.0.0.1/
            http://news.example:22/ http://news.example:99999/ http://2130706433/ http://0x7f000001/
            http://0177.0.0.1/ http://127.1/ http://0x7f.0.0.1/ http://news.1/ http://[::1
            http://news.example\\@evil.example/ http://-a.example/ http://a..b/ http://[fe80::1%25eth0]/
        """.split(),
        "http://a b/",
        "http://new\nline.example/",
        "http://" + "a" * 64 + ".example/",
        "http://news.example/" + "a" * 5000,
    ],
)
def test_a_url_that_could_mean_another_place_is_refused(url: str) -> None:
    with pytest.raises(Malformed) as refused:
        check_target(url)
    assert refused.value.code == "bad_url"


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://news.example/a?b=c#d", "https://news.example/a?b=c"),
        ("http://news.example:80/", "http://news.example:80/"),
        ("https://b\u00fccher.example/", "https://xn--bcher-kva.example/"),
        ("http://[2606:2800:220:1::1]/", "http://[2606:2800:220:1::1]/"),
    ],
)
def test_a_plain_url_is_taken(url: str, same: str) -> None:
    assert check_target(url).geturl() == same


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("utf-8", "\u00e9t\u00e9".encode(), "\u00e9t\u00e9"),
        ("iso-8859-1", "\u00e9t\u00e9".encode("latin-1"), "\u00e9t\u00e9"),
        ("", b'<meta charset="windows-1251">\xcf', '<meta charset="windows-1251">\u041f'),
        ("no-such", "\u00e9".encode(), "\u00e9"),
        ("", b"\xff", "\ufffd"),
        ("base64", b"abcd", "abcd"),
        ("idna", b"abcd", "abcd"),
        ("punycode", b"abcd", "abcd"),
        ("undefined", b"abcd", "abcd"),
    ],
)
def test_a_page_is_read_in_the_charset_that_it_names(charset: str, body: bytes, text: str) -> None:
    assert read_text(Fetched("", "text/html", charset, body)) == text


async def test_a_real_fetcher_never_asks_this_machine() -> None:
    for url in ("http://127.0.0.1/", "http://localhost/", "http://[::1]/"):
        with pytest.raises(Forbidden):
            await Fetcher().fetch(url)
