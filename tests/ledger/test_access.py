"""What keeps a process from using Postgres; the console script's tests tell most of it."""

from alembic.config import Config
from alembic.script import ScriptDirectory

from widgets.ledger.access import REVISIONS
from widgets.ledger.migration import MIGRATIONS


def test_the_files_numbers_are_alembics_revisions_in_its_order():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    revisions = [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()]
    assert list(reversed(revisions)) == REVISIONS
