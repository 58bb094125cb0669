"""Light coreference: what "he", "the band" or "the foundation" stands for, where that is certain."""

from widgets.facts.document import Document
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
        sorts = SORTS.get(noun)
        if not sorts:
            return None
        fitting = [each for each in self._before(index) if each.sort in sorts]
        if len(fitting) != 1:
            return None
        return fitting[0] if len(fitting[0].mentions) >= 3 or fitting[0].name in self.title else None

    def _before(self, index: int) -> list[Entity]:
        return [each for each in self.table.entities if each.mentions[0].first < index]

    def person(self, index: int) -> tuple[Entity, int] | None:
        """Give whom "he" or "she" is, with the sentence that names the person; None where it is not certain.

        Certain is the one person whom the sentence before has as its subject, if nobody else whom the
        pronoun fits is named since.
        """
        document, word = self.document, self.document.lower[index]
        gender = "he" if word in _HE else "she" if word in _SHE else ""
        sentence = document.sentences[document.sentence_of[index]]
        if not gender:
            return None
        here = self._people(sentence.first, index, gender)
        if here:
            return None
        back = sentence.index - 1
        if back < 0 or document.sentences[back].paragraph < sentence.paragraph - 1:
            return None
        before = document.sentences[back]
        people = self._people(before.first, before.last, gender)
        if len(people) != 1 or not self._subject(people[0], before.first, before.last):
            return None
        return people[0], back

    def _people(self, first: int, last: int, gender: str) -> list[Entity]:
        found = [each for each in self.table.within(first, last) if each.kind == "person"]
        return [each for each in found if each.gender in ("", gender)]

    def _subject(self, person: Entity, first: int, last: int) -> bool:
        return any(
            self.document.tokens[mention.last - 1].dep in ("nsubj", "nsubjpass")
            for mention in person.mentions
            if first <= mention.first < last
        )
