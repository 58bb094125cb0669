"""What people find who come by themselves, and where there is nothing; programs are told as ever."""

import pytest

from tests.api.serving import Service, check_problem

PERSON = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("language", "word"), [("en", "There is nothing to read here"), ("ar;q=1", "لا شيء للقراءة هنا")]
)
def test_the_front_door_says_what_this_is(service: Service, language: str, word: str) -> None:
    page = service.client.get("/", headers=PERSON | {"accept-language": language})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert word in page.text
    for link in ("/docs", "/studio/"):
        assert f'href="{link}"' in page.text
        assert service.client.get(link, follow_redirects=True).status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/nothing", "/demo/nothing", "/demo/a/b"])
def test_people_find_a_page_where_there_is_nothing(service: Service, path: str) -> None:
    page = service.client.get(path, headers=PERSON)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is nothing here" in page.text
    assert page.headers["cache-control"] == "no-store"
    check_problem(service.client.get(path), 404)


def test_the_api_speaks_json_to_everyone(service: Service) -> None:
    for path in ("/embed/nothing.js", "/v1/nothing", "/v1/widgets/w_" + "A" * 22):
        check_problem(service.client.get(path, headers=PERSON), 404)
    check_problem(service.client.post("/", headers=PERSON), 405)
