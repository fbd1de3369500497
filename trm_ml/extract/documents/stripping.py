"""The door to `metadata` beside it: a file goes into a process and comes back bare."""

import json
import subprocess
import sys
from pathlib import Path

from trm_ml.extract.documents.metadata import BAD, GOOD
from trm_ml.extract.documents.why import UnusableFile, Why

WALL_S = 20.0
_ROOT = Path(__file__).resolve().parents[3]
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from trm_ml.extract.documents.metadata import main; main()"
)


def stripped(content: bytes) -> bytes:
    """Return a file without what it tells of whoever made it.

    Raises:
        UnusableFile: it cannot be taken apart; the sentence says why.
    """
    try:
        done = subprocess.run(  # noqa: S603  our own program, fixed arguments
            [sys.executable, "-s", "-B", "-c", _PROGRAM, str(_ROOT)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"},
            timeout=WALL_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnusableFile(Why.TIME, {"limit": f"{WALL_S:g}"}) from error
    if done.stdout.startswith(GOOD):
        return done.stdout[1:]
    if done.stdout.startswith(BAD):
        why, values = json.loads(done.stdout[1:])
        raise UnusableFile(Why(why), values)
    raise UnusableFile(Why.EXHAUSTED)
