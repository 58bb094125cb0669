"""The public page, its metadata and its picture: attacks 32 and 43 of the catalogue."""

import json
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import quote

import pytest
from PIL import Image

from tests.api.exhibits import (
    OWN,
    RANKED,
    SEASONS,
    SEVERAL,
    SINGLE,
    Page,
    close_soon,
    look,
    publish,
    publishing_of,
    send,
)
from tests.api.serving import check_problem
from widgets.model import Reveal, page_widget_id

HOSTILE = '</script><img src=x onerror=alert(1)>{{7*7}}{% x %}\u2028"&'


class Head(HTMLParser):
    """The metadata of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.metas: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.scripts: list[str] = []
        self.tags: list[str] = []
        self.data = False
        self.feed(html)

    def handle_starttag(self, tag, pairs):
        attributes = dict(pairs)
        self.tags.append(tag)
        self.data = attributes.get("type") == "application/ld+json"
        if tag == "meta":
            self.metas[attributes.get("property") or attributes.get("name") or ""] = (
                attributes.get("content") or ""
            )
        if tag == "link":
            self.links[attributes["rel"]] = attributes["href"]

    def handle_data(self, data):
        if self.data:
            self.scripts.append(data)
        self.data = False


def read(service, widget, **headers):
    return service.client.get(f"/p/{widget}", headers=headers)


def cast(service, widget, option="summer", fields=()):
    seed = look(service, widget).field("seed")
    return Page(send(service, widget, [("seed", seed), *(fields or [("answer:", option)])]))


def forget(service):
    """Make the service render anew what it keeps for a second."""
    results = service.application.running.voxpop.results
    results.widgets.clear()
    results.absent.clear()


@pytest.fixture(scope="module")
def widget(service):
    return publish(service, SINGLE, url="https://pub.example/seasons", closes_at=close_soon())


def test_what_others_are_told(service, widget):
    head = Head(read(service, widget).text)
    url = f"{OWN}/p/{widget}"
    assert head.links["canonical"] == head.metas["og:url"] == url
    assert head.links["alternate"].startswith(f"{OWN}/oembed?url=")
    assert head.metas["og:title"] == head.metas["twitter:title"] == "Festival"
    assert head.metas["og:description"] == head.metas["description"] == "Spring · Summer · Autumn"
    assert head.metas["twitter:card"] == "summary_large_image"
    assert head.metas["og:site_name"] == "Demo"
    assert head.metas["og:image"].startswith(f"{url}/picture.png")
    assert (head.metas["og:image:width"], head.metas["og:image:height"]) == ("1200", "630")
    (data,) = map(json.loads, head.scripts)
    assert data["url"] == url
    assert data["isBasedOn"] == "https://pub.example/seasons"
    assert data["interactionStatistic"]["userInteractionCount"] == 0
    question = data["mainEntity"]
    assert (question["@type"], question["name"]) == ("Question", "When?")
    assert [each["text"] for each in question["suggestedAnswer"]] == ["Spring", "Summer", "Autumn"]
    assert "acceptedAnswer" not in question


def test_it_needs_no_script(service, widget):
    page = Page(read(service, widget))
    assert page.forms[0]["action"] == f"{OWN}/f/{widget}"
    assert "seed" not in dict(page.fields())
    assert "0 readers have voted" in page.words
    assert "Open until" in page.words
    assert "vox-widget" in page.answer.text
    policy = page.answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "style=" not in page.answer.text


@pytest.mark.parametrize("reveal", [Reveal.AFTER_CASTING, Reveal.AFTER_CLOSE, Reveal.MODERATORS])
def test_hidden_results_are_nowhere(service, reveal):
    """Every public answer is the same whatever was voted for: only how many have voted shows."""
    widget = publish(service, SEVERAL, reveal=reveal)
    paths = [f"/p/{widget}", f"/embed/{widget}", f"/oembed?url={OWN}/p/{widget}", f"/p/{widget}/picture.png"]
    seen: list[list[object]] = []
    for when, last in (("summer", "5"), ("spring", "1")):
        cast(service, widget, fields=[("answer:when", when), ("answer:last", last)])
        forget(service)
        answers = [service.client.get(path) for path in paths]
        assert {answer.status_code for answer in answers} == {200}
        turnout = 1 + len(seen)
        several = f"{turnout} readers have voted" if turnout > 1 else "1 reader has voted"
        html = answers[0].text.replace(several, "N").replace(f'"userInteractionCount":{turnout}', "N")
        assert 'class="bar' not in html
        assert "upvoteCount" not in html
        seen.append([html, *(answer.content for answer in answers[2:])])
    assert seen[0] == seen[1]


def test_public_results_are_told(service):
    widget = publish(service, SINGLE, reveal=Reveal.ALWAYS)
    cast(service, widget)
    forget(service)
    page = read(service, widget)
    assert "100%" in Page(page).words
    (data,) = map(json.loads, Head(page.text).scripts)
    counts = {each["text"]: each["upvoteCount"] for each in data["mainEntity"]["suggestedAnswer"]}
    assert counts == {"Spring": 0, "Summer": 1, "Autumn": 0}
    assert data["interactionStatistic"]["userInteractionCount"] == 1


def test_the_order_of_options_tells_nothing(service):
    """No answer is marked, and the form's values are the options' ids in the author's order."""
    for spec in (SINGLE, RANKED):
        html = read(service, publish(service, spec)).text
        assert "checked" not in html
        assert [html.index(f">{each['text']}<") for each in SEASONS] == sorted(
            html.index(f">{each['text']}<") for each in SEASONS
        )


