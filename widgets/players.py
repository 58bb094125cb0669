"""Players of other services, recognised by the address of what they play. Pure: nothing is fetched.

An address is taken apart and believed only where every piece of it is known: the host exactly, the path by
its shape, and of it only an id, from which the player's own address is written anew.
"""

import re
from collections.abc import Callable
from typing import Literal, TypeAlias
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from msgspec import Struct

from widgets.errors import Malformed

LONGEST = 500
AUDIO_HEIGHT = {"SoundCloud": 166, "Mixcloud": 120}
"""Pixels that a player without a picture is high."""

_CLEAN = re.compile(r"[!-\[\]^_a-z~]+")
_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_TIME = re.compile(r"(?:(\d{1,2})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?")
_NUMBER = re.compile(r"\d{1,12}")
_HASH = re.compile(r"[0-9a-f]{6,20}")
_NAME = re.compile(r"[\w%.~-]{1,200}")
_VINE_ID = re.compile(r"[A-Za-z0-9]{5,20}")


class Player(Struct, frozen=True, kw_only=True):
    """Something on another service: the address of its player, and of its page."""

    provider: str
    kind: Literal["video", "audio", "gone"]
    src: str = ""
    link: str


Names: TypeAlias = list[str]
Query: TypeAlias = dict[str, str]
Reader: TypeAlias = Callable[[Names, Query], Player | None]


def find_player(url: str) -> Player:
    """Find the player of what is at an address. Raises Malformed for all that is not known exactly."""
    player = None
    if len(url) <= LONGEST and _CLEAN.fullmatch(url):
        player = read_url(url if "://" in url else f"https://{url}")
    if player is None:
        raise Malformed(
            "unknown_player",
            "This is not the address of a film or a sound on YouTube, Vimeo, SoundCloud or Mixcloud; "
            "copy it from the page it is on.",
        )
    return player


def read_url(url: str) -> Player | None:
    """Read an address; None for one that is not known."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or ""), parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or port is not None:
        return None
    read = READERS.get(host.removeprefix("www."))
    names = [each for each in parts.path.split("/") if each]
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return read(names, query) if read and not {".", ".."} & set(names) else None


def youtube(names: Names, query: Query) -> Player | None:
    """Read an address on youtube.com, in any of its forms."""
    match names:
        case ["watch"]:
            id = query.get("v", "")
        case ["shorts" | "embed" | "live" | "v" | "e", id]:
            pass
        case _:
            return None
    return make_youtube(id, query)


def short_youtube(names: Names, query: Query) -> Player | None:
    """Read an address on youtu.be."""
    return make_youtube(names[0], query) if len(names) == 1 else None


def make_youtube(id: str, query: Query) -> Player | None:
    """Give the player that sets no cookie before it plays."""
    if not _YOUTUBE_ID.fullmatch(id):
        return None
    start = read_time(query.get("t") or query.get("start") or "")
    asked = {"autoplay": 1, "rel": 0} | ({"start": start} if start else {})
    return Player(
        provider="YouTube",
        kind="video",
        src=f"https://www.youtube-nocookie.com/embed/{id}?{urlencode(asked)}",
        link=f"https://www.youtube.com/watch?v={id}" + (f"&t={start}s" if start else ""),
    )


def read_time(text: str) -> int:
    """Read when to begin, in seconds: 90, 90s or 1m30s; 0 for anything else."""
    found = _TIME.fullmatch(text)
    hours, minutes, seconds = (int(each or 0) for each in found.groups()) if found else (0, 0, 0)
    return hours * 3600 + minutes * 60 + seconds


def vimeo(names: Names, query: Query) -> Player | None:
    """Read an address on vimeo.com: the number, and behind it the hash of what is not listed."""
    match names:
        case ["channels", _, id] | ["groups" | "album" | "showcase", _, "videos" | "video", id]:
            return make_vimeo(id, "")
        case ["manage" | "video" | "ondemand", *_, id]:
            return make_vimeo(id, query.get("h", ""))
        case [id]:
            return make_vimeo(id, query.get("h", ""))
        case [id, hash]:
            return make_vimeo(id, hash)
    return None


def vimeo_player(names: Names, query: Query) -> Player | None:
    """Read an address on player.vimeo.com."""
    return make_vimeo(names[1], query.get("h", "")) if names[:1] == ["video"] and len(names) == 2 else None


def make_vimeo(id: str, hash: str) -> Player | None:
    """Give the player that is told not to track."""
    if not _NUMBER.fullmatch(id) or (hash and not _HASH.fullmatch(hash)):
        return None
    asked = {"dnt": "1", "autoplay": "1"} | ({"h": hash} if hash else {})
    return Player(
        provider="Vimeo",
        kind="video",
        src=f"https://player.vimeo.com/video/{id}?{urlencode(asked)}",
        link=f"https://vimeo.com/{id}" + (f"/{hash}" if hash else ""),
    )


def soundcloud(names: Names, query: Query) -> Player | None:
    """Read an address on soundcloud.com: somebody's track or set."""
    shape = len(names) == 2 or (len(names) == 3 and names[1] == "sets")
    pages = {"discover", "stream", "you", "search", "upload", "charts", "pages", "settings"}
    if not shape or names[0] in pages or not all(map(_NAME.fullmatch, names)):
        return None
    link = f"https://soundcloud.com/{'/'.join(names)}"
    asked = {"url": link, "auto_play": "true", "hide_related": "true", "show_teaser": "false"}
    return Player(
        provider="SoundCloud",
        kind="audio",
        src=f"https://w.soundcloud.com/player/?{urlencode(asked)}",
        link=link,
    )


