"""The editor's form as a browser has it: read from a page, filled in, sent; and the spec that comes of it."""

import json
from collections.abc import Awaitable, Callable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import msgspec

from widgets.errors import Unavailable


class Page(HTMLParser):
    """What a browser would send of the form with an id, as it stands on a page; or of all, for ""."""

    def __init__(self, text: str, form: str = "editor") -> None:
        super().__init__()
        self.form = form
        self.within = False
        self.pairs: list[tuple[str, str]] = []
        self.area: list[str] | None = None
        self.select = ""
        self.options: list[tuple[str, bool]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.within = not self.form or has.get("id") == self.form
        if not self.within:
            return
        if tag == "input" and has.get("name"):
            if has.get("type") not in ("checkbox", "radio") or "checked" in has:
                self.pairs.append((has["name"], has.get("value", "on")))
        elif tag == "textarea":
            self.pairs.append((has["name"], ""))
            self.area = []
        elif tag == "select":
            self.select, self.options = has["name"], []
        elif tag == "option" and self.select:
            self.options.append((has["value"], "selected" in has))

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area is not None:
            text = "".join(self.area)
            self.pairs[-1] = (self.pairs[-1][0], text.removeprefix("\n"))
            self.area = None
        elif tag == "select" and self.select:
            chosen = next((value for value, on in self.options if on), self.options[0][0])
            self.pairs.append((self.select, chosen))
            self.select = ""
        elif tag == "form":
            self.within = False


def send(desk, path: str, pairs: list[tuple[str, str]], do: str = "save", **changes: str):
    """Send a form's fields, some of them changed, with the button that was pressed."""
    body = urlencode([*((name, changes.get(name, value)) for name, value in pairs), ("-do", do)])
    own = {"origin": desk.origin, "content-type": "application/x-www-form-urlencoded"}
    return desk.client.post(path, content=body, headers=own)


def create(desk, title: str = "Which colour?") -> str:
    """Write a poll, and give its path."""
    path = "/studio/demo/widgets/new/poll"
    pairs = [
        (name, "Red" if name.endswith(".text") else "Which?" if name.endswith("prompt") else value)
        for name, value in Page(desk.see(path)).pairs
    ]
    answer = send(desk, path, pairs, title=title)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).removesuffix("/publication")


def spec_of(desk, path: str) -> dict[str, Any]:
    """The spec that is saved."""
    running = desk.service.application.running
    widget = desk.service.run_there(lambda: running.studio.writing.find("demo", path.rpartition("/")[2]))
    spec: dict[str, Any] = json.loads(widget.spec)
    return spec


def as_read(written: Any, spec: Any) -> Any:
    """A spec as its format reads it."""
    return msgspec.convert(unpainted(written), type(spec))


def unpainted(spec: Any) -> Any:
    """A spec without what is painted anew each time."""
    if isinstance(spec, dict):
        return {name: unpainted(each) for name, each in spec.items() if name != "made"}
    return [unpainted(each) for each in spec] if isinstance(spec, list) else spec


def refuse_with(*codes: str) -> Callable[..., Awaitable[None]]:
    """Something that the service refuses to do."""

    async def refuse(*_: Any, **__: Any) -> None:
        raise Unavailable(*codes)

    return refuse
