"""Forms without JavaScript that are wrong, late, lost or too many: what is said, and that nothing changed."""

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.exhibits import (
    FORM,
    MULTIPLE,
    OWN,
    RANKED,
    SEVERAL,
    SINGLE,
    SUMMER,
    Page,
    fresh,
    look,
    publish,
    publishing_of,
    send,
    turnout,
)
from tests.api.serving import check_problem
from widgets.model import Reveal
from widgets.readers import RANDOM_BYTES

FOREIGN = ["https://evil.example", "https://pub.example", "http://127.0.0.1:8001", "http://localhost:8000"]


@pytest.fixture(scope="module")
def widget(service):
    return publish(service, SINGLE, reveal=Reveal.ALWAYS)


@pytest.mark.usefixtures("unchanged")
def test_what_is_wrong_is_said_beside_what_was_chosen(service, several, multiple):
    wrong = Page(send(service, multiple, [*fresh(service, multiple), SUMMER]))
    assert wrong.answer.status_code == 400
    assert "Choose 2 to 2." in wrong.words
    assert SUMMER in wrong.fields()
    nothing = Page(send(service, several, fresh(service, several)))
    assert "Choose an answer first." in nothing.words


@pytest.fixture(scope="module")
def several(service):
    return publish(service, SEVERAL)


@pytest.fixture(scope="module")
def multiple(service):
    return publish(service, MULTIPLE)


@pytest.fixture(scope="module")
def ranked(service):
    return publish(service, RANKED)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "extra",
    [
        [("answer:", "monsoon")],
        [("answer:", "")],
        [SUMMER, ("answer:", "spring")],
        [SUMMER, SUMMER],
        [SUMMER, ("is_admin", "1")],
        [SUMMER, ("answer:other", "summer")],
        [SUMMER, ("seed", "twice")],
        [SUMMER, ("a\0b", "1")],
        [("answer:", "sum\u202emer")],
        [SUMMER] * 600,
        [],
    ],
)
def test_a_form_that_is_not_ours(service, widget, extra):
    answer = send(service, widget, [*fresh(service, widget), *extra])
    assert answer.status_code == 400
    assert "Your vote is in." not in Page(answer).words


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("places", [("1", "1"), ("0", "2"), ("4", "1"), ("-1", "1"), ("x", "1"), ("²", "1")])
def test_places_that_are_none(service, ranked, places):
    fields = [("rank::spring", places[0]), ("rank::summer", places[1])]
    assert send(service, ranked, [*fresh(service, ranked), *fields]).status_code == 400


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("seed", ["x", "A" * 21, "A" * 44, "=" * 22, "é" * 22])
def test_a_seed_that_is_none(service, widget, seed):
    assert send(service, widget, [("seed", seed), SUMMER]).status_code == 400


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data; boundary=x", ""])
def test_what_is_no_form(service, widget, kind):
    answer = service.client.post(
        f"/f/{widget}", content=b"answer:=summer", headers={"content-type": kind, "origin": OWN}
    )
    assert answer.status_code == 415
    Page(answer)


@pytest.mark.usefixtures("unchanged")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(body=st.binary(max_size=300) | st.text("seed=answr:%&+0Aé\0").map(str.encode))
def test_no_body_makes_it_stumble(service, widget, body):
    answer = service.client.post(f"/f/{widget}", content=body, headers=FORM | {"origin": OWN})
    assert answer.status_code in (200, 400)
    assert "Your vote is in." not in Page(answer).words


@pytest.mark.usefixtures("unchanged")
def test_a_form_that_is_too_large(service, widget):
    answer = service.client.post(f"/f/{widget}", content=b"a" * 70_000, headers=FORM | {"origin": OWN})
    check_problem(answer, 413, "too_large")


@pytest.mark.usefixtures("unchanged")
def test_a_token_that_is_none_takes_nothing_back(service, widget):
    for token in ("forged", service.mint("other"), ""):
        fields = [("reader", token), *fresh(service, widget), ("withdraw", "yes")]
        answer = send(service, widget, fields)
        assert answer.status_code == 409
        assert "no vote of yours" in Page(answer).words


def test_a_lost_token_is_replaced(service):
    widget = publish(service, SINGLE)
    fields = [("reader", service.mint("other")), *fresh(service, widget), SUMMER]
    cast = Page(send(service, widget, fields))
    reader, _ = service.application.running.voxpop.tokens.read(cast.field("reader"))
    assert (reader.site, len(reader.random), turnout(service, widget)) == ("demo", RANDOM_BYTES, 1)


def test_a_token_of_a_retiring_key_is_signed_anew(own_service):
    old = own_service(secrets=("old secret " * 3,))
    token = old.mint()
    service = own_service(secrets=("new secret " * 3, "old secret " * 3))
    widget = publish(service, SINGLE)
    cast = Page(send(service, widget, [("reader", token), SUMMER]))
    assert cast.field("reader") != token
    _, retiring = service.application.running.voxpop.tokens.read(cast.field("reader"))
    assert not retiring


def test_after_closing_there_is_nothing_to_send(service):
    widget = publish(service, SINGLE, reveal=Reveal.AFTER_CLOSE)
    fields = [*fresh(service, widget), SUMMER]
    hidden = Page(send(service, widget, fields))
    assert "The results are shown when voting has closed." in hidden.words
    assert "100%" not in hidden.words
    publishing = publishing_of(service)
    service.run_there(lambda: publishing.close("demo", widget))
    service.application.running.voxpop.results.widgets.clear()
    closed = look(service, widget)
    assert "Voting has closed." in closed.words
    assert "100%" in closed.words
    assert not closed.forms
    late = send(service, widget, [*fields[:1], ("answer:", "spring")])
    assert late.status_code == 409
    assert turnout(service, widget) == 1


def test_over_budget_is_a_sentence_and_keeps_what_was_chosen(own_service):
    service = own_service(reader_budget=1)
    widget = publish(service, SINGLE)
    reader = ("reader", Page(send(service, widget, [*fresh(service, widget), SUMMER])).field("reader"))
    refused: list[httpx.Response] = []
    for option in ("spring", "autumn", "spring"):
        answer = send(service, widget, [reader, ("answer:", option)])
        refused += [answer] if answer.status_code == 429 else []
    assert refused
    assert int(refused[0].headers["retry-after"]) > 0
    assert "Too many ballots" in Page(refused[0]).words
    assert reader in Page(refused[0]).fields()
