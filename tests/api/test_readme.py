"""The README's examples and figures of speech, tried out."""

import os
import re
import subprocess
from pathlib import Path

from tests.api.serving import SITE
from widgets.ledger import sites
from widgets.ledger.connection import open_engine
from widgets.settings import Settings, variable

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def section(title: str) -> str:
    """Give what stands under a heading."""
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def block(title: str, language: str) -> str:
    """Give the first fenced block of a language under a heading."""
    found = re.search(rf"```{language}\n(.*?)```", section(title), re.DOTALL)
    assert found, f"no {language} block under {title!r}"
    return found.group(1)


def test_every_setting_stands_in_the_table_with_its_default():
    told: dict[str, str] = {}
    for names, shown in re.findall(r"^\| (`VOXPOP_[^|]+) \| ([^|]*) \|", section("Settings"), re.MULTILINE):
        told |= dict(zip(re.findall(r"\w+", names), shown.replace("`", "").split(", "), strict=True))
    fields = Settings.__struct_fields__
    defaults = dict(zip(reversed(fields), reversed(Settings.__struct_defaults__), strict=False))
    assert told == {
        variable(field): str(defaults[field] or "none") if field in defaults else "must be set"
        for field in fields
    }


def test_the_calls_of_the_readme_work_as_they_stand(own_service):
    service = own_service()
    origin = f"http://127.0.0.1:{service.port}"

    async def admit() -> None:
        engine = open_engine(service.settings.database_url)
        await sites.keep(engine, type(SITE)(id="demo", name="Demo", origins=(origin,)))
        await engine.dispose()

    service.run_there(admit)
    points = service.page(f"{origin}/demo")["points"]["id"]
    done = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", block("Speak to it", "sh")],
        env=os.environ | {"VOXPOP": origin, "POINTS": points},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert '"mine":{"":{"vote":1}}' in done.stdout, done.stdout
    assert '"up":1' in done.stdout


def test_the_embedding_is_five_lines_of_elements_that_exist():
    lines = block("Put it into a page", "html").strip().splitlines()
    assert len(lines) == 5
    used = set(re.findall(r"<(vox-\w+)", "\n".join(lines)))
    sources = "\n".join(each.read_text() for each in (ROOT / "browser" / "src").rglob("*.ts"))
    assert used == {"vox-reactions", "vox-shares", "vox-points", "vox-widget"}
    assert all(name in sources for name in used)


def test_everything_the_readme_points_to_is_there():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_commands_of_the_readme_exist():
    offered = subprocess.run(
        ["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for target in set(re.findall(r"`?make ([a-z]+)", README)):
        assert f"make {target} " in offered, target
