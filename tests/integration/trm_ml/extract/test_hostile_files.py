"""A corpus of files built to do harm: each is refused in words or read, in time, and nothing leaks.

After each the next document is read. What only the limit of time ends gets three seconds here and
the service's twenty in ``make test-long``.
"""

import os
import re
import socket
import time
from pathlib import Path

import pytest

from tests.integration.trm_ml.extract.hostile_files import ATTACKS, ESCAPED
from trm_ml.extract.documents.reader import WALL_S, DocumentReader
from trm_ml.extract.documents.why import UnusableFile

FULL = os.environ.get("TRM_LONG") == "1"


@pytest.fixture(scope="module")
def patient():
    with DocumentReader() as found:
        yield found


@pytest.fixture(scope="module")
def hasty():
    with DocumentReader(wall_s=WALL_S if FULL else 3.0) as found:
        yield found


@pytest.fixture(scope="module")
def listening():
    """Where the files try to call; nobody may."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server
        with pytest.raises(TimeoutError):
            server.accept()


def test_the_corpus_is_whole():
    assert len(ATTACKS) >= 90


@pytest.mark.parametrize("name", list(ATTACKS))
def test_what_is_built_to_do_harm_does_none(patient, hasty, listening, name):
    attack = ATTACKS[name]
    reader = hasty if attack.slow else patient
    content = attack.make(f"http://127.0.0.1:{listening.getsockname()[1]}/")
    reader.start()
    began = time.monotonic()
    try:
        said, text = "", reader.read(content).text
    except UnusableFile as error:
        said, text = error.en, None
    assert time.monotonic() - began < WALL_S + 5  # and the time to hand it over
    if not (attack.slow and "seconds" in said):
        assert (bool(said), text) == (bool(attack.refused), attack.text)
        assert re.search(attack.refused, said)
    assert reader.read("还在".encode()).text == "还在"
    for place in (Path("/"), Path("/tmp"), Path.cwd()):
        assert not any(ESCAPED in item.name for item in place.iterdir())
