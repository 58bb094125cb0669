"""Finds the names in a document, and parts those that stand side by side."""

import re
from collections.abc import Iterator

from widgets.facts.document import Document
from widgets.facts.entities import Mention
from widgets.facts.gazetteer.countries import BY_DEMONYM, BY_NAME, CAPITALS
from widgets.facts.gazetteer.organisations import ENDINGS, ORGANISATIONS
from widgets.facts.gazetteer.people import (
    GIVEN_NAMES,
    ROLES,
    TITLES,
)
from widgets.facts.gazetteer.places import CITIES, STATES

NAMED = {"PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW"}
_LINKS = {
    "of",
    "the",
    "and",
    "&",
    "for",
    "de",
    "la",
    "van",
    "von",
    "der",
    "bin",
    "al",
    "du",
    "del",
    "da",
    "di",
}
_CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december jan feb mar apr jun jul aug sept sep oct nov
    dec i today christmas easter""".split()
)
_LONG: dict[str, list[list[str]]] = {}
for _known_name in (*BY_NAME, *CAPITALS, *CITIES, *ORGANISATIONS):
    _split_name = re.findall(r"[\w'.]+|&", _known_name)
    if len(_split_name) > 1 and _split_name[0][0].isupper() and {"and", "of", "&"} & set(_split_name):
        _LONG.setdefault(_split_name[0], []).append(_split_name)


def find_names(document: Document) -> Iterator[tuple[Mention, set[str]]]:
    """Find the names in whole sentences, each with the titles that stand before it."""
    for sentence in document.sentences:
        if not document.whole(sentence):
            continue
        index = sentence.first
        while index < sentence.last:
            end = _reach(document, index, sentence.last)
            if end > index:
                for first, last in _split(document, index, end):
                    yield from _trim(document, first, last)
                index = end
            else:
                index += 1


def _capital(document: Document, index: int) -> bool:
    word = document.words[index]
    token = document.tokens[index]
    if word.lower().rstrip(".") in _CALENDAR and token.entity not in ("PERSON", "ORG"):
        return False
    return word[:1].isupper() and (token.pos == "PROPN" or token.entity in NAMED or _known(word))


def _known(word: str) -> bool:
    return word in BY_NAME or word in ORGANISATIONS or word in CITIES or word in STATES or word in BY_DEMONYM


def _reach(document: Document, index: int, last: int) -> int:
    """Give where the name that begins at a word ends; the word itself where none begins."""
    for words in _LONG.get(document.words[index], ()):
        if document.words[index : index + len(words)] == words and index + len(words) <= last:
            return index + len(words)
    if not _capital(document, index):
        return index
    end = index + 1
    while end < last:
        if _joined(document, index, end) or (_capital(document, end) and not _parts(document, end)):
            end += 1
            continue
        ahead = end
        while ahead < last and document.lower[ahead] in _LINKS and ahead - end < 2:
            ahead += 1
        if (
            ahead > end
            and ahead < last
            and _capital(document, ahead)
            and _linked(document, index, end, ahead)
        ):
            end = ahead + 1
            continue
        break
    return end


def _parts(document: Document, index: int) -> bool:
    """Tell whether a new name begins here although the words before are capitalised too."""
    token, before = document.tokens[index], document.tokens[index - 1]
    known = document.words[index - 1] in BY_DEMONYM or document.words[index - 1] in BY_NAME
    return known and token.entity == "PERSON" and before.entity != "PERSON"


def _joined(document: Document, first: int, index: int) -> bool:
    word = document.words[index]
    touching = not document.spaced(index - 1)
    if word == "-" and touching and not document.spaced(index):
        return index + 1 < len(document.words) and document.words[index + 1][:1].isupper()
    return (document.words[index - 1] == "-" and touching) or (
        word.isdigit() and document.tokens[index].inside and document.words[index + 1 : index + 2] != ["-"]
    )


def _linked(document: Document, first: int, end: int, ahead: int) -> bool:
    """Tell whether `X of Y` or `X & Y` is one name: as the parser saw it, or by its links."""
    words = {document.lower[each] for each in range(end, ahead)}
    if words & {"&", "de", "la", "van", "von", "der", "bin", "al", "du", "del", "da", "di"}:
        return True
    inside = all(
        document.tokens[each].entity in NAMED and document.tokens[each].inside
        for each in range(end, ahead + 1)
    )
    return inside and document.tokens[first].entity != "PERSON" and document.tokens[ahead].entity != "PERSON"


def _split(document: Document, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Part an office or an institution from the person named right after it."""
    titled = next((index for index in range(first, last) if document.words[index] not in TITLES), last)
    if titled > first and not _institution(document, first, last):
        yield first, last
        return
    for index in range(first + 1, last):
        given = document.words[index] in GIVEN_NAMES and index + 1 < last
        before = " ".join(document.words[first:index])
        office = document.words[index - 1] in TITLES or document.lower[index - 1] in ROLES
        office = (office and not _institution(document, first, last)) or (
            given and document.words[first] in ENDINGS and last - index == 2
        )
        if (given and (office or before in ORGANISATIONS or before in BY_NAME or before in BY_DEMONYM)) or (
            office
            and (index - first > 1 or last - index > 1)
            and document.tokens[index].pos == "PROPN"
            and document.lower[index] not in ROLES
        ):
            body = " ".join(document.words[first : index - 1])
            yield first, index - 1 if office and _is_body(body) else index
            yield index, last
            return
    yield first, last


def _is_body(name: str) -> bool:
    """Tell whether a name is known, so that what follows it is an office there: Boston Mayor, Texas Gov."""
    return _known(name) or (" " in name and name.split()[-1] in ENDINGS)


def _trim(document: Document, first: int, last: int) -> Iterator[tuple[Mention, set[str]]]:
    spoken: set[str] = set()
    opening = document.sentences[document.sentence_of[first]].first == first
    if opening and document.words[first] == "The" and last - first > 1:
        first += 1
    while last - first > 1 and document.words[first] in TITLES and not _institution(document, first, last):
        spoken.add(document.words[first])
        first += 1
    while last > first and (
        document.lower[last - 1] in _LINKS or document.words[last - 1] in {"-", "'s", "'"}
    ):
        last -= 1
    if last > first and not (
        last - first == 1 and (document.words[first] in TITLES or _begins(document, first))
    ):
        yield Mention(first, last), spoken


def _begins(document: Document, index: int) -> bool:
    """Tell whether a word has its capital only because it begins a sentence: elsewhere it has none."""
    first = document.sentences[document.sentence_of[index]].first == index
    return first and document.lower[index] in document.words and not _known(document.words[index])


def _institution(document: Document, first: int, last: int) -> bool:
    """Tell whether what looks like a title begins an institution's name, as in Justice Department."""
    return document.words[last - 1] in ENDINGS or " ".join(document.words[first:last]) in ORGANISATIONS


def name_of(document: Document, mention: Mention) -> str:
    """Give the name that a mention uses; "Ada" in "Ada and Bo Bell" is Ada Bell."""
    text = document.render(range(mention.first, mention.last)).replace("\u2019", "'")
    ahead = document.words[mention.last : mention.last + 3]
    if text in GIVEN_NAMES and len(ahead) == 3 and ahead[0] == "and" and ahead[1] in GIVEN_NAMES:
        text += " " + ahead[2] if ahead[2][:1].isupper() else ""
    return re.sub(r"\s+", " ", text)
