"""Quizzes from first look to result: by keyboard, with a second reader, for everyone, in every language."""

import msgspec
import pytest
from playwright.async_api import Locator, Route, expect

from tests.browser.accessibility import check_accessibility
from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom
from tests.browser.visits import Visit
from widgets.formats.personality_quiz import PersonalityQuiz
from widgets.formats.trivia_quiz import TriviaQuiz
from widgets.model import Reveal

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SEA, GLOBE = (msgspec.to_builtins(sample.spec) for sample in TriviaQuiz.samples)
LINES, _ = (msgspec.to_builtins(sample.spec) for sample in PersonalityQuiz.samples)


async def press(visit: Visit, *keys: str) -> None:
    for key in keys:
        await visit.page.keyboard.press(key)


def option(quiz: Locator, name: str) -> Locator:
    return quiz.get_by_role("button", name=name, exact=True)


def verdict(quiz: Locator, slot: str) -> Locator:
    return quiz.locator(f"#verdict-{slot}")


async def test_a_trivia_quiz_by_keyboard_to_the_result(visits: Visits, newsroom: Newsroom) -> None:
    id = await newsroom.publish(SEA, Reveal.AFTER_CASTING, format="trivia_quiz")
    visit = await (await visits(reduced_motion="reduce")).open()
    quiz = visit.widget(id)
    await expect(quiz).to_contain_text("Question 1 of 3")
    for secret in TriviaQuiz().secrets(TriviaQuiz.samples[0].spec):
        assert secret not in await visit.page.content()
    await option(quiz, "Earthquakes").focus()
    await press(visit, "ArrowDown", "ArrowRight")
    await expect(option(quiz, "Earthquakes")).to_be_focused()
    assert not [each for each in visit.requests if each.startswith("PUT")]
    await press(visit, "Tab", "Enter")
    await expect(verdict(quiz, "moon")).to_be_focused()
    await expect(verdict(quiz, "moon")).to_contain_text("Right!It pulls more")
    await expect(quiz.get_by_role("listitem").filter(has_text="The pull")).to_contain_text(
        "100%✓ your answer"
    )
    await check_accessibility(visit.page)
    await press(visit, "Tab", "Enter")
    await expect(quiz.locator("#label-depth")).to_be_focused()
    await press(visit, "Tab", "Tab", "Space")
    await expect(verdict(quiz, "depth")).to_be_focused()
    await expect(verdict(quiz, "depth")).to_contain_text("Not quite. The answer: Mariana Trench")
    await expect(verdict(quiz, "depth")).to_contain_text("No sounding has ever gone deeper")
    await press(visit, "Tab", "Enter", "Tab", "Tab", "Enter")
    await expect(verdict(quiz, "salt")).to_be_focused()
    await press(visit, "Tab", "Enter")
    ending = quiz.locator("#ending")
    await expect(ending).to_be_focused()
    await expect(ending).to_contain_text("2 of 3 rightAble sailor")
    await check_accessibility(visit.page)
    await press(visit, "Tab", "Enter")
    await expect(quiz.get_by_role("button", name="Link copied")).to_be_visible()
    passed = await visit.page.evaluate("navigator.clipboard.readText()")
    assert passed.endswith(f"/p/{id}?ending=sailor")
    assert passed.startswith("I got 2 of 3 right in “How well do you know the sea?”.")
    await visit.open()
    await expect(ending).to_contain_text("Able sailor")
    await check_second_reader(await visits(color_scheme="dark"), id)


async def check_second_reader(visit: Visit, id: str) -> None:
    """A second reader gets everything right, sees how the first one answered, and did better."""
    quiz = (await visit.open()).widget(id)
    await expect(quiz).to_contain_text("1 reader has taken part")
    for name, next_step in (("The pull of the Moon", "Next question"), ("Mariana Trench", "Next question")):
        await visit.answered("PUT", option(quiz, name))
        await expect(quiz.locator("[part~=own]")).to_contain_text("your answer")
        await option(quiz, next_step).click()
    await visit.answered("PUT", option(quiz, "35"))
    await expect(quiz.locator("[part~=own]")).to_contain_text("35")
    await check_accessibility(visit.page)
    await option(quiz, "See my result").click()
    await expect(quiz.locator("#ending")).to_contain_text("Better than 100% of the other readers")
    await quiz.get_by_text("Your answers").click()
    depth = quiz.get_by_role("group", name="Which trench is the deepest known place in the sea?")
    await expect(depth.get_by_role("listitem").filter(has_text="50%")).to_have_count(2)


async def test_answers_are_written_given_up_and_kept_hidden(visits: Visits, newsroom: Newsroom) -> None:
    id = await newsroom.publish(GLOBE, Reveal.AFTER_CLOSE, format="trivia_quiz")
    visit = await (await visits()).open()
    quiz = visit.widget(id)
    capital = quiz.get_by_role("group", name="Which capital lies farthest north of all sovereign states?")
    line = capital.get_by_role("textbox")
    await line.press("Enter")
    await expect(quiz.get_by_role("status")).to_have_text("Write an answer first.")
    await line.fill("reykjavik")
    await line.press("Enter")
    await expect(verdict(quiz, "capital")).to_be_focused()
    await expect(capital).to_contain_text("You wrote: reykjavik")
    await expect(verdict(quiz, "capital")).to_contain_text("Right!")
    await expect(quiz.locator("[part~=percent]:not(:empty)")).to_have_count(0)
    await expect(quiz).to_contain_text("How others answered is shown when the quiz has closed.")
    legs = quiz.get_by_role("group", name="How many legs do three spiders have?")
    await visit.answered("PUT", legs.get_by_role("button", name="I give up"))
    await expect(verdict(quiz, "legs")).to_contain_text("The answer: twenty-four")
    await visit.answered("PUT", option(quiz, "Sicily"))
    await expect(quiz).to_contain_text("3 of 3 answered")
    await expect(quiz.get_by_role("status")).to_have_text("Your result stands below the questions.")
    await expect(quiz.locator("#ending")).to_contain_text("1 of 3 right")
    await check_accessibility(visit.page)


