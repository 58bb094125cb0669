"""What readers must not know leaves by no route (attacks 32 to 34), whatever the format.

Every sample of every format that has secrets is published beside specs that differ from it in nothing else.
Nothing public may hold a secret as text, and nothing public may tell one of these widgets from another: that
holds for the order of options, the length of an answer, the bytes of a picture and the validators, too.
"""

import json
import re
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec
import pytest

from tests.api.exhibits import OWN, publish
from tests.api.serving import ORIGIN, Service
from widgets.formats import FORMATS, registered
from widgets.formats.trivia_quiz import TriviaQuiz
from widgets.model import page_widget_id
from widgets.parts import Choose, Questions, Text

CHANGING = re.compile(
    rb'"version":\d+|w_[\w-]{22}|page-\d+|name="seed" value="[^"]*"|data-ticket="[^"]*"|"marks":{[^}]*}'
)
"""What differs between widgets that say the same: ids, addresses, times, seeds, tickets, signatures."""


class Twin(NamedTuple):
    """A widget whose secrets must not be found, on a page of its own."""

    id: str
    url: str
    secrets: list[str]


CASES = [
    pytest.param(format, sample, id=f"{format.name}: {sample.name}")
    for format in FORMATS.values()
    for sample in format.samples
    if sample.alike
]


def publish_twins(service: Service, format: Any, sample: Any) -> list[Twin]:
    twins = []
    for at, spec in enumerate([sample.spec, *sample.alike]):
        url = f"{ORIGIN}/{format.name}/{quote(sample.name)}/page-{at}"
        id = publish(service, msgspec.to_builtins(spec), format=format.name, url=url)
        twins.append(Twin(id, url, format.secrets(spec)))
    return twins


def routes(twin: Twin) -> list[str]:
    """Every route by which anybody may look at a widget without having cast."""
    url, own = quote(twin.url, safe=""), quote(f"{OWN}/p/{twin.id}", safe="")
    return [
        f"/v1/widgets/{twin.id}",
        f"/v1/pages?site=demo&url={url}",
        f"/v1/counts?site=demo&url={url}",
        f"/p/{twin.id}",
        f"/p/{twin.id}?ending=",
        f"/p/{twin.id}/picture.png",
        f"/f/{twin.id}",
        f"/embed/{twin.id}",
        f"/oembed?url={own}",
    ]


def look(service: Service, twin: Twin, token: str = "") -> dict[str, bytes]:
    """Everything public about a widget, by route: heads and bodies."""
    shown = {}
    headers = {"authorization": f"Bearer {token}"} if token else {}
    for route in [*routes(twin), *([f"/v1/ballots?site=demo&widget={twin.id}"] if token else [])]:
        answer = service.client.get(route, headers=headers if route.startswith("/v1/ballots") else {})
        assert answer.status_code == 200, f"{route}: {answer.text}"
        told = [(name, value) for name, value in answer.headers.items() if name not in ("date", "etag")]
        shown[route.replace(twin.id, "ID").replace(quote(twin.url, safe=""), "URL")] = (
            json.dumps(told).encode() + b"\n" + answer.content
        )
    return shown


def alike(shown: dict[str, bytes]) -> dict[str, bytes]:
    return {route: CHANGING.sub(b"", each) for route, each in shown.items()}


