"""A site's settings: name, origins, quota, reactions, and the keys of its own servers."""

from typing import Any

from litestar import get, post
from litestar.params import FromPath

from api.answers import Answer
from api.studio.addresses import HOME
from api.studio.forms import read_revision
from api.studio.refusing import status_of
from api.studio.visits import Visit, enter
from api.transport.asgi import AnyRequest
from widgets.errors import Conflicting, Malformed, Refused
from widgets.roles import Right
from widgets.site_settings import Basics, SiteSettings, read_kinds

FIELD_OF = {
    "bad_origins": "origins",
    "bad_origin": "origins",
    "bad_quota": "quota",
    "bad_number": "quota",
    "missing_text": "name",
    "text_too_long": "name",
    "forbidden_character": "name",
}


@get("/{site:str}/settings", include_in_schema=False)
async def show_settings(request: AnyRequest, site: FromPath[str]) -> Answer:
    """Show them."""
    return await draw_settings(await enter(request, site, Right.CONFIGURE))


@post("/{site:str}/settings/basics", include_in_schema=False)
async def change_basics(request: AnyRequest, site: FromPath[str]) -> Answer:
    """Change name, origins and quota."""
    visit = await enter(request, site, Right.CONFIGURE)
    fields = visit.fields
    fields.allow("name", "origins", "quota", "revision")
    try:
        basics = Basics(
            name=fields.one("name"),
            origins=tuple(fields.one("origins").split()),
            page_quota=read_number(fields.one("quota"), "bad_quota", "The quota"),
        )
        now = await tools(visit).find(site, read_revision(fields.one("revision")))
        await tools(visit).change(visit.deed(), now, basics)
    except (Malformed, Conflicting) as refusal:
        return await draw_settings(visit, refusal, about="basics")
    return visit.go(path_of(site), "Saved. It holds everywhere within two seconds.")


@post("/{site:str}/settings/reactions", include_in_schema=False)
async def change_reactions(request: AnyRequest, site: FromPath[str]) -> Answer:
    """Change how pages ask for reactions."""
    visit = await enter(request, site, Right.CONFIGURE)
    fields = visit.fields
    fields.allow("id", "icon", "label", "place", "retired", "most", "tone", "follows", "revision")
    try:
        kinds = read_kinds(*(fields.all(name) for name in ("id", "icon", "label", "place", "retired")))
        most = read_number(fields.one("most"), "bad_most", "How many a reader may give")
        now = await tools(visit).find(site, read_revision(fields.one("revision")))
        follows = bool(fields.one("follows"))
        await tools(visit).change_reactions(
            visit.deed(), now, kinds, most, fields.one("tone"), follows_tone=follows
        )
    except (Malformed, Conflicting) as refusal:
        return await draw_settings(visit, refusal, about="reactions")
    return visit.go(path_of(site), "Saved. Pages show it within two seconds.")


@post("/{site:str}/settings/keys", include_in_schema=False)
async def make_key(request: AnyRequest, site: FromPath[str]) -> Answer:
    """Make a key; the page shows it, this once."""
    visit = await enter(request, site, Right.CONFIGURE)
    visit.fields.allow("key-name")
    try:
        name = visit.fields.one("key-name")
        key = await visit.running.voxpop.site_keys.issue(site, name, visit.deed())
    except (Malformed, Conflicting) as refusal:
        return await draw_settings(visit, refusal, about="keys")
    return visit.go(path_of(site), "The key is made. Copy it: it is shown only now.", key)


@post("/{site:str}/settings/keys/{key:str}/revocation", include_in_schema=False)
async def revoke_key(request: AnyRequest, site: FromPath[str], key: FromPath[str]) -> Answer:
    """Let a key open nothing any more."""
    visit = await enter(request, site, Right.CONFIGURE)
    visit.fields.allow()
    await visit.running.voxpop.site_keys.revoke(site, key, visit.deed())
    return visit.go(path_of(site), "The key is revoked: it opens nothing any more.")


async def draw_settings(visit: Visit, refusal: Refused | None = None, about: str = "") -> Answer:
    """Show the page: what was typed into the form that was refused, what stands in the others."""
    id, fields = visit.at().id, visit.fields
    site = await tools(visit).find(id)
    spec = tools(visit).reactions(site)
    basics: dict[str, Any] = {
        "name": site.name,
        "origins": "\n".join(site.origins),
        "quota": str(site.page_quota),
    }
    kinds = [(kind.id, kind.icon, kind.label, kind.retired) for kind in spec.kinds]
    reactions: dict[str, Any] = {"kinds": kinds, "most": str(spec.most), "tone": spec.tone}
    reactions["follows"] = site.follows_tone
    if about == "basics":
        basics = {name: fields.one(name) for name in basics}
    elif about == "reactions":
        typed = zip(fields.all("id"), fields.all("icon"), fields.all("label"), strict=False)
        retired = fields.all("retired")
        reactions = {"kinds": [(id, icon, label, id in retired) for id, icon, label in typed]}
        reactions |= {name: fields.one(name) for name in ("most", "tone", "follows")}
    field = FIELD_OF.get(refusal.code, "") if refusal and about == "basics" else ""
    stale = refusal is not None and refusal.code == "stale_edit"
    return visit.draw(
        "settings.html",
        status=412 if stale else status_of(refusal) if refusal else 200,
        now_standing=site if stale else None,
        revision=site.revision,
        basics=basics,
        reactions=reactions,
        keys=await visit.running.voxpop.site_keys.list(id),
        key_name=fields.one("key-name"),
        trouble={f"{about}-{field}": refusal.detail} if refusal else {},
    )


def tools(visit: Visit) -> SiteSettings:
    """Give the use case."""
    return visit.running.studio.settings


def read_number(text: str, code: str, what: str) -> int:
    """Read a number. Raises Malformed."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Malformed(code, f"{what} is a whole number, such as 1000.")
    return int(text)


def path_of(site: str) -> str:
    """Give the address of the page."""
    return f"{HOME}/{site}/settings"


HANDLERS = [show_settings, change_basics, change_reactions, make_key, revoke_key]
