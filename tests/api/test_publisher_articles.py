"""What a publisher's own server does with articles: proposals, and evidence that lives on."""

import msgspec
import pytest

from api.publisher.shapes import KeptArticle, Proposals
from tests.api.publishers import PAGE, QUIZ, SENTENCE, Server, read
from tests.api.serving import ORIGIN, check_problem
from tests.test_proposing import TEXT, TITLE
from widgets.articles import Refusal


def test_an_article_gives_questions_that_make_a_quiz(server: Server) -> None:
    answer = server.ask("POST", "proposals", {"title": TITLE, "text": TEXT, "published_at": "2031-05-04"})
    proposals = msgspec.json.decode(answer.content, type=Proposals)
    assert proposals.questions
    first = proposals.questions[0]
    place = first["evidence"]
    assert proposals.article[place["start"] : place["end"]] == place["text"]
    check_problem(server.ask("POST", "proposals", {"text": TEXT, "html": "<p>"}), 400, "no_article")
    for when in ("in May", "2031-13-01"):
        check_problem(server.ask("POST", "proposals", {"text": TEXT, "published_at": when}), 400, "bad_date")
    timed = server.ask(
        "POST", "proposals", {"title": TITLE, "text": TEXT, "published_at": "2031-05-04T09:30:00Z"}
    )
    assert timed.json() == answer.json()
    check_problem(server.ask("POST", "proposals", {"text": "Short."}), 400, "no_article")
    check_problem(server.ask("POST", "proposals", {"url": "http://127.0.0.1/"}), 403, "not_public")
    check_problem(server.ask("POST", "proposals", {"url": "http://user@news.example/"}), 400, "bad_url")