def check_alike(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    for route, told in one.items():
        at = next(
            (at for at, pair in enumerate(zip(told, other[route], strict=False)) if len(set(pair)) > 1), 0
        )
        near = slice(max(0, at - 80), at + 80)
        assert told == other[route], f"{route} differs: {told[near]!r} {other[route][near]!r}"


def hear(service: Service, twin: Twin, token: str) -> bytes:
    """What those who watch the page hear while a reader answers all there is to answer."""
    path = f"/v1/live?site=demo&url={quote(twin.url, safe='')}"
    with service.client.stream("GET", path) as stream:
        frames = stream.iter_bytes()
        heard = next(frames)
        place = page_widget_id("demo", twin.url, "points")
        service.put(f"/v1/widgets/{place}/ballots/-?url={quote(twin.url, safe='')}", {"vote": 1}, token)
        while place.encode() not in heard:
            heard += next(frames)
        return heard


def is_counted(service: Service, twin: Twin) -> bool:
    """Whether all routes show that somebody has answered: they may be a second old."""
    page = service.client.get(f"/v1/pages?site=demo&url={quote(twin.url, safe='')}").json()["widgets"]
    shown = [*page, service.client.get(f"/v1/widgets/{twin.id}").json()]
    return all(each["turnout"] for each in shown if each["id"] == twin.id)


def answer_all(service: Service, twin: Twin, token: str, *, but: int = 0) -> None:
    """Answer what is asked, all or all but the last questions, with the first option there is."""
    parts = service.client.get(f"/v1/widgets/{twin.id}").json()["parts"]
    asked = [each for part in parts for each in part.get("questions", [part]) if "slot" in each]
    for choose in asked[: len(asked) - but]:
        said = choose["options"][0]["value"] if choose["options"] else "not this"
        ballot = {choose["field"]: said}
        answer = service.put(f"/v1/widgets/{twin.id}/ballots/{choose['slot']}", ballot, token)
        assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(("format", "sample"), CASES)
def test_no_route_tells_a_secret_or_one_key_from_another(service: Service, format: Any, sample: Any) -> None:
    twins = publish_twins(service, format, sample)
    stranger = service.mint()
    before = [look(service, twin, stranger) for twin in twins]
    for twin in twins:
        # The counts of those who have answered are there now, for those who have answered.
        answer_all(service, twin, service.mint())
    service.await_that(lambda: all(is_counted(service, twin) for twin in twins))
    after = [look(service, twin, stranger) for twin in twins]
    for shown in (before, after):
        for twin, routes in zip(twins, shown, strict=True):
            for route, told in routes.items():
                text = told.decode("utf-8", "replace")
                escaped = json.dumps(text)[1:-1]
                for secret in twin.secrets:
                    assert secret not in text, f"{route} tells {secret!r}"
                    assert secret not in escaped.replace('\\"', '"'), f"{route} tells {secret!r}"
        for other in shown[1:]:
            check_alike(alike(shown[0]), alike(other))
    assert_pictures_are_one(service, twins)


def assert_pictures_are_one(service: Service, twins: list[Twin]) -> None:
    """A picture and its validator have nothing of the widget but its words."""
    answers = [service.client.get(f"/p/{twin.id}/picture.png") for twin in twins]
    assert len({(each.content, each.headers["etag"]) for each in answers}) == 1


class Blabs(TriviaQuiz):
    """A quiz that asks with the explanation at hand."""

    name = "blabs"

    def ask(self, spec):
        return [*super().ask(spec), Text(text=spec.questions[0].explanation)]


class Hints(TriviaQuiz):
    """A quiz that gives its key away without a word of it."""

    name = "hints"

    def ask(self, spec):
        parts: list[Any] = super().ask(spec)
        [*texts, asked] = parts
        first = asked.questions[0]
        options = sorted(first.options, key=lambda option: option.id != spec.questions[0].answer)
        told = msgspec.structs.replace(first, options=options)
        return [*texts, msgspec.structs.replace(asked, questions=[told, *asked.questions[1:]])]


@pytest.mark.parametrize("broken", [Blabs(), Hints()], ids=["blabs", "hints"])
def test_a_format_that_tells_is_caught(service: Service, broken: Any) -> None:
    with registered(broken), pytest.raises(AssertionError, match=r"tells|differs"):
        test_no_route_tells_a_secret_or_one_key_from_another(service, broken, broken.samples[0])


@pytest.mark.parametrize(("format", "sample"), CASES)
def test_nobody_who_watches_hears_a_secret(service: Service, format: Any, sample: Any) -> None:
    for twin in publish_twins(service, format, sample)[:1]:
        token = service.mint()
        answer_all(service, twin, token)
        heard = hear(service, twin, token)
        assert twin.id.encode() not in heard
        for secret in twin.secrets:
            assert secret.encode() not in heard


@pytest.mark.parametrize(("format", "sample"), CASES)
def test_an_answer_tells_nothing_of_the_questions_still_open(
    service: Service, format: Any, sample: Any
) -> None:
    asked = [part for part in format.ask(sample.spec) if isinstance(part, Choose | Questions)]
    twins = publish_twins(service, format, sample)
    for twin, spec in zip(twins, [sample.spec, *sample.alike], strict=True):
        token = service.mint()
        answer_all(service, twin, token, but=1)
        own = service.client.get(
            f"/v1/ballots?site=demo&widget={twin.id}", headers={"authorization": f"Bearer {token}"}
        ).text
        answered = set(json.loads(own)["widgets"][twin.id]["mine"])
        for secret in open_secrets(format, spec, answered):
            assert secret not in own, f"{secret!r} is told before its question is answered"
    assert asked


def open_secrets(format: Any, spec: Any, answered: set[str]) -> list[str]:
    """The secrets of the questions that a reader has yet to answer."""
    waiting = tuple(each for each in spec.questions if each.id not in answered)
    known = tuple(each for each in spec.questions if each.id in answered)
    told = set(format.secrets(msgspec.structs.replace(spec, questions=known)))
    return [
        each for each in format.secrets(msgspec.structs.replace(spec, questions=waiting)) if each not in told
    ]


@pytest.mark.parametrize(("format", "sample"), CASES)
def test_no_query_loosens_what_is_hidden(service: Service, format: Any, sample: Any) -> None:
    [twin, *_] = publish_twins(service, format, sample)
    answer_all(service, twin, service.mint())
    plain = service.client.get(f"/v1/widgets/{twin.id}").json()
    for query in ("reveal=always", "preview=1", "answers=1", "closed=true", "mine=1"):
        answer = service.client.get(f"/v1/widgets/{twin.id}?{query}")
        assert answer.status_code == 400 or answer.json() | {"version": 0} == plain | {"version": 0}
    assert plain["tally"] is None
