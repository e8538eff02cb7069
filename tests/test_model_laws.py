"""What holds for every input: only faults are raised, and order and spelling change no meaning."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_model_composition import BANK, SHOP

from sphinxcontrib_c4.model import (
    AmbiguousNameError,
    Model,
    ModelError,
    NameLookupError,
    Position,
    UnknownNameError,
    load,
    resolve,
)

RELAXED = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

KEYS = (
    "meta",
    "actors",
    "systems",
    "flows",
    "scenarios",
    "etl_sources",
    "id",
    "name",
    "kind",
    "containers",
    "components",
    "relationships",
    "source",
    "target",
    "label",
    "sync",
    "tags",
    "steps",
    "title",
    "primary_system",
    "api_container",
    "aliases",
    "source_ref",
    "path",
    "line",
    "order",
    "groups",
    "files",
    "<<",
    "a",
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), st.text(max_size=8), st.sampled_from(KEYS)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(st.sampled_from(KEYS), SCALARS), inner, max_size=5)
    ),
    max_leaves=25,
)


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def check(files: dict[str, bytes]) -> None:
    """Load the files; whatever is wrong must be told, in order and with a report."""
    with folder() as path:
        for name, data in files.items():
            (path / name).write_bytes(data)
        try:
            check_model(load(path))
        except ModelError as error:
            check_error(error)


def check_model(model: Model) -> None:
    assert all(flow.source in model.elements and flow.target in model.elements for flow in model.flows)


def check_error(error: ModelError) -> None:
    assert error.faults
    assert list(error.faults) == sorted(error.faults)
    assert all(fault.message for fault in error.faults)
    assert all(fault.position.line > 0 and fault.position.column > 0 for fault in error.faults)
    str(error).encode()


@RELAXED
@given(st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_any_bytes_are_read_or_refused_as_a_model(data):
    check({"a.yaml": data})


@RELAXED
@given(st.text(alphabet="ab:-,#'\"[]{}&*!|>%@`?<\\\n\t \x85\u2028é0.", max_size=60))
def test_any_punctuation_is_read_or_refused(text):
    check({"a.yaml": text.encode()})
    check({"a.yaml": (SHOP + text).encode()})


@RELAXED
@given(st.data())
def test_any_slip_of_the_pen_is_told(data):
    start = data.draw(st.integers(0, len(SHOP)))
    end = start + data.draw(st.integers(0, 12))
    typed = data.draw(st.text(alphabet="x: ,-#'\"{}[]\n\t&*", max_size=4))
    check({"a.yaml": (SHOP[:start] + typed + SHOP[end:]).encode(), "bank.yaml": BANK.encode()})


@RELAXED
@given(VALUES, VALUES)
def test_any_values_are_told_as_a_model_or_landscape(model, landscape):
    files = {"a.yaml": model, "landscape.yaml": landscape}
    check({name: yaml.safe_dump(value, allow_unicode=True).encode() for name, value in files.items()})


@RELAXED
@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6))
def test_any_mapping_is_told_as_a_model_or_landscape(mapping):
    text = yaml.safe_dump(mapping, allow_unicode=True).encode()
    check({"a.yaml": text})
    check({"a.yaml": BANK.encode(), "landscape.yaml": text})


# --- Meaning ---


def shuffled(value: Any, data: st.DataObject) -> Any:
    """``value`` with the keys of every mapping in another order."""
    if isinstance(value, dict):
        return {key: shuffled(value[key], data) for key in data.draw(st.permutations(list(value)))}
    return [shuffled(item, data) for item in value] if isinstance(value, list) else value


def without_places(model: Model) -> Model:
    """The model without positions and digests, which tell of the writing and not of what is meant."""
    here = Position("", 1, 1)
    return replace(
        model,
        elements={name: replace(element, position=here) for name, element in model.elements.items()},
        flows=tuple(replace(flow, position=here) for flow in model.flows),
        scenarios=tuple(
            replace(scenario, position=here, steps=tuple(replace(step, position=here) for step in scenario.steps))
            for scenario in model.scenarios
        ),
        ingestion=tuple(replace(entry, position=here) for entry in model.ingestion),
        files=tuple(replace(file, digest="") for file in model.files),
        warnings=tuple(replace(fault, position=here, message="", line="") for fault in model.warnings),
    )


def loaded(text: str) -> Model:
    with folder() as path:
        (path / "bank.yaml").write_text(BANK)
        (path / "shop.yaml").write_text(text)
        return load(path)


@settings(RELAXED, max_examples=25)
@given(st.data())
def test_the_order_of_keys_means_nothing(data):
    text = yaml.safe_dump(shuffled(yaml.safe_load(SHOP), data), sort_keys=False)
    assert without_places(loaded(text)) == without_places(loaded(SHOP))


def test_the_style_of_yaml_means_nothing():
    as_json = json.dumps(yaml.safe_load(SHOP))
    commented = SHOP.replace("\n", "   # a comment\n").replace('data: "a, b"', "data: 'a, b'")
    for text in (as_json, commented, SHOP.replace("\n", "\r\n"), "---\n" + SHOP + "...\n"):
        assert without_places(loaded(text)) == without_places(loaded(SHOP))


def test_without_libyaml_the_model_is_the_same(monkeypatch):
    with folder() as path:
        (path / "bank.yaml").write_text(BANK)
        (path / "shop.yaml").write_text(SHOP + "# ünïcödé\n", encoding="utf-8")
        fast = load(path)
        monkeypatch.setattr(yaml, "__with_libyaml__", False)
        assert load(path) == fast


# --- Names ---

FULL_NAMES = st.lists(st.sampled_from(["a", "b", "c", "web", "db"]), min_size=1, max_size=3).map(".".join)


@given(st.sets(FULL_NAMES, min_size=1))
def test_every_full_name_stands_for_itself(names):
    assert [resolve(name, names) for name in sorted(names)] == sorted(names)


@given(st.sets(FULL_NAMES, min_size=1), FULL_NAMES)
def test_a_short_name_stands_for_the_only_name_that_ends_in_it(names, name):
    fitting = sorted(full for full in names if f".{full}".endswith(f".{name}"))
    if name in names or len(fitting) == 1:
        assert resolve(name, names) == (name if name in names else fitting[0])
    elif fitting:
        with pytest.raises(AmbiguousNameError) as ambiguous:
            resolve(name, names)
        assert ambiguous.value.matches == tuple(fitting)
    else:
        with pytest.raises(UnknownNameError) as unknown:
            resolve(name, names)
        assert set(unknown.value.nearest) <= names


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("serach", "nothing in the model is named 'serach'; did you mean 'shop.web.search'?"),
        ("zzz", "nothing in the model is named 'zzz'"),
        ("", "nothing in the model is named ''"),
        ("db", "'db' can mean 'bank.db' or 'shop.db'; write the full name"),
    ],
)
def test_a_name_that_does_not_stand_for_one_thing_is_told_in_a_sentence(name, sentence):
    with pytest.raises(NameLookupError) as caught:
        resolve(name, ["shop", "shop.web.search", "shop.db", "bank.db"])
    assert str(caught.value) == sentence
