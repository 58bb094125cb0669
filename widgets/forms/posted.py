"""A form's fields as a browser sends them, and as they are drawn: names are paths through the tree.

`questions.n1.options.2.text` is the text of the row with the key 2 in the options of the row n1. Rows come in
the order in which they are sent, so moving a row is moving its fields; every row sends a mark, `_`.
"""

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from widgets.errors import Malformed
from widgets.forms.tree import Field, Flag, Group, Kinds, Node, Rows, Weights
from widgets.forms.written import Row, begin, chosen_group

Pairs: TypeAlias = list[tuple[str, str]]

MARK = "_"
MOST_DEPTH = 12
KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")


def read(group: Group, pairs: Pairs) -> dict[str, Any]:
    """Read what a browser sent. Raises Malformed for fields that are not the form's."""
    nested: dict[str, Any] = {}
    for name, value in pairs:
        _put(nested, name, value.replace("\r\n", "\n"))
    return _take_group(group, nested)


def send(group: Group, written: dict[str, Any]) -> Pairs:
    """Give what a browser would send of a form."""
    return list(_send(group, written, ""))


def _put(nested: dict[str, Any], name: str, value: str) -> None:
    *parents, last = name.split(".")
    if len(parents) > MOST_DEPTH:
        raise _foreign()
    for each in parents:
        nested = nested.setdefault(each, {})
        if not isinstance(nested, dict):
            raise _foreign()
    if last in nested:
        raise Malformed("repeated_field", "The form has the same field twice; load it anew.")
    nested[last] = value


def _take(field: Field, sent: Any) -> Any:
    """Give what was sent for a field; None stands for what was not sent."""
    node = field.node
    if isinstance(node, Group | Kinds):
        return None if sent is None and field.maybe else _take_node(node, sent or {})
    if sent is None:
        return "" if isinstance(node, Flag) else [] if isinstance(node, Rows) else begin(field)
    return _take_node(node, sent)


def _take_node(node: Node, sent: Any) -> Any:
    match node:
        case Group():
            return _take_group(node, _branch(sent))
        case Kinds():
            return _take_kind(node, _branch(sent))
        case Rows():
            rows = {key: each for key, each in _branch(sent).items() if key != MARK}
            if not all(map(KEY.fullmatch, rows)):
                raise _foreign()
            return [Row(key, _take_node(node.of, each)) for key, each in rows.items()]
        case Weights():
            return {key: _leaf(each) for key, each in _branch(sent).items() if key != MARK}
        case _:
            return _leaf(sent)


def _take_kind(node: Kinds, sent: dict[str, Any]) -> dict[str, Any]:
    """Read one of several kinds. Fields of the kind that it was before are dropped."""
    tag = sent.get(node.tag_field, next(iter(node.groups)))
    if not isinstance(tag, str) or tag not in node.groups:
        raise _foreign()
    mine = {each.name for each in node.groups[tag].fields}
    others = {each.name for group in node.groups.values() for each in group.fields} - mine
    left = {name: each for name, each in sent.items() if name not in others | {node.tag_field}}
    return {node.tag_field: tag, **_take_group(node.groups[tag], left)}


def _take_group(group: Group, sent: dict[str, Any]) -> dict[str, Any]:
    if not sent.keys() <= {MARK, *(each.name for each in group.fields)}:
        raise _foreign()
    return {each.name: _take(each, sent.get(each.name)) for each in group.fields}


def _branch(sent: Any) -> dict[str, Any]:
    if not isinstance(sent, dict):
        raise _foreign()
    return sent


def _leaf(sent: Any) -> str:
    if not isinstance(sent, str):
        raise _foreign()
    return sent


def _send(node: Node, written: Any, path: str) -> Iterator[tuple[str, str]]:
    group = chosen_group(node, written)
    before = f"{path}." if path else ""
    if group is not None:
        if path:
            yield f"{before}{MARK}", ""
        if isinstance(node, Kinds):
            yield f"{before}{node.tag_field}", written[node.tag_field]
        for each in group.fields:
            value = written[each.name]
            if value is not None and not (isinstance(each.node, Flag) and not value):
                yield from _send(each.node, value, f"{before}{each.name}")
    elif isinstance(node, Rows):
        for row in written:
            yield from _send(node.of, row.value, f"{before}{row.key}")
    elif isinstance(node, Weights):
        yield from ((f"{before}{key}", text) for key, text in written.items())
    else:
        yield path, written


def _foreign() -> Malformed:
    return Malformed("unknown_field", "The form has a field that is not asked for here; load it anew.")
