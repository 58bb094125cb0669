"""A moderator at a browser, as far as HTTP sees it: cookies, and forms sent from the page they are on."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeAlias, TypeVar
from urllib.parse import urlencode

import httpx
from argon2 import PasswordHasher

from tests.api.serving import Service
from widgets.ledger.connection import open_engine
from widgets.passwords import Passwords
from widgets.people import People
from widgets.roles import Role

T = TypeVar("T")
Fields: TypeAlias = dict[str, str] | list[tuple[str, str]]

GUARD = re.compile(r'name="csrf" value="([0-9a-f]{32})"')
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
"""Hashes that are no secret need no effort."""

PASSWORD = "quite a long password"
LINK = re.compile(r'value="http://[^"/]+(/studio/join/[\w-]+)"')


class Desk:
    """One browser. It follows no redirect by itself, so that tests see where they lead."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.origin = f"http://127.0.0.1:{service.port}"
        self.client = httpx.Client(base_url=self.origin, timeout=20)

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Look at a page."""
        return self.client.get(path, headers=headers)

    def see(self, path: str) -> str:
        """Look at a page that has to be there, and give its HTML."""
        answer = self.get(path)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        return answer.text

    def guard(self) -> str:
        """The guard of this session's forms."""
        found = GUARD.search(self.see("/studio/profile"))
        assert found
        return found[1]

    def post(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> httpx.Response:
        """Send a form as a page of ours does, with the session's guard."""
        return self.send(path, {"csrf": self.guard()} | (fields or {}), **headers)

    def send(self, path: str, fields: Fields, **headers: str) -> httpx.Response:
        """Send a form without the guard."""
        own = {"origin": self.origin, "content-type": "application/x-www-form-urlencoded"}
        return self.client.post(path, content=urlencode(fields), headers=own | headers)

    def sign_in(self, login: str, password: str = PASSWORD, next: str = "") -> httpx.Response:
        """Fill in the form."""
        fields = {"login": login, "password": password, "next": next or "/studio"}
        return self.send("/studio/sign-in", fields)

    def invite(self, login: str, role: Role, site: str = "demo") -> str:
        """Invite somebody, and give the path of the link."""
        answer = self.post(f"/studio/{site}/people/invitations", {"login": login, "role": role.value})
        assert answer.status_code == 303, answer.text
        found = LINK.search(self.see(answer.headers["location"]))
        assert found
        return found[1]


def with_people(service: Service, work: Callable[[People], Awaitable[T]]) -> T:
    """Do something about people as the console does."""

    async def run() -> T:
        engine = open_engine(service.settings.database_url)
        try:
            return await work(People(engine, Passwords(QUICK)))
        finally:
            await engine.dispose()

    return asyncio.run(run())


def seat(service: Service, login: str, role: Role = Role.OWNER, site: str = "demo") -> Desk:
    """Add a moderator, and give their desk, where they are signed in by a link."""

    async def add(people: People) -> str:
        await people.add(login, login.title(), site, role)
        return await people.make_link(login, datetime.now(UTC))

    desk = Desk(service)
    answer = desk.send(f"/studio/sign-in/{with_people(service, add)}", {})
    assert answer.status_code == 303, answer.text
    return desk
