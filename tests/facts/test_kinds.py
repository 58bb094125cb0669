"""Each kind of question, from a text made for it."""

from datetime import date

import pytest

from tests.facts.reading import answer, ask

PEOPLE = """

The mayor of Ferndale, Ruth Okafor, spoke first. Tom Pryce of the anglers spoke next. Helen Marsh and Imran
Siddiqui came later.
"""

CASES = {
    "cause": (
        "The opening of the Millbrook Canal was put off because of heavy snow.",
        "heavy snow",
        "Why was the opening of the Millbrook Canal put off?",
    ),
    "told": (
        "Nora Whitfield said that the Millbrook Canal Trust would repair every lock in Yorkshire by hand.",
        "Nora Whitfield",
        "Who said that the Millbrook Canal Trust would repair every lock in Yorkshire by hand?",
    ),
    "which": (
        "Norway launched a satellite from the Andoya Space Centre.",
        "Norway",
        "Which country launched a satellite from the Andoya Space Centre?",
    ),
    "completion": (
        "“We will plant fourteen orchards along the Millbrook Canal this spring,” said Solane Energy.",
        "Fourteen",
        "Which number completes the words of Solane Energy: “We will plant _____ orchards along the "
        "Millbrook Canal this spring”?",
    ),
    "who_said": (
        "“The canal made Ferndale what it is, and it will carry boats again,” said Nora Whitfield.",
        "Nora Whitfield",
        "Who said: “The canal made Ferndale what it is, and it will carry boats again”?",
    ),
    "role": (
        "Nora Whitfield, the director of the Millbrook Canal Trust, welcomed it.",
        "Nora Whitfield",
        "Who was the director of the Millbrook Canal Trust at the time of the article?",
    ),
    "year": (
        "The Millbrook Canal Trust bought the Brandon Mill in 1987.",
        "1987",
        "In which year did the Millbrook Canal Trust buy the Brandon Mill?",
    ),
    "count": (
        "The Millbrook Canal Trust has repaired more than 40 locks in Yorkshire.",
        "More than 40",
        "How many locks in Yorkshire has the Millbrook Canal Trust repaired?",
    ),
    "money": (
        "The Millbrook Canal Trust raised £250,000 for the Brandon Mill.",
        "£250,000",
        "How much did the Millbrook Canal Trust raise for the Brandon Mill?",
    ),
    "percent": (
        "Sales at Brightwater Energy rose by 12 per cent in London.",
        "12 per cent",
        "By what percentage did sales at Brightwater Energy rise in London?",
    ),
    "place": (
        "The Wellcome Trust, which is based in London, paid for it.",
        "London",
        "In which city is the Wellcome Trust based?",
    ),
    "age": (
        "Nora Whitfield, 63, has led it for years. Whitfield will retire soon. Whitfield lives in Leeds.",
        "63",
        "How old was Nora Whitfield at the time of the article?",
    ),
    "score": (
        "Ashby Rovers beat Marlow United 3-1 in the final of the Northern Cup.",
        "3-1",
        "By what score did Ashby Rovers beat Marlow United in the final of the Northern Cup?",
    ),
    "date": (
        "The Brandon Mill was opened by Nora Whitfield in May 1987.",
        "May",
        "In which month of 1987 was the Brandon Mill opened by Nora Whitfield?",
    ),
    "who_did": (
        "The Brandon Mill was designed by Nora Whitfield.",
        "Nora Whitfield",
        "Who designed the Brandon Mill?",
    ),
}


@pytest.mark.parametrize("kind", CASES)
def test_kind(kind) -> None:
    sentence, expected, prompt = CASES[kind]
    questions = ask(sentence + PEOPLE)
    found = [question for question in questions if question.kind == kind and question.prompt == prompt]
    assert found, [question.prompt for question in questions]
    assert answer(found[0]) == expected


def test_a_quotation_that_goes_on_has_the_same_speaker() -> None:
    text = (
        "“The locks are rotten,” said Nora Whitfield. "
        "“The Brandon Mill will be the first that we repair this spring.”"
    )
    found = [question for question in ask(text + PEOPLE) if "Brandon Mill" in question.prompt]
    assert [answer(question) for question in found] == ["Nora Whitfield"]


def test_no_question_where_the_speaker_is_uncertain() -> None:
    text = "“The Brandon Mill will be the first that we repair this spring,” the spokesman said."
    assert not [question for question in ask(text + PEOPLE) if question.kind == "who_said"]


