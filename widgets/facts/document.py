"""A parsed article, and what one asks of it: whose child a word is, what it spans, what is quoted."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from msgspec import Struct

from widgets.facts.model import Article, Evidence, Parsed, Token

OPENING = frozenset('"“„‟«')
CLOSING = frozenset('"”»')
_NO_SPACE_BEFORE = frozenset(".,;:!?)]%’'”")
_NO_SPACE_AFTER = frozenset("([$£€“#")


class Sentence(Struct, frozen=True):
    """Words `first` up to but not including `last`, in the paragraph of that number."""

    index: int
    first: int
    last: int
    paragraph: int

    @property
    def words(self) -> range:
        """The indices of the sentence's words."""
        return range(self.first, self.last)


class Document:
    """An article with its words and sentences; words are known by their index."""

    def __init__(self, article: Article, parsed: Parsed) -> None:
        self.article = article
        self.text = article.text
        self.tokens: list[Token] = parsed.tokens
        self.words = [self.text[token.start : token.end].replace("\u2019", "'") for token in parsed.tokens]
        self.lower = [word.lower() for word in self.words]
        self.children: list[list[int]] = [[] for _ in self.tokens]
        for index, token in enumerate(self.tokens):
            if token.head != index:
                self.children[token.head].append(index)
        self.sentences = self._number(parsed.sentences)
        self.sentence_of = [0] * len(self.tokens)
        for sentence in self.sentences:
            for index in sentence.words:
                self.sentence_of[index] = sentence.index
        self._subtrees: dict[int, list[int]] = {}

    def _number(self, ranges: Iterable[tuple[int, int]]) -> list[Sentence]:
        sentences: list[Sentence] = []
        paragraph, before = 0, 0
        for index, (first, last) in enumerate(ranges):
            start = self.tokens[first].start
            paragraph += "\n" in self.text[before:start]
            sentences.append(Sentence(index, first, last, paragraph))
            before = self.tokens[last - 1].end
        return sentences

    def whole(self, sentence: Sentence) -> bool:
        """Tell whether this is a sentence in print, and no heading, caption, list or line of a table."""
        words = self.words[sentence.first : sentence.last]
        ends = words[-1][-1] in ".!?:\"”'’)" or (len(words) > 1 and words[-2] in ".!?")
        lists = sum(word in {"@", "|", "•"} or word.startswith("http") for word in words)
        verbal = any(self.tokens[index].pos in ("VERB", "AUX") for index in sentence.words)
        return ends and verbal and lists == 0 and len(words) >= 4

    def subtree(self, index: int) -> list[int]:
        """Give a word and all that depends on it, in the order of the text."""
        known = self._subtrees.get(index)
        if known is None:
            found, waiting = {index}, [index]
            while waiting:
                for child in self.children[waiting.pop()]:
                    if child not in found:
                        found.add(child)
                        waiting.append(child)
            known = self._subtrees[index] = sorted(found)
        return known

    def child(self, index: int, *deps: str) -> int | None:
        """Give the first child that depends on a word in one of these ways."""
        return next((each for each in self.children[index] if self.tokens[each].dep in deps), None)

    def span(self, first: int, last: int) -> str:
        """Give the article's own text from one word up to but not including another."""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def evidence(self, first: int, last: int) -> Evidence:
        """Give a range of words as evidence."""
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        return Evidence(start, end, self.text[start:end])

    def spaced(self, index: int) -> bool:
        """Tell whether white space follows a word."""
        return index + 1 >= len(self.tokens) or self.tokens[index].end < self.tokens[index + 1].start

    def render(self, indices: Iterable[int], replace: Mapping[int, str] | None = None) -> str:
        """Write words as text, some of them replaced; an empty replacement leaves the word out.

        Words that are neighbours in the article keep the space between them, or its absence.
        """
        replace = replace or {}
        pieces: list[str] = []
        before: int | None = None
        for index in indices:
            word = replace.get(index, self.text[self.tokens[index].start : self.tokens[index].end])
            if not word:
                continue
            if pieces and self._parted(before, index, pieces[-1], word):
                pieces.append(" ")
            pieces.append(word)
            before = index
        return "".join(pieces).strip()

    def _parted(self, before: int | None, index: int, last: str, word: str) -> bool:
        if before is not None and before + 1 == index:
            return self.spaced(before)
        return word[0] not in _NO_SPACE_BEFORE and last[-1] not in _NO_SPACE_AFTER

    @cached_property
    def quoted(self) -> list[int]:
        """For each word the number of the quotation it stands in, or 0; quotation marks are within."""
        marks = [0] * len(self.tokens)
        number, inside, paragraph = 0, False, -1
        for sentence in self.sentences:
            if sentence.paragraph != paragraph:
                inside, paragraph = False, sentence.paragraph
            for index in sentence.words:
                opens, closes = self._quotes(index)
                if opens and not inside:
                    inside, number = True, number + 1
                    marks[index] = number
                elif closes and inside:
                    marks[index] = number
                    inside = False
                elif inside:
                    marks[index] = number
        return marks

    def quotation(self, index: int) -> set[int]:
        """Give all words of the quotation that a word stands in, marks included."""
        number = self.quoted[index]
        sentence = self.sentences[self.sentence_of[index]]
        around = range(max(sentence.first - 200, 0), min(sentence.last + 200, len(self.tokens)))
        return {each for each in around if number and self.quoted[each] == number} or {-1}

    def _quotes(self, index: int) -> tuple[bool, bool]:
        word = self.text[self.tokens[index].start : self.tokens[index].end]
        if word == '"':
            return True, True
        return word[0] in OPENING, word[-1] in CLOSING
