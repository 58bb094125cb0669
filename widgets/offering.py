"""Offering: which formats there are to choose from, and the forms of their specs. Pure."""

import inspect
import secrets
from copy import deepcopy
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from widgets.errors import Malformed
from widgets.formats import FORMATS, AnyFormat, find_format
from widgets.forms import posted
from widgets.forms.acting import act, find_place
from widgets.forms.locating import locate
from widgets.forms.making import Problem, give_new_ids, make
from widgets.forms.mending import mend
from widgets.forms.posted import Pairs
from widgets.forms.tree import Group, Node, Rows, Words, grow
from widgets.forms.written import blank, chosen_group, write
from widgets.model import Reveal, Spec
from widgets.publishing import read_spec

ID_BYTES = 5
DOTS = "…"

MOST_FAULTS = 30
"""Faults of a form that are told at once."""


class Offer(Struct, frozen=True, kw_only=True):
    """A format to choose. `own` tells whether pages have it without anyone creating it."""

    name: str
    label: str
    about: str
    own: bool


class Form(Struct, kw_only=True):
    """A form of a spec: its tree, what stands in it, and what is wrong with it.

    `spec` is the JSON that was made of it, or empty where that is not possible.
    """

    format: str
    tree: Group
    written: dict[str, object]
    spec: bytes = b""
    problems: list[Problem] = []
    goes_on: str = ""

    @property
    def pairs(self) -> Pairs:
        """The fields as a browser sends them."""
        return posted.send(self.tree, self.written)


def list_offers() -> list[Offer]:
    """Give all formats, those that moderators make first."""
    offers = [
        Offer(name=name, label=label_of(name), about=about(format), own=format.page_spec is not None)
        for name, format in FORMATS.items()
    ]
    return sorted(offers, key=lambda each: each.own)


def find_offer(name: str) -> Offer:
    """Give the format of this name. Raises Unknown."""
    find_format(name)
    return next(each for each in list_offers() if each.name == name)


def label_of(name: str) -> str:
    """Give what a format is called before people."""
    return name.replace("_", " ").capitalize()


def about(format: AnyFormat) -> str:
    """Give a sentence about a format."""
    return (inspect.getdoc(type(format)) or "").partition("\n")[0]


@cache
def tree_of(format: AnyFormat) -> Group:
    """Give the tree of a format's spec."""
    return grow(format.spec_type, format.hints)


def begin(name: str) -> Form:
    """Give the form of a new widget. Raises Unknown."""
    format = find_format(name)
    tree = tree_of(format)
    spec = msgspec.to_builtins(format.page_spec) if format.page_spec is not None else None
    return Form(format=name, tree=tree, written=write(tree, spec) if spec is not None else blank(tree))


def open_form(name: str, spec: bytes) -> Form:
    """Give the form of a spec. Raises Unknown."""
    format = find_format(name)
    tree = tree_of(format)
    # Through the type, so that an older spec has what it left out.
    whole = msgspec.json.decode(spec, type=format.spec_type)
    return Form(format=name, tree=tree, written=write(tree, msgspec.to_builtins(whole)))


def take(name: str, pairs: Pairs, order: str = "", *, fresh: frozenset[str] = frozenset()) -> Form:
    """Take what a browser sent, carry out an order of its buttons, and make a spec of it.

    Rows with an id in `fresh` get new ids. Raises Unknown, and Malformed for fields that are not the form's.
    """
    format = find_format(name)
    tree = tree_of(format)
    form = Form(format=name, tree=tree, written=posted.read(tree, pairs))
    if order:
        form.goes_on = act(tree, form.written, order)
    give_new_ids(tree, form.written, set(fresh))
    made = make(tree, form.written, make_id)
    form.problems = made.problems
    try:
        form.spec = msgspec.json.encode(read_spec(format, msgspec.json.encode(made.spec)))
    except Malformed as refusal:
        form.problems = made.problems or [locate(tree, form.written, refusal)]
    return form


def check_fields(name: str, pairs: Pairs) -> None:
    """Refuse fields that are not those of a format's form. Raises Unknown and Malformed."""
    posted.read(tree_of(find_format(name)), pairs)


def find_faults(form: Form) -> list[Problem]:
    """Give all that is wrong with a form, beside what is known, in its order, as far as its format can tell.

    A format refuses a spec for one thing. That is mended in thought, and the format asked again.
    """
    format = find_format(form.format)
    found = {each.path: each for each in form.problems}
    guess, mended = deepcopy(form.written), set(found)
    goes_on = all(mend(form.tree, guess, path, at) for at, path in enumerate(found))
    there = [name for name, _ in form.pairs]
    while (goes_on or not found) and len(mended) < MOST_FAULTS:
        try:
            read_spec(format, msgspec.json.encode(make(form.tree, guess, make_id).spec))
            break
        except Malformed as refusal:
            fault = locate(form.tree, guess, refusal)
        if fault.path in mended or (mended and not fault.path):
            break
        mended.add(fault.path)
        if is_there(form, fault.path):
            found[fault.path] = fault
        goes_on = mend(form.tree, guess, fault.path, len(mended))
    return sorted(found.values(), key=lambda each: place_of(there, each.path))


def is_there(form: Form, path: str) -> bool:
    """Tell whether a form has a place with this path; the empty one is the whole."""
    try:
        find_place(form.tree, form.written, path.split(".") if path else [])
    except Malformed:
        return False
    return True


def place_of(names: list[str], path: str) -> int:
    """Tell how far down in a form something stands; what has no field is where its parent is."""
    while path:
        for at, name in enumerate(names):
            if name == path or name.startswith(f"{path}."):
                return at
        path = path.rpartition(".")[0]
    return -1


def read_roughly(form: Form) -> Spec | None:
    """Read a form's spec though it may be refused yet, such as for a text that is still to be written."""
    format = find_format(form.format)
    made = make(form.tree, form.written, make_id)
    fill_in(form.tree, made.spec)
    try:
        return msgspec.convert(made.spec, format.spec_type)  # type: ignore[no-any-return]
    except msgspec.ValidationError:
        return None


def fill_in(node: Node, spec: Any) -> None:
    """Put dots where words are still to be written."""
    if isinstance(node, Rows):
        for each in spec:
            fill_in(node.of, each)
        return
    group = chosen_group(node, spec)
    for field in group.fields if group is not None and not group.files else ():
        value = spec.get(field.name)
        if isinstance(field.node, Words) and field.required and value == "":
            spec[field.name] = DOTS
        elif value is not None:
            fill_in(field.node, value)


def reveals_of(name: str) -> list[Reveal]:
    """Give when the counts of a format may be shown. Raises Unknown."""
    format = find_format(name)
    spec = format.samples[0].spec
    return [each for each in Reveal if not refuses(format, spec, each)]


def refuses(format: AnyFormat, spec: Spec, reveal: Reveal) -> bool:
    """Tell whether a format does not let its counts be shown so."""
    try:
        format.check_reveal(spec, reveal)
    except Malformed:
        return True
    return False


def make_id() -> str:
    """Make the id of a row: it says nothing of the row's place."""
    return secrets.token_hex(ID_BYTES)
