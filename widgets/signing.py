"""Signing in and out: by password, slowed where it fails too often, or by a link that is good once."""

import hashlib
from datetime import datetime, timedelta

from msgspec import Struct

from widgets.counts.budgets import Budget, Budgets, Spending
from widgets.errors import Forbidden, OverBudget, Unknown
from widgets.gate import longest
from widgets.ledger import deeds, links, moderators, sessions
from widgets.ledger.connection import Engine, writing
from widgets.one_time import key_of, make_secret
from widgets.passwords import Passwords, check_password
from widgets.staff import Deed, Moderator, Presence, Session

LASTS = timedelta(days=14)
"""How long a session lasts at most."""

IDLE = timedelta(hours=24)
"""How long it lasts without being used."""

VOUCHED = timedelta(hours=1)
"""How long after a link was followed it stands in for the present password."""

NOTED = timedelta(minutes=5)
"""How exactly the last use of a session is kept."""

LINK_TOO_OLD = (
    "You signed in by a link more than an hour ago. To set a password, ask whoever runs Voxpop for a "
    "new link, and follow it."
)

MOST_SESSIONS = 50

PAIR = Budget("sign-in", 10, 600)
"""Tries with one name from one network."""
NAME = Budget("sign-in-name", 100, 3600)
"""Tries with one name from anywhere: high enough that nobody is kept out by a few strangers."""
NETWORK = Budget("sign-in-network", 60, 600)
"""Tries from one network, whatever the name."""


class SignedIn(Struct, frozen=True):
    """A session that has just begun: what the cookie is to hold, and whose it is."""

    secret: str
    moderator: Moderator


class Signing:
    """Lets moderators in and out."""

    def __init__(self, engine: Engine, budgets: Budgets, passwords: Passwords, secret: bytes) -> None:
        self.engine = engine
        self.budgets = budgets
        self.passwords = passwords
        self.secret = secret

    async def sign_in(
        self, login: str, password: str, network: bytes, now: datetime, browser: str
    ) -> SignedIn:
        """Begin a session for a login and its password.

        A login that is nobody's is denied in the same words and the same time as a wrong password. Raises
        Forbidden, and OverBudget after too many tries.
        """
        login = login.strip().lower()
        await self.slow_down(login, network)
        found = await moderators.find(self.engine, login)
        fits = await self.passwords.fits(password, found.password if found else None)
        if found is None or not fits or found.disabled_at is not None:
            raise Forbidden("wrong_password", "Name and password do not go together. Try again.")
        if found.password and self.passwords.is_outdated(found.password):
            await self.keep_password(found.id, await self.passwords.hash(password))
        return await self.begin(found, now, browser, by_link=False)

    async def slow_down(self, login: str, network: bytes) -> None:
        """Let one try pass. Raises OverBudget."""
        name = hashlib.blake2b(login.encode(), key=self.secret[:64], digest_size=16).digest()
        pair = hashlib.blake2b(name + network, digest_size=16).digest()
        asked = [Spending(PAIR, pair), Spending(NAME, name), Spending(NETWORK, network)]
        wait = longest(await self.budgets.spend(asked))
        if wait is not None:
            raise OverBudget(
                "too_many_tries", f"Too many tries. Wait {wait} seconds, then try again.", retry_after=wait
            )

    async def look_up(self, link: str, now: datetime) -> Moderator:
        """Tell whom a link would sign in, without using it up. Raises Unknown."""
        found = await links.find_sign_in(self.engine, key_of(link), now)
        if found is None:
            raise used_up()
        return found

    async def follow(self, link: str, now: datetime, browser: str) -> SignedIn:
        """Begin a session by a link, which is used up by it. Raises Unknown."""
        moderator = await self.look_up(link, now)
        return await self.begin(moderator, now, browser, by_link=True, link=key_of(link))

    async def begin(
        self, moderator: Moderator, now: datetime, browser: str, *, by_link: bool, link: bytes | None = None
    ) -> SignedIn:
        """Begin a session, always a new one. Raises Unknown where a link is good no longer."""
        secret = make_secret()
        session = Session(
            key=key_of(secret), created_at=now, seen_at=now, by_link=by_link, browser=browser[:100]
        )
        async with writing(self.engine) as connection:
            if link is not None and not await links.use(connection, link, now):
                raise used_up()
            await sessions.begin(connection, moderator.id, session)
            what = "signed in by a link" if by_link else "signed in"
            await deeds.note(connection, Deed(by=moderator.id, name=moderator.name, what=what))
        await sessions.forget_expired(self.engine, begun=now - LASTS, seen=now - IDLE)
        await links.forget_expired(self.engine, now)
        return SignedIn(secret, moderator)

    async def recognise(self, secret: str, now: datetime) -> Presence | None:
        """Tell who is behind a cookie; None for nobody, or no longer."""
        key = key_of(secret)
        presence = await sessions.find(self.engine, key, begun=now - LASTS, seen=now - IDLE)
        if presence is not None and now - presence.session.seen_at > NOTED:
            await sessions.touch(self.engine, key, now)
        return presence

    async def sign_out(self, presence: Presence, *, everywhere: bool = False) -> None:
        """End the session, or all of the moderator's."""
        key = None if everywhere else presence.session.key
        async with writing(self.engine) as connection:
            await sessions.end(connection, presence.moderator.id, key=key)

    async def sessions(self, presence: Presence) -> list[Session]:
        """Give the moderator's sessions, the last used first."""
        return await sessions.of_moderator(self.engine, presence.moderator.id, MOST_SESSIONS)

    async def rename(self, presence: Presence, name: str) -> None:
        """Give the moderator another name."""
        async with writing(self.engine) as connection:
            await moderators.change(connection, presence.moderator.id, {"name": name})

    async def set_password(
        self, presence: Presence, old: str, new: str, network: bytes, now: datetime
    ) -> None:
        """Give the moderator another password, and end all other sessions.

        The old one is asked for unless a link vouches for who this is. Raises Malformed, Forbidden, and
        OverBudget.
        """
        moderator = presence.moderator
        if not is_vouched(presence.session, now):
            if moderator.password is None:
                raise Forbidden("link_too_old", LINK_TOO_OLD)
            await self.slow_down(moderator.login, network)
            if not await self.passwords.fits(old, moderator.password):
                raise Forbidden("wrong_password", "That is not your present password.")
        check_password(new, moderator.login, moderator.name)
        hash = await self.passwords.hash(new)
        async with writing(self.engine) as connection:
            await moderators.change(connection, moderator.id, {"password": hash})
            await sessions.end(connection, moderator.id, but=presence.session.key)
            await links.withdraw_sign_ins(connection, moderator.id)
            deed = Deed(by=moderator.id, name=moderator.name, what="set a new password")
            await deeds.note(connection, deed)

    async def keep_password(self, id: str, hash: str) -> None:
        """Keep a hash that takes more effort than the one before."""
        async with writing(self.engine) as connection:
            await moderators.change(connection, id, {"password": hash})


def is_vouched(session: Session, now: datetime) -> bool:
    """Tell whether a session began by a link so lately that no password need vouch for who is there.

    Later it may be somebody else, at a browser that was left open.
    """
    return session.by_link and now - session.created_at < VOUCHED


def used_up() -> Unknown:
    """Say that a link is good no longer."""
    return Unknown(
        "link_used", "This link was used already, or is too old. Ask for a new one where you got it."
    )
