"""Many requests at the same time, each with a reading and a writing session."""

import threading
import time
from collections import Counter

from fastapi.testclient import TestClient

from core import outbox
from serving.app import create_app
from serving.deps import AT_ONCE, NowDep, ReadingDep, SessionDep, public
from serving.wiring import Parts


def test_requests_that_hold_two_connections_do_not_wait_for_each_other(parts: Parts):
    app, lock = create_app(parts), threading.Lock()
    seen = Counter[str]()

    @app.post("/api/v1/both", dependencies=[public])
    def both(reading: ReadingDep, session: SessionDep, now: NowDep) -> None:
        with lock:
            seen["inside"] += 1
            seen["most"] = max(seen["most"], seen["inside"])
        outbox.head(reading)
        time.sleep(0.02)
        outbox.append(session, "test.happened", "one", {}, now=now)
        with lock:
            seen["inside"] -= 1

    with TestClient(app, base_url="http://testserver") as browser:
        statuses = Counter[int]()

        def post() -> None:
            statuses[browser.post("/api/v1/both").status_code] += 1

        threads = [threading.Thread(target=post) for _ in range(60)]
        begun = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took_s = time.monotonic() - begun
    assert statuses == {200: 60}
    assert 1 < seen["most"] <= AT_ONCE
    assert took_s < 20
    with parts.db.read() as session:
        assert outbox.head(session) == 60
