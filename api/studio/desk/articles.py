"""From the article: its text beside the proposals it proves, to be taken, changed, ordered and published."""

from datetime import date

from litestar import get, post
from litestar.params import FromPath

from api.answers import Answer
from api.studio.desk.choices import Choice, read_choices, read_polls
from api.studio.desk.tones import choose
from api.studio.refusing import status_of
from api.studio.visits import Visit, enter
from api.transport.asgi import AnyRequest
from widgets import offering
from widgets.articles import Proposed, Source
from widgets.composing import POLL, QUIZ, Taken, compose_poll, compose_quiz, stretch
from widgets.errors import Malformed, Refused
from widgets.model import Reveal, Widget
from widgets.publishing import Draft
from widgets.roles import Right
from widgets.tones import Toned

FEWEST = 5
"""Proposals that are taken from the start, if there are so many."""


@get("/{site:str}/articles", include_in_schema=False)
async def show_article_form(request: AnyRequest, site: FromPath[str]) -> Answer:
    """Ask for an article."""
    visit = await enter(request, site, Right.WRITE)
    return draw_form(visit)


@post("/{site:str}/articles", status_code=200, include_in_schema=False)
async def propose(request: AnyRequest, site: FromPath[str]) -> Answer:
    """Show an article with what it proposes."""
    visit = await enter(request, site, Right.WRITE)
    fields = visit.fields
    fields.allow("url", "text", "title", "published_at", "sensitive")
    try:
        proposed = await read_article(visit)
    except Refused as refusal:
        about = "url" if fields.one("url") and not fields.one("text") else "text"
        return draw_form(visit, {about: refusal.detail}, status=status_of(refusal))
    choices = [Choice.of(each, at < FEWEST) for at, each in enumerate(proposed.questions)]
    polls = [(each.prompt, each.options) for each in proposed.polls]
    return await draw_proposals(visit, proposed.article, proposed.title, choices, polls, tone=proposed.tone)


@post("/{site:str}/articles/widgets", status_code=200, include_in_schema=False)
async def make_widget(request: AnyRequest, site: FromPath[str]) -> Answer:
    """Make a quiz of what was taken, or one of the polls: a draft, or published at once.

    Or let the article's page be solemn, and show all as it was.
    """
    visit = await enter(request, site, Right.WRITE)
    fields = visit.fields
    article, title, choices = fields.exact("text"), fields.one("title"), read_choices(fields)
    polls = read_polls(fields)
    what, _, number = fields.one("do").partition(":")
    publishes = what == "publish"
    try:
        if what == "tone":
            await choose(visit, fields.one("url"), "solemn")
            return await draw_proposals(visit, article, title, choices, polls)
        if publishes:
            visit.check(Right.PUBLISH)
        if what == "poll":
            format, spec = POLL, compose_poll(*polls[read_place(number, len(polls))], offering.make_id)
        else:
            format, spec = QUIZ, compose_quiz(title, article, taken_of(choices), offering.make_id)
        widget = await create(visit, format, spec)
    except Refused as refusal:
        trouble, status = refusal.detail, status_of(refusal)
        return await draw_proposals(visit, article, title, choices, polls, trouble=trouble, status=status)
    return await finish(visit, widget, Source(text=article, title=title), publishes=publishes)


async def read_article(visit: Visit) -> Proposed:
    """Read what was pasted, or fetch it, and have it read. Raises Refused children."""
    fields, proposing = visit.fields, visit.running.voxpop.proposing
    text, url = fields.exact("text"), fields.one("url")
    if not text.strip() and not url:
        raise Malformed("no_article", "Paste the text of an article, or give its address.")
    html = "" if text.strip() else await proposing.fetch(url)
    source = Source(
        text=text if not html else "",
        html=html,
        title=fields.one("title"),
        published_at=read_day(fields.one("published_at")),
    )
    return await proposing.propose(source, sensitive=bool(fields.one("sensitive")))


