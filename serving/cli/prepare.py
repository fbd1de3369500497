"""``trm prepare``: makes what is made once, so that nobody waits for it later."""

import click

from serving.cli import language
from serving.cli.exits import exit_codes, lang_option


@click.command()
@lang_option
@exit_codes
def prepare() -> None:
    """Convert the encoder and lay out the lexicon's vectors; done at set-up, idempotent."""
    from serving import settings, wiring

    parts = wiring.build(settings.load())
    encoder, vectors = parts.encoder(), parts.lexicon_vectors()
    click.echo(
        language.say(
            en=f"Ready: encoder {encoder.id}, lexicon {vectors.id}.",
            zh=f"已就绪：编码器 {encoder.id}，词表 {vectors.id}。",
        ),
        err=True,
    )


COMMANDS: list[click.Command] = [prepare]
