"""Parts of a fresh workspace with every table."""

import pytest

from core.db import Base
from serving import wiring
from serving.settings import Settings
from tests.conftest import load_tables


@pytest.fixture
def parts(tmp_path, clock):
    load_tables()
    built = wiring.build(Settings(workspace=tmp_path / "work"), clock=clock)
    Base.metadata.create_all(built.db.engine)
    yield built
    built.db.close()
