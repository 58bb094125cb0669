"""oEmbed: what WordPress and others ask before they embed a widget."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.public.cards import find_widget
from tests.api.exhibits import OWN, SINGLE, publish
from tests.api.serving import check_problem

ID = "w_AAAAAAAAAAAAAAAAAAAAAA"


@pytest.fixture(scope="module")
def widget(service):
    return publish(service, SINGLE, url="https://pub.example/embeds")


def ask(service, url, **parameters):
    return service.client.get("/oembed", params={"url": url} | parameters)


def filter_as_wordpress(html):
    """What WordPress leaves of the HTML of a provider that it does not know, and how it puts it into a page.

    It keeps links, quotes and frames with a few attributes, wants a quote before a frame, gives the frame a
    secret and a sandbox, and hides it until the frame has said its height.
    """
    allowed = {
        "a": {"href"},
        "blockquote": set(),
        "iframe": {
            "src",
            "width",
            "height",
            "frameborder",
            "marginwidth",
            "marginheight",
            "scrolling",
            "title",
        },
    }

    def keep(found):
        closing, name, attributes = found.groups()
        if name not in allowed:
            return ""
        kept = [
            whole
            for whole, attribute in re.findall(r'(\s([a-z-]+)="[^"]*")', attributes)
            if attribute in allowed[name]
        ]
        return f"<{closing}{name}{''.join(kept)}>"

    kept = re.sub(r"<(/?)([a-z]+)([^>]*)>", keep, html)
    found = re.search(r"(<blockquote>.*?</blockquote>)?.*(<iframe.*?></iframe>)", kept, re.DOTALL)
    assert found is not None
    quote, frame = found.groups()
    frame = re.sub(r' src="(.*?)"', r' src="\1#?secret=s3cretS3cr" data-secret="s3cretS3cr"', frame)
    return quote, frame.replace("<iframe", '<iframe sandbox="allow-scripts" security="restricted"')


@pytest.mark.parametrize("path", ["p", "embed", "f"])
def test_a_widget_is_embedded_as_a_frame(service, widget, path):
    answer = ask(service, f"{OWN}/{path}/{widget}", format="json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    embed = answer.json()
    assert (embed["version"], embed["type"]) == ("1.0", "rich")
    assert (embed["title"], embed["provider_name"], embed["provider_url"]) == ("Festival", "Demo", OWN)
    assert embed["thumbnail_url"].startswith(f"{OWN}/p/{widget}/picture.png")
    assert (embed["thumbnail_width"], embed["thumbnail_height"]) == (1200, 630)
    assert f'src="{OWN}/embed/{widget}"' in embed["html"]
    assert f'width="{embed["width"]}" height="{embed["height"]}"' in embed["html"]


def test_wordpress_leaves_it_whole(service, widget):
    html = ask(service, f"{OWN}/p/{widget}").json()["html"]
    quote, frame = filter_as_wordpress(html)
    assert (
        quote
        + frame.replace("#?secret=s3cretS3cr", "")
        .replace(' data-secret="s3cretS3cr"', "")
        .replace(' sandbox="allow-scripts" security="restricted"', "")
        == html
    )
    assert quote == f'<blockquote><a href="{OWN}/p/{widget}">Festival</a></blockquote>'
    assert f'src="{OWN}/embed/{widget}#?secret=s3cretS3cr"' in frame


def test_it_fits_where_it_is_put(service, widget):
    url = f"{OWN}/p/{widget}"
    usual = ask(service, url).json()
    small = ask(service, url, maxwidth="320", maxheight="250").json()
    assert (small["width"], small["height"]) == (320, 250)
    large = ask(service, url, maxwidth="5000", maxheight="5000").json()
    assert (large["width"], large["height"]) == (usual["width"], usual["height"])
    for wrong in ("-1", "0", "x", "1.5", "²"):
        check_problem(ask(service, url, maxwidth=wrong), 400, "bad_parameter")


def test_the_page_can_be_discovered(service, widget):
    html = service.client.get(f"/p/{widget}").text
    link = re.search(r'type="application/json\+oembed" href="([^"]*)"', html)
    assert link
    found = service.client.get(link[1].replace("&amp;", "&").removeprefix(OWN))
    assert found.json()["title"] == "Festival"


def test_no_other_format_is_written(service, widget):
    check_problem(ask(service, f"{OWN}/p/{widget}", format="xml"), 501, "not_written")


@pytest.mark.parametrize(
    "url",
    [
        f"https://evil.example/p/{ID}",
        f"http://127.0.0.1:8000.evil.example/p/{ID}",
        f"http://127.0.0.1:8000@evil.example/p/{ID}",
        f"http://user@127.0.0.1:8000/p/{ID}",
        f"https://127.0.0.1:8000/p/{ID}",
        f"http://127.0.0.1:8001/p/{ID}",
        f"//127.0.0.1:8000/p/{ID}",
        f"{OWN}/p/{ID}/picture.png",
        f"{OWN}/p/",
        f"{OWN}/demo",
        f"{OWN}/x/p/{ID}",
        f"{OWN}/p/{ID}",
        "javascript:alert(1)",
        "http://[",
        "",
    ],
)
def test_no_other_page_is_embedded(service, url):
    check_problem(ask(service, url), 404, "unknown_widget")


def test_a_url_is_asked_for(service):
    check_problem(service.client.get("/oembed"), 400, "bad_parameter")


@given(st.text())
def test_no_url_makes_it_stumble(url):
    assert find_widget(url, OWN) is None
    assert find_widget(f"{OWN}/p/{ID}?{url}", OWN) in (ID, None)
    assert find_widget(f"{OWN}/p/{ID}/", OWN) == ID
