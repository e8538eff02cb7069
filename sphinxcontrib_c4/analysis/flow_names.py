"""Names of flows that can be typed: the name of a flow, or its ends and the words of its label.

Every flow has a name: its id, or the ids of both ends. A flow without an id that shares these ends with another one
gets a number, which depends on the order of the file. ``source:target:label-words`` names the same flow by its
content alone, and ``source:target`` names all flows from one element, or anything inside it, to another. No form needs
quotes in a shell: ids consist of letters, digits, ``_`` and ``-``, and ``:`` occurs in none of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import product

from sphinxcontrib_c4.model import (
    Flow,
    Model,
    NameLookupError,
    UnknownNameError,
    lineage,
    nearest,
    quoted,
    resolve,
    suggestion,
)

_ARROW = re.compile(r"(?<!\s)\s*(?:->|→)\s*")
_NOT_A_WORD = re.compile(r"[\W_]+")


class UnknownFlowError(NameLookupError):
    """No flow has a name; ``str()`` explains it with the nearest names."""

    def __init__(self, name: str, problem: str, nearest_names: Iterable[str]) -> None:
        """Store the name, and explain the problem."""
        advice = suggestion(nearest_names)
        super().__init__(name, f"{problem}; {advice}" if advice else problem)


class FlowNames:
    """The flows of a model by the names that can be typed for them."""

    def __init__(self, model: Model) -> None:
        """Index the flows of ``model``."""
        self._model = model
        self._by_name = {flow.name: flow for flow in model.flows}

    # --- From a name to flows ---

    def resolve(self, name: str) -> tuple[Flow, ...]:
        """Return the flows that ``name`` stands for, at least one, in the order of the model.

        Raises:
            model.NameLookupError: no flow has this name, or several flows have it as their short name.
        """
        if name not in self._by_name and (":" in name or _ARROW.search(name)):
            return self._flows_between(name)
        try:
            return (self._by_name[resolve(name, self._by_name)],)
        except UnknownNameError as error:
            names = error.nearest or nearest(name, {key: flow.label for key, flow in self._by_name.items()})
            raise UnknownFlowError(name, f"no flow is named {quoted(name)}", names) from None

    def _flows_between(self, name: str) -> tuple[Flow, ...]:
        """Return the flows that ``source:target`` or ``source:target:label-words`` names."""
        first, second, *words = _ARROW.sub(":", name, count=1).split(":", 2)
        source, target = self._element(first), self._element(second)
        between = self._between(source, target)
        if not between:
            raise UnknownFlowError(name, f"no flow leads from {source} to {target}", self._near_pairs(source, target))
        flows = tuple(flow for flow in between if not words or label_words(flow.label) == label_words(words[0]))
        if not flows:
            labels = {label_words(flow.label): flow.label for flow in between}
            close = nearest(label_words(words[0]), labels) or tuple(labels)[:3]
            problem = f"no flow from {source} to {target} has the label {quoted(words[0])}"
            raise UnknownFlowError(name, problem, (f"{source}:{target}:{label}" for label in close))
        return flows

    def _element(self, name: str) -> str:
        stripped = name.strip()
        return resolve(self._model.aliases.get(stripped, stripped), self._model.elements)

    def _between(self, source: str, target: str) -> tuple[Flow, ...]:
        return tuple(
            flow for flow in self._model.flows if source in lineage(flow.source) and target in lineage(flow.target)
        )

    def _near_pairs(self, source: str, target: str) -> Iterator[str]:
        """Yield the opposite direction if there are such flows, else the targets of flows from ``source``."""
        if self._between(target, source):
            yield f"{target}:{source}"
            return
        targets = {flow.target: "" for flow in self._model.flows if source in lineage(flow.source)}
        yield from (f"{source}:{name}" for name in nearest(target, targets) or tuple(targets)[:3])

    # --- From a flow to its name ---

    def typed(self, name: str) -> str:
        """Return the name to type for the flow ``name``: one that does not change when entries change places."""
        flow = self._by_name[name]
        if not self._is_numbered(flow):
            return flow.name
        pair = f"{flow.source}:{flow.target}"
        if self._pair_counts[flow.source, flow.target] == 1:
            return pair
        words = label_words(flow.label)
        is_unique = words and self._words_counts[flow.source, flow.target, words] == 1
        return f"{pair}:{words}" if is_unique else flow.name

    def _is_numbered(self, flow: Flow) -> bool:
        """Return whether the name of ``flow`` was made from its ends, and entries with such names have a number."""
        base = f"{_short(flow.source)}-{_short(flow.target)}"
        match = re.fullmatch(rf"(.*?){re.escape(base)}(-\d+)?", flow.name)
        if match:
            return bool(match[2]) or f"{flow.name}-2" in self._by_name
        return bool(re.fullmatch(rf"{re.escape(flow.source)}\.{re.escape(_short(flow.target))}-\d+", flow.name))

    @cached_property
    def _pair_counts(self) -> Counter[tuple[str, str]]:
        """The number of flows from one element, or anything inside it, to another."""
        pairs = (product(lineage(flow.source), lineage(flow.target)) for flow in self._model.flows)
        return Counter(pair for ends in pairs for pair in ends)

    @cached_property
    def _words_counts(self) -> Counter[tuple[str, str, str]]:
        """The number of flows that ``source:target:label-words`` names."""
        return Counter(
            (*pair, label_words(flow.label))
            for flow in self._model.flows
            for pair in product(lineage(flow.source), lineage(flow.target))
        )


def label_words(label: str) -> str:
    """Return the words of a label in lower case, joined by hyphens: ``order-with-address``."""
    return _NOT_A_WORD.sub("-", label.casefold()).strip("-")


def _short(name: str) -> str:
    return name.rsplit(".", 1)[-1]
