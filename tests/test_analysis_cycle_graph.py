"""Graphs of cycles, which reports draw: elements, frames, lines and suggested cuts."""

from __future__ import annotations

from models import flow, model, part, system

from sphinxcontrib_c4.analysis import analyse, build_cycle_graph
from sphinxcontrib_c4.model import Mode, Shape


def graph_of_the_cycle(elements, flows):
    landscape = model(elements, flows)
    (cycle,) = analyse(landscape).cycles
    return cycle, build_cycle_graph(cycle, landscape)


def lines(graph):
    return [(line.source, line.target, line.mode, line.remove, line.make_asynchronous) for line in graph.lines]


def test_cycle_graph_frames_members_and_marks_cuts():
    elements = [system("s"), part("s.b"), part("s.a"), system("t"), part("t.c"), part("t.d")]
    flows = ["s.a -> s.b", flow("s.b -> s.a", in_cycle="cut"), "s.a ~> s.b: news", "s.b ~> t.c", "t.c ~> s.b"]
    _, graph = graph_of_the_cycle(elements, [*flows, "t.d -> t.c"])
    assert [element.name for element in graph.elements] == ["s.b", "s.a", "t.c"]
    assert [element.name for element in graph.frames] == ["s", "t"]
    assert lines(graph) == [
        ("s.a", "s.b", Mode.ASYNC, False, False),
        ("s.a", "s.b", Mode.SYNC, False, False),
        ("s.b", "s.a", Mode.SYNC, True, True),
        ("s.b", "t.c", Mode.ASYNC, True, False),
        ("t.c", "s.b", Mode.ASYNC, False, False),
    ]
    assert graph.left_out == 0


def test_cycle_graph_draws_a_pull_from_its_initiator():
    _, graph = graph_of_the_cycle(
        [system("s"), part("s.a"), part("s.b")], ["s.a -> s.b", flow("s.a -> s.b: x", initiator="s.b")]
    )
    assert [(line.source, line.target) for line in graph.lines] == [("s.a", "s.b"), ("s.b", "s.a")]


def test_cycle_graph_draws_a_queue_between_two_flows():
    elements = [system("s"), part("s.a"), part("s.b"), part("s.q", shape=Shape.QUEUE)]
    _, graph = graph_of_the_cycle(elements, ["s.a -> s.q", "s.q ~> s.b", "s.b -> s.a"])
    assert [element.name for element in graph.elements] == ["s.a", "s.b", "s.q"]
    assert [(line.source, line.target, line.mode) for line in graph.lines] == [
        ("s.a", "s.q", Mode.SYNC),
        ("s.b", "s.a", Mode.SYNC),
        ("s.q", "s.b", Mode.ASYNC),
    ]


def test_cycle_graph_draws_messages_of_a_container_to_itself_through_the_queue():
    _, graph = graph_of_the_cycle(
        [system("s"), part("s.a"), part("s.q", shape=Shape.QUEUE)], ["s.a ~> s.q", "s.q ~> s.a"]
    )
    assert [(line.source, line.target) for line in graph.lines] == [("s.a", "s.q"), ("s.q", "s.a")]


def test_cycle_graph_of_a_possible_cycle_is_by_system():
    _, graph = graph_of_the_cycle(
        [system("a"), system("b"), *map(part, ("a.x", "a.z", "b.y", "b.z"))], ["a.x ~> b", "b.y ~> a"]
    )
    assert [element.name for element in graph.elements] == ["a", "b"]
    assert graph.frames == ()
    assert [(line.source, line.target) for line in graph.lines] == [("a", "b"), ("b", "a")]
    assert [line.remove for line in graph.lines] == [True, False]


def test_cycle_graph_has_at_most_thirty_members():
    names = [f"s.n{number:02}" for number in range(50)]
    flows = [f"{name} -> {names[(position + step) % 50]}" for position, name in enumerate(names) for step in (1, 49)]
    cycle, graph = graph_of_the_cycle([system("s"), *map(part, names)], flows)
    assert (len(cycle.members), len(graph.elements), graph.left_out) == (50, 30, 20)
    assert all({line.source, line.target} <= {element.name for element in graph.elements} for line in graph.lines)
