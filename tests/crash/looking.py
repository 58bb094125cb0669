"""What everybody sees: public pages, and readers' own ballots."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from tests.crash.checking import Cast, check_own, check_page
from tests.crash.client import Client, Lost
from tests.crash.history import History
from tests.crash.offers import Offer
from tests.crash.readers import Crowd, ballots_path, page_path, sights_on
from tests.crash.state import State

GLANCE = 0.15
"""Seconds between two looks at a page."""


@asynccontextmanager
async def look_on(crowd: Crowd, urls: Sequence[str]) -> AsyncIterator[None]:
    """Look at pages again and again, through each door, and write down every number."""
    watching = [
        asyncio.create_task(watch(crowd, number, door.port, url))
        for number, door in enumerate(crowd.doors)
        for url in urls
    ]
    try:
        yield
    finally:
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)


async def watch(crowd: Crowd, number: int, port: int, url: str) -> None:
    """Look at one page through one door until cancelled."""
    client = Client(port)
    try:
        while True:
            await glance(crowd.history, client, url, f"the page through door {number}")
            await asyncio.sleep(GLANCE)
    finally:
        client.close()


async def glance(history: History, client: Client, url: str, where: str) -> None:
    """Look at a page once."""
    try:
        answer = await client.ask("GET", page_path(url))
    except Lost:
        return
    if answer.status == 200:
        history.sights += sights_on(answer, where)
    elif answer.status != 503 or "retry-after" not in answer.headers:
        history.oddities.append(
            f"{where} was answered {answer.status} {answer.body.decode(errors='replace')}"
        )


async def look_at_pages(crowd: Crowd, state: State, offers: Sequence[Offer]) -> list[str]:
    """Tell what is not yet right on the public pages, asked of each process."""
    wrong = []
    for door in crowd.doors:
        client = Client(door.port)
        for url in sorted({offer.url for offer in offers}):
            try:
                answer = await client.ask("GET", page_path(url))
            except Lost:
                wrong.append(f"{url} is not answered")
                continue
            if answer.status != 200:
                wrong.append(f"{url} is answered {answer.status}")
                continue
            there = [offer for offer in offers if offer.url == url]
            wrong += check_page(sights_on(answer, "the page"), there, state)
        client.close()
    return wrong


async def look_at_own(crowd: Crowd, cast: Cast, state: State, offers: Sequence[Offer]) -> list[str]:
    """Tell what is wrong with what readers are told of their own ballots, each asking one process."""
    wrong: list[str] = []
    clients = [Client(door.port) for door in crowd.doors]
    for number, token in enumerate(crowd.tokens):
        for url in sorted({offer.url for offer in offers}):
            client = clients[number % len(clients)]
            answer = await client.ask("GET", ballots_path(url), token=token)
            if answer.status != 200:
                wrong.append(f"reader {number} asked for own ballots and was answered {answer.status}")
                continue
            wrong += check_own(answer.json["widgets"], number, cast, state)
    for client in clients:
        client.close()
    return wrong