def test_words_of_moderators_are_words(service):
    texts = HOSTILE.replace("\u2028", "")
    options = [{"id": "a", "text": texts}, {"id": "b", "text": "B"}]
    spec = {
        "title": texts,
        "description": HOSTILE,
        "questions": [{"kind": "single", "prompt": texts, "options": options}],
    }
    widget = publish(service, spec, reveal=Reveal.ALWAYS)
    plain = Head(read(service, publish(service, SINGLE | {"description": "x"}, reveal=Reveal.ALWAYS)).text)
    page = read(service, widget)
    head = Head(page.text)
    assert head.tags.count("img") == 0
    assert head.tags.count("script") == plain.tags.count("script")
    (data,) = map(json.loads, head.scripts)
    assert data["description"] == HOSTILE
    assert data["mainEntity"]["suggestedAnswer"][0]["text"] == texts
    assert "\u2028" not in page.text.partition("ld+json")[2].partition("</script>")[0]
    assert "49" not in Page(page).words
    assert head.metas["og:title"] == texts
    for answer in (
        service.client.get(f"/embed/{widget}"),
        service.client.get(f"/f/{widget}"),
        send(service, widget, [("answer:", "a")]),
        send(service, widget, [("answer:", "a")], None),
    ):
        assert "onerror=alert" in answer.text
        assert "img" not in Head(answer.text).tags
    embed = service.client.get(f"/oembed?url={OWN}/p/{widget}").json()
    assert embed["title"] == texts
    assert Head(embed["html"]).tags == ["blockquote", "a", "iframe"]


def test_what_is_not_there(service):
    gone = publish(service, SINGLE)
    assert read(service, gone).status_code == 200
    publishing = publishing_of(service)
    service.run_there(lambda: publishing.retire("demo", gone))
    forget(service)
    draft = publish(service, SINGLE, published=False)
    for id in (gone, draft, "w_AAAAAAAAAAAAAAAAAAAAAA", "w_%F0", "nothing"):
        answer = read(service, id)
        assert answer.status_code == 404
        assert "There is nothing here" in Page(answer).words
        assert answer.headers["cache-control"] == "no-store"
        assert "Festival" not in answer.text
        check_problem(service.client.get(f"/p/{id}/picture.png"), 404, "unknown_widget")
        check_problem(service.client.get(f"/oembed?url={OWN}/p/{id}"), 404, "unknown_widget")


def test_a_page_is_shared_for_a_moment_and_sent_once(service, widget):
    first = read(service, widget)
    assert first.headers["cache-control"].startswith("public, s-maxage=1")
    assert first.headers["vary"] == "Accept-Language"
    again = read(service, widget, **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "access-control-allow-origin" not in first.headers
    style = service.client.get("/p/style.css")
    assert style.headers["content-type"] == "text/css; charset=utf-8"


def test_the_picture(service, widget):
    first = service.client.get(f"/p/{widget}/picture.png")
    image = Image.open(BytesIO(first.content))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert len(image.getcolors(1_000_000) or ()) > 10
    again = service.client.get(f"/p/{widget}/picture.png", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    publishing = publishing_of(service)
    body = json.dumps(SINGLE | {"title": "Another title"}).encode()
    service.run_there(lambda: publishing.rewrite("demo", widget, body))
    forget(service)
    changed = service.client.get(f"/p/{widget}/picture.png")
    assert changed.headers["etag"] != first.headers["etag"]
    assert changed.content != first.content


def test_a_page_in_the_readers_language(service, widget):
    page = read(service, widget, **{"accept-language": "ar"}).text
    assert '<html lang="ar" dir="rtl">' in page
    assert "Abstimmen" in read(service, widget, **{"accept-language": "de"}).text


def test_a_public_page_has_reactions_of_its_own(service, widget):
    """It belongs to the widget's site, whatever origins that has."""
    url = f"{OWN}/p/{widget}"
    page = service.page(url)
    assert page["poll"]["id"] == widget
    token = service.mint()
    place = f"/v1/widgets/{page['reactions']['id']}/ballots/-?url={quote(url, safe='')}"
    counted = service.put(place, {"reactions": ["love"]}, token, origin=OWN)
    assert counted.json()["tally"]["love"] == 1
    live = service.client.get(
        "/v1/ballots", params={"site": "demo", "url": url}, headers={"authorization": f"Bearer {token}"}
    )
    assert set(live.json()["widgets"]) == {each["id"] for each in page.values()}


@pytest.mark.usefixtures("elsewhere", "unchanged")
def test_no_other_address_of_ours_has(service, widget, elsewhere):
    for path in (
        f"/p/{elsewhere}",
        "/p/w_AAAAAAAAAAAAAAAAAAAAAA",
        "/p/x",
        f"/p/{widget}/more",
        f"/f/{widget}",
        "/",
    ):
        url = f"{OWN}{path}"
        assert "poll" not in service.page(url)
        place = f"/v1/widgets/{page_widget_id('demo', url, 'points')}/ballots/-?url={quote(url, safe='')}"
        check_problem(service.put(place, {"vote": 1}, service.mint(), origin=OWN), 403, "foreign_url")


@pytest.fixture(scope="module")
def elsewhere(service):
    """Another site's widget."""
    return publish(service, SINGLE, site="other")
