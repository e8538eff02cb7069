"""All paths between two elements in the graph along which a failure spreads, shortest first.

The search deepens level by level, so that a budget of steps cuts off the longest paths only.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sphinxcontrib_c4.analysis.dependencies.relays import element_of
from sphinxcontrib_c4.analysis.graph.budget import Budget
from sphinxcontrib_c4.analysis.impact.chains import Hop, path_of
from sphinxcontrib_c4.analysis.impact.impact_graph import ImpactGraph, ImpactLink
from sphinxcontrib_c4.model import Mode

_SEARCH_BUDGET = 200_000
_MAX_PATHS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DependencyPath:
    """A path of dependencies; each element occurs once."""

    hops: tuple[Hop, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The elements of the path."""
        return path_of(self.hops)

    @property
    def mode(self) -> Mode:
        """Synchronous if every caller waits, asynchronous if one does not wait, else unknown."""
        modes = {hop.mode for hop in self.hops}
        return next(mode for mode in (Mode.ASYNC, Mode.UNKNOWN, Mode.SYNC) if mode in modes)


@dataclass(frozen=True, slots=True, kw_only=True)
class PathSearch:
    """The paths from ``source`` to ``target``, shortest first; ``complete`` states that there are no others."""

    source: str
    target: str
    paths: tuple[DependencyPath, ...]
    complete: bool


def find_paths(
    graph: ImpactGraph, source: str, target: str, *, starts: frozenset[str], ends: frozenset[str]
) -> PathSearch:
    """Return the paths from one of the elements ``starts`` to one of ``ends``, which touch no others of either."""
    search = _PathFinder(graph, starts, ends)
    paths = {path.names: path for path in search.run()}
    return PathSearch(
        source=source,
        target=target,
        paths=tuple(paths[names] for names in sorted(paths, key=lambda names: (len(names), names))),
        complete=search.is_complete,
    )


class _PathFinder:
    """A depth-first search with a growing limit, over nodes from which the target is within the limit.

    The limit grows to the length of the shortest path that it has cut off.
    """

    def __init__(self, graph: ImpactGraph, starts: frozenset[str], ends: frozenset[str]) -> None:
        """Prepare the search from the nodes of ``starts`` to those of ``ends``."""
        self._starts = graph.nodes_of(starts)
        self._ends = frozenset(graph.nodes_of(ends))
        self._successors: dict[str, list[ImpactLink]] = {}
        for link in graph.links.values():
            if link.target not in self._starts and link.source not in self._ends:
                self._successors.setdefault(link.source, []).append(link)
        self._distances = _distances(self._successors, self._ends)
        self._budget = Budget(_SEARCH_BUDGET)
        self._next_length: int | None = None
        self.is_complete = False

    def run(self) -> Iterator[DependencyPath]:
        """Yield the paths by their number of links, until all are found or a limit is reached."""
        number = 0
        self._next_length = 1
        while self._next_length and self._budget.left and number < _MAX_PATHS:
            length, self._next_length = self._next_length, None
            for start in self._starts:
                for links in self._walk(start, length):
                    yield DependencyPath(hops=_hops(links))
                    number += 1
                    if number >= _MAX_PATHS:
                        return
        self.is_complete = not self._next_length and self._budget.left > 0

    def _walk(self, start: str, length: int) -> Iterator[tuple[ImpactLink, ...]]:
        """Yield the paths from ``start`` with exactly ``length`` links; each element occurs once.

        Both nodes of a system may follow each other. The stack is explicit, since a path may have more links than
        Python's recursion limit allows.
        """
        path: list[ImpactLink] = []
        elements = {element_of(start)}
        pending = [iter(self._successors.get(start, ()))]
        while pending:
            for link in pending[-1]:
                if not self._budget.spend(1):
                    return
                source, target = link.ends
                if (source != target and target in elements) or not self._is_in_time(link, len(path) + 1, length):
                    continue
                if link.target in self._ends:
                    yield (*path, link)
                    continue
                path.append(link)
                elements.add(target)
                pending.append(iter(self._successors.get(link.target, ())))
                break
            else:
                pending.pop()
                if path:
                    source, target = path.pop().ends
                    elements -= {target} - {source}

    def _is_in_time(self, link: ImpactLink, number: int, length: int) -> bool:
        """Return whether a path whose link ``number`` is ``link`` can have ``length`` links; if not, record its length.

        Shorter paths were yielded by earlier searches.
        """
        if link.target not in self._distances:
            return False
        shortest = number + self._distances[link.target]
        if shortest > length:
            self._next_length = min(self._next_length or shortest, shortest)
        return shortest == length if link.target in self._ends else shortest <= length


def _distances(successors: Mapping[str, list[ImpactLink]], ends: frozenset[str]) -> dict[str, int]:
    """Return the number of links from each node to the nearest of ``ends``."""
    callers: dict[str, list[str]] = {}
    for node, links in successors.items():
        for link in links:
            callers.setdefault(link.target, []).append(node)
    distances = dict.fromkeys(sorted(ends), 0)
    queue = deque(distances)
    while queue:
        node = queue.popleft()
        for caller in callers.get(node, ()):
            if caller not in distances:
                distances[caller] = distances[node] + 1
                queue.append(caller)
    return distances


def _hops(links: tuple[ImpactLink, ...]) -> tuple[Hop, ...]:
    hops = (Hop(source=link.ends[0], target=link.ends[1], mode=link.mode, edge=link.edge) for link in links)
    return tuple(hop for hop in hops if hop.source != hop.target)
