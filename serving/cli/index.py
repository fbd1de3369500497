"""``trm index``: build the index, compare it with its checksums, say how it stands."""

import sys

import click
import orjson

from serving.cli import language
from serving.cli.exits import ModelMissing, exit_codes, lang_option


class Bar:
    """A progress bar on stderr that learns its length as it goes; silent where nobody looks."""

    def __init__(self) -> None:
        from tqdm import tqdm

        self._bar = tqdm(disable=None, file=sys.stderr, unit="", smoothing=0.1)
        self._note = ""

    def __call__(self, done: int, total: int | None = None, note: str = "") -> None:
        """Say how far it is."""
        if note != self._note:
            self._note = note
            self._bar.set_description(note)
        self._bar.total = total
        self._bar.n = done
        self._bar.update(0)

    def close(self) -> None:
        """End the line."""
        self._bar.close()


@click.group()
def index() -> None:
    """Build, verify and show the index of people's vectors and words."""


@index.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--no-embed", is_flag=True, help="Leave new texts for later; words and skills now.")
@lang_option
@exit_codes
def build(*, as_json: bool, no_embed: bool) -> None:
    """Embed who is new, write a new generation, and switch to it."""
    from serving import indexing, settings, wiring
    from serving.cli.serve import bring_up_to_date
    from serving.population import index_state

    parts, bar = wiring.build(settings.load()), Bar()
    bring_up_to_date(parts)
    try:
        name = indexing.build(parts, bar, embedding=not no_embed)
    finally:
        bar.close()
    state = index_state(parts)
    if as_json:
        click.echo(orjson.dumps(state))
    else:
        people = state["indexed"]
        click.echo(
            language.say(en=f"{name}: {people} people indexed.", zh=f"{name}：已索引 {people} 人。")
        )


@index.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@lang_option
@exit_codes
def verify(*, as_json: bool) -> None:
    """Compare every file of every kept generation with its checksums."""
    from serving import settings, wiring
    from trm_ml.ranking.generations import Generations

    store = Generations(wiring.paths_of(settings.load()).index)
    faults = store.verify()
    if as_json:
        click.echo(orjson.dumps({"generations": store.names(), "faults": faults}))
    elif not faults:
        names = ", ".join(store.names())
        click.echo(language.say(en=f"All files are whole: {names}", zh=f"文件完整：{names}"))
    if faults:
        raise ModelMissing(
            language.say(
                en="The index is damaged or missing; run: trm index build\n",
                zh="索引损坏或缺失；请运行：trm index build\n",
            )
            + "\n".join(faults)
        )


@index.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@lang_option
@exit_codes
def status(*, as_json: bool) -> None:
    """Say which generation is in use, how many people it holds, and how far behind it is."""
    from serving import settings, wiring
    from serving.cli.serve import bring_up_to_date
    from serving.population import index_state

    parts = wiring.build(settings.load())
    bring_up_to_date(parts)
    state = index_state(parts)
    if as_json:
        click.echo(orjson.dumps(state))
        return
    for name, value in state.items():
        click.echo(f"{name:12} {value}")
