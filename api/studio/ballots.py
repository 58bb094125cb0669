"""The ballots of a widget over time: what stands out, looked at, set aside, and restored with one click."""

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import get, post
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from api.answers import Answer
from api.studio.addresses import HOME
from api.studio.desk.icons import icon_of
from api.studio.drawing import show_moment
from api.studio.visits import Visit, enter
from api.transport.asgi import AnyRequest
from widgets import offering, patterns
from widgets.errors import Malformed
from widgets.moderation import About, Choice
from widgets.patterns import By
from widgets.roles import Right
from widgets.watching import WINDOWS, choose_time
from widgets.writing import title_of

Word = Annotated[str, QueryParameter(max_length=300)]
Url = Annotated[str | None, QueryParameter(name="url", max_length=4096)]
"""Where the widget is one that a page has by itself, that page's address."""

YEARS = range(2000, 3000)
"""Those of which there can be ballots."""


class Room(Struct, frozen=True, kw_only=True):
    """The page about a widget's ballots: its path, and what has to be asked with it."""

    about: About

    @property
    def path(self) -> str:
        """Where it is."""
        return f"{HOME}/{self.about.site}/widgets/{self.about.widget}/ballots"

    def at(self, path: str = "", **asked: str) -> str:
        """Give an address within it; `asked` is its query."""
        query = ({"url": self.about.url} if self.about.url else {}) | asked
        return f"{self.path}{path}" + (f"?{urlencode(query)}" if query else "")

    def narrow(self, since: datetime, until: datetime) -> str:
        """Give the address of a time."""
        return self.at(since=since.isoformat(), until=until.isoformat())

    def look(self, pattern: patterns.Pattern) -> str:
        """Give the address at which a pattern is looked at before it is set aside."""
        since, until = pattern.since.isoformat(), pattern.until.isoformat()
        return self.at("/preview", by=pattern.by.value, key=pattern.key, since=since, until=until)


@get("/{site:str}/widgets/{id:str}/ballots", include_in_schema=False)
async def show_ballots(
    request: AnyRequest,
    site: FromPath[str],
    id: FromPath[str],
    url: Url = None,
    window: Word = "24h",
    since: Word = "",
    until: Word = "",
) -> Answer:
    """Show when ballots came, what stands out among them, and what is set aside."""
    visit = await enter(request, site, Right.MODERATE)
    tool, about = visit.running.studio.moderation, About(site=site, widget=id, url=url or None)
    first, last = choose_time(visit.now, window, read_moment(since), read_moment(until))
    acts, rest = await tool.list_aside(about)
    return await draw(
        visit,
        "ballots.html",
        about,
        watched=await tool.watch(about, first, last),
        window="" if since else window,
        windows=list(WINDOWS),
        acts=acts,
        rest=rest,
        around=around,
        say=patterns.say,
        say_what=patterns.say_what,
        many=patterns.MANY,
    )


@get("/{site:str}/widgets/{id:str}/ballots/preview", include_in_schema=False)
async def show_preview(
    request: AnyRequest,
    site: FromPath[str],
    id: FromPath[str],
    url: Url = None,
    by: Word = "",
    key: Word = "",
    since: Word = "",
    until: Word = "",
) -> Answer:
    """Show what setting ballots aside would change, before anything is."""
    visit = await enter(request, site, Right.MODERATE)
    about, choice = About(site=site, widget=id, url=url or None), read_choice(by, key, since, until)
    preview = await visit.running.studio.moderation.preview(about, choice)
    what = patterns.say_what(choice.by, choice.key, preview.sheets)
    return await draw(visit, "aside.html", about, choice=preview.choice, preview=preview, what=what)


