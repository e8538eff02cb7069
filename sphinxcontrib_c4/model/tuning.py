"""What ``landscape.yaml`` says to the analysis, held against the elements and flows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sphinxcontrib_c4.model.document import At, Document, Entries
from sphinxcontrib_c4.model.elements import Flow
from sphinxcontrib_c4.model.faults import quoted
from sphinxcontrib_c4.model.landscape import Composition
from sphinxcontrib_c4.model.names import AmbiguousName, UnknownName, listed, nearest, resolve, suggestion
from sphinxcontrib_c4.model.schema import CYCLES, RULE, AnalysisEntry


def tuning(whole: Composition, flows: Iterable[Flow]) -> dict[str, Any]:
    """The settings that ``analysis`` gives, with full names; what is wrong with them is reported."""
    document = whole.reading.landscape_document
    tree = document.root.get("analysis") if document is not None and isinstance(document.root, Entries) else None
    if document is None or not tree:
        return {}
    _check_rules(document, tree)
    entry, names = whole.reading.landscape.analysis, _Names(whole, document)
    found: dict[str, Any] = {key: getattr(entry, key) for key in AnalysisEntry.fields if key in tree}
    if "ignore" in tree:
        known = (*whole.elements, *(flow.name for flow in flows))
        places = zip(entry.ignore, tree["ignore"].items_at, strict=True)
        found["ignore"] = tuple(names.full(name, at, known) for name, at in places)
    if "roles" in tree:
        at = tree["roles"].keys_at
        found["roles"] = {names.full(name, at[name], whole.elements): role for name, role in entry.roles.items()}
    if "thresholds" in tree:
        found["thresholds"] = {key: getattr(entry.thresholds, key) for key in tree["thresholds"]}
    return found


def _check_rules(document: Document, tree: Entries) -> None:
    """Report the keys of ``severities`` that no finding bears."""
    known = (*RULE.words, *CYCLES)
    for name in tree.get("severities", ()):
        if name not in known:
            near = suggestion(nearest(name, {one: one for one in known}, count=1))
            hint = near or f"choose {listed(known, 'or')}"
            document.fault(tree["severities"].keys_at[name], f"{quoted(name)} is no rule", hint)


class _Names(NamedTuple):
    """The names in ``landscape.yaml``; what is wrong with one is reported at its place."""

    whole: Composition
    document: Document

    def full(self, name: str, at: At, known: Iterable[str]) -> str:
        """The full name among ``known`` that ``name`` stands for, or ``name`` itself after a report."""
        try:
            return resolve(self.whole.identities.full(name), known)
        except UnknownName as fault:
            if not self.whole.reading.is_broken(name):
                hint = suggestion(fault.nearest) or "name what a model file lists"
                self.document.fault(at, f"nothing in the model is named {quoted(name)}", hint)
        except AmbiguousName as fault:
            message = f"{quoted(name)} can mean {listed(fault.matches, 'or')}"
            self.document.fault(at, message, "write the full name")
        return name
