"""The log of a site: who did what, and when."""

from typing import Annotated
from urllib.parse import urlencode

from litestar import get
from litestar.params import FromPath, QueryParameter

from api.answers import Answer
from api.studio.visits import enter
from api.transport.asgi import AnyRequest
from widgets.errors import Malformed
from widgets.roles import Right

Before = Annotated[int | None, QueryParameter(name="before", ge=1, le=2**62)]
By = Annotated[str, QueryParameter(name="by", max_length=40)]
About = Annotated[str, QueryParameter(name="about", max_length=10)]

CONSOLE = "console"
"""In place of a moderator's id, for what was done at the console."""

ABOUT = {"": None, "widgets": True, "site": False}


@get("/{site:str}/log", include_in_schema=False)
async def show_log(
    request: AnyRequest, site: FromPath[str], before: Before = None, by: By = "", about: About = ""
) -> Answer:
    """Show a page of it, the newest first; of all, or of one person, or about one thing."""
    visit = await enter(request, site, Right.AUDIT)
    if about not in ABOUT:
        raise Malformed("unknown_filter", "The log tells of widgets and of the site; choose one of them.")
    people = visit.running.studio.people
    who = None if by == "" else "" if by == CONSOLE else by
    members = await people.members(site)
    persons = [(each.id, each.name) for each in members]
    if by not in ("", CONSOLE, *(id for id, _ in persons)):
        # Whoever is gone from the site has not gone from its log.
        persons.append((by, "Somebody who is not here any more"))
    return visit.draw(
        "log.html",
        log=await people.log(site, before, by=who, about_widgets=ABOUT[about]),
        first=before is None,
        persons=[("", "Everybody"), *persons, (CONSOLE, "The console")],
        by=by,
        about=about,
        asked=urlencode({name: value for name, value in (("by", by), ("about", about)) if value}),
    )