@post("/{site:str}/widgets/{id:str}/ballots", include_in_schema=False)
async def move_ballots(
    request: AnyRequest, site: FromPath[str], id: FromPath[str], url: Url = None
) -> Answer:
    """Set the ballots of a choice aside, or restore those that were."""
    visit = await enter(request, site, Right.MODERATE)
    visit.fields.allow("do", "by", "key", "since", "until", "act")
    about = About(site=site, widget=id, url=url or None)
    work = {"aside": set_aside, "restore": restore, "restore-rest": restore_rest}.get(visit.fields.one("do"))
    if work is None:
        raise Malformed("unknown_action", "The form asks for nothing that there is; load the page anew.")
    return visit.go(Room(about=about).at(), await work(visit, about))


async def set_aside(visit: Visit, about: About) -> str:
    """Set the ballots of a choice aside, and say how many."""
    choice = sent_choice(visit)
    with visit.doing(f"set {{ballots}} aside{say_all(choice)}."):
        number = await visit.running.studio.moderation.set_pattern_aside(about, choice, visit.moderator.name)
    return f"{patterns.say_what(By.TIME, '', number)} set aside; the counts follow."


async def restore(visit: Visit, about: About) -> str:
    """Let the ballots of an act count again, and say how many."""
    with visit.doing("let {ballots} count again that were set aside together."):
        return restored(await visit.running.studio.moderation.restore_act(about, visit.fields.one("act")))


async def restore_rest(visit: Visit, about: About) -> str:
    """Let the ballots of a choice count again that were set aside by no act that is known."""
    choice = sent_choice(visit)
    with visit.doing(f"let {{ballots}} count again{say_all(choice)}."):
        return restored(await visit.running.studio.moderation.restore_rest(about, choice))


def around(pattern: patterns.Pattern) -> tuple[datetime, datetime]:
    """Give the time that shows a pattern with what came before and after it."""
    margin = max(patterns.NEAR / 2, (pattern.until - pattern.since) / 2)
    return pattern.since - margin, pattern.until + margin


def restored(number: int) -> str:
    """Say how many ballots count again."""
    return f"{patterns.say_what(By.TIME, '', number)} count{'s' * (number == 1)} again."


def say_all(choice: Choice) -> str:
    """Say for the log what the ballots of a choice have in common, and when they came."""
    bond, since, until = patterns.say_bond(choice.by, choice.key), choice.since, choice.until
    first, last = show_moment(since), show_moment(until)
    return f"{bond}, cast at {first}" if first == last else f"{bond}, cast from {first} to {last}"


def sent_choice(visit: Visit) -> Choice:
    """Read which ballots a form is about. Raises Malformed."""
    return read_choice(*(visit.fields.one(name) for name in ("by", "key", "since", "until")))


def read_choice(by: str, key: str, since: str, until: str) -> Choice:
    """Read which ballots are meant. Raises Malformed."""
    first, last = read_moment(since), read_moment(until)
    if by not in list(By) or first is None or last is None:
        raise Malformed("bad_choice", "That does not say which ballots; choose them on the page once more.")
    return Choice(by=By(by), key=key, since=first, until=last)


def read_moment(text: str) -> datetime | None:
    """Read a moment; None where none is given. Raises Malformed."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise no_moment(text) from None
    if moment.tzinfo is None or moment.year not in YEARS:
        raise no_moment(text)
    return moment


def no_moment(text: str) -> Malformed:
    """Say that a text is no moment."""
    return Malformed("bad_time", f"{text[:40]!r} is no moment; choose one on the page.")


async def draw(visit: Visit, template: str, about: About, **shown: Any) -> Answer:
    """Answer with a page about the ballots of a widget, whether a moderator made it or a page has it."""
    placed, standing = await visit.running.studio.moderation.standing(about)
    return visit.draw(
        template,
        widget=placed.widget,
        own=about.url,
        named=urlencode({"url": about.url or ""}),
        room=Room(about=about),
        title=placed.spec.title if about.url else title_of(placed.widget),
        icon=icon_of,
        label=offering.label_of,
        standing=standing,
        **shown,
    )


HANDLERS = [show_ballots, show_preview, move_ballots]
