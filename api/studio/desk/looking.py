"""What the templates of forms ask of a tree, and of what is written in it."""

from collections.abc import Iterable
from typing import Any

from widgets.forms.tree import Field, Group, Kept, Reference
from widgets.forms.written import begin, chosen_group, find_rows

WORDS = ("title", "prompt", "text", "label")


def choosers(group: Group, name: str) -> list[Field]:
    """Give the fields of a group that choose one row of a list of the group."""
    return [each for each in group.fields if isinstance(each.node, Reference) and each.node.refers == name]


def words_of(row: Any, place: int) -> str:
    """Give the words a row is known by, or its number."""
    value = row.value if isinstance(row.value, dict) else {}
    return next(
        (value[each] for each in WORDS if isinstance(value.get(each), str) and value[each]), str(place)
    )


def main_fields(fields: Iterable[Field], *, more: bool) -> list[Field]:
    """Give the fields of a row that have to be filled in, or the others."""
    return [
        each for each in fields if not isinstance(each.node, Kept | Reference) and each.required is not more
    ]


def is_more(field: Field, value: Any) -> bool:
    """Tell whether a field that may be left alone says anything else than when it was left alone."""
    return value not in ("", [], None) and value != begin(field)


TOOLS: dict[str, Any] = {
    "choosers": choosers,
    "words_of": words_of,
    "main_fields": main_fields,
    "find_rows": find_rows,
    "chosen_group": chosen_group,
    "is_more": is_more,
    "kind_of": lambda node: type(node).__name__,
}
