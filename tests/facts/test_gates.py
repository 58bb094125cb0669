"""Every gate drops what it is for, and a sound question passes all."""

from typing import Any

import msgspec
import pytest

from widgets.facts.candidates import Candidate
from widgets.facts.entities import Entity
from widgets.facts.gates import GATES, find_fault
from widgets.facts.model import Evidence

NORA = Entity(name="Nora Whitfield", kind="person")
SOUND = Candidate(
    kind="role",
    prompt="Who was the director of the Millbrook Canal Trust in May 2023?",
    answer="Nora Whitfield",
    wrong=["Ruth Okafor", "Tom Pryce", "Helen Marsh"],
    evidence=Evidence(0, 55, "Nora Whitfield is the director of the Millbrook Canal Trust."),
    sentence=0,
    fact=("role", 0),
    answers=NORA,
)
FAULTS: dict[str, dict[str, Any]] = {
    "lacks options": {"wrong": ["Ruth Okafor", "Tom Pryce"]},
    "uneven": {"wrong": ["Ruth Okafor", "Tom Pryce", "the spokesman"]},
    "lacks proof": {"evidence": Evidence(0, 20, "She is the director.")},
    "tasteless": {"prompt": "Who led the inquiry into sexual abuse at Millbrook School in 2019?"},
    "broken": {"prompt": "Who was the director , of the Millbrook Canal Trust in May 2023?"},
    "ill-sized": {"prompt": "Who runs Millbrook?"},
    "given away": {"prompt": "Who was the director of the Whitfield Canal Trust in May 2023?"},
    "two answers": {"wrong": ["Nora Whitfield Jones", "Tom Pryce", "Helen Marsh"]},
    "no occasion": {"kind": "count", "prompt": "How many goals did Millbrook United score against Leeds?"},
    "loaded": {"prompt": "Who was the disgraceful director of the Millbrook Canal Trust in May 2023?"},
    "dangling": {"prompt": "Who was the director of the Millbrook Canal Trust last week?"},
}


def fault(**changes: Any) -> str:
    fields: dict[str, Any] = {name: getattr(SOUND, name) for name in SOUND.__struct_fields__}
    return find_fault(Candidate(**(fields | changes)), sensitive=False)


def test_every_gate_has_its_example() -> None:
    assert FAULTS.keys() == GATES.keys()


def test_a_sound_question_passes() -> None:
    assert fault() == ""


@pytest.mark.parametrize("name", FAULTS)
def test_gate(name) -> None:
    assert fault(**FAULTS[name]) == name


def test_deaths_need_the_moderators_wish() -> None:
    deadly = msgspec.structs.replace(
        SOUND, prompt="Who led the inquiry into the deaths at Millbrook in 2019?"
    )
    assert find_fault(deadly, sensitive=False) == "deadly"
    assert find_fault(deadly, sensitive=True) == ""


def test_a_number_out_of_a_sentence_about_deaths_needs_it_too() -> None:
    changes: dict[str, Any] = {
        "kind": "count",
        "prompt": "How many soldiers did President Varga send to Darvik in 2019?",
        "answer": "2,400",
        "wrong": ["1,200", "3,600", "4,800"],
        "answers": None,
        "used": [NORA],
        "evidence": Evidence(0, 60, "After four people died, President Varga sent 2,400 soldiers."),
    }
    assert fault(**changes) == "deadly"
