"""The console script: what `voxpop` can do, and how it says what went wrong, in one line.

Each command imports what it needs when it is known which one it is: that is most of the time a start takes.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from widgets.canonical import origin_of
from widgets.errors import Refused
from widgets.failures import Failed
from widgets.settings import BadSetting, Settings, read_settings

HOME = Path(".data")
"""Where `voxpop dev` keeps the data of its engines."""
DEMO_LOGIN = "demo"
"""Who owns the demo site, without a password."""
ENGINES = ("VOXPOP_DATABASE_URL", "VOXPOP_REDIS_URL")


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says, and give the exit code: 0, 1 for failure, 2 for wrong use."""
    options = parser().parse_args(arguments)
    try:
        if options.command == "dev":
            return develop(options.port)
        if options.command == "propose":
            return propose(options)
        settings = read_settings(find_environment())
        if options.command == "snippet":
            return tell_snippet(settings, options)
        return serve(settings) if options.command == "serve" else command(settings, options)
    except BadSetting as problem:
        return complain(problem, 2)
    except Failed as problem:
        return complain(problem, 1)
    except Refused as refusal:
        return complain(refusal.detail, 1)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read the output has gone; nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def complain(problem: object, code: int) -> int:
    """Say what went wrong and give the exit code."""
    print(f"voxpop: {problem}", file=sys.stderr)
    return code


def find_environment() -> Mapping[str, str]:
    """Give the environment and, unless it names an engine, the settings of what `voxpop dev` runs here."""
    if any(os.environ.get(name) for name in ENGINES) or not HOME.is_dir():
        return os.environ
    from widgets.embedded.instance import find_settings

    return find_settings(HOME) | os.environ


def serve(settings: Settings) -> int:
    """Serve requests until told to stop."""
    from widgets.starting import check_engines

    asyncio.run(check_engines(settings))
    from api.server import serve

    serve(settings)
    return 0


def tell_snippet(settings: Settings, options: argparse.Namespace) -> int:
    """Tell what goes into the pages of a site. Looks at no engine, so not whether there is such a site."""
    from api.public.snippet import make_snippets

    snippets = make_snippets(origin_of(settings.public_url), options.site)
    print(snippets.pinned.html if options.pinned else snippets.html)
    policy = snippets.pinned.csp if options.pinned else snippets.csp
    print(f"A page with a policy of its own has to allow: {policy}", file=sys.stderr)
    return 0


def command(settings: Settings, options: argparse.Namespace) -> int:
    """Do what any other command says."""
    from widgets.commands import COMMANDS

    return asyncio.run(COMMANDS[options.command](settings, options))


def propose(options: argparse.Namespace) -> int:
    """Propose from articles: no engine and no setting is needed; a language model may be set."""
    from widgets.propositions import propose_all
    from widgets.settings import read_model

    return asyncio.run(propose_all(options, read_model(os.environ)))


def develop(port: int) -> int:
    """Run everything, with engines of its own where none are given."""
    from widgets.embedded.plan import Command, Plan
    from widgets.embedded.supervisor import supervise

    program = [sys.executable, "-m", "widgets.cli"]
    plan = Plan(
        home=HOME,
        port=port,
        steps=[Command("Bringing schema and demo site up to date", [*program, "demo", "--migrate"])],
        services=[Command("server", [*program, "serve"]), Command("worker", [*program, "work"])],
        addresses={
            "Demo article": "/demo",
            "Front page": "/demo/front",
            "Gallery": "/demo/gallery",
            "API docs": "/docs",
        },
        offers=[Command("Studio", [*program, "moderator", "link", DEMO_LOGIN])],
    )
    return supervise(plan)


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    top = argparse.ArgumentParser(
        prog="voxpop", description="Reader engagement whose every number can be recounted."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="command")
    dev = commands.add_parser("dev", help="run everything here, with engines of its own")
    dev.add_argument("--port", type=port, default=8000, help="where to serve (8000)")
    commands.add_parser("serve", help="serve requests")
    commands.add_parser("work", help="do the work beside serving")
    commands.add_parser("migrate", help="bring the ledger's tables to this release")
    add_recount(commands.add_parser("recount", help="prove every number, or show which are wrong"))
    add_import(commands.add_parser("import", help="take over numbers counted elsewhere"))
    add_export(commands.add_parser("export", help="write counts, ballots or history as CSV or JSON"))
    add_propose(commands.add_parser("propose", help="propose questions and polls from articles"))
    add_site(commands.add_parser("site", help="create, change and list sites"))
    add_moderator(commands.add_parser("moderator", help="who may come into the studio"))
    add_counts(commands.add_parser("counts", help="what Redis holds"))
    snippet = commands.add_parser("snippet", help="tell what goes into the pages of a site")
    snippet.add_argument("site")
    snippet.add_argument("--pinned", action="store_true", help="this release alone, with integrity values")
    demo = commands.add_parser("demo", help="load the demo site; twice changes nothing")
    demo.add_argument("--migrate", action="store_true", help="bring the tables to this release first")
    return top