async def create(visit: Visit, format: str, spec: bytes) -> Widget:
    """Create a draft, on its article's page where that is the site's. Raises Refused children."""
    site = visit.at()
    url = visit.fields.one("url") if is_own(visit) else None
    draft = Draft(site=site.id, format=format, spec=spec, url=url, reveal=Reveal.AFTER_CASTING)
    with visit.doing(f"made a {offering.label_of(format).lower()} from an article."):
        return await visit.running.voxpop.publishing.create(draft)


async def finish(visit: Visit, widget: Widget, article: Source, *, publishes: bool) -> Answer:
    """Go on to what was made. It is there, whatever of the rest is refused: its page says what was."""
    path, voxpop = f"/studio/{widget.site}/widgets/{widget.id}", visit.running.voxpop
    if publishes:
        try:
            with visit.doing("published the trivia quiz."):
                await voxpop.publishing.open(widget.site, widget.id)
        except Refused as refusal:
            return visit.go(path, f"It is saved as a draft, but not published: {refusal.detail}")
    # What is checked changes the page and flags what is published, which is not for everybody who writes.
    untold = ""
    if widget.format == QUIZ and is_own(visit) and visit.may(Right.PUBLISH):
        url = visit.fields.one("url")
        try:
            with visit.doing(f"changed the tone of {url[:200]} with its article."):
                await voxpop.checking.check(widget.site, url, article)
        except Refused as refusal:
            untold = f" The reading time of its page is not known yet: {refusal.detail}"
    if publishes:
        return visit.go(f"{path}/publication", f"Published.{untold}")
    return visit.go(path, f"Saved as a draft.{untold}")


async def find_tone(visit: Visit) -> Toned | None:
    """Tell what tone the article's page has, if it is the site's."""
    try:
        found = await visit.running.voxpop.tones.find(visit.at().id, visit.fields.one("url"))
    except Malformed:
        return None
    return found if is_own(visit) else None


def is_own(visit: Visit) -> bool:
    """Tell whether the article is on one of the site's pages."""
    url = visit.fields.one("url")
    return any(url.startswith(f"{origin}/") for origin in visit.at().origins)


def taken_of(choices: list[Choice]) -> list[Taken]:
    """Give the questions that were taken. Raises Malformed where there are none."""
    taken = [each.taken for each in choices if each.on]
    if not taken:
        raise Malformed("nothing_taken", "No question is ticked; tick those that the quiz shall ask.")
    return taken


def read_day(text: str) -> date | None:
    """Read a day. Raises Malformed."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Malformed("bad_day", "A day is written like 2031-05-04.") from None


def read_place(text: str, most: int) -> int:
    """Read the place of a poll. Raises Malformed."""
    if not (text.isascii() and text.isdigit() and int(text[:4]) < most):
        raise Malformed("no_such_poll", "There is no such poll; load the page anew.")
    return int(text)


def draw_form(visit: Visit, troubles: dict[str, str] | None = None, *, status: int = 200) -> Answer:
    """Draw the form that asks for an article, with what was typed."""
    fields = visit.fields
    typed = {each: fields.one(each) for each in ("url", "title", "published_at", "sensitive")}
    typed["text"] = fields.exact("text")
    return visit.draw("desk/article.html", status=status, typed=typed, troubles=troubles or {})


async def draw_proposals(
    visit: Visit,
    article: str,
    title: str,
    choices: list[Choice],
    polls: list[tuple[str, list[str]]],
    *,
    tone: str = "",
    trouble: str = "",
    status: int = 200,
) -> Answer:
    """Draw an article beside its proposals; its tone is known to the form once it was judged."""
    spans = [(each.taken.start, each.taken.end) for each in choices]
    return visit.draw(
        "desk/proposals.html",
        status=status,
        article=article,
        title=title,
        url=visit.fields.one("url"),
        stretches=stretch(article, spans),
        choices=choices,
        blank=Choice(on=True, kind="own", taken=Taken(prompt="", options=[""] * 4, answer=0)),
        polls=polls,
        tone=tone or visit.fields.one("tone"),
        toned=await find_tone(visit),
        trouble=trouble,
    )