def soundcloud_player(names: Names, query: Query) -> Player | None:
    """Read the address of SoundCloud's own player, which names a page of theirs."""
    page = read_url(query.get("url", "")) if names == ["player"] else None
    return page if page and page.provider == "SoundCloud" else None


def mixcloud(names: Names, query: Query) -> Player | None:
    """Read an address on mixcloud.com: somebody's show or playlist."""
    if names[:2] == ["widget", "iframe"]:
        feed = query.get("feed", "")
        page = read_url(feed if "://" in feed else f"https://www.mixcloud.com{feed}")
        return page if page and page.provider == "Mixcloud" else None
    shape = len(names) == 2 or (len(names) == 3 and names[1] == "playlists")
    if (
        not shape
        or names[0] in {"discover", "search", "upload", "widget"}
        or not all(map(_NAME.fullmatch, names))
    ):
        return None
    path = f"/{'/'.join(names)}/"
    asked = f"hide_cover=1&autoplay=1&feed={quote(path, safe='')}"
    return Player(
        provider="Mixcloud",
        kind="audio",
        src=f"https://player-widget.mixcloud.com/widget/iframe/?{asked}",
        link=f"https://www.mixcloud.com{path}",
    )


def vine(names: Names, query: Query) -> Player | None:
    """Read an address on vine.co, which is no more: what is left is where archives may have a copy."""
    if names[:1] != ["v"] or len(names) not in (2, 3) or not _VINE_ID.fullmatch(names[1]):
        return None
    return Player(
        provider="Vine", kind="gone", link=f"https://web.archive.org/web/2016/https://vine.co/v/{names[1]}"
    )


READERS: dict[str, Reader] = {
    "youtube.com": youtube,
    "m.youtube.com": youtube,
    "music.youtube.com": youtube,
    "youtube-nocookie.com": youtube,
    "youtu.be": short_youtube,
    "vimeo.com": vimeo,
    "player.vimeo.com": vimeo_player,
    "soundcloud.com": soundcloud,
    "m.soundcloud.com": soundcloud,
    "w.soundcloud.com": soundcloud_player,
    "mixcloud.com": mixcloud,
    "m.mixcloud.com": mixcloud,
    "player-widget.mixcloud.com": mixcloud,
    "vine.co": vine,
}
"""How addresses are read, by host without www."""
