"""The form for readers without JavaScript: attack 14 of the catalogue, and ballots as forms send them."""

from urllib.parse import urlencode

import pytest

from tests.api.exhibits import (
    FORM,
    OWN,
    RANKED,
    SEVERAL,
    SINGLE,
    SUMMER,
    Page,
    counts,
    fresh,
    look,
    publish,
    send,
    turnout,
)
from widgets.model import Reveal

FOREIGN = ["https://evil.example", "https://pub.example", "http://127.0.0.1:8001", "http://localhost:8000"]


@pytest.fixture(scope="module")
def widget(service):
    return publish(service, SINGLE, reveal=Reveal.ALWAYS)


# Looking.


@pytest.mark.usefixtures("unchanged")
def test_looking_never_counts(service, widget):
    query = urlencode([SUMMER, ("seed", "A" * 22), ("withdraw", "yes")])
    for path in (f"/f/{widget}", f"/f/{widget}?{query}", f"/p/{widget}?{query}", f"/embed/{widget}?{query}"):
        for method in ("GET", "HEAD"):
            assert service.client.request(method, path).status_code == 200
    assert service.client.request("GET", f"/f/{widget}", content=query, headers=FORM).status_code == 200


def test_each_look_is_another_readers(service, widget):
    first, second = look(service, widget), look(service, widget)
    assert first.field("seed") != second.field("seed")
    assert first.answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in first.answer.headers


def test_there_is_no_form_for_what_is_not_published(service):
    for id in (publish(service, SINGLE, published=False), "w_AAAAAAAAAAAAAAAAAAAAAA", "w_none", "x"):
        assert not Page(service.client.get(f"/f/{id}")).forms
        assert service.client.get(f"/f/{id}").status_code == 404
        assert send(service, id, [SUMMER]).status_code == 404


# Casting.


def test_a_vote_is_counted_and_can_be_changed_and_taken_back(service):
    widget = publish(service, SINGLE)
    cast = Page(send(service, widget, [*fresh(service, widget), SUMMER]))
    assert "Your vote is in." in cast.words
    assert "100%" in cast.words
    assert ("answer:", "summer") in cast.fields(0)
    reader = ("reader", cast.field("reader"))
    assert (turnout(service, widget), len(cast.forms)) == (1, 2)
    changed = Page(send(service, widget, [reader, ("answer:", "autumn")]))
    assert ("answer:", "autumn") in changed.fields(0)
    assert turnout(service, widget) == 1
    back = Page(send(service, widget, [reader, ("withdraw", "yes")]))
    assert "taken back" in back.words
    assert turnout(service, widget) == 0


def test_a_form_sent_twice_is_one_vote(service):
    widget = publish(service, SINGLE)
    fields = [*fresh(service, widget), SUMMER]
    tokens = {Page(send(service, widget, fields)).field("reader") for _ in range(3)}
    assert (len(tokens), turnout(service, widget)) == (1, 1)


def test_several_questions_in_one_form(service):
    widget = publish(service, SEVERAL, reveal=Reveal.ALWAYS)
    fields = [*fresh(service, widget), ("answer:when", "spring"), ("answer:last", "4")]
    cast = Page(send(service, widget, fields))
    assert {("answer:when", "spring"), ("answer:last", "4")} <= set(cast.fields(0))
    seen = counts(service, widget)
    assert seen["when"]["spring"] == seen["last"]["4"] == 1
    one = Page(send(service, widget, [*fresh(service, widget), ("answer:last", "2")]))
    assert "Your vote is in." in one.words
    assert counts(service, widget)["when"]["turnout"] == 1


def test_a_ranking_is_a_number_for_each(service):
    widget = publish(service, RANKED, reveal=Reveal.ALWAYS)
    fields = [("rank::spring", "3"), ("rank::summer", ""), ("rank::autumn", "1")]
    cast = Page(send(service, widget, [*fresh(service, widget), *fields]))
    assert counts(service, widget)["autumn>spring"] == counts(service, widget)["autumn"] == 1
    assert {("rank::autumn", "1"), ("rank::spring", "2")} <= set(cast.fields(0))


def test_the_widgets_that_pages_have_by_themselves(service):
    url = "https://pub.example/forms"
    id = service.page(url)["reactions"]["id"]
    query = urlencode({"site": "demo", "url": f"{url}/?utm_source=x"})

    def post(fields):
        body, headers = urlencode(fields).encode(), FORM | {"origin": OWN}
        return Page(service.client.post(f"/f/{id}?{query}", content=body, headers=headers))

    seed = Page(service.client.get(f"/f/{id}?{query}")).field("seed")
    cast = post([("seed", seed), ("answer:", "love"), ("answer:", "geeky")])
    assert "Your vote is in." in cast.words
    assert cast.words.count("your choice") == cast.words.count("1 vote") == 2
    assert cast.forms[0]["action"] == f"{OWN}/f/{id}?{urlencode({'site': 'demo', 'url': url})}"
    back = post([("reader", cast.field("reader"))])
    assert "taken back" in back.words
    assert "1 vote" not in back.words
    points = service.page(url)["points"]["id"]
    assert service.client.get(f"/f/{points}?{query}").status_code == 200
    assert service.client.get(f"/f/{points}?site=demo").status_code == 400
    assert service.client.get(f"/f/{id}?site=demo&url=https://pub.example/other").status_code == 400


