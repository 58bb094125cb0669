"""Every refusal is a problem with a code, and a fault tells nothing; attack 49 of the catalogue."""

import logging
import re

import pytest
from litestar.exceptions import HTTPException

from api.app import route
from api.metrics import Metrics
from api.problems import KINDS, refuse, refuse_route
from tests.api.serving import JSON, ORIGIN, check_problem
from widgets import errors

SECRET = "postgresql://voxpop:secret@db.internal/voxpop"


def children(family):
    for child in family.__subclasses__():
        yield child
        yield from children(child)


def test_every_refusal_of_the_domain_has_a_status_of_its_own():
    for refusal in vars(errors).values():
        if (
            isinstance(refusal, type)
            and issubclass(refusal, errors.Refused)
            and refusal is not errors.Refused
        ):
            assert refusal in KINDS
    statuses = [kind.status for kind in KINDS.values()]
    assert len(set(statuses)) == len(statuses)
    assert all(400 <= status < 600 for status in statuses)


def test_every_child_is_refused_as_the_nearest_in_the_table():
    for child in children(errors.Refused):
        refusal = child.__new__(child)
        errors.Refused.__init__(refusal, "a_code", "A sentence.")
        assert refuse(refusal).status in {kind.status for kind in KINDS.values()}


def test_when_to_come_back_is_said():
    answer = refuse(errors.Unavailable("away", "Away.", retry_after=7))
    assert (b"retry-after", b"7") in answer.headers
    assert not any(name == b"retry-after" for name, _ in refuse(errors.Unavailable("away", "Away.")).headers)


def test_a_fault_tells_a_number_and_nothing_else(service, monkeypatch, caplog):
    def fail(*_):
        raise RuntimeError(f"cannot connect to {SECRET}")

    monkeypatch.setattr(service.application.running.voxpop.results, "page", fail)
    answer = service.client.get("/v1/pages", params={"site": "demo", "url": f"{ORIGIN}/a"})
    problem = check_problem(answer, 500, "fault")
    shown = answer.text + str(answer.headers)
    for secret in (
        "secret",
        "db.internal",
        "Traceback",
        "RuntimeError",
        "litestar",
        "uvicorn",
        "python",
        ".py",
    ):
        assert secret not in shown
    (number,) = re.findall(r"logged as ([0-9a-f]{8})", problem["detail"])
    assert number in caplog.text
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_fault_outside_the_routes_is_a_problem_too(service, monkeypatch, caplog):
    caplog.set_level(logging.CRITICAL)

    async def fail(*_):
        raise RuntimeError(SECRET)

    monkeypatch.setattr(service.application.guard, "app", fail)
    assert "secret" not in str(check_problem(service.client.get("/health/live"), 500, "fault"))


def test_what_litestar_refuses_for_other_reasons_is_a_fault():
    answer = refuse_route(HTTPException(detail=SECRET, status_code=502))
    assert answer.status == 500
    assert b"secret" not in answer.body


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "path", ["/v1", "/v1/", "/v1/nothing", "/v2/pages", "/docs/swagger", "/.env", "/v1/pages/x"]
)
def test_what_is_not_there(service, path):
    check_problem(service.client.get(path), 404, "unknown_address")


def test_what_is_not_there_takes_nothing(service):
    check_problem(service.client.put("/v1/nothing", content=b"{}", headers=JSON), 404, "unknown_address")


def test_engines_that_are_away_are_unavailable_not_faults(service, monkeypatch):
    async def away(*_):
        raise errors.Unavailable("ledger_away", "The ledger is away.", retry_after=2)

    monkeypatch.setattr(service.application.running.voxpop.casting, "cast", away)
    answer = service.put(
        service.place(f"{ORIGIN}/away"), {"reactions": ["love"]}, service.mint(), origin=ORIGIN
    )
    check_problem(answer, 503, "ledger_away")
    assert answer.headers["retry-after"] == "2"
    assert answer.headers["access-control-allow-origin"] == ORIGIN


# The documentation


def schema_of(service):
    return service.client.get("/docs/openapi.json").json()


def test_the_schema_shows_every_route_of_the_reader_api(service):
    shown = schema_of(service)["paths"]
    for each in route(Metrics()).routes:
        if not each.path.startswith("/v1"):
            continue
        for method in set(each.methods) - {"OPTIONS"}:
            assert method.lower() in shown[each.path_format], each.path


def test_the_schema_shows_every_refusal_with_the_one_form(service):
    schema = schema_of(service)
    (name,) = [each for each in schema["components"]["schemas"] if each.endswith("Problem")]
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            if not path.startswith("/v1"):
                continue
            answers = operation["responses"]
            assert {"400", "404", "405", "413", "415", "500", "503"} <= set(answers)
            if operation.get("security"):
                assert {"401", "403"} <= set(answers)
            if "ballots/" in path:
                assert {"409", "429"} <= set(answers)
            for status, answer in answers.items():
                if int(status) >= 400:
                    (form,) = answer["content"].items()
                    assert form[0] == "application/problem+json"
                    assert form[1]["schema"]["$ref"].endswith(f"/{name}")
            assert operation["description"], (path, method)
            for parameter in operation.get("parameters", ()):
                assert parameter["description"], (path, parameter["name"])


def test_the_schema_shows_what_to_send(service):
    paths = schema_of(service)["paths"]
    ballot = paths["/v1/widgets/{widget}/ballots/{slot}"]["put"]["requestBody"]["content"]["application/json"]
    assert {"reactions": ["love"]} in [each["value"] for each in ballot["examples"].values()]
    assert "site" in str(paths["/v1/readers"]["post"]["requestBody"])


def test_the_documentation_loads_nothing_from_elsewhere(service):
    answer = service.client.get("/docs")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!#|/|data:)""", answer.text)
    assert "<script" not in answer.text
    assert "url(" not in answer.text
    for path in schema_of(service)["paths"]:
        assert path in answer.text
    for kind in KINDS.values():
        assert f'id="problem-{kind.status}"' in answer.text


def test_a_problem_points_at_its_explanation(service):
    problem = check_problem(service.client.get("/v1/nothing"), 404)
    page, anchor = problem["type"].split("#")
    assert f'id="{anchor}"' in service.client.get(page).text
