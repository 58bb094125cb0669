"""Everything is killed at random while readers cast, and every acknowledged ballot is there in the end."""

from random import Random, randrange

import pytest
import uvloop

from tests.crash.__main__ import describe
from tests.crash.faults import FAULTS, plan
from tests.crash.rounds import AWAY, Report, run_rounds

ROUNDS = 25


@pytest.mark.crash
@pytest.mark.timeout(900)
def test_no_acknowledged_ballot_is_lost_and_every_number_is_right():
    seed = randrange(1_000_000)
    print(f"Again with: make crash ARGS='--seed {seed}'")

    def tell(number: int, report: Report) -> None:
        print(describe(number, report))
        assert report.acknowledged > 0

    rounds = run_rounds(seed, rounds=ROUNDS, readers=24, seconds=900, only=(), away=AWAY, tell=tell)
    assert uvloop.run(rounds) == ROUNDS


def test_every_fault_has_its_turn_before_they_come_in_pairs():
    planned = plan(Random(1), ROUNDS)
    assert len(planned) == ROUNDS > len(FAULTS)
    assert sorted(planned[: len(FAULTS)]) == sorted((name,) for name in FAULTS)
    assert all(len(set(names)) == 2 for names in planned[len(FAULTS) :])
    assert planned == plan(Random(1), ROUNDS)
