"""Which field of a form a refusal is about. Formats refuse specs, and know no form.

A refusal of a shape tells its path. The others name an id, or the words of a row, and the field: "The text
of the option 'b' is missing". Of all rows and fields the one that most of the sentence is about is taken.
Ids are none of the moderator's business, so that in the sentence a row's place stands for its id.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from widgets.errors import Refused
from widgets.forms.making import Problem
from widgets.forms.tree import Field, Group, Node, Rows
from widgets.forms.written import chosen_group

_PATH = re.compile(r"`\$\.?([^`]*)`")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_NUMBER = "bad_number_of_"
"""How codes begin that are about how many rows a list has."""
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")


class Found(NamedTuple):
    """A row: its path, its place from 1, its content and its fields."""

    path: str
    place: int
    value: dict[str, Any]
    group: Group
    id: str


def locate(group: Group, written: dict[str, Any], refusal: Refused) -> Problem:
    """Give the field a refusal is about, and its sentence for the moderator."""
    path = _PATH.search(refusal.detail)
    if path:
        return Problem(_follow(group, written, path[1]), refusal.detail)
    quoted = [one or other for one, other in _QUOTED.findall(refusal.detail)]
    rows = list(find_all(group, written, ""))
    named = [row for row in rows if row.id and row.id in quoted] or [
        row for row in rows if _says(row.value, quoted)
    ]
    best = max(named, key=lambda row: _weigh(row.group, row.value, refusal), default=None)
    if best is None:
        return _locate_anywhere(group, written, refusal, rows)
    field = _field(best.group, best.value, refusal)
    return Problem(f"{best.path}.{field}" if field else best.path, _plain(refusal.detail, named))


def _locate_anywhere(group: Group, written: dict[str, Any], refusal: Refused, rows: list[Found]) -> Problem:
    """Locate a refusal that names no row: in the first that lacks a text, at the top, or in the only row."""
    top = _field(group, written, refusal)
    lacking = next((row for row in rows if _weigh(row.group, row.value, refusal)[0]), None)
    row = lacking or (rows[0] if len(rows) == 1 and not top else None)
    if row is None or (top and not written[top.partition(".")[0]]):
        return Problem(top, refusal.detail)
    return Problem(f"{row.path}.{_field(row.group, row.value, refusal)}".rstrip("."), refusal.detail)


def find_all(node: Node, written: Any, path: str) -> Iterator[Found]:
    """Give every row of a form."""
    group = chosen_group(node, written)
    if isinstance(node, Rows):
        for place, row in enumerate(written, 1):
            inner = chosen_group(node.of, row.value)
            if inner is not None:
                yield Found(f"{path}.{row.key}", place, row.value, inner, row.id)
                yield from find_all(node.of, row.value, f"{path}.{row.key}")
    elif group is not None:
        for each in group.fields:
            if written[each.name] is not None:
                yield from find_all(each.node, written[each.name], f"{path}.{each.name}".lstrip("."))


def _says(value: dict[str, Any], quoted: list[str]) -> bool:
    """Tell whether a row has one of these words as a text, or begins with it."""
    texts = [each for each in value.values() if isinstance(each, str) and each]
    return any(each and text.startswith(each) for each in quoted for text in texts)


def _weigh(group: Group, value: dict[str, Any], refusal: Refused) -> tuple[bool, bool]:
    """Tell how well a refusal fits a row."""
    name = _field(group, value, refusal)
    text = value.get(name.partition(".")[0])
    lacking = refusal.code == "missing_text" and isinstance(text, str) and not text.strip()
    return lacking, bool(name)


def _field(group: Group, value: dict[str, Any], refusal: Refused) -> str:
    """Give the field of a group that a sentence names first; where a text is missing, an empty one.

    Of a field that is a group itself, the field within it.
    """
    sentence = refusal.detail.lower()
    found = [
        (place, field)
        for field in group.fields
        if (place := min((at for word in _words(field) if (at := sentence.find(word)) >= 0), default=-1)) >= 0
    ]
    if refusal.code == "missing_text":
        found = [each for each in found if not value[each[1].name]] or found
    if refusal.code.startswith(_NUMBER):
        found = [each for each in found if isinstance(each[1].node, Rows)] or found
    if not found:
        return ""
    best = min(found, key=lambda each: each[0])[1]
    within = value[best.name]
    inner = _field(best.node, within, refusal) if isinstance(best.node, Group) and within else ""
    return f"{best.name}.{inner}" if inner else best.name


def _words(field: Field) -> list[str]:
    name = field.name.replace("_", " ").lower()
    return [name, name.removesuffix("s"), field.label.lower()]


def _plain(sentence: str, named: list[Found]) -> str:
    for row in named:
        if row.id:
            sentence = sentence.replace(repr(row.id), str(row.place))
    return sentence


def _follow(group: Group, written: dict[str, Any], path: str) -> str:
    """Give the path in the form for msgspec's path in the spec."""
    names: list[str] = []
    node: Node = group
    value: Any = written
    for name, index in _STEP.findall(path):
        inner = chosen_group(node, value)
        if name and inner is not None:
            field = next((each for each in inner.fields if each.name == name), None)
            if field is None:
                break
            node, value = field.node, value[name]
            names.append(name)
        elif index and isinstance(node, Rows) and int(index) < len(value):
            row = value[int(index)]
            node, value = node.of, row.value
            names.append(row.key)
        else:
            break
    return ".".join(names)
