"""The signs of a PDF page as they are painted: where, how large, in what colour, over what.

pdfminer interprets the page; this device keeps what layout analysis throws away: render mode,
opacity, optional content, and the order of painting, without which one cannot tell what is seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import apply_matrix_pt, mult_matrix

from trm_ml.extract.documents.types import MAX_GLYPHS
from trm_ml.extract.documents.why import UnusableFile, Why

Colour = tuple[float, float, float]
Box = tuple[float, float, float, float]
_PLAIN_SPACES = frozenset(
    {"DeviceGray", "DeviceRGB", "DeviceCMYK", "CalGray", "CalRGB", "ICCBased"}
)
_INVISIBLE = 3


@dataclass(slots=True)
class Glyph:
    """One sign. ``size`` is its height in points; ``order`` counts what was painted before."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    order: int
    colour: Colour | None
    invisible: bool
    layer_off: bool
    upright: bool


@dataclass(frozen=True, slots=True)
class Paint:
    """A filled area or a picture; ``colour`` is ``None`` if unknown or a picture."""

    box: Box
    order: int
    colour: Colour | None
    picture: bool
    rectangle: bool

    def covers(self, glyph: Glyph) -> bool:
        """Tell whether the middle of the sign lies in it."""
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.y + glyph.size * 0.3
        x0, y0, x1, y1 = self.box
        return x0 <= x <= x1 and y0 <= y <= y1


class State(PDFGraphicState):  # type: ignore[misc]
    """Graphics state with opacity."""

    def __init__(self) -> None:
        super().__init__()
        self.alpha = 1.0

    def copy(self) -> "State":
        """Return a copy, as the q operator asks for."""
        other = State()
        other.__dict__.update(self.__dict__)
        return other


class Interpreter(PDFPageInterpreter):  # type: ignore[misc]
    """Adds opacity and optional content to pdfminer's interpreter."""

    device: "Page"

    def init_state(self, ctm: Any) -> None:
        """Begin a content stream."""
        super().init_state(ctm)
        self.graphicstate = State()

    def do_gs(self, name: Any) -> None:
        """Take over the opacity of an extended graphics state."""
        states = resolve1(self.resources.get("ExtGState")) or {}
        found = resolve1(states.get(getattr(name, "name", ""))) or {}
        alpha = resolve1(found.get("ca")) if isinstance(found, dict) else None
        if isinstance(alpha, int | float):
            self.graphicstate.alpha = float(alpha)

    def do_BDC(self, tag: Any, props: Any) -> None:  # noqa: N802  pdfminer names it after the operator
        """Begin marked content, which may belong to a layer that is off."""
        layers = resolve1(self.resources.get("Properties")) or {}
        reference = layers.get(getattr(props, "name", "")) if isinstance(props, PSLiteral) else None
        self.device.marks.append(
            isinstance(reference, PDFObjRef) and reference.objid in self.device.layers_off
        )

    def do_BMC(self, tag: Any) -> None:  # noqa: N802
        """Begin marked content."""
        self.device.marks.append(False)

    def do_EMC(self) -> None:  # noqa: N802
        """End marked content."""
        if self.device.marks:
            self.device.marks.pop()


