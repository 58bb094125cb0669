"""Addresses of films and sounds elsewhere: every form of real ones, none of what only looks like one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widgets.errors import Malformed
from widgets.players import find_player

FILM = "dQw4w9WgXcQ"
YOUTUBE = f"https://www.youtube-nocookie.com/embed/{FILM}?autoplay=1&rel=0"


@pytest.mark.parametrize(
    "url",
    [
        f"https://www.youtube.com/watch?v={FILM}",
        f"http://youtube.com/watch?v={FILM}&list=PL1&index=2",
        f"https://m.youtube.com/watch?feature=share&v={FILM}",
        f"https://music.youtube.com/watch?v={FILM}",
        f"https://youtu.be/{FILM}?si=abc",
        f"youtu.be/{FILM}",
        f"https://www.youtube.com/shorts/{FILM}",
        f"https://www.youtube.com/live/{FILM}?feature=shared",
        f"https://www.youtube.com/embed/{FILM}",
        f"https://www.youtube-nocookie.com/embed/{FILM}?rel=0",
        f"https://www.youtube.com/v/{FILM}",
        f"HTTPS://WWW.YOUTUBE.COM/watch?v={FILM}#t",
    ],
)
def test_a_film_on_youtube_in_any_form(url):
    player = find_player(url)
    assert (player.provider, player.kind, player.src) == ("YouTube", "video", YOUTUBE)
    assert player.link == f"https://www.youtube.com/watch?v={FILM}"


@pytest.mark.parametrize(("time", "start"), [("90", 90), ("90s", 90), ("1m30s", 90), ("1h", 3600), ("x", 0)])
def test_it_begins_where_the_address_says(time, start):
    src = find_player(f"https://youtu.be/{FILM}?t={time}").src
    assert src == (f"{YOUTUBE}&start={start}" if start else YOUTUBE)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://vimeo.com/76979871", "76979871?dnt=1&autoplay=1"),
        ("https://www.vimeo.com/channels/staffpicks/76979871", "76979871?dnt=1&autoplay=1"),
        ("https://vimeo.com/groups/name/videos/76979871", "76979871?dnt=1&autoplay=1"),
        ("https://vimeo.com/showcase/123/video/76979871", "76979871?dnt=1&autoplay=1"),
        ("https://vimeo.com/76979871/abcdef0123", "76979871?dnt=1&autoplay=1&h=abcdef0123"),
        ("https://player.vimeo.com/video/76979871?h=abcdef0123", "76979871?dnt=1&autoplay=1&h=abcdef0123"),
    ],
)
def test_a_film_on_vimeo_in_any_form(url, path):
    player = find_player(url)
    assert player.src == f"https://player.vimeo.com/video/{path}"
    assert player.link.startswith("https://vimeo.com/76979871")


@pytest.mark.parametrize(
    "url",
    [
        "https://soundcloud.com/forss/flickermood",
        "https://m.soundcloud.com/forss/flickermood?si=1",
        "https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/forss/flickermood&color=red",
    ],
)
def test_a_sound_on_soundcloud(url):
    player = find_player(url)
    assert (player.kind, player.link) == ("audio", "https://soundcloud.com/forss/flickermood")
    assert player.src.startswith(
        "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fforss%2F"
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://www.mixcloud.com/spartacus/party-time/",
        "https://m.mixcloud.com/spartacus/party-time",
        "https://www.mixcloud.com/widget/iframe/?hide_cover=1&feed=%2Fspartacus%2Fparty-time%2F",
        "https://player-widget.mixcloud.com/widget/iframe/?feed=%2Fspartacus%2Fparty-time%2F",
    ],
)
def test_a_show_on_mixcloud(url):
    player = find_player(url)
    assert (player.kind, player.link) == ("audio", "https://www.mixcloud.com/spartacus/party-time/")
    assert player.src.endswith("&feed=%2Fspartacus%2Fparty-time%2F")


@pytest.mark.parametrize("url", ["https://vine.co/v/abcdeFGHIJ1", "http://www.vine.co/v/abcdeFGHIJ1/embed"])
def test_a_vine_is_gone(url):
    player = find_player(url)
    assert (player.kind, player.src) == ("gone", "")
    assert player.link.endswith("https://vine.co/v/abcdeFGHIJ1")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://",
        "not an address",
        f"https://youtube.com.evil.com/watch?v={FILM}",
        f"https://youtu.be@evil.com/{FILM}",
        f"https://evil.com@youtu.be/{FILM}",
        f"https://youtu.be:8443/{FILM}",
        f"https://evilyoutube.com/watch?v={FILM}",
        f"https://youtube.evil/watch?v={FILM}",
        f"https://youtu.be%2eevil.com/{FILM}",
        f"https://evil.com/https://youtu.be/{FILM}",
        f"https://evil.com\\@youtu.be/{FILM}",
        f"https://youtu.be/{FILM}/../x",
        f"https://youtu.be/{FILM}%22onload=",
        f'https://youtu.be/{FILM}"><script>',
        f"https://youtu.be/{FILM}x",
        f"https://\uff59outu.be/{FILM}",
        f"javascript://youtu.be/{FILM}",
        f"javascript:alert(1)//youtu.be/{FILM}",
        f"data:text/html,//youtu.be/{FILM}",
        f"//youtu.be/{FILM}",
        f"https://youtu.be/{FILM}\n",
        "https://www.youtube.com/watch",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/@channel",
        "https://vimeo.com/about",
        "https://vimeo.com/76979871/<script>",
        "https://player.vimeo.com/video/76979871/x",
        "https://soundcloud.com/forss",
        "https://soundcloud.com/discover/sets",
        "https://on.soundcloud.com/abc",
        "https://w.soundcloud.com/player/?url=https%3A//evil.com/forss/flickermood",
        "https://w.soundcloud.com/player/?url=https%3A//youtu.be/dQw4w9WgXcQ",
        "https://www.mixcloud.com/spartacus/",
        "https://www.mixcloud.com/widget/iframe/?feed=https%3A//evil.com/a/b/",
        "https://vine.co/u/1234567890",
        "https://youtu.be/" + "a" * 600,
    ],
)
def test_what_only_looks_like_one_is_refused(url):
    with pytest.raises(Malformed) as refused:
        find_player(url)
    assert refused.value.code == "unknown_player"


HOSTS = ("www.youtube-nocookie.com", "player.vimeo.com", "w.soundcloud.com", "player-widget.mixcloud.com")


@settings(max_examples=400)
@given(
    st.sampled_from(
        ["https://youtu.be/", "https://vimeo.com/", "https://soundcloud.com/", "youtube.com/watch?v="]
    ),
    st.text(max_size=40),
)
def test_whatever_is_said_no_other_host_is_ever_loaded(start, rest):
    try:
        player = find_player(start + rest)
    except Malformed:
        return
    assert player.src.startswith(tuple(f"https://{host}/" for host in HOSTS))
    assert not set(player.src + player.link) & set("\"'<> \\")
