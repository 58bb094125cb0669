"""Random ballots of any format, derived from what it asks: whoever draws the parts knows no more either."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import msgspec
from hypothesis import strategies as st

from widgets.errors import Malformed
from widgets.format import Sample
from widgets.formats import AnyFormat
from widgets.model import Reveal
from widgets.parts import Choose, Items, Part, Questions

AnySample: TypeAlias = Sample[Any, Any]
Bodies: TypeAlias = st.SearchStrategy[tuple[str, dict[str, Any]]]


def choices(parts: Iterable[Part]) -> Iterator[Choose]:
    for part in parts:
        if isinstance(part, Choose):
            yield part
        elif isinstance(part, Questions):
            yield from part.questions
        elif isinstance(part, Items):
            yield from (item.choose for item in part.items if item.choose)


def bodies(choose: Choose) -> Bodies:
    """Every (slot, JSON of a ballot) that a reader can make of one Choose part."""
    if choose.form in ("one", "none"):
        return st.sampled_from(choose.options).map(
            lambda option: (
                choose.slot if option.slot is None else option.slot,
                {choose.field: option.value} if choose.form == "one" else {},
            )
        )
    if choose.form == "text":
        written = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=choose.most)
        said = written.map(lambda text: (choose.slot, {choose.field: text}))
        return st.one_of(said, st.just((choose.slot, {choose.skip: True}))) if choose.skip else said
    values = [option.value for option in choose.options]
    chosen = st.lists(st.sampled_from(values), min_size=choose.least, max_size=choose.most, unique=True)
    return chosen.map(lambda several: (choose.slot, {choose.field: several}))


def offered(format: AnyFormat, spec: Any) -> Bodies:
    """Every (slot, JSON of a ballot) that a reader can make of what the format asks."""
    return st.one_of([bodies(choose) for choose in choices(format.ask(spec))])


def cast_in(format: AnyFormat, sample: AnySample) -> st.SearchStrategy[tuple[str, Any]]:
    """(slot, ballot): what the format asks for, and the sample's own ballots."""
    made = offered(format, sample.spec).map(
        lambda each: (each[0], msgspec.convert(each[1], format.ballot_type))
    )
    return st.one_of([made, *map(st.just, sample.ballots)])


def moves(
    format: AnyFormat, sample: AnySample, readers: int = 3
) -> st.SearchStrategy[list[tuple[int, str, Any]]]:
    """Sequences of (reader, slot, ballot or None to withdraw)."""
    return st.lists(
        st.builds(
            lambda reader, ballot, withdraws: (reader, ballot[0], None if withdraws else ballot[1]),
            st.integers(0, readers - 1),
            cast_in(format, sample),
            st.sampled_from([False, False, True]),
        ),
        max_size=25,
    )


def is_refused(format: AnyFormat, spec: Any, slot: str, ballot: Any) -> bool:
    try:
        format.check(spec, slot, ballot)
    except Malformed as refusal:
        return bool(refusal.code) and refusal.detail.endswith(".")
    return False


def refusal_of(format: AnyFormat, spec: Any, reveal: Reveal) -> str:
    try:
        format.check_reveal(spec, reveal)
    except Malformed as refusal:
        return refusal.detail
    return ""