class Page(PDFTextDevice):  # type: ignore[misc]
    """Collects the glyphs and paints of one page after the other."""

    def __init__(self, manager: Any, layers_off: frozenset[int]) -> None:
        super().__init__(manager)
        self.layers_off = layers_off
        self.marks: list[bool] = []
        self.total = 0
        self._figures: list[Any] = []
        self._invisible = False
        self._new_page()

    def _new_page(self) -> None:
        self.glyphs: list[Glyph] = []
        self.paints: list[Paint] = []
        self.unmapped = 0
        self._order = 0

    def begin_page(self, page: Any, ctm: Any) -> None:
        """Forget the page before."""
        self._new_page()
        self.marks = []

    def begin_figure(self, name: str, bbox: Box, matrix: Any) -> None:
        """Enter a form or a picture."""
        self._figures.append(self.ctm)

    def end_figure(self, name: str) -> None:
        """Leave it."""
        if self._figures:
            self._figures.pop()

    def render_image(self, name: str, stream: Any) -> None:
        """Note where a picture lies: the unit square under the present matrix."""
        self._paint([(0, 0), (1, 0), (0, 1), (1, 1)], None, picture=True, rectangle=True)

    def paint_path(
        self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]
    ) -> None:
        """Note a filled area by the box around each of its parts."""
        if not fill or getattr(gstate, "alpha", 1.0) < 0.1:
            return
        part: list[tuple[float, float]] = []
        curved = False
        for step in (*path, ("m",)):
            if step[0] == "m":
                if len(part) > 2:
                    colour = rgb(gstate.ncolor, gstate.ncs)
                    self._paint(part, colour, picture=False, rectangle=not curved and len(part) < 6)
                part, curved = [], False
            curved = curved or step[0] in "cvy"
            if len(step) >= 3:
                part.append((float(step[-2]), float(step[-1])))

    def _paint(
        self, points: list[tuple[float, float]], colour: Colour | None, *, picture: bool,
        rectangle: bool,
    ) -> None:  # fmt: skip
        moved = [apply_matrix_pt(self.ctm, point) for point in points]
        xs, ys = [point[0] for point in moved], [point[1] for point in moved]
        self._order += 1
        box = (min(xs), min(ys), max(xs), max(ys))
        self.paints.append(Paint(box, self._order, colour, picture, rectangle))

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """Remember the render mode, then paint sign by sign."""
        self._invisible = (
            textstate.render == _INVISIBLE or getattr(graphicstate, "alpha", 1.0) <= 0.02
        )
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(  # noqa: PLR0913  pdfminer's signature
        self, matrix: Any, font: Any, fontsize: float, scaling: float, rise: float, cid: int,
        ncs: Any, graphicstate: Any,
    ) -> float:  # fmt: skip
        """Keep one sign and return how far it moves the pen."""
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = ""
            self.unmapped += 1
        self.total += 1
        if self.total > MAX_GLYPHS:
            raise UnusableFile(Why.TOO_LONG, {"limit": MAX_GLYPHS})
        advance = float(font.char_width(cid)) * fontsize * scaling
        if text:
            self._keep(text, mult_matrix((1, 0, 0, 1, 0, rise), matrix), advance, fontsize,
                       rgb(graphicstate.ncolor, ncs))  # fmt: skip
        return advance

    def _keep(
        self, text: str, matrix: Any, advance: float, fontsize: float, colour: Colour | None
    ) -> None:
        a, b, c, d, x, y = matrix
        upright = abs(b) <= abs(a) * 0.2 and abs(c) <= abs(d) * 0.2
        x1, _ = apply_matrix_pt(matrix, (advance, 0))
        self.glyphs.append(
            Glyph(
                text, min(x, x1), max(x, x1), y, abs(fontsize) * (c * c + d * d) ** 0.5,
                self._order, colour, self._invisible, any(self.marks), upright,
            )
        )  # fmt: skip


def rgb(colour: Any, space: Any) -> Colour | None:
    """Return a colour as red, green, blue in [0, 1]; ``None`` if it cannot be told."""
    if getattr(space, "name", "DeviceGray") not in _PLAIN_SPACES:
        return None
    try:
        parts = [float(part) for part in (colour if isinstance(colour, list | tuple) else [colour])]
    except (TypeError, ValueError):
        return None
    if len(parts) == 1:
        return (parts[0],) * 3
    if len(parts) == 3:
        return (parts[0], parts[1], parts[2])
    if len(parts) == 4:
        cyan, magenta, yellow, key = parts
        return ((1 - cyan) * (1 - key), (1 - magenta) * (1 - key), (1 - yellow) * (1 - key))
    return None
