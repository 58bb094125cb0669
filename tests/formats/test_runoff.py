from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from widgets.formats.poll.runoff import Ranking, beats_all, count_rounds, find_winner
from widgets.passages import Round

OPTIONS = "abcdef"

rankings = st.lists(st.sampled_from(OPTIONS), unique=True, max_size=6).map(tuple)
elections = st.lists(rankings, max_size=25)


def hold(ballots: Sequence[Ranking], options: str = OPTIONS) -> list[Round]:
    return count_rounds(options, Counter(ballots))


def drop_one_by_one(ballots: Sequence[Ranking], options: str) -> str:
    """A slow run-off that drops exactly one option a round, written from the rule and nothing else."""
    inside = list(options)
    history: list[dict[str, int]] = []
    while len(inside) > 1:
        firsts = [
            next(option for option in each if option in inside) for each in ballots if set(each) & set(inside)
        ]
        counts = {option: firsts.count(option) for option in inside}
        history.append(counts)
        inside.remove(
            min(
                inside,
                key=lambda option: ([past[option] for past in reversed(history)], -options.index(option)),
            )
        )
    return inside[0]


def prefers(ranking: Ranking, one: str, other: str) -> bool:
    return one in ranking and (other not in ranking or ranking.index(one) < ranking.index(other))


@given(elections)
def test_the_winner_has_the_majority_of_the_last_round(ballots):
    rounds = hold(ballots)
    winner = find_winner(rounds)
    assert (winner is None) == (not any(ballots))
    if winner:
        assert 2 * rounds[-1].counts[winner] > sum(rounds[-1].counts.values())
        assert rounds[-1].eliminated == []


@given(elections)
def test_every_round_accounts_for_every_ballot(ballots):
    inside = set(OPTIONS)
    rounds = hold(ballots)
    for each in rounds:
        assert set(each.counts) == inside
        assert sum(each.counts.values()) + each.exhausted == len(ballots)
        assert set(each.eliminated) <= inside
        assert bool(each.eliminated) is (each is not rounds[-1])
        inside -= set(each.eliminated)
    assert [each.exhausted for each in rounds] == sorted(each.exhausted for each in rounds)


@given(elections, st.randoms(use_true_random=False))
def test_the_order_of_the_ballots_changes_nothing(ballots, random):
    shuffled = random.sample(ballots, len(ballots))
    assert hold(ballots) == hold(shuffled)


@given(elections)
def test_the_winner_is_who_is_left_when_options_leave_one_by_one(ballots):
    assume(any(ballots))
    assert find_winner(hold(ballots)) == drop_one_by_one(ballots, OPTIONS)


@given(elections, st.sampled_from(OPTIONS))
def test_beating_all_agrees_with_asking_every_ballot_about_every_pair(ballots, one):
    lead = {
        other: sum(prefers(each, one, other) - prefers(each, other, one) for each in ballots)
        for other in OPTIONS
        if other != one
    }
    assert beats_all(OPTIONS, Counter(ballots), one) is all(n > 0 for n in lead.values())


@given(elections)
def test_the_author_decides_only_between_options_that_did_equally_badly_all_along(ballots):
    rounds = hold(ballots)
    for number, each in enumerate(rounds):
        if each.tied:
            assert each.eliminated == each.tied[-1:]
            assert each.tied == sorted(each.tied)
            for past in rounds[: number + 1]:
                assert len({past.counts[option] for option in each.tied}) == 1


def test_rounds_of_a_known_election():
    ballots = [("a",)] * 5 + [("b", "c")] * 4 + [("c", "b")] * 3
    assert hold(ballots, "abcd") == [
        Round(counts={"a": 5, "b": 4, "c": 3, "d": 0}, exhausted=0, eliminated=["d"]),
        Round(counts={"a": 5, "b": 4, "c": 3}, exhausted=0, eliminated=["c"]),
        Round(counts={"a": 5, "b": 7}, exhausted=0, eliminated=[]),
    ]


def test_ballots_whose_options_are_all_out_are_exhausted():
    rounds = hold([("a",)] * 3 + [("b",)] * 3 + [("c",)], "abc")
    assert [each.exhausted for each in rounds] == [0, 1, 4]
    assert find_winner(rounds) == "a"


def test_a_tie_is_broken_by_the_round_before():
    ballots = [("a",)] * 6 + [("b",)] * 4 + [("c",)] * 3 + [("d", "c")]
    rounds = hold(ballots, "abcd")
    assert rounds[1].counts == {"a": 6, "b": 4, "c": 4}
    assert (rounds[1].eliminated, rounds[1].tied) == (["c"], [])


def test_of_the_rounds_before_the_latest_that_differs_breaks_a_tie():
    ballots = [("a",), ("a", "b"), ("a", "b"), ("b", "a"), ("b",), ("c",), ("c",), ("d", "c"), ("d", "c")]
    first, second, third, last = hold(ballots, "abcd")
    assert (first.counts["a"], first.counts["c"]) == (3, 2)
    assert (second.counts["a"], second.counts["c"]) == (3, 4)
    assert (third.counts, third.eliminated) == ({"a": 4, "c": 4}, ["a"])
    assert last.counts == {"c": 4}


def test_options_that_nobody_puts_first_leave_at_once():
    [first, last] = hold([("a", "d"), ("b", "d"), ("b", "c"), ("e",), ("e", "b")], "abcde")[:2]
    assert (first.eliminated, first.tied) == (["c", "d"], [])
    assert list(last.counts) == ["a", "b", "e"]


@pytest.mark.parametrize(("options", "winner"), [("ab", "a"), ("ba", "b")])
def test_a_tie_that_nothing_breaks_goes_to_the_option_named_first(options, winner):
    rounds = hold([("a",), ("b",)], options)
    assert rounds[0].tied == list(options)
    assert find_winner(rounds) == winner


def test_the_winner_need_not_beat_all():
    ballots = [("a", "m")] * 4 + [("z", "m")] * 3 + [("m", "z")] * 2
    assert find_winner(hold(ballots, "amz")) == "z"
    assert not beats_all("amz", Counter(ballots), "z")
    assert beats_all("amz", Counter(ballots), "m")


@pytest.mark.parametrize("ballots", [[], [()], [("gone",)]])
def test_without_ballots_there_is_no_round_and_no_winner(ballots):
    assert hold(ballots) == []
    assert find_winner([]) is None
