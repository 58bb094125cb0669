"""A spec made of what was written in a form, or what is wrong with it, field by field."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

from widgets.forms.prose import read_prose
from widgets.forms.tree import (
    Field,
    Flag,
    Group,
    Kept,
    Kinds,
    Lines,
    Node,
    Number,
    Pick,
    Prose,
    Reference,
    Rows,
    Weights,
)
from widgets.forms.written import ID, Row, chosen_group, decode, find_rows
from widgets.model import RESERVED_IDS

WHOLE = re.compile(r"-?[0-9]{1,15}")
DECIMAL = re.compile(r"-?[0-9]{1,15}([.,][0-9]{1,9})?")
LEFT_OUT: Any = object()


class Problem(Struct, frozen=True):
    """What is wrong with a field, in a sentence; the path is empty where it is about the whole."""

    path: str
    sentence: str


class Made(Struct, frozen=True):
    """A spec as JSON values, and what is wrong with it."""

    spec: dict[str, Any]
    problems: list[Problem]


def make(group: Group, written: dict[str, Any], make_id: Callable[[], str]) -> Made:
    """Make a spec. Rows that need an id and have none get one of `make_id`, and keep it in the form."""
    _give_ids(group, written, make_id, set(_ids(group, written)) | RESERVED_IDS)
    problems: list[Problem] = []
    return Made(_make_group(group, written, "", written, problems), problems)


def give_new_ids(group: Group, written: dict[str, Any], ids: set[str]) -> None:
    """Let rows with these ids be given new ones: what was said to them counts no more."""
    for row in _all_rows(group, written):
        if row.id in ids:
            row.value[ID] = ""


def _ids(node: Node, written: Any) -> Iterator[str]:
    return (row.id for row in _all_rows(node, written) if row.id)


def _all_rows(node: Node, written: Any) -> Iterator[Row]:
    group = chosen_group(node, written)
    if isinstance(node, Rows):
        for row in written:
            yield row
            yield from _all_rows(node.of, row.value)
    elif group is not None:
        for each in group.fields:
            if written.get(each.name) is not None:
                yield from _all_rows(each.node, written[each.name])


def _give_ids(node: Node, written: Any, make_id: Callable[[], str], taken: set[str]) -> None:
    group = chosen_group(node, written)
    if isinstance(node, Rows):
        for row in written:
            inner = chosen_group(node.of, row.value)
            field = next((each for each in inner.fields if each.name == ID), None) if inner else None
            # An id that may be left out is needed only to tell several rows apart.
            if field is not None and row.lacks_id and (field.required or len(written) > 1):
                row.value[ID] = msgspec.json.encode(_new(make_id, taken)).decode()
            _give_ids(node.of, row.value, make_id, taken)
    elif group is not None:
        for each in group.fields:
            if written[each.name] is not None:
                _give_ids(each.node, written[each.name], make_id, taken)


def _new(make_id: Callable[[], str], taken: set[str]) -> str:
    id = next(each for each in iter(make_id, None) if each not in taken)
    taken.add(id)
    return id


def _make_group(
    node: Group | Kinds, written: dict[str, Any], path: str, top: dict[str, Any], problems: list[Problem]
) -> dict[str, Any]:
    group = node.groups[written[node.tag_field]] if isinstance(node, Kinds) else node
    made: dict[str, Any] = {} if group.tag is None else dict([group.tag])
    for field in group.fields:
        place = f"{path}.{field.name}" if path else field.name
        value = written[field.name]
        if isinstance(field.node, Reference | Weights):
            rows = find_rows(field.node.refers, written, top)
            one = _refer(field, field.node, value, rows, place, problems)
        else:
            one = _make_field(field, value, place, top, problems)
        if one is not LEFT_OUT:
            made[field.name] = one
    return made


def _refer(
    field: Field, node: Reference | Weights, value: Any, rows: list[Row], place: str, problems: list[Problem]
) -> Any:
    ids = {row.key: row.id for row in rows}
    if isinstance(node, Reference):
        if value not in ids:
            problems.append(Problem(place, f"{field.label}: tick one of them."))
        return ids.get(value, "")
    given = {key: text for key, text in value.items() if key in ids and text.strip()}
    return {ids[key]: _number(Number(), text, f"{place}.{key}", problems) for key, text in given.items()}


def _make_field(field: Field, value: Any, place: str, top: dict[str, Any], problems: list[Problem]) -> Any:
    if value is None or (field.maybe and is_empty(field.node, value)):
        return None
    if value == "" and not isinstance(field.node, Flag | Lines | Prose):
        if isinstance(field.node, Kept | Number | Pick) and not field.required:
            return LEFT_OUT
        if isinstance(field.node, Pick):
            problems.append(Problem(place, "Choose one of them."))
            return LEFT_OUT
    return _make(field.node, value, place, top, problems)


def _make(node: Node, value: Any, place: str, top: dict[str, Any], problems: list[Problem]) -> Any:
    match node:
        case Group() | Kinds():
            return _make_group(node, value, place, top, problems)
        case Rows():
            return [_make(node.of, row.value, f"{place}.{row.key}", top, problems) for row in value]
        case Number():
            return _number(node, value, place, problems)
        case Kept():
            return _decode(value, place, problems)
        case Prose():
            return read_prose(value)
        case Lines():
            return [line.strip() for line in value.split("\n") if line.strip()]
        case Flag():
            return bool(value)
        case Pick():
            return _pick(node, value, place, problems)
        case _:
            return value


def _number(node: Number, text: str, place: str, problems: list[Problem]) -> int | float:
    text = text.strip()
    if (WHOLE if node.whole else DECIMAL).fullmatch(text):
        return int(text) if node.whole else float(text.replace(",", "."))
    what = "a whole number, in digits" if node.whole else "a number, in digits"
    problems.append(Problem(place, f"This is {text[:20]!r}; write {what}." if text else f"Write {what}."))
    return 0


def _pick(node: Pick, value: str, place: str, problems: list[Problem]) -> Any:
    values = {str(each): each for each in node.values}
    if value not in values:
        problems.append(Problem(place, "Choose one of them."))
    return values.get(value, node.values[0])


def _decode(value: str, place: str, problems: list[Problem]) -> Any:
    try:
        return decode(value)
    except (msgspec.DecodeError, RecursionError):
        problems.append(Problem(place, "This was changed on its way; load the form anew."))
        return ""


def is_empty(node: Node, value: Any) -> bool:
    """Tell whether nothing is written in something that may be nothing."""
    if isinstance(node, Group) and node.files and isinstance(value, dict):
        kept = {each.name for each in node.fields if isinstance(each.node, Kept)}
        return all(not text for name, text in value.items() if name not in kept)
    return isinstance(value, str) and not value.strip() and not isinstance(node, Group)
