"""A walk along all routes of the studio: who may take which, and a site with something behind each."""

import re
from datetime import UTC, datetime, timedelta
from typing import TypeAlias
from urllib.parse import urlencode

from litestar import Litestar

from api.studio.routes import studio_router
from tests.api.serving import ORIGIN, Service
from tests.api.test_submissions import Room
from tests.api.uploads import PICTURE
from tests.studio.desk import Desk, seat
from tests.studio.editor import Page, create
from widgets.roles import Right, Role

Step: TypeAlias = tuple[str, str]
"""A method and the path of a route, such as ("GET", "/studio/{site:str}")."""

ANYBODY, SIGNED_IN = "anybody", "who is signed in"

RIGHTS: dict[Step, Right | str] = {
    ("GET", "/studio/assets/{name:str}"): ANYBODY,
    ("GET", "/studio/sign-in"): ANYBODY,
    ("POST", "/studio/sign-in"): ANYBODY,
    ("GET", "/studio/sign-in/{link:str}"): ANYBODY,
    ("POST", "/studio/sign-in/{link:str}"): ANYBODY,
    ("GET", "/studio/join/{link:str}"): ANYBODY,
    ("POST", "/studio/join/{link:str}"): ANYBODY,
    ("POST", "/studio/resumption"): ANYBODY,
    ("POST", "/studio/sign-out"): SIGNED_IN,
    ("GET", "/studio/profile"): SIGNED_IN,
    ("POST", "/studio/profile/name"): SIGNED_IN,
    ("POST", "/studio/profile/password"): SIGNED_IN,
    ("POST", "/studio/profile/sign-out"): SIGNED_IN,
    ("GET", "/studio"): SIGNED_IN,
    ("GET", "/studio/{site:str}"): Right.SEE,
    ("GET", "/studio/{site:str}/log"): Right.AUDIT,
    ("GET", "/studio/{site:str}/queue"): Right.MODERATE,
    ("POST", "/studio/{site:str}/queue/{widget:str}"): Right.MODERATE,
    ("POST", "/studio/{site:str}/queue/{widget:str}/{id:str}"): Right.MODERATE,
    ("GET", "/studio/{site:str}/widgets/{id:str}/ballots"): Right.MODERATE,
    ("POST", "/studio/{site:str}/widgets/{id:str}/ballots"): Right.MODERATE,
    ("GET", "/studio/{site:str}/widgets/{id:str}/ballots/preview"): Right.MODERATE,
    ("GET", "/studio/{site:str}/people"): Right.INVITE,
    ("POST", "/studio/{site:str}/people/invitations"): Right.INVITE,
    ("POST", "/studio/{site:str}/people/invitations/withdrawal"): Right.INVITE,
    ("POST", "/studio/{site:str}/people/{member:str}/role"): Right.INVITE,
    ("POST", "/studio/{site:str}/people/{member:str}/suspension"): Right.INVITE,
    ("POST", "/studio/{site:str}/people/{member:str}/removal"): Right.INVITE,
    ("GET", "/studio/{site:str}/settings"): Right.CONFIGURE,
    ("POST", "/studio/{site:str}/settings/basics"): Right.CONFIGURE,
    ("POST", "/studio/{site:str}/settings/reactions"): Right.CONFIGURE,
    ("POST", "/studio/{site:str}/settings/keys"): Right.CONFIGURE,
    ("POST", "/studio/{site:str}/settings/keys/{key:str}/revocation"): Right.CONFIGURE,
    ("GET", "/studio/{site:str}/widgets"): Right.SEE,
    ("GET", "/studio/{site:str}/widgets/new"): Right.WRITE,
    ("GET", "/studio/{site:str}/widgets/new/{format:str}"): Right.WRITE,
    ("POST", "/studio/{site:str}/widgets/new/{format:str}"): Right.WRITE,
    ("GET", "/studio/{site:str}/widgets/{id:str}"): Right.SEE,
    # The one walked to is published, and that is not changed by who writes drafts.
    ("POST", "/studio/{site:str}/widgets/{id:str}"): Right.PUBLISH,
    ("GET", "/studio/{site:str}/widgets/{id:str}/publication"): Right.SEE,
    ("POST", "/studio/{site:str}/widgets/{id:str}/publication"): Right.PUBLISH,
    ("GET", "/studio/{site:str}/widgets/{id:str}/versions"): Right.SEE,
    ("GET", "/studio/{site:str}/widgets/{id:str}/results"): Right.EXPORT,
    ("GET", "/studio/{site:str}/widgets/{id:str}/exports/{what:str}"): Right.EXPORT,
    ("GET", "/studio/{site:str}/results"): Right.EXPORT,
    ("GET", "/studio/{site:str}/pages"): Right.EXPORT,
    ("GET", "/studio/{site:str}/pages/page"): Right.EXPORT,
    ("POST", "/studio/{site:str}/pages/tone"): Right.PUBLISH,
    ("GET", "/studio/{site:str}/exports/{what:str}"): Right.EXPORT,
    ("GET", "/studio/{site:str}/exports/progress"): Right.EXPORT,
    ("POST", "/studio/{site:str}/exports/progress/{ticket:str}/cancellation"): Right.EXPORT,
    ("GET", "/studio/{site:str}/previews/{format:str}"): Right.SEE,
    ("POST", "/studio/{site:str}/previews/{format:str}"): Right.WRITE,
    ("POST", "/studio/{site:str}/sketches/{about:str}"): Right.WRITE,
    ("POST", "/studio/{site:str}/sketches/{about:str}/discarded"): Right.WRITE,
    ("POST", "/studio/uploads"): Right.WRITE,
    ("GET", "/studio/{site:str}/uploads/{id:str}/{file:str}"): Right.SEE,
    ("GET", "/studio/{site:str}/articles"): Right.WRITE,
    ("POST", "/studio/{site:str}/articles"): Right.WRITE,
    ("POST", "/studio/{site:str}/articles/widgets"): Right.WRITE,
}
"""Who may take which route. A route that is not named here makes a test fail: name it with its right."""

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def list_steps() -> set[Step]:
    """All routes of the studio as they are."""
    routes = Litestar([studio_router], openapi_config=None).routes
    return {(method, each.path) for each in routes for method in METHODS if method in each.methods}


