"""A spec's type as a tree of fields, which is all that a form is drawn from and read by."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias, cast

import msgspec
from msgspec import NODEFAULT, Struct, inspect

from widgets.hints import COMMON, Hint
from widgets.model import Upload

Hints: TypeAlias = Mapping[str, Hint]
LONG = 200
"""Characters from which a text is drawn as a long one."""


class Words(Struct, frozen=True):
    """A text."""

    long: bool = False


class Number(Struct, frozen=True):
    """A number; `whole` where it has no fraction."""

    whole: bool = True


class Flag(Struct, frozen=True):
    """Yes or no."""


class Pick(Struct, frozen=True):
    """One of some values."""

    values: tuple[str | int, ...]


class Lines(Struct, frozen=True):
    """Some texts, one a line."""


class Prose(Struct, frozen=True):
    """Paragraphs of pieces of text, of which some are links."""


class Reference(Struct, frozen=True):
    """The id of a row of another list."""

    refers: str


class Weights(Struct, frozen=True):
    """A number for each row of another list, by its id; rows without a number are left out."""

    refers: str


class Kept(Struct, frozen=True):
    """Anything, which goes through the form as JSON."""


class Group(Struct, frozen=True):
    """Fields that belong together. `files` are the kinds of uploads where the group names one."""

    name: str
    fields: tuple["Field", ...]
    files: tuple[str, ...] = ()
    tag: tuple[str, str] | None = None


class Kinds(Struct, frozen=True):
    """One of several groups, told apart by a tag."""

    tag_field: str
    groups: dict[str, Group]


class Rows(Struct, frozen=True):
    """A list of things that can be added, removed and moved."""

    of: "Node"


Node: TypeAlias = (
    Words | Number | Flag | Pick | Lines | Prose | Reference | Weights | Kept | Group | Kinds | Rows
)


class Field(Struct, frozen=True, kw_only=True):
    """A field of a group. `default` is JSON; without one the field must be filled in.

    `maybe` tells whether there may be nothing, as null.
    """

    name: str
    node: Node
    hint: Hint
    required: bool
    maybe: bool
    default: Any = None

    @property
    def label(self) -> str:
        """What the field is called before people."""
        return self.hint.label or self.name.replace("_", " ").capitalize()


def grow(spec_type: type[Struct], hints: Hints | None = None) -> Group:
    """Give the tree of a spec's type. `hints` are by struct and field, such as `PollOption.alt`."""
    return _group(cast(inspect.StructType, inspect.type_info(spec_type)), hints or {})


def _group(told: inspect.StructType, hints: Hints) -> Group:
    name = told.cls.__name__
    tag = (str(told.tag_field), str(told.tag)) if told.tag_field else None
    files = told.cls.kinds if issubclass(told.cls, Upload) else ()
    return Group(name, tuple(_field(each, told.cls, hints) for each in told.fields), files, tag)


def _field(told: inspect.Field, owner: type, hints: Hints) -> Field:
    named = [*(f"{each.__name__}.{told.name}" for each in owner.__mro__), told.name]
    hint = next((known[each] for known in (hints, COMMON) for each in named if each in known), Hint())
    default = told.default if told.default_factory is NODEFAULT else told.default_factory()
    kinds = told.type.types if isinstance(told.type, inspect.UnionType) else (told.type,)
    there = tuple(each for each in kinds if not isinstance(each, inspect.NoneType))
    return Field(
        name=told.encode_name,
        node=_node(there, hint, hints),
        hint=hint,
        required=told.required,
        maybe=len(there) < len(kinds),
        default=None if default is NODEFAULT else msgspec.to_builtins(default),
    )


def _node(kinds: tuple[inspect.Type, ...], hint: Hint, hints: Hints) -> Node:
    if hint.look == "kept":
        return Kept()
    groups = [each for each in kinds if isinstance(each, inspect.StructType)]
    if len(groups) == len(kinds) > 1 and all(each.tag_field for each in groups):
        return Kinds(str(groups[0].tag_field), {str(each.tag): _group(each, hints) for each in groups})
    return _single(kinds[0], hint, hints) if len(kinds) == 1 else Kept()


def _single(kind: inspect.Type, hint: Hint, hints: Hints) -> Node:
    match kind:
        case inspect.StructType():
            return _group(kind, hints)
        case inspect.VarTupleType() | inspect.ListType():
            return _rows(kind.item_type, hint, hints)
        case inspect.DictType(value_type=inspect.IntType()) if hint.refers:
            return Weights(hint.refers)
        case inspect.StrType():
            longest = kind.max_length or 0
            long = hint.look == "long" or (hint.look != "line" and longest > LONG)
            return Reference(hint.refers) if hint.refers else Words(long)
        case inspect.BoolType():
            return Flag()
        case inspect.IntType() | inspect.FloatType():
            return Number(isinstance(kind, inspect.IntType))
        case inspect.LiteralType():
            return Pick(tuple(each for each in kind.values if isinstance(each, str | int)))
        case inspect.EnumType():
            return Pick(tuple(each.value for each in kind.cls))
        case _:
            return Kept()


def _rows(of: inspect.Type, hint: Hint, hints: Hints) -> Node:
    kinds = of.types if isinstance(of, inspect.UnionType) else (of,)
    node = _node(tuple(kinds), Hint(refers=hint.refers), hints)
    if isinstance(node, Words):
        return Lines()
    if isinstance(node, Rows) and is_piece(node.of):
        return Prose()
    return Kept() if isinstance(node, Kept | Rows | Lines) else Rows(node)


def is_piece(node: Node) -> bool:
    """Tell whether something is a text that may be a link, and nothing else."""
    return isinstance(node, Group) and {each.name for each in node.fields} == {"text", "link"}


def groups_of(node: Node) -> Iterator[Group]:
    """Give every group in a tree."""
    match node:
        case Group():
            yield node
            for each in node.fields:
                yield from groups_of(each.node)
        case Kinds():
            for group in node.groups.values():
                yield from groups_of(group)
        case Rows():
            yield from groups_of(node.of)
        case _:
            return
