"""Writes words of the article so that they stand alone, or says that they cannot."""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from widgets.facts.document import Document
from widgets.facts.entities import Entity, Table
from widgets.facts.gazetteer.countries import WITH_ARTICLE
from widgets.facts.reference import SORTS, References

_PRONOUNS = frozenset(
    """he she they we i you him them us me himself herself themselves itself ourselves myself
    yourself mine ours yours theirs hers one's this these those such same other another former
    latter it that which who whom whose what here there""".split()
)
_POSSESSIVES = frozenset("his her their its our my your".split())
_DEICTIC = frozenset(
    """today yesterday tomorrow tonight now currently recently already earlier later ago soon monday
tuesday wednesday thursday friday saturday sunday previously then meanwhile last next yet nearby""".split()
)
_DETERMINERS = frozenset("the this that these those".split())
_UNIQUE = frozenset(
    """world sun moon earth sky public internet universe past future pandemic coronavirus 1950s 1960s
    1970s 1980s 1990s 2000s 2010s west east north south sea ocean web cabinet army navy police
    railways""".split()
)


class Phrase(Struct, frozen=True):
    """Words of the article as a text that stands alone; `used` are the entities in it.

    `resolved` counts the generic nouns that were replaced by names.
    """

    text: str
    words: Sequence[int]
    used: list[Entity] = field(default_factory=list)
    resolved: int = 0


class Dangling(Exception):
    """A word refers to something that the words at hand do not name."""


class Writer:
    """Writes words of one document so that they stand alone."""

    def __init__(self, document: Document, table: Table, references: References) -> None:
        self.document = document
        self.table = table
        self.references = references

    def write(
        self, words: Sequence[int], *, owned: bool = False, given: Mapping[int, str] | None = None
    ) -> Phrase | None:
        """Write words: generic nouns become names. None where a reference dangles.

        `owned` tells that whom "its" or "her" belongs to is named in the same question; `given` replaces
        words whatever they are.
        """
        draft = _Draft(set(words), owned, dict(given or {}))
        try:
            for index in words:
                if index not in draft.replace and not self.document.quoted[index]:
                    self._consider(draft, index)
        except Dangling:
            return None
        for index in words:
            if index not in draft.replace and self._begins(index):
                draft.replace[index] = self.document.lower[index]
        text = tidy(self.document.render(words, draft.replace))
        return Phrase(text, words, draft.used, draft.resolved)

    def _begins(self, index: int) -> bool:
        """Tell whether a word has its capital only because it begins a sentence."""
        document = self.document
        first = document.sentences[document.sentence_of[index]].first == index
        word = document.words[index]
        plain = word in ("A", "I") or word[1:].islower()
        if not first or not plain or index in self.table.at:
            return False
        return document.lower[index] in document.words or document.tokens[index].pos != "PROPN"

    def _consider(self, draft: "_Draft", index: int) -> None:
        document, word = self.document, self.document.lower[index]
        if index in self.table.at:
            entity, mention = self.table.at[index]
            if entity not in draft.used:
                draft.used.append(entity)
                _spell(document, entity, range(mention.first, mention.last), draft.inside, draft.replace)
        elif word in _POSSESSIVES:
            if not draft.owned:
                raise Dangling
        elif (word in _PRONOUNS and not _harmless(document, index)) or (
            word in _DEICTIC and document.tokens[index].pos != "VERB"
        ):
            raise Dangling
        elif word in _DETERMINERS and document.tokens[index].dep == "det":
            self._define(draft, index, document.tokens[index].head)

    def _define(self, draft: "_Draft", article: int, noun: int) -> None:
        """Replace "the band" by a name where it does not stand alone."""
        state = _definite(self.document, self.table, draft.inside, article, noun)
        if state == "named" or noun + 1 in self.table.at or self._just_named(draft, noun):
            return
        meant = self.references.generic(noun)
        if meant is None or state == "fixed" or not _bare(self.document, article, noun):
            raise Dangling
        for index in range(article, noun):
            draft.replace[index] = ""
        draft.replace[noun] = with_article(meant)
        draft.resolved += 1
        if meant not in draft.used:
            draft.used.append(meant)

    def _just_named(self, draft: "_Draft", noun: int) -> bool:
        """Tell whether "the state" follows exactly one state in the same words."""
        sorts = SORTS.get(self.document.lower[noun], set())
        before = [self.table.at[each][0] for each in draft.inside if each < noun and each in self.table.at]
        return len({each.name for each in before if each.sort in sorts}) == 1


