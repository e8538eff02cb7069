"""Laws that hold of every view of every model."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from models import external, flow, model, part, person, scenario, system

from sphinxcontrib_c4.model import Kind, Mode, Shape
from sphinxcontrib_c4.views import Selection, ViewKind, inner_box, leads_to, subjects, view

UNFOLDED = Selection(fold_groups=False)
TAGS = st.sampled_from([(), (), ("red",), ("blue",), ("red", "blue")])
GROUPS = st.sampled_from(["", "Comms", "Law"])


@st.composite
def systems(draw, name):
    """A system with up to three containers, each with up to three components."""
    containers = [f"{name}.{letter}" for letter in "abc"[: draw(st.integers(0, 3))]]
    components = [f"{of}.{letter}" for of in containers for letter in "xyz"[: draw(st.integers(0, 3))]]
    api = draw(st.sampled_from(["", *containers]))
    fields = {"group": draw(GROUPS), "shared": draw(st.booleans()), "api_container": api, "tags": draw(TAGS)}
    make = external if draw(st.booleans()) else system
    parts = [part(of, shape=draw(st.sampled_from(Shape)), tags=draw(TAGS)) for of in (*containers, *components)]
    return [make(name, hidden=draw(st.booleans()), **fields), *parts]


@st.composite
def models(draw):
    elements = [person(name, tags=draw(TAGS)) for name in ("p", "q")]
    for name in ("s", "t", "u", "v", "w")[: draw(st.integers(1, 5))]:
        elements += draw(systems(name))
    ends = st.sampled_from([element.name for element in elements])
    lines = st.tuples(ends, st.sampled_from(["->", "~>", "?>"]), ends, st.sampled_from(["call", "tell", "ask"]))
    told = draw(st.lists(lines, max_size=25))
    flows = [
        flow(
            f"{a} {arrow} {b}: {label}", name=f"s.flow-{n}", tags=draw(TAGS), protocol=draw(st.sampled_from(["", "MQ"]))
        )
        for n, (a, arrow, b, label) in enumerate(told)
    ]
    steps = [f"{a} {arrow} {b}: {label}" for a, arrow, b, label in draw(st.lists(lines, max_size=8))]
    grouped = draw(st.lists(st.sampled_from([e.name for e in elements if e.kind is Kind.SYSTEM]), unique=True))
    return model(elements, flows, [scenario("s.story", *steps, system="s")], groups={"Law": tuple(grouped)})


def selections(of):
    names = st.sampled_from([*of.elements, *(f"tag:{t}" for t in sorted({t for f in of.flows for t in f.tags}))])
    return st.builds(
        Selection,
        include=st.lists(names, max_size=3).map(tuple),
        exclude=st.lists(names, max_size=2).map(tuple),
        modes=st.sets(st.sampled_from(Mode)).map(frozenset),
        fold_groups=st.booleans(),
    )


def views(of, selection=UNFOLDED):
    return [view(of, kind, subject, selection) for kind in ViewKind for subject in subjects(of, kind)]


def boxes(shown):
    return {element.element.name for element in shown.elements}


def lines(shown):
    return {
        (r.source, r.target, r.mode, r.step, label.text, label.protocol)
        for r in shown.relationships
        for label in r.labels
    }


def permitted(of, selection, shown):
    """``selection`` without what would exclude the subject of ``shown``, which is refused."""
    whole = shown.subject.split(".") if shown.kind not in (ViewKind.LANDSCAPE, ViewKind.DYNAMIC) else []
    wholes = {".".join(whole[:n]) for n in range(1, len(whole) + 1)}
    return replace(selection, exclude=tuple(entry for entry in selection.exclude if entry not in wholes))


@given(models(), st.data())
def test_every_view_holds_together(of, data):
    selection = data.draw(selections(of))
    for whole in views(of):
        shown = view(of, whole.kind, whole.subject, permitted(of, selection, whole))
        names = [element.element.name for element in shown.elements]
        assert len(set(names)) == len(names)
        frames = [boundary.name for boundary in shown.boundaries]
        assert all({r.source, r.target} <= {*names, *frames} for r in shown.relationships)
        assert all({inner_box(shown, r.source), inner_box(shown, r.target)} <= set(names) for r in shown.relationships)
        assert not [(a, b) for a, b in product(names, names) if b.startswith(f"{a}.")]
        assert len({*frames, *names}) == len(frames) + len(names)
        assert all(b.parent in ["", *frames[:i]] for i, b in enumerate(shown.boundaries))
        assert {element.boundary for element in shown.elements} <= {"", *frames}
        assert all(r.mode in selection.modes and r.labels for r in shown.relationships)


@given(models())
def test_elements_come_in_the_order_of_the_model(of):
    order = list(of.elements)
    for shown in views(of):
        ranks = [order.index(element.element.name) for element in shown.elements]
        assert ranks == sorted(ranks)


@given(models())
def test_a_context_view_tells_each_flow_across_the_border_exactly_once(of):
    for shown in (v for v in views(of) if v.kind is ViewKind.CONTEXT):
        told = [(r.source, r.target, r.mode, label) for r in shown.relationships for label in r.labels]
        for f in of.flows:
            ends = of.system_of(f.source), of.system_of(f.target)
            if ends[0] != ends[1] and shown.subject in ends:
                said = [
                    t for t in told if t[:3] == (*ends, f.mode) and (t[3].text, t[3].protocol) == (f.label, f.protocol)
                ]
                assert len(said) == 1


@given(models())
def test_a_container_view_tells_each_flow_across_the_border_at_a_container_that_may(of):
    for shown in (v for v in views(of) if v.kind is ViewKind.CONTAINER):
        for f in of.flows:
            outwards = of.system_of(f.source) == shown.subject
            inner, outer = (f.source, f.target) if outwards else (f.target, f.source)
            if of.system_of(inner) != shown.subject or of.system_of(outer) == shown.subject:
                continue
            box = ".".join(inner.split(".")[:2]) if "." in inner else of.elements[inner].api_container or inner
            ends = (box, of.system_of(outer)) if outwards else (of.system_of(outer), box)
            same = {line[:3] for line in lines(shown) if line[4:] == (f.label, f.protocol)}
            if inner != shown.subject:
                assert (*ends, f.mode) in same
            else:  # a container may have the same flow
                modes = Mode if f.mode is Mode.UNKNOWN else [f.mode]
                far = ends[outwards]
                assert any(way[outwards] == far and way[2] in modes for way in same)


@given(models())
def test_a_landscape_tells_every_flow_between_systems_that_are_shown_folded_or_not(of):
    for selection in (UNFOLDED, Selection()):
        shown = view(of, ViewKind.LANDSCAPE, "world", selection)
        count = sum(len(r.labels) for r in shown.relationships)
        told = {
            (of.system_of(f.source), of.system_of(f.target), f.mode, f.label, f.protocol)
            for f in of.flows
            if not (of.elements[of.system_of(f.source)].hidden or of.elements[of.system_of(f.target)].hidden)
            and (of.system_of(f.source) != of.system_of(f.target) or f.source == f.target == of.system_of(f.source))
        }
        texts = {(mode, text, protocol) for _, _, mode, text, protocol in told}
        assert {(m, text, protocol) for _, _, m, _, text, protocol in lines(shown)} == texts
        if selection is UNFOLDED:
            assert count == len(told)


@given(models())
def test_a_component_view_tells_each_flow_of_a_component(of):
    for shown in (v for v in views(of) if v.kind is ViewKind.COMPONENT):
        stands = boxes(shown)
        for f in of.flows:
            ends = (f.source, f.target)
            if any(end.startswith(f"{shown.subject}.") for end in ends) and shown.subject not in ends:
                said = [
                    line
                    for line in lines(shown)
                    if line[2:] == (f.mode, None, f.label, f.protocol)
                    and all(
                        box in stands and (end not in stands or box == end)
                        for box, end in zip(line, ends, strict=False)
                    )
                ]
                assert said or of.system_of(shown.subject) in ends


@given(models())
def test_a_view_of_parts_tells_each_flow_of_their_whole(of):
    for shown in (v for v in views(of) if v.kind in (ViewKind.CONTAINER, ViewKind.COMPONENT)):
        told = {(line[2], *line[4:]) for line in lines(shown)}
        above = shown.subject.rpartition(".")[0]
        for f in of.flows:
            if shown.subject in (f.source, f.target) and above not in (f.source, f.target):
                modes = Mode if f.mode is Mode.UNKNOWN else [f.mode]
                assert any((mode, f.label, f.protocol) in told for mode in modes)


@given(models())
def test_a_dynamic_view_has_one_line_for_each_step(of):
    [shown] = [v for v in views(of) if v.kind is ViewKind.DYNAMIC]
    assert [r.step for r in shown.relationships] == list(range(1, len(of.scenarios[0].steps) + 1))
    assert [(r.mode, r.labels[0].text) for r in shown.relationships] == [
        (s.mode, s.label) for s in of.scenarios[0].steps
    ]


@given(models(), st.data())
def test_a_filter_only_removes(of, data):
    selection = replace(data.draw(selections(of)), fold_groups=False)
    for whole in views(of):
        shown = view(of, whole.kind, whole.subject, permitted(of, selection, whole))
        assert boxes(shown) <= boxes(whole)
        assert lines(shown) <= lines(whole)
        assert set(shown.boundaries) <= set(whole.boundaries)


@given(models(), st.data())
def test_what_is_excluded_is_gone(of, data):
    name = data.draw(st.sampled_from(list(of.elements)))
    for whole in views(of):
        selection = permitted(of, Selection(exclude=(name,), fold_groups=False), whole)
        if selection.exclude:
            shown = view(of, whole.kind, whole.subject, selection)
            assert not [box for box in boxes(shown) if box == name or box.startswith(f"{name}.")]


@given(models(), st.randoms(use_true_random=False))
def test_the_order_of_flows_changes_the_order_of_labels_and_nothing_else(of, random):
    flows = list(of.flows)
    random.shuffle(flows)
    for selection in (UNFOLDED, Selection()):
        for one, other in zip(views(of, selection), views(replace(of, flows=tuple(flows)), selection), strict=True):
            assert one.elements == other.elements
            assert one.boundaries == other.boundaries
            assert [(r.source, r.target, r.mode) for r in one.relationships] == [
                (r.source, r.target, r.mode) for r in other.relationships
            ]
            assert lines(one) == lines(other)


@given(models())
@settings(max_examples=50)
def test_boxes_lead_to_views_that_exist_and_never_back(of):
    known = {(kind, subject) for kind in ViewKind for subject in subjects(of, kind)}
    for shown in views(of, Selection()):
        for element in shown.elements:
            there = leads_to(of, shown, element.element.name)
            assert set(there) <= known - {(shown.kind, shown.subject)}
            assert len(set(there)) == len(there)
