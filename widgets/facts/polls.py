"""Polls from neutral templates around what the headline names, and the tone for reactions."""

import re

from widgets.facts.entities import Table
from widgets.facts.model import PollProposal, Tone
from widgets.facts.spans import with_article

_SOLEMN = re.compile(
    r"\b(?:dies|died|dead|death|deaths|killed|kills|killing|murder\w*|funeral|obituar\w+|mourn\w*|victims?|massacre|"
    r"earthquake|tsunami|hurricane|wildfires?|floods?|flooding|explosion|bomb\w*|crash\w*|shooting|stabb\w+|attack\w*|"
    r"missing|injur\w+|disaster|tragedy|tragic|war|invasion|airstrikes?|shelling|troops|abuse|assault\w*|suicide|cancer)\b",
    re.IGNORECASE,
)
WORDS_A_MINUTE = 230
_TOPICS = frozenset("person organisation team place event venue".split())


def judge_tone(title: str, text: str) -> Tone:
    """Suggest `solemn` for deaths and disasters: by the title, or where the text keeps speaking of them."""
    if _SOLEMN.search(title) and len(_SOLEMN.findall(text)) >= 1:
        return "solemn"
    words = max(len(text.split()), 1)
    found = len(_SOLEMN.findall(text))
    return "solemn" if found >= 4 and found / words > 1 / 120 else "classic"


def count_minutes(text: str) -> int:
    """Give the reading time in minutes, at least one."""
    return max(1, round(len(text.split()) / WORDS_A_MINUTE))


def propose_polls(title: str, table: Table, tone: Tone) -> list[PollProposal]:
    """Propose polls that take no side: on what readers knew and want to know, never on who is right."""
    following = PollProposal(
        prompt="How closely have you been following this story?",
        options=[
            "Very closely",
            "Fairly closely",
            "Not very closely",
            "This is the first I have heard of it",
        ],
    )
    named = [
        each for each in table.entities if each.name in title and each.kind != "group" and not each.generic
    ]
    if not named or tone == "solemn":
        return [following]
    subject = with_article(min(named, key=lambda each: title.index(each.name)))
    return [
        PollProposal(
            prompt=f"How much did you know about {subject} before reading this?",
            options=["A great deal", "A fair amount", "A little", "Nothing at all"],
        ),
        PollProposal(
            prompt=f"What would you like to read next about {subject}?",
            options=["The latest news", "The background", "What people think of it", "This was enough"],
        ),
        following,
    ]
