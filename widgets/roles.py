"""Who may do what in the studio: the one table of roles and rights. Pure."""

from collections.abc import Collection
from enum import StrEnum

from widgets.errors import Forbidden


class Role(StrEnum):
    """What a moderator is to a site, the one who may most first."""

    OWNER = "owner"
    EDITOR = "editor"
    MODERATOR = "moderator"
    CONTRIBUTOR = "contributor"


class Right(StrEnum):
    """Something that not everybody may do; the value completes "may"."""

    SEE = "see the site's widgets"
    WRITE = "write drafts"
    PUBLISH = "publish, change and close widgets"
    MODERATE = "decide about submissions and set ballots aside"
    EXPORT = "see and export results"
    INVITE = "invite people and give roles"
    CONFIGURE = "change the site and its keys"
    AUDIT = "read the log"


EVERYBODY = frozenset(Role)
OWNERS = frozenset({Role.OWNER})

TABLE: dict[Right, frozenset[Role]] = {
    Right.SEE: EVERYBODY,
    Right.WRITE: frozenset({Role.OWNER, Role.EDITOR, Role.CONTRIBUTOR}),
    Right.PUBLISH: frozenset({Role.OWNER, Role.EDITOR}),
    Right.MODERATE: frozenset({Role.OWNER, Role.EDITOR, Role.MODERATOR}),
    Right.EXPORT: frozenset({Role.OWNER, Role.EDITOR, Role.MODERATOR}),
    Right.INVITE: OWNERS,
    Right.CONFIGURE: OWNERS,
    Right.AUDIT: OWNERS,
}
"""The table. Whoever is not named may not."""

DESCRIPTIONS: dict[Role, str] = {
    Role.OWNER: "Everything, people and settings included",
    Role.EDITOR: "Writes and publishes, and looks after queues",
    Role.MODERATOR: "Looks after queues and ballots, sees results",
    Role.CONTRIBUTOR: "Writes drafts that an editor publishes",
}


def may(role: Role, right: Right) -> bool:
    """Tell whether a role has a right."""
    return role in TABLE[right]


def check(role: Role, right: Right) -> None:
    """Refuse what a role has no right to. Raises Forbidden."""
    if not may(role, right):
        raise Forbidden("no_right", f"As {role.value} you may not {right.value}; ask {name(TABLE[right])}.")


def name(roles: Collection[Role]) -> str:
    """Name roles in a sentence."""
    *others, last = [f"an {each.value}" if each.value[0] in "aeo" else f"a {each.value}" for each in Role
                     if each in roles]  # fmt: skip
    return f"{', '.join(others)} or {last}" if others else last
