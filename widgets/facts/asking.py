"""Turns a clause into a question about some of its words: order, auxiliaries, and what stands for what."""

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

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

        What only gives a reason or a purpose is left out if it is what dangles. None where the clause cannot
        be turned round, or where a reference dangles all the same.
        """
        asked = self._ask(clause, target, opening, with_words)
        if asked is not None:
            return asked
        shorter = self._without_reasons(clause, {*target, *with_words})
        return None if shorter is None else self._ask(shorter, target, opening, with_words)

    def _without_reasons(self, clause: Clause, needed: set[int]) -> Clause | None:
        tokens = self.document.tokens
        reasons: set[int] = set()
        for verb in clause.verbs:
            for child in self.document.children[verb]:
                if tokens[child].dep == "advcl" and child > clause.verb and self._reason(child):
                    reasons |= set(self.document.subtree(child))
        if not reasons or reasons & needed:
            return None
        return replace(clause, words=[each for each in clause.words if each not in reasons])

    def _reason(self, verb: int) -> bool:
        opening = {self.document.lower[each] for each in self.document.children[verb]}
        return bool(opening & {"as", "because", "since", "to", "so"})

    def _ask(
        self, clause: Clause, target: Sequence[int], opening: str, with_words: Sequence[int]
    ) -> Asked | None:
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
        owners = self._owners(clause, words)
        if owners is None:
            return None
        for index, (entity, sentence) in owners.items():
            given[index], since = f"{with_article(entity)}’s", sentence
        owned = self._owned(clause, given)
        if owned and clause.subject not in words:
            given |= {each: "their" for each in words if self.document.lower[each] in ("his", "her")}
        pieces: list[str] = []
        used: list[Entity] = []
        resolved = 0
        for run in _runs(order):
            if isinstance(run, str):
                pieces.append(run)
                continue
            phrase = self.writer.write(run, owned=owned, given=given)
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
        prompt = re.sub(r'"([^"]*)"', r"“\1”", prompt)
        prompt = re.sub(r"[.,]”", "”", prompt)
        return Asked(prompt.replace(" ,", ","), words, used, resolved + (since is not None), changing, since)

    def _pronoun(self, clause: Clause) -> tuple[dict[int, str], int | None]:
        """Give the name that a subject "he" or "she" stands for, and the sentence that names the person."""
        if clause.stands_for is not None:
            return {clause.subject: with_article(clause.stands_for)}, None
        meant = self.references.person(clause.subject) or self.references.thing(clause.subject)
        if meant and meant[0].kind != "person":
            return {clause.subject: with_article(meant[0])}, meant[1]
        return ({clause.subject: meant[0].name}, meant[1]) if meant else ({}, None)

    def _owners(self, clause: Clause, words: list[int]) -> dict[int, tuple[Entity, int]] | None:
        """Give whom the possessives within the subject belong to; None where one is not certain."""
        found: dict[int, tuple[Entity, int]] = {}
        for index in set(self._subject(clause)) & set(words):
            if self.document.tokens[index].tag == "PRP$":
                meant = self.references.person(index) or self.references.thing(index)
                if meant is None:
                    return None
                found[index] = meant
        return found

    def _owned(self, clause: Clause, given: dict[int, str]) -> bool:
        """Tell whether a possessive can only belong to the subject, and the question says who that is."""
        table, subject = self.table, clause.subject
        own = table.at[subject][0] if subject in table.at else None
        named = table.within(clause.words[0], clause.words[-1] + 1)
        if any(each.kind == "person" and each not in (own, clause.stands_for) for each in named):
            return False
        return (
            bool(own or clause.stands_for or subject in given) or self.document.tokens[subject].pos == "NOUN"
        )

    def _attribution(self, clause: Clause) -> str:
        own = self._pronoun(clause)[0].get(clause.subject, "")
        if clause.told_by is None or own in (clause.told_by.name, with_article(clause.told_by)):
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
