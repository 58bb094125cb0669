"""When two ways of writing an answer are the same answer.

Case, accents, spaces and punctuation make no difference, nor do digits of any script, thousands separators
and numbers written as words: "Twenty-one", "21", "vingt et un" and "٢١" are one answer.
"""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii
from text_to_num import alpha2digit, text2num

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "da")
"""In whose number words answers may be written."""

MOST_CHARACTERS = 100
_GROUPED = re.compile(r"(?<=\d)[.,'\s](?=\d{3}(?!\d))")
_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")
_SIGN = re.compile(r"(?<!\w)[-\u2212](?=\d)")


@lru_cache(maxsize=4096)
def forms(text: str) -> frozenset[str]:
    """Give the forms of an answer: as it stands, and with the number words of a language as digits.

    Two answers are the same if they share a form. There is none for one without letters or digits.
    """
    folded = fold(text)
    return frozenset(filter(None, (squeeze(each) for each in {folded, *spell_out(folded)})))


def fold(text: str) -> str:
    """Give a text without accents and differences of case; letters such as ø and ł become o and l."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(_plain(each) for each in decomposed if not unicodedata.combining(each)).casefold()


def spell_out(folded: str) -> set[str]:
    """Give a text with its number words as digits, in each language in which it has some."""
    if not any(each.isalpha() for each in folded):
        return set()
    found = set()
    for language in LANGUAGES:
        try:
            found.add(str(text2num(folded, language)))
        except ValueError:
            found.add(alpha2digit(folded, language))
    return found


def squeeze(text: str) -> str:
    """Give a text with nothing but letters, digits, and what makes a number another one."""
    text = _DECIMAL.sub("p", _GROUPED.sub("", _SIGN.sub("m", text)))
    return "".join(each for each in text if each.isalnum() or unicodedata.category(each) in ("Mc", "So"))


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    # Other scripts stay as they are: their letters have no counterparts that mean the same.
    return anyascii(letter) if unicodedata.name(letter, "").startswith("LATIN ") else letter
