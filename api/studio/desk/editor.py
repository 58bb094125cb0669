"""Draws the editor, and the two pages that may stand between it and a saved widget."""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from api.answers import Answer
from api.studio.desk.icons import icon_of
from api.studio.desk.sent import Sent
from api.studio.visits import Visit
from widgets import offering
from widgets.changing import Change
from widgets.checking import Flag
from widgets.forms.locating import find_all
from widgets.forms.tree import Kept, Node, Rows
from widgets.forms.written import chosen_group
from widgets.model import Status, Widget
from widgets.offering import Form
from widgets.roles import Right
from widgets.writing import Decline, Sketch


class Look(Struct, frozen=True):
    """What the template needs beside the tree: everything that stands in the form, and what is wrong."""

    top: dict[str, Any]
    problems: dict[str, str]
    goes_on: str
    locked: bool

    def problem(self, path: str) -> str:
        """Give what is wrong with a field."""
        return self.problems.get(path, "")

    def within(self, path: str) -> bool:
        """Tell whether anything is wrong in a part of the form."""
        return any(each.startswith(path) for each in self.problems)


def draw_editor(
    visit: Visit,
    form: Form,
    widget: Widget | None = None,
    *,
    sent: Sent | None = None,
    sketch: Sketch | None = None,
    flags: Sequence[Flag] = (),
    decline: Decline | None = None,
    status: int = 200,
) -> Answer:
    """Show a form. Problems are shown where it was to be saved, not while rows come and go."""
    saving = sent is not None and not sent.order
    problems = {each.path: each.sentence for each in form.problems} if saving else {}
    revision = sent.revision if sent and widget else widget.revision if widget else 0
    site = visit.at()
    path = f"/studio/{site.id}/widgets"
    draft = widget is None or widget.status(visit.now) is Status.DRAFT
    may_save = visit.may(Right.WRITE) and (draft or visit.may(Right.PUBLISH))
    restored = restore(form, sketch)
    return visit.draw(
        "desk/editor.html",
        status=status,
        form=form,
        tree=form.tree,
        offer=offering.find_offer(form.format),
        icon=icon_of,
        look=Look(form.written, problems, form.goes_on, not may_save),
        widget=widget,
        revision=revision,
        url=sent.one("-url") if sent else widget.url if widget else "",
        action=f"{path}/{widget.id}" if widget else f"{path}/new/{form.format}",
        about=widget.id if widget else form.format,
        sketch=sketch if restored else None,
        restored=restored,
        draft=draft,
        decline=decline if draft else None,
        flags=[(number_of(form, each.question), each) for each in flags],
        may_save=may_save,
    )


def number_of(form: Form, id: str) -> int:
    """Give the place of a row, such as a question, by its id; 0 where there is none."""
    return next((row.place for row in find_all(form.tree, form.written, "") if row.id == id), 0)


def restore(form: Form, sketch: Sketch | None) -> list[tuple[str, str]]:
    """Give the fields that were typed and not saved, unless the form says the same already."""
    if sketch is None:
        return []
    typed = [pair for pair in sketch.fields if not pair[0].startswith("-")]
    return sketch.fields if sorted(typed) != sorted(form.pairs) else []


def draw_stale(visit: Visit, form: Form, widget: Widget) -> Answer:
    """Show a widget that somebody else has changed, beside what was to be saved. Nothing is lost."""
    theirs = offering.open_form(widget.format, widget.spec)
    return visit.draw(
        "desk/stale.html",
        status=412,
        form=form,
        widget=widget,
        rows=list(compare(lines_of(form), lines_of(theirs))),
        action=f"/studio/{widget.site}/widgets/{widget.id}",
    )


def draw_sure(visit: Visit, form: Form, widget: Widget, change: Change) -> Answer:
    """Ask whether ballots shall count otherwise, and show both tallies."""
    return visit.draw(
        "desk/sure.html",
        status=409,
        form=form,
        widget=widget,
        change=change,
        action=f"/studio/{widget.site}/widgets/{widget.id}",
    )


def lines_of(form: Form) -> dict[str, tuple[str, str]]:
    """Give what stands in a form by path of ids, with its label: rows that moved are the same rows."""
    return {key: (label, text) for key, label, text in read_lines(form.tree, form.written, "", "")}


def read_lines(node: Node, written: Any, path: str, label: str) -> Iterator[tuple[str, str, str]]:
    """Give every text of a form with its path and its label."""
    group = chosen_group(node, written)
    if isinstance(node, Rows):
        for at, row in enumerate(written, 1):
            yield from read_lines(
                node.of, row.value, f"{path}/{row.id or at}", f"{label.removesuffix('s')} {at}"
            )
    elif group is not None:
        for each in group.fields:
            if written[each.name] is not None and not isinstance(each.node, Kept):
                inner = f"{label} · {each.label}" if label else each.label
                yield from read_lines(each.node, written[each.name], f"{path}/{each.name}", inner)
    elif isinstance(written, str) and written:
        yield path, label, written


def compare(
    mine: dict[str, tuple[str, str]], theirs: dict[str, tuple[str, str]]
) -> Iterator[tuple[str, str, str]]:
    """Give what differs: its label, my text and theirs."""
    for path in {**theirs, **mine}:
        one, other = mine.get(path, ("", "")), theirs.get(path, ("", ""))
        if one[1] != other[1]:
            yield one[0] or other[0], one[1], other[1]
