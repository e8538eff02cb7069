"""The formats of views and models for other tools.

A format is a module of this package with a function ``write(model, views, keys)`` that returns the text of a file. It
is imported when it is used first: some formats need packages that take long to import.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType

from sphinxcontrib_c4.model import Model
from sphinxcontrib_c4.views import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format: the suffix of its files and the module that writes them.

    If it ``includes_model``, one file holds the model and all views; otherwise each view can have a file of its own.
    If it ``folds_groups``, a view may show a group as one box that is not in the model.
    """

    suffix: str
    module: str
    includes_model: bool = False
    folds_groups: bool = True

    def write(self, model: Model, views: Sequence[View], keys: Sequence[str] = ()) -> str:
        """Return the text of a file; ``keys`` are those of ``views``, by default derived from their names."""
        text: str = import_module(f"sphinxcontrib_c4.exports.{self.module}").write(model, views, keys)
        return text


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "c4plantuml": Format(suffix=".puml", module="plantuml"),
        "mermaid": Format(suffix=".mmd", module="mermaid"),
        "dot": Format(suffix=".dot", module="dot"),
        "structurizr-dsl": Format(suffix=".dsl", module="dsl", includes_model=True, folds_groups=False),
        "json": Format(suffix=".json", module="json_format", includes_model=True),
    }
)
