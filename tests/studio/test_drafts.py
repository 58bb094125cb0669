"""Drafts that wait, are approved or declined, and the lists in which widgets and versions are found."""

from urllib.parse import quote

import pytest

from tests.studio.desk import seat
from tests.studio.editor import Page, create, refuse_with, send, spec_of
from widgets.ledger import deeds
from widgets.roles import Role

LONG_AGO = quote("2001-05-04T12:00:00+00:00,w_" + "A" * 22)


def test_a_contributor_writes_drafts_and_an_editor_publishes_them(ada):
    carl = seat(ada.service, "carl.desk", Role.CONTRIBUTOR)
    path = create(carl, "Carl's")
    assert carl.post(f"{path}/publication", {"do": "publish", "revision": "1"}).status_code == 403
    assert carl.post(f"{path}/publication", {"do": "wish", "revision": "1"}).status_code == 303
    assert "Carl.Desk asks for approval" in ada.see("/studio/demo/widgets?status=waiting")
    assert ada.post(f"{path}/publication", {"do": "publish", "revision": "1"}).status_code == 303
    assert "Carl&#39;s" not in ada.see("/studio/demo/widgets?status=waiting")
    pairs = Page(carl.see(path)).pairs
    refused = send(carl, path, pairs, title="Carl again")
    assert (refused.status_code, '<dd dir="auto">Carl again</dd>' in refused.text) == (403, True)
    assert spec_of(ada, path)["title"] == "Carl's"


def test_a_draft_is_declined_with_a_word_and_the_log_says_so_with_it(ada):
    cleo = seat(ada.service, "cleo.desk", Role.CONTRIBUTOR)
    path = create(cleo, "Cleo draws")
    assert cleo.post(f"{path}/publication", {"do": "wish", "revision": "1"}).status_code == 303
    decline = {"do": "decline", "revision": "1"}
    assert cleo.post(f"{path}/publication", decline | {"reason": "Mine."}).status_code == 403
    unsaid = ada.post(f"{path}/publication", decline | {"reason": " "})
    assert unsaid.status_code == 400
    assert "Say in a sentence why" in unsaid.text
    assert ada.post(f"{path}/publication", decline | {"reason": "Which <b>?"}).status_code == 303
    for place in ("", "/publication"):
        assert "Ada.Desk declined to publish this" in cleo.see(f"{path}{place}")
        assert "Which &lt;b&gt;?" in cleo.see(f"{path}{place}")
    assert "declined to publish the poll." in ada.see("/studio/demo/log")
    late = ada.post(f"{path}/publication", decline | {"reason": "Kept as it was typed."})
    assert late.status_code == 409
    assert "somebody else has decided" in late.text
    assert "Kept as it was typed." in late.text
    assert cleo.post(f"{path}/publication", {"do": "wish", "revision": "1"}).status_code == 303
    assert "declined to publish this" not in cleo.see(path)


def test_nothing_is_declined_that_the_log_cannot_tell_of(ada, monkeypatch):
    cory = seat(ada.service, "cory.desk", Role.CONTRIBUTOR)
    path = create(cory, "Cory draws")
    cory.post(f"{path}/publication", {"do": "wish", "revision": "1"})
    with monkeypatch.context() as patch:
        patch.setattr(deeds, "note_change", refuse_with("ledger_away", "Postgres is away."))
        declined = {"do": "decline", "revision": "1", "reason": "No."}
        assert ada.post(f"{path}/publication", declined).status_code == 503
    assert "asks for approval" in cory.see(f"{path}/publication")


def test_the_list_keeps_what_is_looked_for_in_its_address(ada):
    path = create(ada, "Rare <words> to find")
    text = ada.see("/studio/demo/widgets?search=rare+WORDS&format=poll&status=draft")
    assert path in text
    assert 'value="rare WORDS"' in text
    assert path not in ada.see("/studio/demo/widgets?search=rare+words&status=published")
    assert "Try fewer of them" in ada.see("/studio/demo/widgets?search=nothing+like+that")
    assert "Nothing waits" in ada.see("/studio/demo/widgets?status=waiting&after=" + LONG_AGO)


@pytest.mark.parametrize("wrong", ["after=zzz", "after=,", "status=gone", "search=%01", "after=" + "9" * 99])
def test_a_list_that_is_asked_for_nonsense_says_so(ada, wrong):
    assert ada.get(f"/studio/demo/widgets?{wrong}").status_code == 400


@pytest.mark.parametrize("wrong", ["zzz", "0", "-1", "9" * 30])
def test_versions_do_not_go_on_from_nonsense(ada, wrong):
    assert ada.get(f"{create(ada)}/versions?before={wrong}").status_code == 400
