"""Carries an erasure out: every store that holds something of the person, one after the other.

Each store is noted when it is done, so whoever is stopped goes on where it was, and a store that
fails keeps the request open with the reason. The ledger of erasures outside of the database is what
a restored backup is held against.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from core import jobs
from core.actor import SYSTEM
from core.consent import suppression
from core.consent.types import NewSuppression
from core.errors import NotFound, TalentError
from core.jobs import JobName, Progress
from core.profile import repository as profile
from core.profile import rules as profile_rules
from core.profile.repository import vectors
from core.subject import repository, service
from core.subject.types import Erasure, Store

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from serving.wiring import Parts

LEDGER = "erasures.jsonl"


def enqueue(session: "Session", erasure: Erasure, *, now: datetime) -> str:
    """Have an erasure carried out in the background."""
    return jobs.enqueue(session, JobName.ERASE, {"erasure_id": erasure.id}, now=now, key=erasure.id)


def erase(parts: "Parts", payload: Mapping[str, Any], progress: Progress) -> None:
    """Run the job `ERASE`."""
    carry_out(parts, str(payload["erasure_id"]))


def carry_out(parts: "Parts", erasure_id: str) -> Erasure:
    """Empty every store that is not noted as empty yet; return how the request stands.

    Raises:
        TalentError, OSError: a store could not be emptied; the request says which, and is open.
    """
    with parts.db.read() as session:
        erasure = repository.get(session, erasure_id)
    for store in erasure.open_stores:
        try:
            _STEPS[store](parts, erasure)
        except (TalentError, OSError) as error:
            with parts.db.write() as session:
                service.note_failure(session, erasure_id, store, str(error))
            raise
        with parts.db.write() as session:
            erasure = service.note(session, erasure_id, store, now=parts.clock.now())
    return erasure


def ledger(workspace: Path) -> Path:
    """Return where the erasures are listed outside of the database."""
    return workspace / "audit" / LEDGER


def listed(path: Path) -> list[str]:
    """Return everybody in a ledger of erasures, oldest first, once each; none without a file."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(json.loads(line)["talent_id"] for line in lines if line.strip()))


def _database(parts: "Parts", erasure: Erasure) -> None:
    now = parts.clock.now()
    with parts.db.write() as session:
        hashes = _text_hashes(parts, session, erasure.talent_id)
        vectors.drop_vectors(session, hashes)
        _mark_addresses(parts, session, erasure.talent_id, now=now)
        service.erase_rows(session, erasure.id, now=now)


def _mark_addresses(parts: "Parts", session: "Session", talent_id: str, *, now: datetime) -> None:
    """Keep a keyed hash of every address, so that nobody erased is written to after an import."""
    talent = profile.get_many(session, SYSTEM, [talent_id]).get(talent_id)
    for kind, address in profile_rules.identifiers(talent.facts) if talent else ():
        mark = NewSuppression(kind, address, "erased")
        suppression.suppress(session, SYSTEM, parts.marker, mark, now=now)


def _text_hashes(parts: "Parts", session: "Session", talent_id: str) -> list[str]:
    """Return the content hashes of every text the person had, as their records tell it."""
    from serving import indexing
    from trm_ml.extract.candidate import to_candidate

    try:
        records = profile.sources_of(session, SYSTEM, talent_id)[::-1]
    except NotFound:
        return []
    texts = []
    for count in range(1, len(records) + 1):
        facts = profile_rules.derive(records[:count]).facts
        now = parts.clock.now()
        texts.append(to_candidate(talent_id, facts, parts.lexicon(), now=now).text)
    return [indexing.content_hash(one) for one in dict.fromkeys(texts)]


def _attachments(parts: "Parts", erasure: Erasure) -> None:
    for stored_as in _pending(parts, erasure, Store.ATTACHMENTS):
        parts.attachments.remove(stored_as)


def _uploads(parts: "Parts", erasure: Erasure) -> None:
    from serving.intake.keeping import shelf

    for stored_as in _pending(parts, erasure, Store.UPLOADS):
        shelf(parts).remove(stored_as)


def _pending(parts: "Parts", erasure: Erasure, store: Store) -> list[str]:
    with parts.db.read() as session:
        return list(repository.get(session, erasure.id).pending.get(store.value, []))


def _search(parts: "Parts", _erasure: Erasure) -> None:
    """Rewrite what a database keeps of deleted rows: the full-text index, the log, dead pages."""
    if parts.db.is_sqlite:
        with parts.db.write() as session:
            session.execute(text("INSERT INTO talent_search (talent_search) VALUES ('optimize')"))
        with parts.db.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise OSError("the write-ahead log is in use; it is emptied at the next try")
        return
    with parts.db.engine.connect() as connection:
        apart = connection.execution_options(isolation_level="AUTOCOMMIT")
        apart.execute(text("VACUUM"))


def _index(parts: "Parts", _erasure: Erasure) -> None:
    from serving import indexing
    from trm_ml.ranking.generations import Generations

    if Generations(parts.paths.index).current():
        indexing.build(parts, embedding=False)


def _ledger(parts: "Parts", erasure: Erasure) -> None:
    path = ledger(parts.paths.workspace)
    path.parent.mkdir(parents=True, exist_ok=True)
    at = erasure.requested_at.isoformat()
    with path.open("a", encoding="utf-8") as file:
        for talent_id in (erasure.talent_id, *_pending(parts, erasure, Store.LEDGER)):
            file.write(json.dumps({"talent_id": talent_id, "at": at}) + "\n")


_STEPS: dict[Store, Callable[["Parts", Erasure], None]] = {
    Store.DATABASE: _database,
    Store.ATTACHMENTS: _attachments,
    Store.UPLOADS: _uploads,
    Store.SEARCH: _search,
    Store.INDEX: _index,
    Store.LEDGER: _ledger,
}
