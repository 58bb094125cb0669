"""What a reader may see of a widget at a moment. Pure."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from widgets.model import Reveal, Sheet, Slot, Standing, Status, Tally
from widgets.parts import Aside, Clock, Part
from widgets.placing import Placed
from widgets.rules import flatten


class Shown(Struct, kw_only=True):
    """A widget's numbers and parts for one reader, or for all. `tally` is None while hidden."""

    turnout: int
    tally: dict[str, Any] | None
    version: int
    parts: list[Raw | Part]


class Answer(Shown, kw_only=True):
    """What a reader is told after casting: beside the numbers, all of the reader's ballots.

    Where tally and parts are those of one slot alone, `about` names it.
    """

    mine: Raw
    about: str | UnsetType = UNSET


class Whole(Shown, kw_only=True):
    """A widget as everyone may see it. What a page has by itself has revision 0, by which it is known."""

    id: str
    format: str
    title: str
    status: Status
    revision: int
    opens_at: datetime | None
    closes_at: datetime | None
    reveal: Reveal


def show(placed: Placed, standing: Standing, sheet: Sheet[Any], now: datetime, study: Any) -> Shown:
    """Show a widget to the reader of this sheet, or with an empty sheet to everyone."""
    visible = see(placed, standing.tally, sheet, now)
    return Shown(
        turnout=standing.turnout,
        tally=fill(placed, visible) if visible else None,
        version=standing.version,
        parts=draw(placed, visible, sheet, study, standing.aside),
    )


def answer(
    placed: Placed, standing: Standing, sheet: Sheet[Any], mine: bytes, now: datetime, study: Any
) -> Answer:
    """Show a widget to the reader of this sheet, whose JSON is `mine`."""
    shown = show(placed, standing, sheet, now, study)
    return Answer(
        mine=Raw(mine),
        turnout=shown.turnout,
        tally=shown.tally,
        version=shown.version,
        parts=shown.parts,
    )


def answer_about(placed: Placed, standing: Standing, mine: bytes, slot: Slot) -> Answer | None:
    """Show what concerns one slot to the reader who has cast in it, whose sheet's JSON is `mine`.

    None where the reader has to see the whole widget: also where others do not see its counts.
    """
    parts = placed.format.about(placed.spec, slot) if placed.widget.reveal is Reveal.ALWAYS else None
    if parts is None:
        return None
    return Answer(
        mine=Raw(mine),
        about=slot,
        turnout=standing.turnout,
        tally=fill(placed, {slot: standing.tally.get(slot, {})}),
        version=standing.version,
        parts=list(parts),
    )


def show_whole(placed: Placed, standing: Standing, now: datetime, study: Any) -> Whole:
    """Show a widget to everyone."""
    widget = placed.widget
    shown = show(placed, standing, {}, now, study)
    return Whole(
        id=widget.id,
        format=widget.format,
        title=placed.spec.title,
        status=widget.status(now),
        revision=0 if placed.own else widget.revision,
        opens_at=widget.opens_at,
        closes_at=widget.closes_at,
        reveal=widget.reveal,
        turnout=shown.turnout,
        tally=shown.tally,
        version=shown.version,
        parts=shown.parts,
    )


def see(placed: Placed, tally: Tally, sheet: Sheet[Any], now: datetime) -> Tally:
    """Give the slots of a tally that the reader of this sheet may see."""
    closed = placed.widget.status(now) is Status.CLOSED
    return placed.format.visible(placed.spec, placed.widget.reveal, tally, sheet, closed=closed)


def fill(placed: Placed, visible: Tally) -> dict[str, Any]:
    """Give a tally as readers get it: zeros included, the empty slot's keys at the top."""
    counted = placed.counted
    return flatten({slot: dict.fromkeys(counted[slot], 0) | counts for slot, counts in visible.items()})


def draw(placed: Placed, visible: Tally, sheet: Sheet[Any], study: Any, aside: int) -> list[Raw | Part]:
    """Give the parts: what is asked, what was counted and set aside, and when it opens and closes."""
    parts: list[Raw | Part] = [*placed.asked, *placed.format.result(placed.spec, visible, sheet, study)]
    widget = placed.widget
    if aside:
        parts.append(Aside(count=aside))
    if widget.opens_at or widget.closes_at:
        parts.append(Clock(opens_at=widget.opens_at, closes_at=widget.closes_at))
    return parts


def boundary(placed: Placed, now: datetime) -> datetime | None:
    """Give the next time at which the widget opens, closes or leaves by itself, or None."""
    widget = placed.widget
    times = (widget.published_at, widget.opens_at, widget.closes_at, widget.retired_at)
    return min((time for time in times if time is not None and time > now), default=None)


def is_listed(placed: Placed, now: datetime) -> bool:
    """Tell whether readers are shown the widget at all."""
    return placed.widget.status(now) not in (Status.DRAFT, Status.RETIRED)


def encode(value: Any) -> bytes:
    """Give the JSON of anything shown."""
    return msgspec.json.encode(value)
