"""The order of elements along the flows of a view."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sphinxcontrib_c4.model import Kind
from sphinxcontrib_c4.views import View


def flow_order(view: View, ends: Sequence[tuple[int, int]]) -> list[int]:
    """Return the place of each element in an order that most lines run along: depth first, from who starts the flows.

    ``ends`` holds the source and the target of each line.
    """
    followers: dict[int, list[int]] = defaultdict(list)
    targets = {target for source, target in ends if source != target}
    for source, target in ends:
        followers[source].append(target)
    first = [ends[0][0]] if ends and view.relationships[0].step else []
    people = [n for n, item in enumerate(view.elements) if item.element.kind is Kind.PERSON]
    starts = [n for n in range(len(view.elements)) if n not in targets]
    order: list[int] = []
    visits: set[int] = set()
    for root in (*first, *people, *starts, *range(len(view.elements))):
        _finish(root, followers, visits, order)
    place = [0] * len(view.elements)
    for number, element in enumerate(reversed(order)):
        place[element] = number
    return place


def _finish(root: int, followers: Mapping[int, Sequence[int]], visits: set[int], order: list[int]) -> None:
    """Depth-first search without recursion; appends what it leaves, in that order, to ``order``."""
    if root in visits:
        return
    visits.add(root)
    stack = [(root, iter(followers.get(root, ())))]
    while stack:
        node, rest = stack[-1]
        following = next((n for n in rest if n not in visits), None)
        if following is None:
            order.append(node)
            stack.pop()
        else:
            visits.add(following)
            stack.append((following, iter(followers.get(following, ()))))
