"""Pictures of views: SVG files that need no other file, PNG and PDF.

The package vl-convert-python (the extra ``pictures``) converts SVG to PNG and PDF.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

from sphinxcontrib_c4.drawing import Scheme, standalone_svg, svg
from sphinxcontrib_c4.layout import Geometry, LayoutFault, lay_out
from sphinxcontrib_c4.model import Model
from sphinxcontrib_c4.views import View, leads_to

_PNG_SCALE = 2
_MISSING = "PNG and PDF require the package vl-convert-python: pip install 'sphinxcontrib-c4[pictures]'"


class PictureFormat(StrEnum):
    """A format of pictures; its value is the suffix of the files without the dot."""

    SVG = "svg"
    PNG = "png"
    PDF = "pdf"


class PictureError(Exception):
    """A picture that cannot be written; ``str()`` explains it and what to do."""


def draw_pictures(
    model: Model, views: Mapping[str, View], form: PictureFormat, scheme: Scheme = Scheme.LIGHT
) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of one file for each view; the keys of ``views`` are the names without suffix.

    A box leads to the file of a closer view if that is among ``views``, or else to the absolute address of its element
    in the model. PNG has two pixels for each px of the drawing.

    Raises:
        PictureError: the package that converts SVG is not installed, the scheme is not fixed in PNG or PDF, or a view
            cannot be laid out.
    """
    convert = _converter(form, scheme)
    files = {view.name: f"{key}.{form}" for key, view in views.items()}
    for (key, view), geometry in zip(views.items(), lay_out(list(views.values())), strict=True):
        if isinstance(geometry, LayoutFault):
            raise PictureError(f"{view.name} cannot be drawn: {geometry.message}")
        yield f"{key}.{form}", convert(_draw(model, view, geometry, files, scheme))


def _draw(model: Model, view: View, geometry: Geometry, files: Mapping[str, str], scheme: Scheme) -> str:
    """Return the text of an SVG file."""
    closer = {name: file for name in _box_names(view) if (file := _closer_file(model, view, name, files))}
    addresses = {name: model.elements[name].url for name in _box_names(view) if name in model.elements}
    absolute = {name: url for name, url in addresses.items() if url.startswith(("http://", "https://"))}
    return standalone_svg(svg(geometry, links={**absolute, **closer}, closer=closer.keys()), scheme)


def _box_names(view: View) -> tuple[str, ...]:
    return tuple(box.element.name for box in view.elements)


def _closer_file(model: Model, view: View, name: str, files: Mapping[str, str]) -> str:
    """Return the file of the view that a box leads to, or ``""`` if it is not among ``files``."""
    targets = (f"{kind}:{subject}" for kind, subject in leads_to(model, view, name))
    return next((files[target] for target in targets if target in files and target != view.name), "")


def _converter(form: PictureFormat, scheme: Scheme) -> Callable[[str], bytes]:
    """Return the function that converts an SVG file.

    Raises:
        PictureError: the package is not installed, or the scheme is not fixed in PNG or PDF.
    """
    if form is PictureFormat.SVG:
        return str.encode
    if scheme is Scheme.AUTO:
        raise PictureError(f"--scheme auto requires --format svg: {form.upper()} has fixed colours; use light or dark")
    try:
        import vl_convert
    except ModuleNotFoundError as error:
        raise PictureError(_MISSING) from error
    if form is PictureFormat.PDF:
        return lambda text: bytes(vl_convert.svg_to_pdf(text))
    return lambda text: bytes(vl_convert.svg_to_png(text, scale=_PNG_SCALE))
