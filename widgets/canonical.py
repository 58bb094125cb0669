"""Canonical URLs: the many ways to write the address of an article, and the one it is kept under."""

import re
from functools import lru_cache
from ipaddress import IPv6Address
from urllib.parse import SplitResult, quote_from_bytes, unquote, unquote_to_bytes, urlsplit

from widgets.errors import Malformed
from widgets.texts import find_forbidden

LONGEST_URL = 2048
"""How many characters a URL may have, before and after it is made canonical."""

DEFAULT_PORTS = {"http": 80, "https": 443}
TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "piwik_", "hsa_", "_hs")
"""Beginnings of parameter names that campaigns and newsletters add: they say who sent a reader, not where."""

TRACKING = frozenset({
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid",
    "ttclid", "igshid", "igsh", "li_fat_id", "epik", "srsltid", "mc_cid", "mc_eid", "mkt_tok", "vero_id",
    "vero_conv", "oly_anon_id", "oly_enc_id", "wickedid", "s_cid", "wt_mc", "ref_src", "ref_url", "_ga",
    "_gl", "_openstat", "__twitter_impression", "rb_clickid", "vox_via",
})  # fmt: skip
"""Whole names of such parameters."""

_LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*")
_ENCODED_CONTROL = re.compile(r"%(0[0-9a-f]|1[0-9a-f]|7f)", re.IGNORECASE)
_ODD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ENCODED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_PLAIN_IN_PATH = "/:@!$&'()*+,;=~%"
_PLAIN_IN_QUERY = _PLAIN_IN_PATH + "?"


@lru_cache(maxsize=4096)
def make_canonical(url: str) -> str:
    """Make the one form a page is known by, of any way to write its URL.

    Lower-case scheme and host, no default port, no fragment, no tracking parameters, no trailing slash, dot
    segments resolved, and percent-encoding only where it is needed, in capitals (RFC 3986, section 6.2.2).
    The other parameters stay, in their order. Making a canonical URL canonical changes nothing. Raises
    Malformed for what is not the URL of a page.
    """
    parts = _split(url)
    path = _resolve_dots(_encode(parts.path, _PLAIN_IN_PATH)).rstrip("/")
    query = "&".join(
        each for each in _encode(parts.query, _PLAIN_IN_QUERY).split("&") if each and not _is_tracking(each)
    )
    canonical = f"{_origin(parts)}{path or '/'}{'?' if query else ''}{query}"
    if len(canonical) > LONGEST_URL:
        raise _malformed(f"it has more than {LONGEST_URL} characters")
    return canonical


@lru_cache(maxsize=4096)
def origin_of(url: str) -> str:
    """Give a URL's web origin as browsers write it, such as `https://news.example`. Raises Malformed."""
    return _origin(_split(url))


@lru_cache(maxsize=4096)
def host_of(url: str) -> str:
    """Give the host of a URL, or "" where it is none: referrers are whatever somebody sent."""
    try:
        return _host(_split(url))
    except Malformed:
        return ""


def _split(url: str) -> SplitResult:
    if len(url) > LONGEST_URL:
        raise _malformed(f"it has more than {LONGEST_URL} characters")
    if find_forbidden(url) or _ENCODED_CONTROL.search(url):
        raise _malformed("it holds control characters")
    if "\\" in url.partition("?")[0] or url != url.strip():
        raise _malformed("it holds a backslash or begins or ends with a space")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  raises for what is no port
    except ValueError:
        raise _malformed("its host or port is not one") from None
    if parts.scheme not in DEFAULT_PORTS:
        raise _malformed("it does not begin with http:// or https://")
    if "@" in parts.netloc:
        raise _malformed("it names a user before the host")
    return parts


def _origin(parts: SplitResult) -> str:
    port = parts.port
    shown = "" if port is None or port == DEFAULT_PORTS[parts.scheme] else f":{port}"
    return f"{parts.scheme}://{_host(parts)}{shown}"


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    try:
        if "[" in parts.netloc:
            return f"[{IPv6Address(host).compressed}]"
        name = unquote(host, errors="strict").encode("idna").decode().lower().removesuffix(".")
    except ValueError:
        name = ""
    if not _HOST.fullmatch(name):
        raise _malformed("its host is not one")
    return name


def _encode(text: str, plain: str) -> str:
    """Percent-encode what needs it, and undo it where it is not needed."""
    text = _ODD_PERCENT.sub("%25", text)
    return quote_from_bytes(_ENCODED.sub(_undo, text).encode(), safe=plain)


def _undo(found: re.Match[str]) -> str:
    return quote_from_bytes(unquote_to_bytes(found.group()), safe="")


def _resolve_dots(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[max(1, len(kept) - 1) :]
        elif segment != ".":
            kept.append(segment)
    return "/".join(kept)


def _is_tracking(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)


def _malformed(why: str) -> Malformed:
    return Malformed("bad_url", f"This is not the URL of a page: {why}. Send an absolute http or https URL.")