def test_an_article_is_fetched_from_where_it_stands(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    assert server.service.application.running is not None
    proposing = server.service.application.running.voxpop.proposing
    fetched = []

    async def fetch(url: str) -> str:
        fetched.append(url)
        paragraphs = "".join(f"<p>{each}</p>" for each in TEXT.split("\n\n"))
        return f"<html><title>{TITLE}</title><body><article>{paragraphs}</article></body></html>"

    monkeypatch.setattr(proposing, "fetch_page", fetch)
    answer = server.ask("POST", "proposals", {"url": "https://news.example/tram"})
    assert (answer.status_code, fetched) == (200, ["https://news.example/tram"])
    assert answer.json()["title"] == TITLE
    assert answer.json()["questions"]


def test_without_a_language_model_all_else_works(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    assert server.service.application.running is not None
    proposing = server.service.application.running.voxpop.proposing
    missing = Refusal("no_language_model", "Proposing questions needs spaCy.", passing=True)

    async def ask(order: bytes) -> bytes:
        return msgspec.json.encode(missing)

    with monkeypatch.context() as patch:
        patch.setattr(proposing, "ask", ask)
        answer = server.ask("POST", "proposals", {"text": TEXT})
        check_problem(answer, 503, "no_language_model")
        assert int(answer.headers["retry-after"]) > 0
    assert server.ask("PUT", f"article?url={PAGE}", {"text": TEXT}).status_code == 200


def test_a_proposal_is_published_and_a_reader_answers_it(server: Server) -> None:
    url = f"{ORIGIN}/proposed"
    proposals = server.ask("POST", "proposals", {"title": TITLE, "text": TEXT}).json()
    [proposal, *_] = proposals["questions"]
    spec = {"title": TITLE, "article": proposals["hash"], "questions": [proposal["spec"]]}
    made = server.make(format="trivia_quiz", url=url, spec=spec)
    assert read(server.ask("PUT", f"widgets/{made.id}/publication")).status == "published"
    shown = server.service.client.get(f"/v1/widgets/{made.id}")
    assert proposal["prompt"] in shown.text
    assert proposal["evidence"]["text"] not in shown.text
    assert '"answer"' not in shown.text
    question = proposal["spec"]
    [right] = [
        o["id"] for o in question["options"] if o["text"] == proposal["options"][proposal["answer_index"]]
    ]
    ballot = f"/v1/widgets/{made.id}/ballots/{question['id']}"
    answer = server.service.put(ballot, {"choice": right}, server.service.mint(), origin=ORIGIN)
    [verdict] = [part for part in answer.json()["parts"] if part["part"] == "verdict"]
    assert (verdict["right"], verdict["evidence"]) == (True, proposal["evidence"]["text"])
    [poll, *_] = proposals["polls"]
    assert server.make(spec=poll["spec"], url=url).format == "poll"


def test_what_no_longer_stands_in_its_article_is_flagged_until_it_is_back(server: Server) -> None:
    url = f"{ORIGIN}/flagged"
    made = server.make(format="trivia_quiz", spec=QUIZ, url=url)

    def send(text: str) -> KeptArticle:
        answer = server.ask("PUT", f"article?url={url}?utm_source=x", {"title": TITLE, "text": text})
        return msgspec.json.decode(answer.content, type=KeptArticle)

    kept = send(TEXT)
    assert (kept.flagged, kept.reading_minutes, kept.url) == ([], 1, url)
    assert send(TEXT.replace("\n", " ").replace("“", '"')).hash == kept.hash
    changed = send(TEXT.replace("called the decision overdue", "called the decision long overdue"))
    [flag] = changed.flagged
    assert (flag.widget, flag.question, flag.before) == (made.id, "rook", SENTENCE)
    assert "long overdue" in flag.after
    assert read(server.ask("GET", f"widgets/{made.id}")).flags == [flag]
    mended = msgspec.json.decode(msgspec.json.encode(QUIZ))
    sentence = "Carla Rook called the decision long overdue."
    mended["questions"][0]["evidence"] = {"start": 0, "end": len(sentence), "text": sentence}
    assert read(server.ask("PUT", f"widgets/{made.id}", {"spec": mended})).flags == []
    assert read(server.ask("PUT", f"widgets/{made.id}", {"spec": QUIZ})).flags == [flag]
    assert send(TEXT).flagged == []
    assert read(server.ask("GET", f"widgets/{made.id}")).flags == []
    page = server.service.client.get("/v1/pages", params={"site": "demo", "url": url}).json()["page"]
    assert (page["reading_minutes"], page["title"]) == (1, TITLE)


SAD = "Ada Quill, who drove the first night tram, has died. Mourners stood at the depot all night. " * 5


def test_a_page_has_the_tone_of_its_article_or_the_one_that_is_sent_with_it(server: Server) -> None:
    url = f"{ORIGIN}/sad"

    def send(**body: str) -> tuple[str, str, bool]:
        answer = server.ask("PUT", f"article?url={url}", {"title": "Ada Quill has died", "text": SAD} | body)
        kept = msgspec.json.decode(answer.content, type=KeptArticle)
        return kept.tone, kept.page_tone, kept.tone_chosen

    def offers() -> set[str]:
        assert server.service.application.running is not None
        server.service.application.running.voxpop.results.pages.clear()
        parts = server.service.page(url)["reactions"]["parts"]
        return {option["id"] for option in parts[0]["options"]}

    assert send() == ("solemn", "solemn", False)
    assert "fun" not in offers()
    check_problem(
        server.service.put(
            server.service.place(url), {"reactions": ["fun"]}, server.service.mint(), origin=ORIGIN
        ),
        409,
        "not_offered",
    )
    assert send(tone="classic") == ("solemn", "classic", True)
    assert "fun" in offers()
    assert send() == ("solemn", "classic", True)
    assert send(tone="automatic") == ("solemn", "solemn", False)
    assert send(text=TEXT, title="The tram returns") == ("classic", "classic", False)
    check_problem(server.ask("PUT", f"article?url={url}", {"text": SAD, "tone": "merry"}), 400)
    check_problem(server.ask("PUT", f"article?url={url}", {"text": "Short.", "tone": "solemn"}), 400)
    assert "fun" in offers()


@pytest.mark.usefixtures("unchanged")
def test_an_article_elsewhere_is_not_taken(server: Server) -> None:
    answer = server.ask("PUT", "article?url=https://elsewhere.example/", {"text": TEXT})
    check_problem(answer, 403, "foreign_url")
