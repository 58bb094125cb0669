"""What readers send in leaves by no public route before a moderator has seen it, nor once it is rejected.

Every GET of the service that needs no site key and no session is asked, by whoever sent it in, too; a route
that is added is asked about here before these tests pass again (attack 50).
"""

import json
from typing import Any
from urllib.parse import quote

import pytest
from litestar import Litestar

from api.public.routes import public_router
from api.reader.routes import reader_router
from tests.api.serving import JSON, ORIGIN, Service
from tests.api.uploads import PICTURE, placed
from widgets.model import Reveal
from widgets.moderation import About
from widgets.publishing import Draft, Publishing

PAGE = f"{ORIGIN}/unapproved"
WORDS = ("Zanzibarquince", "Obloquyfen", "Kestrelmarrow")
"""Words that stand nowhere else."""

SENT: dict[str, dict[str, Any]] = {
    "open_list": {
        "title": f"A {WORDS[0]}",
        "text": f"Of {WORDS[1]}.",
        "link": f"https://{WORDS[0].lower()}.example/",
        "credit": WORDS[2],
    },
    "meme": {"picture": {"alt": WORDS[0], "captions": [{"text": WORDS[1]}, {"text": WORDS[2]}]}},
}


class Place:
    """A widget that takes what readers send, and whatever can be seen of it."""

    def __init__(self, service: Service, format: str) -> None:
        assert service.application.running is not None
        voxpop = service.application.running.voxpop
        self.service = service
        self.format = format
        self.reviewing = voxpop.reviewing
        publishing = Publishing(voxpop.engine, voxpop.catalog, voxpop.counts.tallies.write)
        template = placed(service, PICTURE).id
        spec: dict[str, Any] = {"title": "Send something in"}
        if format == "meme":
            picture = {"media": template, "alt": "The sea"}
            spec |= {"templates": [{"id": "sea", "name": "The sea", "picture": picture}]}
            worded = picture | {"captions": [{"text": "By the editors"}]}
            spec |= {"items": [{"id": "first", "title": "First", "picture": worded}]}
        else:
            spec |= {"items": [{"id": "first", "title": "First"}]}
        self.sent = json.loads(json.dumps(SENT[format]))
        if format == "meme":
            self.sent["picture"]["media"] = template
        draft = Draft(
            site="demo", format=format, spec=json.dumps(spec).encode(), reveal=Reveal.ALWAYS, url=PAGE
        )
        self.id = str(service.run_there(lambda: publishing.create(draft)).id)
        service.run_there(lambda: publishing.open("demo", self.id))
        self.about = About(site="demo", widget=self.id)
        self.token = service.mint()

    def send(self) -> str:
        """Send something in, and give its id."""
        answer = self.service.client.post(
            f"/v1/widgets/{self.id}/submissions",
            content=json.dumps(self.sent),
            headers={"authorization": f"Bearer {self.token}", "origin": ORIGIN} | JSON,
        )
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def paths(self) -> dict[str, list[str]]:
        """By route, the addresses at which something of it might be seen."""
        page = quote(PAGE, safe="")
        own = quote(f"{self.service.settings.public_url}/p/{self.id}", safe="")
        return {
            "/": ["/"],
            "/demo": ["/demo"],
            "/demo/front": ["/demo/front"],
            "/demo/{name:str}": ["/demo/icon.svg"],
            "/demo/gallery": ["/demo/gallery"],
            "/demo/gallery/{format:str}": [f"/demo/gallery/{self.format}"],
            "/p/{widget:str}": [f"/p/{self.id}", f"/p/{self.id}?ending=", f"/p/{self.id}?page=1"],
            "/p/{widget:str}/picture.png": [f"/p/{self.id}/picture.png"],
            "/p/style.css": ["/p/style.css"],
            "/f/{widget:str}": [f"/f/{self.id}"],
            "/oembed": [f"/oembed?url={own}"],
            "/embed/{file:path}": [f"/embed/{self.id}"],
            "/embed/snippets/{site:str}": ["/embed/snippets/demo"],
            "/media/{id:str}/{file:str}": [],
            "/v1/pages": [f"/v1/pages?site=demo&url={page}"],
            "/v1/widgets/{widget:str}": [f"/v1/widgets/{self.id}"],
            "/v1/ballots": [f"/v1/ballots?site=demo&widget={self.id}", f"/v1/ballots?site=demo&url={page}"],
            "/v1/counts": [f"/v1/counts?site=demo&url={page}"],
            "/v1/boards/{site:str}": ["/v1/boards/demo?by=points&window=24h"],
            # Only numbers are streamed; test_secrets listens to it.
            "/v1/live": [],
        }

    def seen(self) -> str:
        """All that anybody, or the reader who has sent it, can read."""
        bearer = {"authorization": f"Bearer {self.token}"}
        texts = []
        for path in (each for paths in self.paths().values() for each in paths):
            for headers in ({}, bearer):
                answer = self.service.client.get(path, headers=headers and headers | {"origin": ORIGIN})
                texts.append(f"{answer.headers} {answer.content.decode('utf-8', 'replace')}")
        return "".join(texts).casefold()

    def shows(self) -> bool:
        """Whether any word of what was sent can be read anywhere."""
        seen = self.seen()
        return any(word.casefold() in seen for word in WORDS)


@pytest.fixture(params=SENT)
def place(service: Service, request: pytest.FixtureRequest) -> Place:
    return Place(service, request.param)


def test_every_public_route_is_asked(place: Place) -> None:
    routes = Litestar([public_router, reader_router], openapi_config=None).routes
    public = {each.path for each in routes if "GET" in getattr(each, "methods", ())}
    assert public == set(place.paths())


def test_nobody_reads_what_no_moderator_has_seen(place: Place) -> None:
    id = place.send()
    assert not place.shows()
    reviewing = place.reviewing
    place.service.run_there(lambda: reviewing.approve(place.about, [id]))
    # What was looked for can be found.
    place.service.await_that(place.shows)
    place.service.run_there(lambda: reviewing.reject(place.about, [id]))
    place.service.await_that(lambda: not place.shows())


def test_what_is_rejected_at_once_was_never_there(place: Place) -> None:
    id = place.send()
    place.service.run_there(lambda: place.reviewing.reject(place.about, [id]))
    place.send()
    assert not place.shows()
