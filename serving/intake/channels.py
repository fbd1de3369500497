"""What the rows of a channel tell besides who somebody is: one adapter a channel.

An adapter reads the cells of one row, may mend the facts that were read from it, and returns what
the source states of the person. It knows no database: what follows from the statements is done
where all of a batch are at hand (`serving.intake.following`).
"""

from collections.abc import Callable

from core.intake.types import Reason
from core.profile.types import Channel
from serving.intake import applications, employees, submissions
from serving.intake.channel_rows import NOTHING, Context, Said, Values
from serving.intake.people import Read

Adapter = Callable[[Values, Read, Context], Said | Reason]
ADAPTERS: dict[Channel, Adapter] = {
    Channel.HR: employees.read_employee,
    Channel.ATS: applications.read,
    Channel.AGENCY: submissions.of_agency,
    Channel.REFERRAL: submissions.of_colleague,
    Channel.BOARD: submissions.of_board,
    Channel.CAMPUS: submissions.of_campus,
    Channel.EVENT: submissions.of_event,
}
# a document alone tells no number and no stage, but these channels tell something by themselves
OF_DOCUMENTS = frozenset({Channel.AGENCY, Channel.BOARD, Channel.CAMPUS})


def said_of(channel: Channel, values: Values, read: Read, context: Context) -> Said | Reason:
    """Return what a row states by its channel; a `Reason` says why it cannot be used."""
    adapter = ADAPTERS.get(channel)
    return NOTHING if adapter is None else adapter(values, read, context)
