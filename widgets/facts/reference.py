"""Light coreference: what "he", "the band" or "the foundation" stands for, where that is certain."""

from widgets.facts.document import Document, Sentence
from widgets.facts.entities import Entity, Table

_HE = {"he", "him", "his"}
_SHE = {"she", "her", "hers"}
SORTS = {
    "company": {"company"}, "firm": {"company"}, "automaker": {"company"}, "carmaker": {"company"},
    "retailer": {"company"}, "airline": {"company"}, "bank": {"company"}, "giant": {"company"},
    "manufacturer": {"company"}, "developer": {"company"}, "publisher": {"company"}, "startup": {"company"},
    "start-up": {"company"}, "band": {"band"}, "group": {"band", "company", "organisation"}, "club": {"team"},
    "team": {"team"}, "side": {"team"}, "franchise": {"team"}, "university": {"university"},
    "college": {"university"}, "school": {"school"}, "hospital": {"hospital"}, "museum": {"museum"},
    "charity": {"organisation"}, "foundation": {"organisation"}, "union": {"organisation"},
    "festival": {"event"}, "tournament": {"event"}, "city": {"city"}, "capital": {"city"}, "state": {"state"},
    "country": {"country"}, "nation": {"country"}, "kingdom": {"country"}, "island": {"nature"},
    "agency": {"public body"}, "commission": {"public body"}, "council": {"public body"},
    "committee": {"organisation"}, "party": {"party"}, "network": {"news organisation"},
    "newspaper": {"news organisation"}, "institute": {"institute"}, "stadium": {"venue"},
    "theatre": {"venue"},
    "center": {"organisation"}, "centre": {"organisation"}, "league": {"organisation"},
}  # fmt: skip
"""Generic nouns and the sorts of entity that they may stand for."""


class References:
    """Resolves words of one document against its table."""

    def __init__(self, document: Document, table: Table, title: str) -> None:
        self.document = document
        self.table = table
        self.title = title

    def generic(self, index: int) -> Entity | None:
        """Give the entity that "the band" stands for; `index` is the noun. None where it is not certain.

        Certain is a noun that is itself a word of exactly one name so far ("the foundation"), or one whose
        sort fits exactly one entity, which the article names often or in its title.
        """
        noun = self.document.lower[index]
        named = [
            each
            for each in self._before(index)
            if noun in each.name.lower().split() and each.kind != "person"
        ]
        if named:
            return named[0] if len({each.name for each in named}) == 1 else None
        called = [each for each in self._before(index) if noun in each.called and each.kind != "person"]
        if called:
            return called[0] if len(called) == 1 else None
        return self._sorted(index, SORTS.get(noun, set()))

    def _sorted(self, index: int, sorts: set[str]) -> Entity | None:
        fitting = [each for each in self._before(index) if each.sort in sorts]
        if sorts and not fitting and not sorts & {"city", "country", "state", "event"}:
            fitting = [each for each in self._before(index) if self._leads(each)]
        if len(fitting) != 1:
            return None
        return fitting[0] if len(fitting[0].mentions) >= 3 or self._titled(fitting[0]) else None

    def _titled(self, entity: Entity) -> bool:
        return any(name in self.title for name in entity.names)

    def _leads(self, entity: Entity) -> bool:
        """Tell whether an organisation of unknown sort is what the article is about."""
        return entity.kind == "organisation" and not entity.sort and self._titled(entity)

    def _before(self, index: int) -> list[Entity]:
        return [each for each in self.table.entities if each.mentions[0].first < index]

    def person(self, index: int, depth: int = 4) -> tuple[Entity, int] | None:
        """Give whom "he" or "she" is, with the sentence that names the person; None where it is not certain.

        Certain is the one person whom the sentence before has as its subject, if nobody else whom the
        pronoun fits is named since; where that subject is the same pronoun, the search goes on from there.
        """
        document, word = self.document, self.document.lower[index]
        gender = "he" if word in _HE else "she" if word in _SHE else ""
        sentence = document.sentences[document.sentence_of[index]]
        before = self._before_sentence(sentence)
        here = self._people(sentence.first, index, gender)
        if gender and len(here) == 1 and self._subject(here[0], sentence.first, index):
            return None if self._talked_of(index, here[0], gender) else (here[0], sentence.index)
        if not gender or before is None or here:
            return None
        people = self._people(before.first, before.last, gender)
        if len(people) == 1 and self._subject(people[0], before.first, before.last):
            return people[0], before.index
        same = [each for each in before.words if document.lower[each] == gender and not document.quoted[each]]
        if people or not same or depth == 0 or document.tokens[same[0]].dep not in ("nsubj", "nsubjpass"):
            return None
        return self.person(same[0], depth - 1)

    def _talked_of(self, index: int, teller: Entity, gender: str) -> bool:
        """Tell whether "X said he ..." may be about another person, whom the sentence before names."""
        verb = self.document.tokens[index].head
        before = self._before_sentence(self.document.sentences[self.document.sentence_of[index]])
        if self.document.tokens[verb].dep != "ccomp" or before is None:
            return False
        return any(each is not teller for each in self._people(before.first, before.last, gender))

    def thing(self, index: int) -> tuple[Entity, int] | None:
        """Give what "it" is, with the sentence that names it: what the sentence before is about."""
        document = self.document
        sentence = document.sentences[document.sentence_of[index]]
        before = self._before_sentence(sentence)
        teller = self._teller(index) if document.lower[index] == "it" else None
        if teller is not None:
            return teller, sentence.index
        if (
            document.lower[index] not in ("it", "its")
            or before is None
            or before.paragraph != sentence.paragraph
        ):
            return None
        roots = [each for each in before.words if document.tokens[each].dep == "ROOT"]
        subject = document.child(roots[0], "nsubj", "nsubjpass") if roots else None
        if subject is None or any(each in self.table.at for each in range(sentence.first, index)):
            return None
        entity = self.table.at[subject][0] if subject in self.table.at else self.generic(subject)
        return (entity, before.index) if entity is not None and entity.kind != "person" else None

    def _teller(self, index: int) -> Entity | None:
        """Give which company or body speaks of itself as "it": "Acme said it had sold 40 ships"."""
        document = self.document
        verb = document.tokens[index].head
        if document.tokens[index].dep != "nsubj" or document.tokens[verb].dep != "ccomp":
            return None
        subject = document.child(document.tokens[verb].head, "nsubj")
        if subject is None or subject not in self.table.at or subject > index:
            return None
        entity = self.table.at[subject][0]
        return entity if entity.kind in ("organisation", "team") else None

    def _before_sentence(self, sentence: Sentence) -> Sentence | None:
        if sentence.index == 0:
            return None
        before = self.document.sentences[sentence.index - 1]
        return before if before.paragraph >= sentence.paragraph - 1 else None

    def _people(self, first: int, last: int, gender: str) -> list[Entity]:
        found = [each for each in self.table.within(first, last) if each.kind == "person"]
        return [each for each in found if each.gender in ("", gender)]

    def _subject(self, person: Entity, first: int, last: int) -> bool:
        return any(
            self.document.tokens[mention.last - 1].dep in ("nsubj", "nsubjpass")
            for mention in person.mentions
            if first <= mention.first < last
        )