READS = sorted(step for step in RIGHTS if step[0] == "GET")
WRITES = sorted(step for step in RIGHTS if step[0] != "GET")
OF_A_SITE = [step for step, right in RIGHTS.items() if isinstance(right, Right)]


class Ground:
    """The site `demo` with something behind every route, all of it the owner's."""

    def __init__(self, service: Service, name: str) -> None:
        self.service = service
        self.owner = seat(service, f"{name}.owner", Role.OWNER)
        room = Room(service)
        path = create(self.owner, "Walked to")
        assert self.owner.post(f"{path}/publication", {"do": "publish", "revision": "1"}).status_code == 303
        seat(service, f"{name}.member", Role.EDITOR)
        self.owner.invite(f"{name}.invited", Role.EDITOR)
        self.owner.post("/studio/demo/settings/keys", {"key-name": name})
        people = self.owner.see("/studio/demo/people")
        row = next(each for each in people.split("<li>") if f"<p>{name}.member ·" in each)
        now, hour = datetime.now(UTC), timedelta(hours=1)
        self.choice = {"by": "time", "key": ""}
        self.choice |= {"since": (now - hour).isoformat(), "until": (now + hour).isoformat()}
        self.invited = f"{name}.invited"
        self.ids = {
            "widget": room.id,
            "submission": room.send({"title": "A stall by the bridge"}).json()["id"],
            "id": path.rpartition("/")[2],
            "about": path.rpartition("/")[2],
            "member": find(r"/people/(p_[\w-]{16})/role", row),
            "key": find(r"/settings/keys/(\w+)/revocation", self.owner.see("/studio/demo/settings")),
            "media": self.upload(self.owner),
            "file": "480.webp",
            "format": "poll",
            "what": "counts",
            "name": "studio.css",
            "link": "x" * 32,
            "ticket": "x" * 32,
        }

    def upload(self, desk: Desk) -> str:
        """Send a picture as a moderator, and give its id."""
        own = {"origin": desk.origin, "x-csrf": desk.guard(), "content-type": "image/png"}
        answer = desk.client.post("/studio/uploads?site=demo", content=PICTURE, headers=own)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["media"])

    def lead(self, path: str, site: str = "demo") -> str:
        """The address behind a route's path, at a site, with what is the site demo's."""
        if path == "/studio/uploads":
            return f"{path}?site={site}"
        if path.endswith("/ballots/preview"):
            path = f"{path}?{urlencode(self.choice)}"
        if path.endswith("/exports/progress"):
            path = f"{path}?ticket={self.ids['ticket']}"
        if path.endswith("/pages/page"):
            path = f"{path}?{urlencode({'url': f'{ORIGIN}/walked-to'})}"
        if path.startswith("/studio/{site:str}/uploads/"):
            path = path.replace("{id:str}", self.ids["media"])
        if path.startswith("/studio/{site:str}/queue/"):
            path = path.replace("{id:str}", self.ids["submission"])
        ids = self.ids | {"site": site}
        return re.sub(r"\{(\w+):str\}", lambda found: ids[found[1]], path)

    def form(self, step: Step) -> list[tuple[str, str]]:
        """What the studio's own page would send, but for the guard; for what changes nothing, nothing."""
        _, path = step
        short = path.removeprefix("/studio/").removeprefix("{site:str}/")
        forms: dict[str, dict[str, str]] = {
            "sign-in": {"login": "a", "password": "b"},
            "resumption": {"login": "a", "password": "b", "to": "/studio"},
            "profile/name": {"name": "Mallory"},
            "profile/password": {"new-password": "a long password", "again-password": "a long password"},
            "queue/{widget:str}": {"do": "approve", "id": self.ids["submission"]},
            "queue/{widget:str}/{id:str}": {"word:title": "Mine"},
            "widgets/{id:str}/ballots": {"do": "aside"} | self.choice,
            "people/invitations": {"login": "mallory", "role": "owner"},
            "people/invitations/withdrawal": {"login": self.invited},
            "people/{member:str}/role": {"role": "moderator"},
            "people/{member:str}/suspension": {"on": "yes"},
            "settings/basics": {
                "name": "Mine",
                "origins": "https://m.example",
                "quota": "9",
                "revision": "1",
            },
            "settings/reactions": {"id": "x", "icon": "x", "label": "X", "place": "1", "most": "1"}
            | {"tone": "classic", "revision": "1"},
            "settings/keys": {"key-name": "mine"},
            "widgets/{id:str}/publication": {"do": "close", "revision": "2"},
            "pages/tone": {"url": f"{ORIGIN}/walked-to", "tone": "solemn"},
            "articles": {"text": "Short.", "url": ""},
        }
        editors = ("widgets/new/{format:str}", "widgets/{id:str}", "sketches/{about:str}")
        if short in editors or short == "previews/{format:str}":
            seen = self.owner.see(self.lead("/studio/{site:str}/widgets/{id:str}"))
            return [pair for pair in Page(seen).pairs if pair[0] != "csrf"]
        return list(forms.get(short, {}).items())


def find(pattern: str, text: str) -> str:
    """What the one group of a pattern finds first."""
    found = re.search(pattern, text)
    assert found
    return found[1]
