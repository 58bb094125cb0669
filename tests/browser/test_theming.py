"""What `docs/theming.md` promises about how elements can be made to look is what there is, and all of it."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "browser" / "src"
DOCS = (ROOT / "docs" / "theming.md").read_text()

NAMED = re.compile(r"""\bpart: ([^,}\n]*["`][^,\n]*)|\b(?:button|row|span)\(("[a-z -]+")""")
"""Where a source gives something its parts: in a view's properties, or as the first word to a helper."""


def parts_in_sources() -> set[str]:
    """Every part that a source names; what is put in by the data is written in braces, as in the docs."""
    named: set[str] = set()
    for path in SOURCES.rglob("*.ts"):
        if path.name == "contract.ts":
            continue
        for found in NAMED.finditer(path.read_text()):
            for text in re.findall(r'"([^"]*)"|`([^`]*)`', found.group(1) or found.group(2)):
                named |= set("".join(text).split())
    return {re.sub(r"\$\{(?:\w+\.)*(\w+)\}", r"{\1}", each) for each in named}


def documented(section: str, pattern: str) -> set[str]:
    """What the tables of a section name in their first column."""
    text = DOCS.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return {
        name for row in re.findall(r"^\| (`.*?) \|", text, re.MULTILINE) for name in re.findall(pattern, row)
    }


def test_every_part_is_documented_and_every_documented_part_is_there() -> None:
    found, told = parts_in_sources(), documented("Parts", r"`([^`]+)`")
    assert sorted(found - told) == [], "Give these parts a line in docs/theming.md"
    assert sorted(told - found) == [], "These parts of docs/theming.md are no more"


def test_every_custom_property_is_documented() -> None:
    sheets = "".join(path.read_text() for path in SOURCES.rglob("*.css"))
    assert documented("Custom properties", r"`(--vox-[a-z-]+)`") == set(re.findall(r"--vox-[a-z-]+", sheets))


def test_every_element_and_attribute_is_documented() -> None:
    defined = set(
        re.findall(r'customElements\.define\("([a-z-]+)"', (SOURCES / "elements/define.ts").read_text())
    )
    assert set(re.findall(r"`<(vox-[a-z]+)", DOCS.partition("\n## Elements\n")[2])) == defined
