"""Direct quotations, and the parts of them that can stand alone."""

import itertools
import re
from collections.abc import Iterator

from msgspec import Struct

from widgets.facts.document import Document

LEAST_WORDS, MOST_WORDS = 7, 25
LEAST_SUBSTANCE = 1.0
_BOUND = frozenset("he she they it them him her their his its".split())
_LOOSE = frozenset("this that these those here there such so".split())
_FILLER = frozenset("i we you my our your me us".split())
_OPENERS = frozenset(
    "and but so or yes no because then also well he she they it this that these those which".split()
)
_JOINTS = frozenset("and but so because which who while although where".split())


class Statement(Struct, frozen=True):
    """Words of a quotation that can stand alone. `cut`: the sentence goes on; `asks`: it asks."""

    first: int
    last: int
    text: str
    substance: float
    cut: bool
    asks: bool


def find_quotations(document: Document) -> Iterator[tuple[int, int]]:
    """Give quotations as ranges of words, without their marks."""
    first, quoted = 0, document.quoted
    while first < len(quoted):
        last = first + 1
        if quoted[first]:
            while last < len(quoted) and quoted[last] == quoted[first]:
                last += 1
            begin = first + 1 if document.words[first][0] in '"“”„' else first
            end = last - 1 if document.words[last - 1][-1] in '"”' else last
            if end > begin:
                yield begin, end
        first = last


def find_statements(document: Document, first: int, last: int) -> list[Statement]:
    """Give the parts of a quotation that can stand alone, best first: whole sentences, else beginnings."""
    cuts = [first]
    cuts += [index + 1 for index in range(first, last - 1) if document.words[index] in {".", "!", "?"}]
    cuts.append(last)
    spans = [(cuts[a], cuts[b]) for a in range(len(cuts)) for b in range(a + 1, len(cuts))]
    found = [_state(document, *span, cut=False) for span in spans]
    if not any(found):
        found = [_state(document, *span, cut=True) for span in _beginnings(document, cuts)]
    kept = [each for each in found if each is not None]
    return sorted(kept, key=lambda each: (-each.substance, each.first, each.last))


def _beginnings(document: Document, cuts: list[int]) -> Iterator[tuple[int, int]]:
    """Give the beginnings of long sentences, up to a comma before "and", "but", "because" and their like."""
    for first, last in itertools.pairwise(cuts):
        for index in range(first + LEAST_WORDS + 1, last - 2):
            verbal = any(
                document.tokens[each].dep in ("ROOT", "ccomp")
                and document.tokens[each].pos in ("VERB", "AUX")
                for each in range(first, index)
            )
            joint = document.words[index] == "," and document.lower[index + 1] in _JOINTS
            if joint and verbal and _goes_on(document, index, last):
                yield first, index
                break


def _goes_on(document: Document, index: int, last: int) -> bool:
    """Tell whether what follows a comma is a clause with a subject of its own, and no member of a list."""
    for verb in range(index + 2, last):
        token = document.tokens[verb]
        subject = document.child(verb, "nsubj", "nsubjpass", "expl")
        if (
            token.dep in ("conj", "advcl", "relcl")
            and token.head < index
            and subject is not None
            and subject > index
        ):
            return True
    return False


def _state(document: Document, first: int, last: int, *, cut: bool) -> Statement | None:
    words = [index for index in range(first, last) if re.match(r"\w", document.words[index])]
    lower = [document.lower[index] for index in words]
    if not LEAST_WORDS <= len(words) <= MOST_WORDS or not document.words[first][:1].isupper():
        return None
    odd = any(document.words[index] in {"(", "[", "]", "...", "…", "#"} for index in range(first, last))
    substance = measure(document, words)
    demonstrative = lower[0] in ("this", "these") and document.tokens[words[0]].dep == "det"
    if odd or substance < LEAST_SUBSTANCE or (lower[0] in _OPENERS and not demonstrative):
        return None
    text = document.render(range(first, last)).replace('"', "").replace("'", "’").rstrip(",;. ")
    return Statement(first, last, text + (" …" if cut else ""), substance, cut, text.endswith("?"))


def measure(document: Document, words: list[int]) -> float:
    """Measure how much a statement says: nouns, names and numbers, less what is vague."""
    nouns = [index for index in words if document.tokens[index].pos in ("NOUN", "PROPN", "NUM")]
    start = nouns[0] if nouns else words[-1]
    vague = 0.0
    for index in words:
        word = document.lower[index]
        if word in _BOUND:
            vague += 2.0 if index < start else 0.6
        elif word in _LOOSE and document.tokens[index].dep not in ("mark", "expl", "advmod"):
            vague += 1.0 if document.tokens[index].dep == "det" else 1.5
        elif word in _FILLER:
            vague += 0.2
    return len(nouns) - vague - 2 * abs(len(words) - 15) / 15