# What comes from elsewhere.


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("origin", [*FOREIGN, "null", None, ""])
def test_what_comes_from_elsewhere_is_asked_about_first(service, widget, origin):
    fields = [*fresh(service, widget), SUMMER]
    asked = Page(send(service, widget, fields, origin))
    assert asked.answer.status_code == 200
    assert "Is this your vote?" in asked.words
    assert "not counted yet" in asked.words
    assert "Summer" in asked.words
    assert asked.forms[0]["action"] == f"{OWN}/f/{widget}"
    assert asked.answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("origin", [*FOREIGN, "null", None])
def test_what_the_reader_confirms_is_counted(service, widget, origin):
    before = turnout(service, widget)
    asked = Page(send(service, widget, [SUMMER], origin))
    assert "Your vote is in." in Page(send(service, widget, asked.fields())).words
    assert turnout(service, widget) == before + 1


@pytest.mark.parametrize("origin", ["null", None])
def test_a_browser_that_hides_its_origin_can_confirm(service, widget, origin):
    before = turnout(service, widget)
    asked = Page(send(service, widget, [SUMMER], origin))
    assert "Your vote is in." in Page(send(service, widget, asked.fields(), origin)).words
    assert turnout(service, widget) == before + 1


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("origin", [*FOREIGN, ""])
def test_a_confirmation_from_elsewhere_is_none(service, widget, origin):
    """Somebody may fetch the page that asks, and send its form in a reader's name."""
    fields = Page(send(service, widget, [SUMMER], origin)).fields()
    assert "Is this your vote?" in Page(send(service, widget, fields, origin)).words


@pytest.mark.usefixtures("unchanged")
def test_a_browser_that_names_the_site_is_believed(service, widget):
    for origin in ("null", None):
        fields = Page(send(service, widget, [SUMMER], origin)).fields()
        for site in ("cross-site", "same-site", "none"):
            again = send(service, widget, fields, origin, **{"sec-fetch-site": site})
            assert "Is this your vote?" in Page(again).words


@pytest.mark.usefixtures("unchanged")
def test_a_confirmation_is_for_one_ballot_of_one_reader_on_one_widget(service, widget, other):
    fields = dict(Page(send(service, widget, [SUMMER], None)).fields())
    changed = [
        fields | {"answer:": "spring"},
        fields | {"seed": "B" * 22},
        fields | {"ticket": fields["ticket"][:-4] + "AAAA"},
        fields | {"ticket": ""},
    ]
    for each in changed:
        assert "Is this your vote?" in Page(send(service, widget, list(each.items()), None)).words
    assert "Is this your vote?" in Page(send(service, other, list(fields.items()), None)).words


@pytest.fixture(scope="module")
def other(service):
    return publish(service, SINGLE)


def test_a_confirmation_is_for_one_network(own_service):
    service = own_service(trusted_proxies=("127.0.0.0/8",))
    widget = publish(service, SINGLE)
    here, there = {"x-forwarded-for": "198.51.100.7"}, {"x-forwarded-for": "203.0.113.9"}
    fields = Page(send(service, widget, [SUMMER], None, **here)).fields()
    assert "Is this your vote?" in Page(send(service, widget, fields, None, **there)).words
    assert "Your vote is in." in Page(send(service, widget, fields, None, **here)).words


@pytest.mark.usefixtures("unchanged")
def test_taking_back_is_asked_about_too(service, widget, cast):
    fields = [("reader", cast), ("withdraw", "yes")]
    asked = Page(send(service, widget, fields, None))
    assert "take your vote back" in asked.words
    assert set(fields) <= set(asked.fields())


@pytest.fixture(scope="module")
def cast(service, widget):
    """The token of a reader who has voted."""
    return Page(send(service, widget, [*fresh(service, widget), SUMMER])).field("reader")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("origin", FOREIGN)
def test_no_page_elsewhere_names_the_reader(service, widget, cast, origin):
    asked = Page(send(service, widget, [("reader", cast), ("seed", "C" * 22), SUMMER], origin))
    assert "reader" not in dict(asked.fields())
    assert asked.field("seed") != "C" * 22


@pytest.mark.usefixtures("unchanged")
def test_a_form_without_a_seed_is_asked_about(service, widget):
    """Sent twice, nobody could tell. The public page's form is such a one, so that it can be cached."""
    asked = Page(send(service, widget, [SUMMER]))
    assert "Is this your vote?" in asked.words
    assert "another page" not in asked.words
