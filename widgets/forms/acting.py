"""What the buttons of a form do to it before it is saved: add, take away and move rows."""

from typing import Any

from widgets.errors import Malformed
from widgets.forms.tree import Group, Kinds, Node, Rows
from widgets.forms.written import Row, chosen_group, fresh

MOST_ROWS = 200


def act(group: Group, written: dict[str, Any], order: str) -> str:
    """Carry out an order such as `add:questions`, and give the path where the moderator goes on.

    The orders are `add` with a list's path; `remove`, `up` and `down` with a row's; `begin` and `end` with
    the path of a field that may be nothing. Others, and `draw`, leave the form as it is. Raises Malformed
    for a path that is not in the form.
    """
    verb, _, path = order.partition(":")
    if not path or verb == "draw":
        return path
    *parents, last = path.split(".")
    if verb in ("begin", "end"):
        return _lay(group, written, parents, last, there=verb == "begin")
    if verb == "add":
        node, rows = _rows(group, written, [*parents, last])
        return f"{path}.{_add(node, rows)}"
    _, rows = _rows(group, written, parents)
    at = next((place for place, row in enumerate(rows) if row.key == last), None)
    if at is None:
        raise _nowhere()
    if verb == "remove":
        rows.pop(at)
        return ".".join(parents)
    to = at + {"up": -1, "down": 1}.get(verb, 0)
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    return path


def _add(node: Rows, rows: list[Row]) -> str:
    if len(rows) >= MOST_ROWS:
        raise Malformed("too_many_rows", f"A list may have {MOST_ROWS} rows.")
    taken = {row.key for row in rows}
    key = next(each for each in (f"n{at}" for at in range(1, MOST_ROWS + 2)) if each not in taken)
    rows.append(Row(key, fresh(node.of)))
    return key


def _lay(group: Group, written: dict[str, Any], parents: list[str], name: str, *, there: bool) -> str:
    node, value = find_place(group, written, parents)
    inner = chosen_group(node, value)
    field = next((each for each in inner.fields if each.name == name), None) if inner else None
    if field is None or not field.maybe or not isinstance(field.node, Group | Kinds):
        raise _nowhere()
    value[name] = fresh(field.node) if there else None
    return ".".join([*parents, name])


def _rows(group: Group, written: dict[str, Any], path: list[str]) -> tuple[Rows, list[Row]]:
    node, value = find_place(group, written, path)
    if not isinstance(node, Rows):
        raise _nowhere()
    return node, value


def find_place(node: Node, written: Any, path: list[str]) -> tuple[Node, Any]:
    """Give the node at a path, and what stands there. Raises Malformed where the form has no such place."""
    for each in path:
        group = chosen_group(node, written)
        if group is not None:
            field = next((field for field in group.fields if field.name == each), None)
            if field is None or written.get(each) is None:
                raise _nowhere()
            node, written = field.node, written[each]
        elif isinstance(node, Rows):
            row = next((row for row in written if row.key == each), None)
            if row is None:
                raise _nowhere()
            node, written = node.of, row.value
        else:
            raise _nowhere()
    return node, written


def _nowhere() -> Malformed:
    return Malformed("no_such_row", "What this button was about is no longer in the form; load it anew.")
