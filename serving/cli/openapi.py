"""``trm openapi``: the OpenAPI document, without a workspace."""

import tempfile
from pathlib import Path

import click
import orjson


def document() -> dict[str, object]:
    """Return the OpenAPI document of the application."""
    from serving import settings, wiring
    from serving.app import create_app

    with tempfile.TemporaryDirectory() as folder:
        parts = wiring.build(settings.load(workspace=Path(folder), database_url="sqlite://"))
        try:
            return create_app(parts).openapi()
        finally:
            parts.db.close()


@click.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File; else stdout.")
def openapi(out: Path | None) -> None:
    """Write the OpenAPI document of the HTTP interface."""
    written = orjson.dumps(document(), option=orjson.OPT_INDENT_2).decode() + "\n"
    if out is None:
        click.echo(written, nl=False)
    else:
        out.write_text(written, encoding="utf-8")


COMMANDS: list[click.Command] = [openapi]
