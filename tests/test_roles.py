"""Roles and rights: the table is walked whole."""

from pathlib import Path

import pytest

from widgets.errors import Forbidden
from widgets.roles import DESCRIPTIONS, TABLE, Right, Role, check, may

ALLOWED = {
    Role.OWNER: "see write publish moderate export invite configure audit",
    Role.EDITOR: "see write publish moderate export",
    Role.MODERATOR: "see moderate export",
    Role.CONTRIBUTOR: "see write",
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", Right)
def test_each_role_has_just_the_rights_it_is_said_to_have(role: Role, right: Right):
    allowed = right.name.lower() in ALLOWED[role].split()
    assert may(role, right) is allowed
    if allowed:
        check(role, right)
    else:
        with pytest.raises(Forbidden) as refused:
            check(role, right)
        assert refused.value.code == "no_right"
        assert right.value in refused.value.detail


def test_every_right_is_in_the_table_and_every_role_is_described():
    assert set(TABLE) == set(Right)
    assert set(DESCRIPTIONS) == set(Role)


def test_whoever_may_more_may_all_that_those_below_may():
    assert all(may(Role.OWNER, right) for right in Right)
    assert {r for r in Right if may(Role.MODERATOR, r)} <= {r for r in Right if may(Role.EDITOR, r)}


def test_a_refusal_names_whom_to_ask():
    with pytest.raises(Forbidden, match="ask an owner or an editor"):
        check(Role.CONTRIBUTOR, Right.PUBLISH)


def test_the_studios_page_of_the_docs_shows_this_table():
    page = Path(__file__).resolve().parents[1] / "docs" / "studio.md"
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.read_text().splitlines()
            if line.startswith("|")]  # fmt: skip
    roles = [Role(name) for name in rows[0][1:]]
    written = [{role for role, cell in zip(roles, row[1:], strict=True) if cell == "yes"} for row in rows[2:]]
    assert written == [set(TABLE[right]) for right in Right]
