"""What stands in a form: texts as they were typed, in the shape of the tree, however wrong they are.

That is a text, the fields of a group by name, the rows of a list, or None where there may be nothing.
"""

from typing import Any

import msgspec
from msgspec import Struct

from widgets.forms.prose import write_prose
from widgets.forms.tree import (
    Field,
    Flag,
    Group,
    Kept,
    Kinds,
    Lines,
    Node,
    Prose,
    Reference,
    Rows,
    Weights,
)

ID = "id"


class Row(Struct):
    """A row of a list. Its key tells it apart within the form, and says nothing of its place."""

    key: str
    value: Any

    @property
    def id(self) -> str:
        """The row's id in the spec, or empty: also where it was changed on its way, and is none."""
        try:
            id = decode(self.value.get(ID)) if isinstance(self.value, dict) else ""
        except (msgspec.DecodeError, RecursionError):
            return ""
        return id if isinstance(id, str) else ""

    @property
    def lacks_id(self) -> bool:
        """Whether the row has never had an id: one that was changed on its way is not made good."""
        return not self.id and self.value.get(ID) in (None, "", '""')


def write(group: Group, spec: dict[str, Any]) -> dict[str, Any]:
    """Write a spec, as JSON, into a form."""
    written: dict[str, Any] = _write(group, spec)
    _write_references(group, written, written)
    return written


def blank(group: Group) -> dict[str, Any]:
    """Give the form of a spec that is still to be written."""
    return {each.name: begin(each) for each in group.fields}


def begin(field: Field) -> Any:
    """Give what stands in a field before anybody has written in it."""
    if field.default is not None:
        return _write(field.node, field.default)
    match field.node:
        case Rows():
            return [Row(f"n{at}", fresh(field.node.of)) for at in range(1, field.hint.begins + 1)]
        case Group() | Kinds():
            return None if field.maybe else fresh(field.node)
        case Weights():
            return {}
        case _:
            return ""


def fresh(node: Node) -> Any:
    """Give a new row's content."""
    match node:
        case Group():
            return blank(node)
        case Kinds():
            tag, group = next(iter(node.groups.items()))
            return {node.tag_field: tag, **blank(group)}
        case _:
            return ""


def _write(node: Node, value: Any) -> Any:
    match node:
        case Kept():
            return "" if value in (None, "") else msgspec.json.encode(value).decode()
        case Group() | Kinds():
            return None if value is None else _write_group(node, value)
        case Rows():
            return [Row(str(at), _write(node.of, each)) for at, each in enumerate(value or ())]
        case Prose():
            return write_prose(value or ())
        case Lines():
            return "\n".join(value or ())
        case Weights():
            return {id: str(weight) for id, weight in (value or {}).items()}
        case Flag():
            return "on" if value else ""
        case _:
            return "" if value is None else str(value)


def _write_group(node: Group | Kinds, value: dict[str, Any]) -> dict[str, Any]:
    if isinstance(node, Kinds):
        tag = value[node.tag_field]
        return {node.tag_field: tag, **_write_group(node.groups[tag], value)}
    return {
        each.name: _write(each.node, value[each.name]) if each.name in value else begin(each)
        for each in node.fields
    }


def _write_references(node: Node, written: Any, top: dict[str, Any]) -> None:
    """Let references, which are ids so far, name the rows' keys instead."""
    if isinstance(node, Rows):
        for row in written:
            _write_references(node.of, row.value, top)
        return
    group = chosen_group(node, written)
    if group is None or not isinstance(written, dict):
        return
    for field in group.fields:
        if isinstance(field.node, Reference | Weights):
            keys = {row.id: row.key for row in find_rows(field.node.refers, written, top)}
            now = written[field.name]
            if isinstance(field.node, Reference):
                written[field.name] = keys.get(now, "")
            else:
                written[field.name] = {keys[id]: text for id, text in now.items() if id in keys}
        else:
            _write_references(field.node, written[field.name], top)


def chosen_group(node: Node, written: Any) -> Group | None:
    """Give the group that a value is of, or None where it is of none."""
    if isinstance(node, Kinds) and isinstance(written, dict):
        return node.groups.get(written.get(node.tag_field, ""))
    return node if isinstance(node, Group) else None


def find_rows(refers: str, beside: dict[str, Any], top: dict[str, Any]) -> list[Row]:
    """Give the rows that a reference can mean."""
    rows = (top if refers.startswith("/") else beside).get(refers.removeprefix("/"))
    return rows if isinstance(rows, list) else []


def decode(kept: Any) -> Any:
    """Give what was kept as JSON; nothing is an empty text."""
    return msgspec.json.decode(kept) if kept else ""