async def test_a_personality_quiz_by_keyboard_to_the_outcome(visits: Visits, newsroom: Newsroom) -> None:
    id = await newsroom.publish(LINES, Reveal.AFTER_CASTING, format="personality_quiz")
    visit = await (await visits()).open()
    quiz = visit.widget(id)
    await option(quiz, "Still in bed, with a book").focus()
    await press(visit, "Enter")
    await expect(quiz.locator("#label-luggage")).to_be_focused()
    await quiz.get_by_role("button", name="Previous question").press("Enter")
    await expect(quiz.locator("#label-morning")).to_be_focused()
    await expect(option(quiz, "Still in bed, with a book")).to_have_attribute("aria-pressed", "true")
    await option(quiz, "On a hill, alone").press("Enter")
    await expect(quiz.locator("#label-luggage")).to_be_focused()
    await press(visit, "Tab", "Enter")
    await expect(quiz.locator("#label-plan")).to_be_focused()
    await check_accessibility(visit.page)
    await press(visit, "Tab", "Enter")
    ending = quiz.locator("#ending")
    await expect(ending).to_be_focused()
    await expect(ending).to_contain_text("The ferrySlow, windy")
    await expect(ending).to_contain_text("100% of readers are with you")
    await check_accessibility(visit.page)
    other = await (await visits(color_scheme="dark")).open()
    second = other.widget(id)
    for name in ("At the market, talking to everybody", "A paper map", "Wait and look at the lights"):
        await other.answered("PUT", option(second, name))
    await expect(second.locator("#ending")).to_contain_text("The tram at noon")
    await expect(second.locator("#ending")).to_contain_text("50% of readers are with you")
    await expect(second.locator("#ending")).to_contain_text("You were level with The night bus")
    await check_accessibility(other.page)


async def test_what_another_tab_answered_stands(visits: Visits, newsroom: Newsroom) -> None:
    id = await newsroom.publish(SEA, Reveal.AFTER_CASTING, format="trivia_quiz")
    visit = await (await visits()).open()
    quiz = visit.widget(id)
    await visit.answered("PUT", visit.reaction("love"))
    await expect(option(quiz, "The wind")).to_be_visible()
    tab = Visit(newsroom, visit.context, await visit.context.new_page())
    other = (await tab.open()).widget(id)
    await tab.answered("PUT", option(other, "The wind"))
    await expect(verdict(other, "moon")).to_be_visible()
    await option(quiz, "Earthquakes").click()
    await expect(quiz.locator("[part~=own]")).to_contain_text("The wind")
    await expect(quiz.get_by_role("status")).to_contain_text("the first one counts")


async def test_an_answer_that_cannot_be_sent_is_kept(visits: Visits, newsroom: Newsroom) -> None:
    id = await newsroom.publish(SEA, Reveal.AFTER_CASTING, format="trivia_quiz")
    visit = await (await visits()).open()
    quiz = visit.widget(id)

    async def refuse(route: Route) -> None:
        await route.abort()

    await visit.context.route("**/v1/widgets/**", refuse)
    await option(quiz, "The wind").click()
    await expect(option(quiz, "The wind")).to_have_attribute("aria-pressed", "true")
    await expect(quiz.get_by_role("status")).to_contain_text("It is kept and will be sent again.")
    await expect(option(quiz, "Earthquakes")).to_have_attribute("aria-disabled", "true")
    await visit.context.unroute("**/v1/widgets/**")
    await visit.open()
    await expect(verdict(quiz, "moon")).to_contain_text("Not quite.")


SAID = {
    "de": ("Frage 1 von 3", "Richtig!"),
    "fr": ("Question 1 sur 3", "Bonne réponse !"),
    "es": ("Pregunta 1 de 3", "¡Correcto!"),
    "ar": ("السؤال 1 من 3", "إجابة صحيحة!"),
}


async def test_its_own_page_speaks_every_language_with_and_without_scripts(
    visits: Visits, newsroom: Newsroom
) -> None:
    id = await newsroom.publish(SEA, Reveal.AFTER_CASTING, format="trivia_quiz")
    for language, (step, said) in SAID.items():
        visit = await visits(locale=language)
        await visit.page.goto(f"{newsroom.origin}/p/{id}")
        quiz = visit.widget(id)
        await expect(quiz.locator("[part~=progress]")).to_have_text(step)
        await option(quiz, "The pull of the Moon").click()
        await expect(verdict(quiz, "moon")).to_contain_text(said)
        box = quiz.locator("[part=box]")
        assert await box.evaluate("box => getComputedStyle(box).direction") == (
            "rtl" if language == "ar" else "ltr"
        )
    await check_accessibility(visit.page)
    plain = await visits(java_script_enabled=False)
    await plain.page.goto(f"{newsroom.origin}/f/{id}")
    await plain.page.get_by_role("radio", name="The wind").check()
    await plain.page.get_by_role("button", name="Answer").click()
    await expect(plain.page.locator(".verdict")).to_contain_text(
        "Not quite. The answer is: The pull of the Moon"
    )
    await expect(plain.page.get_by_text("1 of 3 answered")).to_be_visible()
