"""``trm``: finds the file that holds a command and imports only that one."""

import pkgutil
import sys
from collections.abc import Sequence

import click

# command → where it is; a module is imported when its command is called or its help shown
COMMANDS: dict[str, str] = {
    "demo": "serving.cli.demo:demo",
    "serve": "serving.cli.serve:serve",
    "worker": "serving.cli.serve:worker",
    "migrate": "serving.cli.serve:migrate",
    "doctor": "serving.cli.serve:doctor",
    "prepare": "serving.cli.prepare:prepare",
    "user": "serving.cli.user:user",
    "import": "serving.cli.import_runs:import_",
    "source": "serving.cli.source:source",
    "shortlist": "serving.cli.shortlist:shortlist",
    "jobs-for": "serving.cli.shortlist:jobs_for",
    "dedupe": "serving.cli.dedupe:dedupe",
    "index": "serving.cli.index:index",
    "train": "serving.cli.models:train",
    "evaluate": "serving.cli.models:evaluate",
    "models": "serving.cli.models:models",
    "promote": "serving.cli.models:promote",
    "rollback": "serving.cli.models:rollback",
    "backup": "serving.cli.backup:backup",
    "restore": "serving.cli.backup:restore",
    "erase": "serving.cli.subject:erase",
    "export": "serving.cli.subject:export",
    "file": "serving.cli.main:file_tasks",
    "openapi": "serving.cli.openapi:openapi",
}
FILE_TASKS: dict[str, str] = {
    "rank": "serving.cli.file_rank:rank",
    "extract": "serving.cli.file_extract:extract",
    "propensity": "serving.cli.file_propensity:propensity",
    "dedupe": "serving.cli.file_dedupe:dedupe",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are needed."""

    def __init__(self, name: str, *, table: dict[str, str], text: str) -> None:
        super().__init__(name, help=text, context_settings={"help_option_names": ["-h", "--help"]})
        self._table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of the table."""
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in self._table:
            return None
        command = pkgutil.resolve_name(self._table[cmd_name])
        assert isinstance(command, click.Command)
        return command


file_tasks = LazyGroup(
    "file", table=FILE_TASKS, text="The same engines on plain files: no server, no workspace."
)
trm = LazyGroup(
    "trm",
    table=COMMANDS,
    text="TRM: who fits a job, and why. 人才关系管理。",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``trm``; the exit codes are those of the interface (0 done … 6 refused by a gate)."""
    trm.main(args=list(arguments) if arguments is not None else sys.argv[1:], prog_name="trm")


if __name__ == "__main__":
    main()
