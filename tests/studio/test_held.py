"""What readers have uploaded, before the eyes of moderators and of nobody else."""

from tests.api.serving import ORIGIN
from tests.api.uploads import PICTURE
from widgets.roles import Role


def test_moderators_of_the_site_see_what_nobody_else_may(studio, seated):
    token = studio.mint()
    headers = {"authorization": f"Bearer {token}", "content-type": "image/png", "origin": ORIGIN}
    media = studio.client.post("/v1/uploads", content=PICTURE, headers=headers).json()["media"]
    desk = seated("mia", Role.MODERATOR)
    seen = desk.get(f"/studio/demo/uploads/{media}/480.webp")
    assert (seen.status_code, seen.headers["content-type"]) == (200, "image/webp")
    assert "sandbox" in seen.headers["content-security-policy"]
    assert seen.headers["cache-control"].startswith("private")
    assert studio.client.get(f"/media/{media}/480.webp").status_code == 404
    for path in (f"{media}/481.webp", f"{media}/given", "m_" + "A" * 22 + "/480.webp"):
        assert desk.get(f"/studio/demo/uploads/{path}").status_code == 404
    foreign = seated("otto", Role.OWNER, "other")
    assert foreign.get(f"/studio/other/uploads/{media}/480.webp").status_code == 404
    assert foreign.get(f"/studio/demo/uploads/{media}/480.webp").status_code == 404
    stranger = studio.client.get(f"/studio/demo/uploads/{media}/480.webp", follow_redirects=False)
    assert stranger.status_code != 200
