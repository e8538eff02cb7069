"""Descriptions: what the model says of itself, of its scenarios and of its elements, and from which files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinxcontrib_c4.model import Element, Model, ModelFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What the model says of a thing; ``kind`` is that of an element, ``scenario``, or ``""`` for a landscape."""

    name: str
    title: str
    kind: str
    text: str


def descriptions(model: Model) -> dict[str, Description]:
    """What the model says of itself, of its scenarios and of its elements, by their names.

    Of a system that a file is about, that is the description of the file.
    """
    found = [
        Description(name=model.name, title=model.title, kind="", text=model.description),
        *(Description(name=s.name, title=s.title, kind="scenario", text=s.description) for s in model.scenarios),
        *(
            Description(name=e.name, title=e.title, kind=e.kind.value, text=told_of(model, e))
            for e in model.elements.values()
        ),
    ]
    return {each.name: each for each in found}


def told_of(model: Model, element: Element) -> str:
    """What the model says of ``element``: of a system that a file is about, what the file says."""
    about = (file.description for file in model.files if file.primary_system == element.name and file.description)
    return next(about, element.description)


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, which blank lines keep apart, each on one line."""
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return tuple(part for part in parts if part)


def files_about(model: Model, system: str) -> tuple[ModelFile, ...]:
    """The files that are about ``system``; where none is, all files."""
    return tuple(file for file in model.files if file.primary_system == system) or model.files
