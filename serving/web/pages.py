"""Our own pages without the console: signing in by link, the API's documents, no console built."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from serving.problems import language_of

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return one of our pages; ``nonce`` and ``language`` are always there."""
    language = language_of(request.scope)
    html = _TEMPLATES.get_template(template).render(
        nonce=request.scope.get("state", {}).get("nonce", ""), language=language, **values
    )
    return HTMLResponse(html, status)
