"""Moderators' widgets for tests of what is shown elsewhere, and readers of plain HTML."""

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import httpx

from tests.api.serving import Service
from widgets.model import Reveal
from widgets.publishing import Draft, Publishing
from widgets.scenery import set_scenery

OWN = "http://127.0.0.1:8000"
"""The public address of the service that tests share, which need not be the one it listens at."""

FORM = {"content-type": "application/x-www-form-urlencoded"}
SEASONS = [{"id": each.lower(), "text": each} for each in ("Spring", "Summer", "Autumn")]
SINGLE = {"title": "Festival", "questions": [{"kind": "single", "prompt": "When?", "options": SEASONS}]}
MULTIPLE = {
    "questions": [
        {"kind": "multiple", "prompt": "Which suit you?", "options": SEASONS, "least": 2, "most": 2}
    ]
}
RANKED = {"questions": [{"kind": "ranked", "prompt": "In which order?", "options": SEASONS}]}
SEVERAL = {
    "title": "Two things",
    "questions": [
        {"kind": "single", "id": "when", "prompt": "When?", "options": SEASONS},
        {"kind": "rating", "id": "last", "prompt": "How was the last one?"},
    ],
}


def publish(
    service: Service,
    spec: dict[str, Any],
    *,
    reveal: Reveal = Reveal.AFTER_CASTING,
    published: bool = True,
    site: str = "demo",
    format: str = "poll",
    **changes: Any,
) -> str:
    """Make a widget, a poll unless it is said otherwise, and give its id."""
    publishing = publishing_of(service)
    if "-sample" in json.dumps(spec):
        # What the formats' samples show has to be there.
        assert service.application.running is not None
        voxpop = service.application.running.voxpop
        service.run_there(lambda: set_scenery(voxpop.engine, voxpop.uploading.shelf, site))
    draft = Draft(site=site, format=format, spec=json.dumps(spec).encode(), reveal=reveal, **changes)
    widget = service.run_there(lambda: publishing.create(draft))
    if published:
        service.run_there(lambda: publishing.open(site, widget.id))
    return str(widget.id)


def close_soon() -> datetime:
    """A time at which a widget may close, far enough away."""
    return datetime.now(UTC) + timedelta(hours=3)


def publishing_of(service: Service) -> Publishing:
    """What moderators do."""
    assert service.application.running is not None
    voxpop = service.application.running.voxpop
    return Publishing(voxpop.engine, voxpop.catalog, voxpop.counts.tallies.write)


def tally(service: Service, widget: str, site: str = "demo") -> dict[str, Any]:
    """What the ledger has counted, as a reader who has cast sees it: a vote with another token tells."""
    answer = service.client.get(
        "/v1/ballots",
        params={"site": site, "widget": widget},
        headers={"authorization": f"Bearer {service.mint(site)}"},
    )
    return dict(answer.json()["widgets"][widget])


class Page(HTMLParser):
    """A page as a reader without scripts has it: its one form that asks, and its words."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.answer = answer
        self.forms: list[dict[str, Any]] = []
        self.controls: list[dict[str, str | None]] = []
        self.select = ""
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        self.feed(answer.text)
        self.words = " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        attributes = dict(pairs)
        if tag == "form":
            self.forms.append({"action": attributes["action"], "fields": []})
        elif tag in ("input", "button") and self.forms:
            self.controls.append(attributes)
            named = attributes.get("name")
            on = attributes.get("type") == "hidden" or "checked" in attributes
            if tag == "input" and named and on:
                self.forms[-1]["fields"].append((named, attributes.get("value") or ""))
        elif tag == "select":
            self.select = attributes["name"] or ""
        elif tag == "option" and "selected" in attributes:
            self.forms[-1]["fields"].append((self.select, attributes["value"] or ""))

    def fields(self, form: int = 0) -> list[tuple[str, str]]:
        """What a form would send as it stands."""
        return list(self.forms[form]["fields"])

    def field(self, name: str) -> str:
        """The value of a field in the first form."""
        return dict(self.fields())[name]


def look(service: Service, widget: str, **headers: str) -> Page:
    """Look at a form."""
    return Page(service.client.get(f"/f/{widget}", headers=headers))


def send(
    service: Service, widget: str, fields: list[tuple[str, str]], origin: str | None = OWN, **headers: str
) -> httpx.Response:
    """Send a form, by default as a page of our own sends it."""
    named = {"origin": origin} if origin is not None else {}
    return service.client.post(
        f"/f/{widget}", content=urlencode(fields).encode(), headers=FORM | named | headers
    )


SUMMER = ("answer:", "summer")


def turnout(service: Service, widget: str) -> int:
    """How many have taken part in a widget."""
    return int(tally(service, widget)["turnout"])


def counts(service: Service, widget: str) -> Any:
    """What has been counted in a widget."""
    return tally(service, widget)["tally"]


def fresh(service: Service, widget: str) -> list[tuple[str, str]]:
    """The fields of a form that was just fetched by a new reader."""
    return [("seed", look(service, widget).field("seed"))]
