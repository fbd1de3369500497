"""Forks a worker that delivers all there is, kills it at a random moment, and forks the next one.

It imports once and forks, so that a kill costs milliseconds; it has one thread, so forking is safe.
"""

import json
import os
import random
import signal
import sys
import time

from sqlalchemy import select

from core.errors import Unavailable
from core.outreach.tables import SendingRow
from core.outreach.types import SendState
from tests.crash.sender import gateway


def deliver_all(database_url: str, address: str, secret: str) -> None:
    """Deliver what is queued, and what a dead worker left claimed, in the order of the ledger."""
    made, db = gateway(database_url, address, secret)
    open_states = (SendState.QUEUED, SendState.CLAIMED)
    while True:
        with db.read() as session:
            query = select(SendingRow.id).where(SendingRow.state.in_(open_states))
            waiting = session.scalars(query.order_by(SendingRow.id).limit(500)).all()
        if not waiting:
            return
        for sending_id in waiting:
            try:
                made.deliver(sending_id)
            except Unavailable:
                continue


def main(database_url: str, address: str, secret: str, most_kills: str) -> None:
    """Print how many workers were killed."""
    chance, kills = random.Random(11), 0
    while True:
        child = os.fork()
        if child == 0:
            deliver_all(database_url, address, secret)
            os._exit(0)
        if kills < int(most_kills):
            time.sleep(chance.uniform(0.035, 0.16))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            break
        kills += 1
    json.dump({"kills": kills}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
