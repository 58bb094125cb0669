"""What moderators are told of a tally: tables of all that was counted, and the way through questions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from widgets import rules
from widgets.model import Slot, Tally
from widgets.parts import Bars

WORDS = ("title", "prompt", "text", "label")
"""The fields that say what a thing of a spec is called, the likeliest first."""


class Row(Struct, frozen=True, kw_only=True):
    """Something that was counted, once for each column of its table.

    `percent` is what part the first number is, or None where that cannot be told. `right` marks the answer
    that is.
    """

    label: str
    counts: list[int]
    percent: int | None = None
    right: bool = False


class Table(Struct, frozen=True, kw_only=True):
    """Numbers that belong together. `of` says what percentages are parts of, `note` what else is known."""

    label: str
    columns: list[str]
    rows: list[Row]
    of: str = "all"
    note: str = ""

    @property
    def counted(self) -> bool:
        """Whether anything was counted in it."""
        return any(any(row.counts) for row in self.rows)


class Step(Struct, frozen=True, kw_only=True):
    """A question on readers' way: how many answered it, and of these how many rightly, where that can be."""

    label: str
    answered: int
    right: int | None = None


class Passage(Struct, frozen=True, kw_only=True):
    """How readers went through several questions, and how many came to the end, where there is one."""

    steps: list[Step]
    completed: int | None = None

    @property
    def hardest(self) -> Step | None:
        """The question with the smallest part of right answers, where there are such and they differ."""
        parts = {at: each.right / each.answered for at, each in enumerate(self.steps)
                 if each.right is not None and each.answered}  # fmt: skip
        if len(set(parts.values())) < 2:
            return None
        return self.steps[min(parts, key=lambda at: parts[at])]

    def losses(self, turnout: int) -> list[int]:
        """Tell for each question how many fewer answered it than the one before it; of the first, than came.

        Where a later one was answered by more, none was lost.
        """
        before = [turnout, *(each.answered for each in self.steps)]
        return [max(was - each.answered, 0) for was, each in zip(before, self.steps, strict=False)]


def share(part: int, whole: int) -> int | None:
    """Give the whole percentage that a part is; None where the whole is nothing, or less than the part.

    It is less where counts were brought along from elsewhere: nobody knows of how many readers those are.
    """
    return rules.percent(part, whole) if 0 <= part <= whole and whole else None


def tabulate(counted: Mapping[Slot, Sequence[str]], tally: Tally, names: Mapping[str, str]) -> list[Table]:
    """Make a table of every slot, in which each number is a part of all that was counted there."""
    tables = []
    for slot, keys in counted.items():
        counts = [tally.get(slot, {}).get(key, 0) for key in keys]
        rows = [
            Row(label=name(names, key), counts=[n], percent=share(n, sum(counts)))
            for key, n in zip(keys, counts, strict=True)
        ]
        tables.append(Table(label=name(names, slot) if slot else "", columns=["Counted"], rows=rows))
    return tables


def tabulate_bars(bars: Bars, *, of: str, right: str = "") -> Table:
    """Make a table of bars, with their percentages; `right` is the id of the answer that is."""
    rows = [
        Row(
            label=bar.label or name({}, bar.id),
            counts=[bar.count],
            percent=bar.percent if bars.total else None,
            right=bar.id == right,
        )
        for bar in bars.bars
    ]
    note = f"On average {bars.mean:g}." if bars.mean is not None else ""
    return Table(label=bars.label, columns=["Readers"], rows=rows, of=of, note=note)


def name(names: Mapping[str, str], key: str) -> str:
    """Give the words for a slot or a key."""
    return names.get(key) or key.replace("_", " ").capitalize()


def name_all(spec: Any) -> Iterator[tuple[str, str]]:
    """Give the id and the words of everything in a spec that has both."""
    if isinstance(spec, dict):
        text = next((spec[each] for each in WORDS if isinstance(spec.get(each), str) and spec[each]), "")
        if spec.get("id") and text:
            yield spec["id"], text
        for each in spec.values():
            yield from name_all(each)
    elif isinstance(spec, list | tuple):
        for each in spec:
            yield from name_all(each)
