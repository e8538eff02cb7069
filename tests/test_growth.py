"""Growth: the number of function calls for twice as much input, which does not depend on the machine."""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from models import external, flow, model, part, scenario, system

from sphinxcontrib_c4.analysis import (
    Acceptance,
    Baseline,
    CycleClass,
    CycleFinding,
    analyse,
    find_dependency_paths,
    find_impact,
    impact_to_text,
    paths_to_text,
    to_json,
)
from sphinxcontrib_c4.changes import report_changes
from sphinxcontrib_c4.cli.scaffold import page_stubs
from sphinxcontrib_c4.codegraph import FileClass, FileClassifier
from sphinxcontrib_c4.layout import lay_out
from sphinxcontrib_c4.model import Element, Model, Shape, load, nearest
from sphinxcontrib_c4.structurizr import build_workspace
from sphinxcontrib_c4.structurizr.unique_names import UniqueNames
from sphinxcontrib_c4.views import (
    Direction,
    Selection,
    View,
    ViewKind,
    nonempty_views,
    view,
    with_outer_ends,
    without_boundary_ends,
)

#: The highest ratio of calls for twice as much input: n to the power of 1.38, for small inputs.
HIGHEST_RATIO = 2.6


def pairs_of_systems(folder: Path, pairs: int) -> Model:
    """Return a model with ``pairs`` of systems, each with two containers and a cycle of synchronous calls."""
    lines = ["meta: {name: Pairs, primary_system: s0}", "systems:"]
    for number in range(2 * pairs):
        containers = ", ".join(f"{{id: s{number}{part}, name: Part {part}, technology: Python}}" for part in "ab")
        lines.append(f"  - {{id: s{number}, name: S {number}, kind: internal, containers: [{containers}]}}")
    lines.append("flows:")
    for number in range(0, 2 * pairs, 2):
        for source, target in ((number, number + 1), (number + 1, number)):
            lines.append(f"  - {{id: f{source}, source: s{source}a, target: s{target}a, label: asks, sync: true}}")
    folder.mkdir()
    (folder / "model.yaml").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return load(folder)