@pytest.mark.parametrize(
    ("text", "prompt"),
    [
        ("Texas Gov. Nora Whitfield was in Leeds.", "Who was the Texas governor at the time of the article?"),
        ("Boston Mayor Nora Whitfield was away.", "Who was the Boston mayor at the time of the article?"),
        (
            "Professor Nora Whitfield of the Karolinska Institute led the study.",
            "Which of these people was a professor at the Karolinska Institute at the time of the article?",
        ),
        (
            "Nora Whitfield, a former engineer at General Electric, was there.",
            "Which of these people was a former engineer at General Electric at the time of the article?",
        ),
        ("Energy Secretary Nora Whitfield was there.", None),
        ("The Estonian director Nora Whitfield was there.", None),
    ],
)
def test_roles_need_to_say_where(text, prompt) -> None:
    found = [question for question in ask(text + PEOPLE) if answer(question) == "Nora Whitfield"]
    assert [question.prompt for question in found] == ([prompt] if prompt else [])


@pytest.mark.parametrize(
    "text",
    [
        "Ruth Okafor recalled Tom Pryce saying, “The Brandon Mill will never turn again in my lifetime.”",
        "“The Brandon Mill has wasted every penny that Leeds gave it,” Tom Pryce’s lawyer said.",
        "Ruth Okafor and Tom Pryce said: “The Brandon Mill will turn again before the decade is over.”",
        "“We do not comment on the Brandon Mill while the inquiry goes on,” said a spokesman for Tom Pryce.",
        "Ruth Okafor was told by Tom Pryce that “the Brandon Mill is a ruin that nobody wants to repair”.",
    ],
)
def test_words_are_given_to_nobody_who_may_not_have_said_them(text) -> None:
    assert not [question for question in ask(text + PEOPLE) if question.kind == "who_said"]


def test_he_becomes_the_name_and_the_evidence_holds_it() -> None:
    text = "Walter Brandreth was born in Leeds. In 1985 he founded the Brandreth School in Whitby."
    found = [question for question in ask(text) if "found" in question.prompt]
    assert found[0].prompt == "In which year did Walter Brandreth found the Brandreth School in Whitby?"
    assert found[0].evidence.text == text


def test_a_generic_noun_becomes_the_one_name_it_fits() -> None:
    text = "Solane Energy is a company in Tucson. The company opened its first office in Denver in 1999."
    prompts = [question.prompt for question in ask(text, title="Solane Energy grows")]
    assert "In which year did Solane Energy open its first office in Denver?" in prompts


def test_a_role_carries_the_month_of_publication() -> None:
    sentence, _, _ = CASES["role"]
    found = [
        question
        for question in ask(sentence + PEOPLE, published_at=date(2023, 5, 4))
        if question.kind == "role"
    ]
    assert any("in May 2023" in question.prompt for question in found)
    assert not any("needs_date" in question.flags for question in found)


@pytest.mark.parametrize(
    "text",
    [
        "The band joined the label in 1975.",
        "The company raised $4 million.",
        "On Tuesday it opened 12 shops.",
        "Spurs have won five matches this season.",
        "Kagiso Dube took six wickets.",
        "The two companies employ 9,800 people in Texas.",
        "Smith did not open 12 shops in Leeds.",
        "Solane Power paid 30 to 40 drivers in Ohio a bonus.",
        "Brightwater Energy spent $3 million to $5 million on Denver.",
        "If Solane Power closes 10 shops in Ohio, Karin Osterhaus will leave in 2026.",
    ],
)
def test_nothing_is_asked_where_the_anchor_or_the_scope_is_missing(text) -> None:
    assert ask(text) == []


TOWN = (
    "The night tram returns to Quillham harbour after eleven years, the city council decided on Monday.\n\n"
    "“We have waited for this tram for far too long, and the harbour will be glad of it,” said Ada Byte, the "
    "mayor of Quillham. She spoke to reporters outside the town hall.\n\n"
    "Boris Quist, chairman of the Quillham Transport Company, told the council that the line would run until "
    "two in the morning. “Nobody should have to walk home through the rain after a late shift,” Quist said. "
    "Carla Rook, a spokesperson for the Harbour Workers Union, called the decision overdue. Dmitri Vale, "
    "head of the Quillham Chamber of Commerce, said he was delighted."
)


def test_a_town_is_not_taken_for_the_company_that_is_called_after_it() -> None:
    prompts = [each.prompt for each in ask(TOWN)]
    assert any("chairman of the Quillham Transport Company" in each for each in prompts)
    assert not any("mayor" in each and "Company" in each for each in prompts)
