"""Readers who cast, change and withdraw through two doors, and write down what they were told."""

import asyncio
import time
from collections.abc import Sequence
from random import Random
from typing import Any
from urllib.parse import quote

import msgspec

from tests.crash.client import Answer, Client, Lost
from tests.crash.history import Attempt, History, Place, Sight, Told, Word
from tests.crash.offers import SITE, Offer, choose_word
from tests.crash.proxy import Line, Proxy

STUBBORN = 0.9
"""The share of words that are repeated until they are acknowledged; the rest is given up after one loss."""

THOUGHT = 0.25
"""Seconds a reader thinks at most before the next word."""

BACKOFF = 0.25
"""Seconds a reader waits at most before trying again."""


class Crowd:
    """All readers of a test, what they say, and where."""

    def __init__(self, doors: Sequence[Proxy], seed: int) -> None:
        self.doors = doors
        self.seed = seed
        self.offers: list[Offer] = []
        self.history = History()
        self.lost: list[tuple[Attempt, Line]] = []
        self.acknowledged = [0 for _ in doors]
        self.turned_away = 0
        """How many ballots were told to come again."""
        self.heard = asyncio.Event()
        self.tokens: list[str] = []
        self.leaving = asyncio.Event()
        self.begun = 0
        self.hands: list[asyncio.Task[None]] = []

    async def gather(self, number: int) -> None:
        """Let so many readers come, each with a token."""
        client = Client(self.doors[0].port)
        for _ in range(number):
            answer = await client.ask("POST", "/v1/readers", body={"site": SITE})
            if answer.status != 201:
                raise RuntimeError(f"No token: {answer.status} {answer.body.decode()}")
            self.tokens.append(answer.json["token"])
        client.close()

    def begin(self, offers: Sequence[Offer], most: int | None = None) -> None:
        """Let everybody cast, or so many: each reader with two hands, which never go to the same slot."""
        self.offers = list(offers)
        self.leaving.clear()
        self.begun += 1
        self.hands = [
            asyncio.create_task(Hand(self, reader, hand).cast_on())
            for reader in range(len(self.tokens))[:most]
            for hand in (0, 1)
        ]

    async def pause(self) -> None:
        """Let everybody finish the word at hand; what was lost on the way is known by then."""
        self.leaving.set()
        await asyncio.gather(*self.hands)
        for attempt, line in self.lost:
            attempt.over = line.over
        self.lost.clear()

    def disperse(self) -> None:
        """Send everybody away, whatever they were about to say."""
        for hand in self.hands:
            hand.cancel()

    def turn_page(self) -> History:
        """Give the history until now, and begin a new one."""
        told, self.history = self.history, History()
        return told


class Hand:
    """One of a reader's hands: says one word after another, each about one of its own slots."""

    def __init__(self, crowd: Crowd, reader: int, hand: int) -> None:
        self.crowd = crowd
        self.reader = reader
        self.random = Random(f"{crowd.seed} {crowd.begun} {reader} {hand}")
        self.clients = [Client(door.port) for door in crowd.doors]
        self.door = 0
        places = [(offer, slot) for offer in crowd.offers for slot in offer.slots]
        self.places = places[hand::2]

    async def cast_on(self) -> None:
        """Cast until told to leave."""
        while not self.crowd.leaving.is_set():
            offer, slot = self.random.choice(self.places)
            await self.say(offer, slot, choose_word(self.random, offer.slots[slot]))
            await asyncio.sleep(self.random.random() * THOUGHT)
        for client in self.clients:
            client.close()

    async def say(self, offer: Offer, slot: str, word: Word) -> None:
        """Say a word, again and again until it is acknowledged, or until patience ends."""
        stubborn = self.random.random() < STUBBORN
        self.door = self.random.randrange(len(self.clients))
        attempts = self.crowd.history.attempts[self.reader, offer.widget, slot]
        while True:
            attempt = Attempt(word=word, sent=time.monotonic())
            if await self.try_once(offer, slot, attempt):
                attempts.append(attempt)
            if attempt.told is not Told.NOTHING or not stubborn:
                return
            await asyncio.sleep(self.random.random() * BACKOFF)
            self.door = (self.door + 1) % len(self.clients)

    async def try_once(self, offer: Offer, slot: str, attempt: Attempt) -> bool:
        """Make an attempt; tell whether it may have arrived."""
        client, door = self.clients[self.door], self.crowd.doors[self.door]
        method = "DELETE" if attempt.word is None else "PUT"
        path = f"/v1/widgets/{offer.widget}/ballots/{slot or '-'}"
        if offer.own:
            path += f"?url={quote(offer.url, safe='')}"
        token = self.crowd.tokens[self.reader]
        try:
            answer = await client.ask(method, path, token=token, body=attempt.word)
        except Lost:
            line = door.forget(client.local)
            if line is None or line.forwarded < attempt.sent:
                return False
            self.crowd.lost.append((attempt, line))
            return True
        self.take_in(offer, slot, attempt, answer)
        return True

    def take_in(self, offer: Offer, slot: str, attempt: Attempt, answer: Answer) -> None:
        """Write down what an answer says."""
        attempt.answered = attempt.over = time.monotonic()
        if answer.status == 200:
            self.note(offer, slot, attempt, answer.json)
            self.crowd.acknowledged[self.door] += 1
            self.crowd.heard.set()
        elif answer.status == 409:
            attempt.told, attempt.code = Told.REFUSED, answer.json["code"]
        elif answer.status == 503 and "retry-after" in answer.headers:
            self.crowd.turned_away += 1
        else:
            said = f"{answer.status} {answer.body.decode(errors='replace')}"
            place: Place = self.reader, offer.widget, slot
            self.crowd.history.oddities.append(f"{place}: {attempt.word!r} was answered {said}")

    def note(self, offer: Offer, slot: str, attempt: Attempt, said: dict[str, Any]) -> None:
        """Write down an acknowledgement."""
        attempt.told, attempt.version = Told.COUNTED, said["version"]
        attempt.mine = said["mine"].get(slot)
        self.crowd.history.sights.append(sight(offer.widget, said, f"an answer through door {self.door}"))


def sight(widget: str, said: dict[str, Any], where: str) -> Sight:
    """Give a widget's numbers as an answer shows them."""
    return Sight(widget, said["version"], said["turnout"], said["tally"], where)


def page_path(url: str) -> str:
    """Give the path of a page's public numbers."""
    return f"/v1/pages?site={SITE}&url={quote(url, safe='')}"


def ballots_path(url: str) -> str:
    """Give the path of a reader's own ballots on a page."""
    return f"/v1/ballots?site={SITE}&url={quote(url, safe='')}"


def sights_on(answer: Answer, where: str) -> list[Sight]:
    """Give all numbers that a public page shows."""
    widgets = msgspec.json.decode(answer.body)["widgets"]
    return [sight(each["id"], each, where) for each in widgets]
