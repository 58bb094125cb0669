"""A question in the making: what a generator found, before distractors, gates and rank."""

from collections.abc import Sequence

from msgspec import Struct, field

from widgets.facts.entities import Entity
from widgets.facts.model import Evidence, Flag


def holds(text: str, name: str) -> bool:
    """Tell whether a text holds a name, whichever apostrophe either is printed with."""
    return name.replace("’", "'") in text.replace("’", "'")


class Candidate(Struct, kw_only=True):
    """A question with its right answer and, once found, three wrong ones.

    `fact` names what it is about, so that two questions never ask for one fact. `asked` are the words of the
    article that the prompt is made of, `used` the entities in it, `worth` the generator's own measures.
    """

    kind: str
    prompt: str
    answer: str
    evidence: Evidence
    sentence: int
    fact: tuple[str, int]
    wrong: Sequence[str] = ()
    named: Evidence | None = None
    answers: Entity | None = None
    used: list[Entity] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    worth: dict[str, float] = field(default_factory=dict)
    flags: list[Flag] = field(default_factory=list)
    note: str = ""
    noun: str = ""