class _Draft(Struct):
    inside: set[int]
    owned: bool
    replace: dict[int, str]
    used: list[Entity] = field(default_factory=list)
    resolved: int = 0


def _spell(
    document: Document, entity: Entity, span: range, inside: set[int], replace: dict[int, str]
) -> None:
    """Write a person's or an organisation's full name where the article has only a part of it."""
    text = document.span(span.start, span.stop).replace("\u2019", "'")
    if (
        not inside.issuperset(span)
        or text == entity.name
        or entity.kind not in ("person", "organisation", "team")
    ):
        return
    if document.lower[span.stop : span.stop + 1] in (["and"], ["&"]) and entity.kind != "person":
        return
    after = span.start and document.lower[span.start - 1] in ("the", "an", "a")
    acronym = text.isupper() and entity.kind != "person" and not after
    replace[span.start] = with_article(entity) if acronym else entity.name
    for index in span[1:]:
        replace[index] = ""


def _harmless(document: Document, index: int) -> bool:
    """Tell whether a word that can refer does not do so here: "that" before a clause, "who" after a noun."""
    token, word = document.tokens[index], document.lower[index]
    if word in {"that", "which", "who", "whom", "whose", "what"}:
        return token.dep in ("mark", "nsubj", "nsubjpass", "dobj", "pobj", "poss") and token.tag in (
            "IN",
            "WDT",
            "WP",
            "WP$",
        )
    if word in {"former", "latter"}:
        return token.dep == "amod"
    return (
        (word == "there" and token.dep == "expl")
        or (word == "it" and token.dep == "expl")
        or word == "other"
        or (word == "such" and document.lower[index + 1 : index + 2] == ["as"])
    )


def _definite(document: Document, table: Table, inside: set[int], article: int, noun: int) -> str:
    """Tell how "the band" stands: `named` alone, `bare` in need of a name, `fixed` beyond help."""
    if noun in table.at or document.lower[noun] in _UNIQUE:
        return "named"
    between = range(article + 1, noun)
    if any(index in table.at for index in between):
        return "named"
    if document.lower[article] != "the":
        return "bare"
    kept = [each for each in document.children[noun] if each in inside and each > noun]
    for child in kept:
        if document.tokens[child].dep in ("prep", "relcl", "acl") and _restricts(document, table, child):
            return "named"
    if document.tokens[noun].tag == "JJS" or any(
        document.tokens[each].tag in ("JJS", "RBS")
        or document.lower[each] in {"first", "second", "third", "last", "only"}
        for each in between
    ):
        return "fixed" if not kept else "named"
    return "fixed" if kept else "bare"


def _restricts(document: Document, table: Table, index: int) -> bool:
    """Tell whether a complement says which one: it names something, or is long enough to describe."""
    words = document.subtree(index)
    return any(each in table.at for each in words) or len(words) >= 4


def _bare(document: Document, article: int, noun: int) -> bool:
    return noun == article + 1 or (noun == article + 2 and document.tokens[article + 1].pos == "ADJ")


def with_article(entity: Entity) -> str:
    """Give a name as it stands in a sentence, with "the" where names of its kind take it."""
    name = entity.name
    if name.split()[0].lower() == "the":
        return name[0].lower() + name[1:] if name[0] == "T" and entity.kind == "place" else name
    if entity.the is not None and entity.kind != "person" and entity.sort != "country":
        return f"the {name}" if entity.the else name
    takes = (
        entity.kind == "event"
        or name in WITH_ARTICLE
        or (
            entity.kind == "organisation"
            and entity.sort in ("organisation", "public body", "international body")
            and " " in name
        )
        or (entity.kind == "venue" and " " in name)
        or (
            entity.kind == "organisation"
            and name.isalpha()
            and name.isupper()
            and name not in ("NASA", "NATO")
        )
    )
    return f"the {name}" if takes else name


def tidy(text: str) -> str:
    """Give a text without stray marks at its ends, with typographic apostrophes."""
    text = text.replace("'", "’").strip(" ,;:–—-")
    return (
        text[:-1].rstrip()
        if text.endswith(".") and not text.endswith(("U.S.", "Inc.", "Jr.", "St."))
        else text
    )
