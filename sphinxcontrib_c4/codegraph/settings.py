"""Settings of the code graph: what ``landscape.yaml`` declares under ``code_graph``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinxcontrib_c4.codegraph.file_classes import FileClass

if TYPE_CHECKING:
    from sphinxcontrib_c4.model import Model

DEFAULT_THRESHOLD = 0.5
COUPLING = frozenset(("env_var", "package", "service"))
"""Kinds of contracts that couple builds and deployments: no data flows along them."""

_CLASS_KEYS = {
    "sources": FileClass.SOURCE,
    "tests": FileClass.TEST,
    "load_tests": FileClass.LOAD_TEST,
    "generated": FileClass.GENERATED,
}


class RepositoryMapping(NamedTuple):
    """Files of a repository, below ``path``, and the element that they belong to."""

    repo: str
    path: str
    element: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeGraphSettings:
    """How evidence is read and judged.

    Consumers below ``threshold`` give candidates of a lower rank. ``kinds`` are the kinds of contracts
    along which data flows; empty for all but those of builds and deployments. ``services`` maps names
    of services to full names of elements. ``inputs`` are the files of evidence by their kind
    (``bindings``, ``traces``, ``metrics``, ``backstage``), and ``allowed`` the number of flows of each
    state of drift that a check accepts.
    """

    threshold: float = DEFAULT_THRESHOLD
    kinds: frozenset[str] = frozenset()
    repositories: tuple[RepositoryMapping, ...] = ()
    services: Mapping[str, str] = field(default_factory=dict)
    patterns: Mapping[FileClass, tuple[str, ...]] = field(default_factory=dict)
    inputs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    allowed: Mapping[str, int] = field(default_factory=dict)

    def is_data_flow(self, kind: str) -> bool:
        """Return whether data flows along contracts of ``kind``."""
        return kind in self.kinds if self.kinds else kind not in COUPLING


def code_graph_settings(model: Model) -> CodeGraphSettings:
    """Return the settings that the landscape of ``model`` declares, and the defaults of the others."""
    section: Mapping[str, Any] = model.code_graph
    files: Mapping[str, Iterable[str]] = section.get("files", {})
    return CodeGraphSettings(
        threshold=section.get("threshold", DEFAULT_THRESHOLD),
        kinds=frozenset(section.get("kinds", ())),
        repositories=tuple(RepositoryMapping(*row) for row in section.get("repositories", ())),
        services=dict(section.get("services", {})),
        patterns={_CLASS_KEYS[key]: tuple(globs) for key, globs in files.items()},
        inputs={key: tuple(paths) for key, paths in section.get("inputs", {}).items()},
        allowed=dict(section.get("allowed", {})),
    )