def add_recount(recount: argparse.ArgumentParser) -> None:
    """Describe `recount`."""
    recount.add_argument("--site", help="only this site's widgets")
    recount.add_argument("--widget", type=widget, help="only this widget")
    recount.add_argument("--fix", action="store_true", help="put wrong tallies right, in Redis too")


def add_import(imports: argparse.ArgumentParser) -> None:
    """Describe `import`."""
    what = imports.add_subparsers(dest="what", required=True, metavar="what")
    balances = what.add_parser("balances", help="opening balances: CSV of url,format,key,count,source")
    balances.add_argument("file", type=Path)
    balances.add_argument("--site", help="whose pages they are; may be left out if there is only one site")


def add_export(export: argparse.ArgumentParser) -> None:
    """Describe `export`."""
    export.add_argument("what", choices=["counts", "ballots", "history"])
    export.add_argument("--site", help="whose; may be left out if there is only one site")
    export.add_argument("--widget", type=widget, help="only this widget")
    export.add_argument("--json", action="store_true", help="JSON instead of CSV")
    export.add_argument("--to", type=Path, metavar="FILE", help="where to; else to stdout")


def add_propose(propose: argparse.ArgumentParser) -> None:
    """Describe `propose`."""
    propose.add_argument(
        "article", nargs="+", metavar="FILE|URL", help="text, its title first; HTML; or a page"
    )
    propose.add_argument("--json", action="store_true", help="a list with an object for each article")
    propose.add_argument("--published", type=date.fromisoformat, metavar="DATE", help="such as 2031-05-04")
    propose.add_argument("--sensitive", action="store_true", help="about deaths and victims too")


def add_site(site: argparse.ArgumentParser) -> None:
    """Describe `site`."""
    what = site.add_subparsers(dest="what", required=True, metavar="what")
    what.add_parser("list", help="list the sites")
    add = what.add_parser("add", help="create a site, or change what is given of one")
    add.add_argument("id")
    add.add_argument("--name")
    add.add_argument(
        "--origin", action="append", default=[], help="such as https://news.example; may be repeated"
    )
    add.add_argument("--quota", type=int, help="new pages an hour (1000)")
    key = what.add_parser("key", help="make, list and revoke keys for a site's own servers")
    doing = key.add_subparsers(dest="doing", required=True, metavar="doing")
    made = doing.add_parser("add", help="make a key and print it; it cannot be shown again")
    made.add_argument("id")
    made.add_argument("--name", required=True, help="what for, such as 'CMS'")
    doing.add_parser("list", help="list the keys of a site").add_argument("id")
    revoked = doing.add_parser("revoke", help="let a key open nothing any more")
    revoked.add_argument("id")
    revoked.add_argument("key", help="its id, as `list` shows it")


def add_moderator(moderator: argparse.ArgumentParser) -> None:
    """Describe `moderator`."""
    what = moderator.add_subparsers(dest="what", required=True, metavar="what")
    what.add_parser("list", help="list the moderators")
    add = what.add_parser("add", help="add a moderator, or give one a role; prints a link to sign in")
    add.add_argument("login", help="an e-mail address, or a name such as ada")
    add.add_argument("--name", default="", help="what the others call them")
    add.add_argument("--site", help="where; may be left out if there is only one site")
    roles = ["owner", "editor", "moderator", "contributor"]
    add.add_argument("--role", choices=roles, default="owner", help="(owner)")
    for name, does in (
        ("link", "print a link that signs a moderator in once, within an hour"),
        ("disable", "keep a moderator out, and end their sessions"),
        ("enable", "let a moderator in again"),
    ):
        what.add_parser(name, help=does).add_argument("login")


def add_counts(counts: argparse.ArgumentParser) -> None:
    """Describe `counts`."""
    what = counts.add_subparsers(dest="what", required=True, metavar="what")
    what.add_parser("clear", help="remove Voxpop's keys from Redis, as after restoring a backup of Postgres")


def port(text: str) -> int:
    """Read a port."""
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port between 1 and 65535")
    return int(text)


def widget(text: str) -> str:
    """Read a widget id."""
    from widgets.model import WIDGET_ID

    if not WIDGET_ID.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not the id of a widget, which begins with w_")
    return text


if __name__ == "__main__":
    sys.exit(main())
