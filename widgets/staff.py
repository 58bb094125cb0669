"""The people of the studio and what is kept about them, as immutable values."""

from datetime import datetime

from msgspec import Struct

from widgets.roles import Role


class Moderator(Struct, frozen=True, kw_only=True):
    """A person of the publisher's. `login` is an e-mail address or a name to sign in with, in lower case."""

    id: str
    login: str
    name: str
    password: str | None = None
    """The argon2id hash; None where none was set yet."""
    disabled_at: datetime | None = None


class Post(Struct, frozen=True, kw_only=True):
    """What a moderator is to one site."""

    site: str
    site_name: str
    role: Role


class Session(Struct, frozen=True, kw_only=True):
    """A moderator who is signed in at one browser. `key` is the hash of what the cookie holds."""

    key: bytes
    created_at: datetime
    seen_at: datetime
    by_link: bool
    browser: str


class Presence(Struct, frozen=True, kw_only=True):
    """Who is behind a session, and what they are to which sites, by the sites' names."""

    moderator: Moderator
    session: Session
    posts: list[Post]

    def post(self, site: str) -> Post | None:
        """Give what they are to a site, or None."""
        return next((post for post in self.posts if post.site == site), None)


class Member(Struct, frozen=True, kw_only=True):
    """A moderator as one of a site's people. `seen_at` is when they last were in the studio."""

    id: str
    login: str
    name: str
    role: Role
    suspended_at: datetime | None
    disabled_at: datetime | None
    seen_at: datetime | None
    has_password: bool

    @property
    def active(self) -> bool:
        """Whether they may come in."""
        return self.suspended_at is None and self.disabled_at is None


class Invitation(Struct, frozen=True, kw_only=True):
    """Somebody who may join a site with a role until `expires_at`."""

    key: bytes
    site: str
    site_name: str
    login: str
    role: Role
    invited_by: str
    expires_at: datetime


class Deed(Struct, frozen=True, kw_only=True):
    """What somebody does, for the log: it is written with the change itself.

    `by` is a moderator's id, or empty for the console; `what` completes a sentence that begins with the name.
    """

    by: str
    name: str
    what: str
    site: str = ""
    widget: str = ""


CONSOLE = Deed(by="", name="The console", what="")
"""Whoever runs Voxpop, at the console."""


class Entry(Struct, frozen=True, kw_only=True):
    """A deed as it stands in the log."""

    id: int
    at: datetime
    deed: Deed


class Log(Struct, frozen=True):
    """One page of the log, the newest first; `older` is where the next one begins, None at the end."""

    entries: list[Entry]
    older: int | None
