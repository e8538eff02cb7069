"""The formats that views and models can be written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sphinxcontrib_c4.exports.dot import dot
from sphinxcontrib_c4.exports.dsl import dsl
from sphinxcontrib_c4.exports.json_format import plain
from sphinxcontrib_c4.exports.mermaid import mermaid
from sphinxcontrib_c4.exports.plantuml import plantuml
from sphinxcontrib_c4.model import Model
from sphinxcontrib_c4.views import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format: what its files end in, and how views of a model are written in it.

    ``whole`` says that the model itself is written as well, so that one file holds all; ``folds`` that groups may be
    folded into boxes that the model does not have.
    """

    suffix: str
    write: Callable[[Model, Sequence[View], Sequence[str]], str]
    whole: bool = False
    folds: bool = True


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "c4plantuml": Format(suffix=".puml", write=lambda _model, views, _keys: plantuml(views)),
        "mermaid": Format(suffix=".mmd", write=lambda _model, views, _keys: mermaid(views)),
        "dot": Format(suffix=".dot", write=lambda _model, views, _keys: dot(views)),
        "structurizr-dsl": Format(suffix=".dsl", write=dsl, whole=True, folds=False),
        "json": Format(suffix=".json", write=plain, whole=True),
    }
)
