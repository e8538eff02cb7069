"""Properties that hold for every view of every model."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from models import external, flow, model, part, person, scenario, system

from sphinxcontrib_c4.model import Kind, Mode, Shape
from sphinxcontrib_c4.views import InnerBoxes, Selection, ViewKind, leads_to, subjects, view

UNFOLDED = Selection(fold_groups=False)
TAGS = st.sampled_from([(), (), ("red",), ("blue",), ("red", "blue")])
GROUPS = st.sampled_from(["", "Comms", "Law"])


@st.composite
def systems(draw, name):
    """Draw a system with up to three containers, each with up to three components."""
    containers = [f"{name}.{letter}" for letter in "abc"[: draw(st.integers(0, 3))]]
    components = [f"{container}.{letter}" for container in containers for letter in "xyz"[: draw(st.integers(0, 3))]]
    api = draw(st.sampled_from(["", *containers]))
    fields = {"group": draw(GROUPS), "shared": draw(st.booleans()), "api_container": api, "tags": draw(TAGS)}
    make = external if draw(st.booleans()) else system
    parts = [part(child, shape=draw(st.sampled_from(Shape)), tags=draw(TAGS)) for child in (*containers, *components)]
    return [make(name, hidden=draw(st.booleans()), **fields), *parts]


@st.composite
def models(draw):
    elements = [person(name, tags=draw(TAGS)) for name in ("p", "q")]
    for name in ("s", "t", "u", "v", "w")[: draw(st.integers(1, 5))]:
        elements += draw(systems(name))
    ends = st.sampled_from([element.name for element in elements])
    lines = st.tuples(ends, st.sampled_from(["->", "~>", "?>"]), ends, st.sampled_from(["call", "tell", "ask"]))
    flow_lines = draw(st.lists(lines, max_size=25))
    flows = [
        flow(
            f"{a} {arrow} {b}: {label}", name=f"s.flow-{n}", tags=draw(TAGS), protocol=draw(st.sampled_from(["", "MQ"]))
        )
        for n, (a, arrow, b, label) in enumerate(flow_lines)
    ]
    steps = [f"{a} {arrow} {b}: {label}" for a, arrow, b, label in draw(st.lists(lines, max_size=8))]
    members = draw(st.lists(st.sampled_from([e.name for e in elements if e.kind is Kind.SYSTEM]), unique=True))
    return model(elements, flows, [scenario("s.story", *steps, system="s")], groups={"Law": tuple(members)})


def selections(world):
    names = st.sampled_from([*world.elements, *(f"tag:{t}" for t in sorted({t for f in world.flows for t in f.tags}))])
    return st.builds(
        Selection,
        include=st.lists(names, max_size=3).map(tuple),
        exclude=st.lists(names, max_size=2).map(tuple),
        modes=st.sets(st.sampled_from(Mode)).map(frozenset),
        fold_groups=st.booleans(),
    )


def views(world, selection=UNFOLDED):
    return [view(world, kind, subject, selection) for kind in ViewKind for subject in subjects(world, kind)]


def boxes(result):
    return {element.element.name for element in result.elements}


def lines(result):
    return {
        (r.source, r.target, r.mode, r.step, label.text, label.protocol)
        for r in result.relationships
        for label in r.labels
    }


def permitted(selection, result):
    """Return ``selection`` without entries that exclude the subject of a view or its parents, which is an error."""
    path = result.subject.split(".") if result.kind not in (ViewKind.LANDSCAPE, ViewKind.DYNAMIC) else []
    subjects_and_parents = {".".join(path[:n]) for n in range(1, len(path) + 1)}
    return replace(selection, exclude=tuple(entry for entry in selection.exclude if entry not in subjects_and_parents))


@given(models(), st.data())
def test_every_view_is_consistent(world, data):
    selection = data.draw(selections(world))
    for full_view in views(world):
        result = view(world, full_view.kind, full_view.subject, permitted(selection, full_view))
        names = [element.element.name for element in result.elements]
        assert len(set(names)) == len(names)
        frames = [boundary.name for boundary in result.boundaries]
        assert all({r.source, r.target} <= {*names, *frames} for r in result.relationships)
        assert all(
            {InnerBoxes(result).of(r.source), InnerBoxes(result).of(r.target)} <= set(names)
            for r in result.relationships
        )
        assert not [(a, b) for a, b in product(names, names) if b.startswith(f"{a}.")]
        assert len({*frames, *names}) == len(frames) + len(names)
        assert all(b.parent in ["", *frames[:i]] for i, b in enumerate(result.boundaries))
        assert {element.boundary for element in result.elements} <= {"", *frames}
        assert all(r.mode in selection.modes and r.labels for r in result.relationships)


@given(models())
def test_elements_are_in_the_order_of_the_model(world):
    order = list(world.elements)
    for result in views(world):
        ranks = [order.index(element.element.name) for element in result.elements]
        assert ranks == sorted(ranks)


@given(models())
def test_context_view_shows_each_flow_across_the_border_exactly_once(world):
    for result in (v for v in views(world) if v.kind is ViewKind.CONTEXT):
        labels = [(r.source, r.target, r.mode, label) for r in result.relationships for label in r.labels]
        for f in world.flows:
            ends = world.system_of(f.source), world.system_of(f.target)
            if ends[0] != ends[1] and result.subject in ends:
                matches = [
                    label
                    for source, target, mode, label in labels
                    if (source, target, mode) == (*ends, f.mode)
                    and (label.text, label.protocol) == (f.label, f.protocol)
                ]
                assert len(matches) == 1


@given(models())
def test_container_view_shows_each_flow_across_the_border_at_a_permitted_container(world):
    for result in (v for v in views(world) if v.kind is ViewKind.CONTAINER):
        for f in world.flows:
            outwards = world.system_of(f.source) == result.subject
            inner, outer = (f.source, f.target) if outwards else (f.target, f.source)
            if world.system_of(inner) != result.subject or world.system_of(outer) == result.subject:
                continue
            box = ".".join(inner.split(".")[:2]) if "." in inner else world.elements[inner].api_container or inner
            ends = (box, world.system_of(outer)) if outwards else (world.system_of(outer), box)
            matches = {line[:3] for line in lines(result) if line[4:] == (f.label, f.protocol)}
            if inner != result.subject:
                assert (*ends, f.mode) in matches
            else:  # a container may have the same flow
                modes = Mode if f.mode is Mode.UNKNOWN else [f.mode]
                neighbour = ends[outwards]
                assert any(line[outwards] == neighbour and line[2] in modes for line in matches)


@given(models())
def test_landscape_shows_every_flow_between_visible_systems_folded_or_not(world):
    for selection in (UNFOLDED, Selection()):
        result = view(world, ViewKind.LANDSCAPE, "world", selection)
        count = sum(len(r.labels) for r in result.relationships)
        flows = {
            (world.system_of(f.source), world.system_of(f.target), f.mode, f.label, f.protocol)
            for f in world.flows
            if not (
                world.elements[world.system_of(f.source)].hidden or world.elements[world.system_of(f.target)].hidden
            )
            and (
                world.system_of(f.source) != world.system_of(f.target)
                or f.source == f.target == world.system_of(f.source)
            )
        }
        texts = {(mode, text, protocol) for _, _, mode, text, protocol in flows}
        assert {(m, text, protocol) for _, _, m, _, text, protocol in lines(result)} == texts
        if selection is UNFOLDED:
            assert count == len(flows)


@given(models())
def test_component_view_shows_each_flow_of_a_component(world):
    for result in (v for v in views(world) if v.kind is ViewKind.COMPONENT):
        box_names = boxes(result)
        for f in world.flows:
            ends = (f.source, f.target)
            if any(end.startswith(f"{result.subject}.") for end in ends) and result.subject not in ends:
                matches = [
                    line
                    for line in lines(result)
                    if line[2:] == (f.mode, None, f.label, f.protocol)
                    and all(
                        box in box_names and (end not in box_names or box == end)
                        for box, end in zip(line, ends, strict=False)
                    )
                ]
                assert matches or world.system_of(result.subject) in ends


@given(models())
def test_container_and_component_views_show_each_flow_of_their_subject(world):
    for result in (v for v in views(world) if v.kind in (ViewKind.CONTAINER, ViewKind.COMPONENT)):
        texts = {(line[2], *line[4:]) for line in lines(result)}
        parent = result.subject.rpartition(".")[0]
        for f in world.flows:
            if result.subject in (f.source, f.target) and parent not in (f.source, f.target):
                modes = Mode if f.mode is Mode.UNKNOWN else [f.mode]
                assert any((mode, f.label, f.protocol) in texts for mode in modes)


@given(models())
def test_dynamic_view_has_one_line_for_each_step(world):
    [result] = [v for v in views(world) if v.kind is ViewKind.DYNAMIC]
    assert [r.step for r in result.relationships] == list(range(1, len(world.scenarios[0].steps) + 1))
    assert [(r.mode, r.labels[0].text) for r in result.relationships] == [
        (s.mode, s.label) for s in world.scenarios[0].steps
    ]


@given(models(), st.data())
def test_filters_add_nothing(world, data):
    selection = replace(data.draw(selections(world)), fold_groups=False)
    for full_view in views(world):
        result = view(world, full_view.kind, full_view.subject, permitted(selection, full_view))
        assert boxes(result) <= boxes(full_view)
        assert lines(result) <= lines(full_view)
        assert set(result.boundaries) <= set(full_view.boundaries)


@given(models(), st.data())
def test_excluded_elements_and_their_parts_are_not_shown(world, data):
    name = data.draw(st.sampled_from(list(world.elements)))
    for full_view in views(world):
        selection = permitted(Selection(exclude=(name,), fold_groups=False), full_view)
        if selection.exclude:
            result = view(world, full_view.kind, full_view.subject, selection)
            assert not [box for box in boxes(result) if box == name or box.startswith(f"{name}.")]


@given(models(), st.randoms(use_true_random=False))
def test_order_of_flows_affects_only_the_order_of_labels(world, random):
    flows = list(world.flows)
    random.shuffle(flows)
    for selection in (UNFOLDED, Selection()):
        for first, second in zip(
            views(world, selection), views(replace(world, flows=tuple(flows)), selection), strict=True
        ):
            assert first.elements == second.elements
            assert first.boundaries == second.boundaries
            assert [(r.source, r.target, r.mode) for r in first.relationships] == [
                (r.source, r.target, r.mode) for r in second.relationships
            ]
            assert lines(first) == lines(second)


@given(models())
@settings(max_examples=50)
def test_boxes_lead_to_other_views_that_exist(world):
    all_views = {(kind, subject) for kind in ViewKind for subject in subjects(world, kind)}
    for result in views(world, Selection()):
        for element in result.elements:
            targets = leads_to(world, result, element.element.name)
            assert set(targets) <= all_views - {(result.kind, result.subject)}
            assert len(set(targets)) == len(targets)