def count_calls(function: Callable[[], object]) -> int:
    """Return the number of calls of functions in Python and in C, with the steps of generators."""
    count = 0

    def count_event(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    previous = sys.getprofile()
    sys.setprofile(count_event)
    try:
        function()
    finally:
        sys.setprofile(previous)
    return count


def compare_with_renamed(model: Model) -> object:
    """Compare a model with an earlier one, in which flows have other labels and every third flow does not exist."""
    earlier_flows = tuple(replace(flow, label="asked") for number, flow in enumerate(model.flows) if number % 3)
    return report_changes(replace(model, flows=earlier_flows), model)


def analyse_with_baseline(model: Model) -> object:
    """Analyse a model with a baseline that has an entry for each flow."""
    entries = tuple(
        Acceptance(
            rule="cycle",
            reason="known",
            position=flow.position,
            cycle_class=CycleClass.BLOCKING,
            edges=((flow.source, flow.target),),
        )
        for flow in model.flows
    )
    return analyse(model, cycles_only=True, baseline=Baseline(acceptances=entries))


TASKS = {
    "views": nonempty_views,
    "cycles": lambda model: analyse(model, cycles_only=True),
    "baseline": analyse_with_baseline,
    "changes": compare_with_renamed,
    "pages": page_stubs,
}


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_growth_is_near_linear(tmp_path, task):
    pairs = 96 if task is compare_with_renamed else 24
    small, large = pairs_of_systems(tmp_path / "small", pairs), pairs_of_systems(tmp_path / "large", 2 * pairs)
    task(small)  # imports modules before the measurement
    assert count_calls(lambda: task(large)) < HIGHEST_RATIO * count_calls(lambda: task(small))


# --- Findings of one element, or of many ---


def pairs_with_answers(count: int) -> Model:
    """Return pairs of systems, each with a cycle that may be a call and its answer, by their labels."""
    pairs = [(number, number + 1) for number in range(0, count, 2)]
    flows = [text for a, b in pairs for text in (f"s{a} -> s{b}: ask", f"s{b} -> s{a}: response to s{a}")]
    return model([system(f"s{number}") for number in range(count)], flows)


def users_of_an_external_system(count: int) -> Model:
    """Return systems with flows to one external system and back: a possible cycle for each."""
    users = [f"s{number}" for number in range(count)]
    flows = [text for user in users for text in (f"{user} -> out", f"out -> {user}")]
    return model([external("out"), *map(system, users)], flows)


def readers_of_a_queue(count: int) -> Model:
    """Return a system with a queue, and many readers that it also calls as a whole."""
    readers = [f"s{number}" for number in range(count)]
    elements = [system("shop"), part("shop.web"), part("shop.queue", shape=Shape.QUEUE), *map(system, readers)]
    flows = ["shop.web ~> shop.queue", *(text for s in readers for text in (f"shop.queue ~> {s}", f"{s} -> shop"))]
    return model(elements, flows)


@pytest.mark.parametrize(
    ("build", "count"), [(pairs_with_answers, 300), (users_of_an_external_system, 80), (readers_of_a_queue, 80)]
)
def test_cycles_of_many_findings_grow_near_linearly(build, count):
    small, large = build(count), build(2 * count)
    assert len(find_cycles(large)) >= count
    assert count_calls(lambda: find_cycles(large)) < HIGHEST_RATIO * count_calls(lambda: find_cycles(small))


def find_cycles(model: Model) -> Sequence[CycleFinding]:
    return analyse(model, cycles_only=True).cycles


def users_of_a_queue(count: int) -> Model:
    """Return systems of which every second one reads from one queue, and the others write to it."""
    users = [f"s{number}" for number in range(count)]
    flows = [f"shop.queue ~> {user}" if number % 2 else f"{user} ~> shop.queue" for number, user in enumerate(users)]
    return model([system("shop"), part("shop.queue", shape=Shape.QUEUE), *map(system, users)], flows)


def test_report_on_a_queue_grows_near_linearly():
    """Each writer of a queue depends on each reader, but the report does not name all of these pairs."""
    small, large = (len(to_json(analyse(users_of_a_queue(count)))) for count in (120, 240))
    assert large < HIGHEST_RATIO * small


class CountedElements(dict[str, Element]):
    """The elements of a model, which count the iterations over all of them."""

    iterations = 0

    def __iter__(self):
        self.iterations += 1
        return super().__iter__()

    def items(self):
        self.iterations += 1
        return super().items()

    def values(self):
        self.iterations += 1
        return super().values()


def test_number_of_views_does_not_change_the_iterations_over_all_elements():
    """Count iterations, because the steps of a comprehension are not calls."""
    iterations = set()
    for count in (4, 8):
        parts = [part for number in range(count) for part in system_with_views(f"s{number}")]
        scenarios = [scenario(f"s{number}.buy", f"s{number}.a.x -> s{number}.b") for number in range(count)]
        shops = model(parts, [f"s{number}.a.x -> s{number}.b" for number in range(count)], scenarios=scenarios)
        elements = CountedElements(shops.elements)
        assert len(nonempty_views(replace(shops, elements=elements))) == 4 * count + 1
        iterations.add(elements.iterations)
    assert len(iterations) == 1


def system_with_views(name: str) -> list[Element]:
    return [system(name), part(f"{name}.a"), part(f"{name}.a.x"), part(f"{name}.b")]


# --- Impact ---


def chain_of_systems(count: int) -> Model:
    systems = [system(f"s{number}") for number in range(count)]
    return model(systems, [flow(f"s{number} -> s{number + 1}: go", name=f"f{number}") for number in range(count - 1)])


def chain_of_guesses(count: int) -> Model:
    """Return a chain of flows that name systems only, each of which has two containers."""
    parts = [part(f"s{number}.{name}") for number in range(count) for name in "ab"]
    chain = chain_of_systems(count)
    return replace(chain, elements={**chain.elements, **{element.name: element for element in parts}})


def cycle_of_systems(count: int) -> Model:
    """Return a cycle of systems with flows in both directions: two paths lead from the first system to any other."""
    ends = [(number, (number + 1) % count) for number in range(count)]
    flows = [f"s{source} -> s{target}" for pair in ends for source, target in (pair, pair[::-1])]
    return model([system(f"s{number}") for number in range(count)], flows)


def report_last(model: Model) -> str:
    return impact_to_text(find_impact(model, f"s{sum('.' not in name for name in model.elements) - 1}"))


def report_first(model: Model) -> str:
    return impact_to_text(find_impact(model, "s0"))


def report_paths(model: Model) -> str:
    return paths_to_text(find_dependency_paths(model, "s0", f"s{len(model.elements) // 3}"), model)


@pytest.mark.parametrize(
    ("build", "report"),
    [
        (chain_of_systems, report_last),
        (chain_of_systems, report_first),
        (chain_of_guesses, report_last),
        (cycle_of_systems, report_paths),
    ],
)
def test_impact_grows_near_linearly(build, report):
    small, large = build(150), build(300)
    report(build(5))  # imports modules before the measurement
    assert count_calls(lambda: report(large)) < HIGHEST_RATIO * count_calls(lambda: report(small))


def test_impact_of_a_long_chain_takes_little_memory():
    """Check the peak memory: each element has its own path, and the paths of 600 elements have 180,000 links."""
    chain = chain_of_systems(600)
    find_impact(chain_of_systems(5), "s4")  # imports modules before the measurement
    tracemalloc.start()
    try:
        find_impact(chain, "s599")
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_paths_may_be_longer_than_the_stack_of_python():
    (forward, backward) = find_dependency_paths(chain_of_systems(3000), "s0", "s2999")
    assert [len(path.names) for path in forward.paths] == [3000]
    assert forward.complete
    assert not backward.paths


def container_view(count: int, pairs: list[tuple[int, int]], direction: Direction = Direction.AUTO) -> View:
    """Return the view of a system with ``count`` containers and a line for each of ``pairs``."""
    flows = [
        flow(f"s.c{source} -> s.c{target}: go", name=f"f{number}") for number, (source, target) in enumerate(pairs)
    ]
    shop = model([system("s"), *(part(f"s.c{number}") for number in range(count))], flows)
    return view(shop, ViewKind.CONTAINER, "s", Selection(direction=direction))


def mixed_view(count: int) -> View:
    return container_view(
        count, [(number, target % count) for number in range(count) for target in (7 * number + 1, number + 3)]
    )


def chain_view(count: int) -> View:
    return container_view(count, [(number, number + 1) for number in range(count - 1)])


def chain_view_down(count: int) -> View:
    return container_view(count, [(number, number + 1) for number in range(count - 1)], Direction.DOWN)


def hub_view(count: int) -> View:
    spokes = range(1, count)
    return container_view(count, [*((0, number) for number in spokes), *((number, 0) for number in spokes)])


@pytest.mark.parametrize(
    ("build", "count"), [(mixed_view, 240), (chain_view, 320), (chain_view_down, 320), (hub_view, 320)]
)
def test_layout_grows_near_linearly(build, count):
    small, large = build(count), build(2 * count)
    lay_out([build(10)])  # imports modules before the measurement
    assert count_calls(lambda: lay_out([large])) < HIGHEST_RATIO * count_calls(lambda: lay_out([small]))


def test_structurizr_export_grows_near_linearly():
    small, large = chain_of_systems(120), chain_of_systems(240)
    build_workspace(chain_of_systems(4))  # imports modules before the measurement
    assert count_calls(lambda: build_workspace(large)) < HIGHEST_RATIO * count_calls(lambda: build_workspace(small))


def test_equal_names_take_steps_in_proportion_to_their_number():
    names = UniqueNames()
    assert count_calls(lambda: [names.add_unused("a") for _ in range(500)]) < 5000


def users_of_a_boundary(count: int) -> View:
    """Return a view of systems with a flow to the boundary of another one, and of its containers."""
    users = [f"s{number}" for number in range(count)]
    parts = [f"shop.c{number}" for number in range(count)]
    flows = [*(f"{user} -> shop" for user in users), *(f"{a} -> {b}" for a, b in pairwise(parts))]
    shop = model([system("shop"), *map(part, parts), *map(system, users)], flows)
    return view(shop, ViewKind.CONTAINER, "shop")


@pytest.mark.parametrize("convert", [with_outer_ends, without_boundary_ends])
def test_ends_at_boundaries_grow_near_linearly(convert):
    small, large = users_of_a_boundary(50), users_of_a_boundary(100)
    assert count_calls(lambda: convert(large)) < HIGHEST_RATIO * count_calls(lambda: convert(small))


def test_suggestions_for_long_names_grow_near_linearly():
    """Names with a common prefix take most time: each letter of one is compared with each equal letter of the other."""

    def suggest(length: int) -> tuple[str, ...]:
        names = [f"{'a' * length}{number}" for number in range(500)]
        return nearest(f"{'a' * length}z", {name: name for name in names})

    suggest(5)  # imports modules before the measurement
    assert count_calls(lambda: suggest(60)) < HIGHEST_RATIO * count_calls(lambda: suggest(30))


@pytest.mark.parametrize("glob", ["**/a*a*a*a*b", "**/a/**/a/**/a/**/b", "*a*a*a*a*b"])
def test_globs_take_linear_time(glob):
    """Check that globs of a landscape do not backtrack: tens of thousands of characters take milliseconds."""
    classify = FileClassifier({FileClass.TEST: (glob,)}).classify
    for path in ("a" * 50_000, "a/" * 25_000):
        started = time.process_time()
        assert classify(path) is FileClass.SOURCE
        assert time.process_time() - started < 0.5
