"""A publisher's own server, as tests have one: it shows a key of its site."""

from typing import Any

import httpx
import msgspec

from api.publisher.shapes import MadeWidget
from tests.api.serving import JSON, ORIGIN, Service
from tests.test_proposing import TEXT

PAGE = f"{ORIGIN}/tram"
OPTIONS = [{"id": "yes", "text": "Yes"}, {"id": "no", "text": "No"}]
POLL = {"questions": [{"kind": "single", "prompt": "Will you take it?", "options": OPTIONS}]}
SENTENCE = "Carla Rook, a\nspokesperson for the Harbour Workers Union, called the decision overdue."
QUIZ = {
    "questions": [
        {
            "kind": "choice",
            "id": "rook",
            "prompt": "Who called the decision overdue?",
            "options": [{"id": "a", "text": "Carla Rook"}, {"id": "b", "text": "Ada Byte"}],
            "answer": "a",
            "evidence": {"start": 0, "end": len(SENTENCE), "text": SENTENCE},
        }
    ]
}


class Server:
    """A publisher's server."""

    def __init__(self, service: Service, site: str = "demo") -> None:
        assert service.application.running is not None
        self.keys = service.application.running.voxpop.site_keys
        self.service, self.site = service, site
        self.key = service.run_there(lambda: self.keys.issue(site, "CMS"))
        # The first use of a day is noted; later ones change nothing.
        assert self.ask("GET", "widgets").status_code == 200

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        content = body if isinstance(body, bytes) else None if body is None else msgspec.json.encode(body)
        named = {"authorization": f"Bearer {self.key}"} | (JSON if content is not None else {}) | headers
        return self.service.client.request(
            method, f"/v1/sites/{self.site}/{path}", content=content, headers=named
        )

    def make(self, **changes: Any) -> MadeWidget:
        answer = self.ask("POST", "widgets", {"format": "poll", "spec": POLL, "url": PAGE} | changes)
        assert answer.status_code == 201, answer.text
        return read(answer)


def read(answer: httpx.Response) -> MadeWidget:
    made = msgspec.json.decode(answer.content, type=MadeWidget)
    assert answer.headers["etag"] == f'"{made.revision}"'
    assert answer.headers["cache-control"] == "no-store"
    return made


def every_call(server: Server, widget: str, **headers: str) -> list[httpx.Response]:
    """Every route, with what it takes."""
    return [
        server.ask("POST", "proposals", {"text": TEXT}, **headers),
        server.ask("PUT", f"article?url={PAGE}", {"text": TEXT}, **headers),
        server.ask("POST", "widgets", {"format": "poll", "spec": POLL}, **headers),
        server.ask("GET", "widgets", **headers),
        server.ask("GET", f"widgets/{widget}", **headers),
        server.ask("PUT", f"widgets/{widget}", {"reveal": "moderators"}, **headers),
        *(
            server.ask(method, f"widgets/{widget}/{what}", **headers)
            for method in ("PUT", "DELETE")
            for what in ("publication", "closure")
        ),
    ]
