"""Instant run-off: how a ranked question finds the option that most readers can live with.

In each round a ballot counts for the first of its options that is still in. An option with more than half of
the ballots that still count wins. Otherwise all options without a ballot leave, or if there are none, the one
with the fewest does. Where several have equally few, the one leaves that had fewer in the latest earlier
round in which they differed; where they never differed, the one that the author named later.

This is the single-winner case of the single transferable vote (Hare), with backward tie-breaking.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from widgets.passages import Round

Ranking: TypeAlias = tuple[str, ...]


def count_rounds(options: Sequence[str], ballots: Mapping[Ranking, int]) -> list[Round]:
    """Hold the rounds; `options` are in the author's order, `ballots` say how often each ranking was given.

    The last round eliminates nobody, and its greatest count is the winner's. Without ballots there is none.
    """
    rounds: list[Round] = []
    inside = list(options)
    while True:
        counts, exhausted = _count(inside, ballots)
        if not any(counts.values()):
            return rounds
        if 2 * max(counts.values()) > sum(counts.values()):
            return [*rounds, Round(counts=counts, exhausted=exhausted, eliminated=[])]
        eliminated, tied = _eliminate(counts, [each.counts for each in rounds])
        rounds.append(Round(counts=counts, exhausted=exhausted, eliminated=eliminated, tied=tied))
        inside = [option for option in inside if option not in eliminated]


def find_winner(rounds: Sequence[Round]) -> str | None:
    """Give the option that has the majority in the last round, or None without rounds."""
    return max(rounds[-1].counts, key=rounds[-1].counts.__getitem__) if rounds else None


def beats_all(options: Iterable[str], ballots: Mapping[Ranking, int], one: str) -> bool:
    """Tell whether more ballots prefer `one` than not, against each other option (a Condorcet winner).

    A ranked option is preferred to every option left unranked.
    """
    lead = {option: 0 for option in options if option != one}
    for ranking, n in ballots.items():
        above = ranking[: ranking.index(one)] if one in ranking else ranking
        for option in lead:
            if option in above:
                lead[option] -= n
            elif one in ranking:
                lead[option] += n
    return all(n > 0 for n in lead.values())


def _count(inside: Sequence[str], ballots: Mapping[Ranking, int]) -> tuple[dict[str, int], int]:
    counts, exhausted = dict.fromkeys(inside, 0), 0
    for ranking, n in ballots.items():
        for option in ranking:
            if option in counts:
                counts[option] += n
                break
        else:
            exhausted += n
    return counts, exhausted


def _eliminate(
    counts: Mapping[str, int], earlier: Sequence[Mapping[str, int]]
) -> tuple[list[str], list[str]]:
    """Choose who leaves, and name those among whom only the author's order could choose."""
    lowest = _fewest(list(counts), counts)
    if counts[lowest[0]] == 0:
        return lowest, []
    for before in reversed(earlier):
        lowest = _fewest(lowest, before)
    return lowest[-1:], lowest if len(lowest) > 1 else []


def _fewest(options: Sequence[str], counts: Mapping[str, int]) -> list[str]:
    least = min(counts[option] for option in options)
    return [option for option in options if counts[option] == least]
