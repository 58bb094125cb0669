"""Turns a clause into a question about some of its words: order, auxiliaries, and what stands for what."""

from collections.abc import Sequence

from msgspec import Struct

from widgets.facts.clauses import Clause
from widgets.facts.document import Document
from widgets.facts.entities import Entity, Table
from widgets.facts.reference import References
from widgets.facts.spans import Writer, with_article

_DO = {"VBD": "did", "VBZ": "does", "VBP": "do"}
_SHORT = {
    "'s": {"be": "is", "have": "has"},
    "'re": {"be": "are"},
    "'ve": {"have": "have"},
    "'ll": {"will": "will"},
}
_CHANGING = frozenset("is are will has have does do can may plans".split())


class Asked(Struct, frozen=True):
    """A question made of a clause. `changing` tells that its answer may change with time."""

    prompt: str
    words: Sequence[int]
    used: list[Entity]
    resolved: int
    changing: bool
    since: int | None


class Asker:
    """Asks about clauses of one document."""

    def __init__(self, document: Document, table: Table, references: References) -> None:
        self.document = document
        self.table = table
        self.references = references
        self.writer = Writer(document, table, references)

    def ask(
        self, clause: Clause, target: Sequence[int], opening: str, *, with_words: Sequence[int] = ()
    ) -> Asked | None:
        """Ask for `target`, which `opening` stands for; `with_words` follow it, as in "How many men".

        None where the clause cannot be turned round, or where a reference dangles.
        """
        gone = set(target) | set(with_words)
        subject = [each for each in self._subject(clause) if each in set(clause.words)]
        if not subject or self.document.lower[subject[-1]] in ("'s", "'"):
            return None
        if gone & set(subject):
            return self._plain(clause, subject, gone, opening, with_words)
        return self._turned(clause, subject, gone, opening, with_words)

    def turn_active(self, clause: Clause, agent: Sequence[int], opening: str) -> Asked | None:
        """Ask for the agent of a passive clause: the subject becomes the object of `opening`'s verb."""
        subject = [each for each in self._subject(clause) if each in set(clause.words)]
        gone = {*subject, *agent, *clause.auxiliaries, clause.verb}
        rest = [each for each in clause.words if each not in gone]
        before = [each for each in rest if each < subject[0]]
        after = [each for each in rest if each > subject[0]]
        return self._compose(clause, [opening, *subject, *after], before)

    def _subject(self, clause: Clause) -> list[int]:
        return self.document.subtree(clause.subject)

    def _plain(
        self, clause: Clause, subject: list[int], gone: set[int], opening: str, with_words: Sequence[int]
    ) -> Asked | None:
        """Ask for the subject: the order stays."""
        inside = set(subject)
        rest = [each for each in clause.words if each not in inside]
        before = [each for each in rest if each < subject[0]]
        after = [each for each in rest if each > subject[0]]
        left = [each for each in subject if each not in gone]
        if any(each < max(gone) for each in left):
            return None
        return self._compose(clause, [opening, *with_words, *left, *after], before)

    def _turned(
        self, clause: Clause, subject: list[int], gone: set[int], opening: str, with_words: Sequence[int]
    ) -> Asked | None:
        """Ask for anything else: the auxiliary goes before the subject."""
        front, verb = self._front(clause)
        plural = self.document.tokens[clause.subject].tag in ("NNS", "NNPS")
        joined = self.document.child(clause.subject, "conj") is not None
        if front is None or (front in ("does", "has", "is", "was") and (plural or joined)):
            return None
        moved = {*subject, *gone, *clause.auxiliaries[:1]}
        if not clause.auxiliaries and verb is None:
            moved.add(clause.verb)
        rest = [each for each in clause.words if each not in moved]
        before = [each for each in rest if each < subject[0]]
        after: list[int | str] = [each for each in rest if each > subject[0]]
        if verb is not None:
            after = [verb if each == clause.verb else each for each in after]
        return self._compose(clause, [opening, *with_words, front, *subject, *after], before)

    def _front(self, clause: Clause) -> tuple[str | None, str | None]:
        """Give the word that goes before the subject, and the verb's new form where "do" takes its tense."""
        tokens = self.document.tokens
        if any(tokens[each].tag == "TO" for each in clause.auxiliaries):
            return None, None
        if clause.auxiliaries:
            first = clause.auxiliaries[0]
            word = self.document.lower[first]
            if word.startswith("'"):
                return _SHORT.get(word, {}).get(tokens[first].lemma), None
            return word, None
        verb = tokens[clause.verb]
        if verb.lemma == "be":
            word = self.document.lower[clause.verb]
            return (_SHORT.get(word, {}).get("be") if word.startswith("'") else word), None
        return _DO.get(verb.tag), verb.lemma

    def _compose(self, clause: Clause, parts: Sequence[int | str], before: list[int]) -> Asked | None:
        """Write the parts, then what stood before the subject, as a question that stands alone."""
        order = [*parts, *before]
        words = [each for each in order if isinstance(each, int)]
        given, since = self._pronoun(clause)
        owner = self._owner(clause, words, given)
        if clause.subject not in words:
            given |= {each: "their" for each in words if self.document.lower[each] in ("his", "her")}
        pieces: list[str] = []
        used: list[Entity] = []
        resolved = 0
        for run in _runs(order):
            if isinstance(run, str):
                pieces.append(run)
                continue
            phrase = self.writer.write(run, owner=owner, given=given)
            if phrase is None:
                return None
            pieces.append(phrase.text)
            used += [each for each in phrase.used if each not in used]
            resolved += phrase.resolved
        lead = self._attribution(clause)
        text = " ".join(piece for piece in pieces if piece)
        prompt = f"{lead}{text[0].lower()}{text[1:]}?" if lead else f"{text}?"
        changing = any(isinstance(each, str) and each in _CHANGING for each in order) or bool(
            _CHANGING & {self.document.lower[each] for each in (*clause.auxiliaries, clause.verb)}
        )
        stands = self.table.named(given.get(clause.subject, "").removeprefix("the "))
        used += [each for each in (stands, clause.told_by) if each is not None and each not in used]
        return Asked(prompt.replace(" ,", ","), words, used, resolved + (since is not None), changing, since)

    def _pronoun(self, clause: Clause) -> tuple[dict[int, str], int | None]:
        """Give the name that a subject "he" or "she" stands for, and the sentence that names the person."""
        if clause.stands_for is not None:
            return {clause.subject: with_article(clause.stands_for)}, None
        meant = self.references.person(clause.subject) or self.references.thing(clause.subject)
        if meant and meant[0].kind != "person":
            return {clause.subject: with_article(meant[0])}, meant[1]
        return ({clause.subject: meant[0].name}, meant[1]) if meant else ({}, None)

    def _owner(self, clause: Clause, words: list[int], given: dict[int, str]) -> Entity | None:
        """Give whom a possessive can belong to: the subject, if nobody else could be meant."""
        subject = self.table.at[clause.subject][0] if clause.subject in self.table.at else None
        people = [
            each for each in self.table.within(clause.words[0], clause.words[-1] + 1) if each.kind == "person"
        ]
        if any(each not in (subject, clause.stands_for) for each in people):
            return None
        if clause.stands_for is not None:
            return clause.stands_for
        if clause.subject in given:
            return self.table.named(given[clause.subject].removeprefix("the "))
        return self.table.at[clause.subject][0] if clause.subject in self.table.at else None

    def _attribution(self, clause: Clause) -> str:
        if clause.told_by is None:
            return ""
        return f"According to {with_article(clause.told_by)}, "


def _runs(order: Sequence[int | str]) -> list[list[int] | str]:
    """Group neighbouring words, so that each group is written as one phrase."""
    runs: list[list[int] | str] = []
    for each in order:
        last = runs[-1] if runs else None
        if isinstance(each, str):
            runs.append(each)
        elif isinstance(last, list) and last[-1] < each:
            last.append(each)
        else:
            runs.append([each])
    return runs
