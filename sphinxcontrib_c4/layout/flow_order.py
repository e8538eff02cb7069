"""Order: which element of a view comes before which, as the flows run."""

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
    entered = {target for source, target in ends if source != target}
    for source, target in ends:
        followers[source].append(target)
    first = [ends[0][0]] if ends and view.relationships[0].step else []
    people = [n for n, item in enumerate(view.elements) if item.element.kind is Kind.PERSON]
    starts = [n for n in range(len(view.elements)) if n not in entered]
    finished: list[int] = []
    seen: set[int] = set()
    for root in (*first, *people, *starts, *range(len(view.elements))):
        _finish(root, followers, seen, finished)
    place = [0] * len(view.elements)
    for number, element in enumerate(reversed(finished)):
        place[element] = number
    return place


def _finish(root: int, followers: Mapping[int, Sequence[int]], seen: set[int], finished: list[int]) -> None:
    """Depth-first search without recursion; appends what it leaves, in that order, to ``finished``."""
    if root in seen:
        return
    seen.add(root)
    stack = [(root, iter(followers.get(root, ())))]
    while stack:
        node, rest = stack[-1]
        following = next((n for n in rest if n not in seen), None)
        if following is None:
            finished.append(node)
            stack.pop()
        else:
            seen.add(following)
            stack.append((following, iter(followers.get(following, ()))))
