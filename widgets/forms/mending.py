"""Mending a form in thought: where a fault is made good, whatever else is wrong can be told as well."""

from typing import Any

from widgets.errors import Malformed
from widgets.forms.acting import find_place
from widgets.forms.tree import Group, Lines, Number, Pick, Prose, Reference, Rows, Words
from widgets.forms.written import Row, chosen_group, find_rows, fresh

MOST_ADDED = 3
"""Rows that a list is given; one that wants more has another fault."""

UPLOAD = "m_" + "A" * 22
"""An id like those of uploads."""


def mend(group: Group, written: dict[str, Any], path: str, number: int) -> bool:
    """Write at a path what is likely to be right there. `number` tells it from what is written elsewhere.

    Tells whether there is anything that is likely to be.
    """
    *parents, name = path.split(".")
    try:
        node, beside = find_place(group, written, parents)
    except Malformed:
        return False
    inner = chosen_group(node, beside)
    field = next((each for each in inner.fields if each.name == name), None) if inner else None
    if inner is not None and inner.files and name == "media":
        beside[name] = UPLOAD
        return True
    match field.node if field else None:
        case Words() | Lines() | Prose():
            beside[name] = f"x{number}"
        case Number():
            beside[name] = "1"
        case Pick(values=values):
            beside[name] = str(values[0])
        case Reference(refers=refers):
            rows = find_rows(refers, beside, written)
            beside[name] = rows[number % len(rows)].key if rows else ""
            return bool(rows)
        case Rows(of=of) if len(beside[name]) < MOST_ADDED:
            beside[name].append(Row(f"mended{number}", fresh(of)))
        case _:
            return False
    return True
