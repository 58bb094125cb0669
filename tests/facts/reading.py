"""The project's own test articles, and short texts, read and asked about."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from widgets.facts import Article, Proposal, Proposals, propose
from widgets.parsing import parse

ARTICLES = Path(__file__).parent / "articles"
NAMES = sorted(path.stem for path in ARTICLES.glob("*.txt"))


@lru_cache(maxsize=64)
def read(name: str) -> Article:
    """Read a test article; its first line is the title."""
    title, _, text = (ARTICLES / f"{name}.txt").read_text().partition("\n")
    return Article(title=title, text=text.strip())


@lru_cache(maxsize=64)
def propose_for(name: str, *, sensitive: bool = False) -> Proposals:
    """Propose for a test article."""
    article = read(name)
    return propose(article, parse(article.text), sensitive=sensitive)


def ask(
    text: str, *, title: str = "", published_at: date | None = None, sensitive: bool = False
) -> list[Proposal]:
    """Give the questions for a text."""
    article = Article(title=title, text=text, published_at=published_at)
    return propose(article, parse(text), sensitive=sensitive).questions


def answer(question: Proposal) -> str:
    """Give the right option."""
    return question.options[question.answer_index]
