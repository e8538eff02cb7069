"""Properties of every input: only faults are raised, and order and style do not change the model."""

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
def temporary_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def check_files(files: dict[str, bytes]) -> None:
    """Load the files, and check the model or the error."""
    with temporary_folder() as path:
        for name, data in files.items():
            (path / name).write_bytes(data)
        try:
            check_model(load(path))
        except ModelError as error:
            check_error(error)


def check_model(model: Model) -> None:
    """Check that flows join elements of the model."""
    assert all(flow.source in model.elements and flow.target in model.elements for flow in model.flows)


def check_error(error: ModelError) -> None:
    """Check that an error has faults in order, with messages and positions, and a report."""
    assert error.faults
    assert list(error.faults) == sorted(error.faults)
    assert all(fault.message for fault in error.faults)
    assert all(fault.position.line > 0 and fault.position.column > 0 for fault in error.faults)
    str(error).encode()


@RELAXED
@given(st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_any_bytes_are_read_or_refused_as_a_model(data):
    check_files({"a.yaml": data})


@RELAXED
@given(st.text(alphabet="ab:-,#'\"[]{}&*!|>%@`?<\\\n\t \x85\u2028é0.", max_size=60))
def test_any_punctuation_is_read_or_refused(text):
    check_files({"a.yaml": text.encode()})
    check_files({"a.yaml": (SHOP + text).encode()})


@RELAXED
@given(st.data())
def test_any_typing_error_is_read_or_refused(data):
    start = data.draw(st.integers(0, len(SHOP)))
    end = start + data.draw(st.integers(0, 12))
    insertion = data.draw(st.text(alphabet="x: ,-#'\"{}[]\n\t&*", max_size=4))
    check_files({"a.yaml": (SHOP[:start] + insertion + SHOP[end:]).encode(), "bank.yaml": BANK.encode()})


@RELAXED
@given(VALUES, VALUES)
def test_any_values_are_read_or_refused_as_a_model_or_landscape(model, landscape):
    files = {"a.yaml": model, "landscape.yaml": landscape}
    check_files({name: yaml.safe_dump(value, allow_unicode=True).encode() for name, value in files.items()})


@RELAXED
@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6))
def test_any_mapping_is_read_or_refused_as_a_model_or_landscape(mapping):
    text = yaml.safe_dump(mapping, allow_unicode=True).encode()
    check_files({"a.yaml": text})
    check_files({"a.yaml": BANK.encode(), "landscape.yaml": text})


# --- Meaning ---


def shuffle(value: Any, data: st.DataObject) -> Any:
    """Return ``value`` with the keys of every mapping in another order."""
    if isinstance(value, dict):
        return {key: shuffle(value[key], data) for key in data.draw(st.permutations(list(value)))}
    return [shuffle(item, data) for item in value] if isinstance(value, list) else value


def without_positions(model: Model) -> Model:
    """Return the model without positions and digests, which depend on the text and not on its meaning."""
    position = Position("", 1, 1)
    return replace(
        model,
        elements={name: replace(element, position=position) for name, element in model.elements.items()},
        flows=tuple(replace(flow, position=position) for flow in model.flows),
        scenarios=tuple(
            replace(
                scenario, position=position, steps=tuple(replace(step, position=position) for step in scenario.steps)
            )
            for scenario in model.scenarios
        ),
        ingestion=tuple(replace(entry, position=position) for entry in model.ingestion),
        files=tuple(replace(file, digest="") for file in model.files),
        warnings=tuple(replace(fault, position=position, message="", line="") for fault in model.warnings),
    )


def load_shop(text: str) -> Model:
    with temporary_folder() as path:
        (path / "bank.yaml").write_text(BANK)
        (path / "shop.yaml").write_text(text)
        return load(path)


@settings(RELAXED, max_examples=25)
@given(st.data())
def test_order_of_keys_does_not_change_the_model(data):
    text = yaml.safe_dump(shuffle(yaml.safe_load(SHOP), data), sort_keys=False)
    assert without_positions(load_shop(text)) == without_positions(load_shop(SHOP))


def test_style_of_yaml_does_not_change_the_model():
    as_json = json.dumps(yaml.safe_load(SHOP))
    commented = SHOP.replace("\n", "   # a comment\n").replace('data: "a, b"', "data: 'a, b'")
    for text in (as_json, commented, SHOP.replace("\n", "\r\n"), "---\n" + SHOP + "...\n"):
        assert without_positions(load_shop(text)) == without_positions(load_shop(SHOP))


def test_model_is_equal_without_libyaml(monkeypatch):
    with temporary_folder() as path:
        (path / "bank.yaml").write_text(BANK)
        (path / "shop.yaml").write_text(SHOP + "# ünïcödé\n", encoding="utf-8")
        fast = load(path)
        monkeypatch.setattr(yaml, "__with_libyaml__", False)
        assert load(path) == fast


# --- Names ---

FULL_NAMES = st.lists(st.sampled_from(["a", "b", "c", "web", "db"]), min_size=1, max_size=3).map(".".join)


@given(st.sets(FULL_NAMES, min_size=1))
def test_full_name_resolves_to_itself(names):
    assert [resolve(name, names) for name in sorted(names)] == sorted(names)


@given(st.sets(FULL_NAMES, min_size=1), FULL_NAMES)
def test_short_name_resolves_to_the_only_name_with_this_end(names, name):
    matches = sorted(full for full in names if f".{full}".endswith(f".{name}"))
    if name in names or len(matches) == 1:
        assert resolve(name, names) == (name if name in names else matches[0])
    elif matches:
        with pytest.raises(AmbiguousNameError) as ambiguous:
            resolve(name, names)
        assert ambiguous.value.matches == tuple(matches)
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
def test_unresolved_name_has_a_message(name, sentence):
    with pytest.raises(NameLookupError) as error:
        resolve(name, ["shop", "shop.web.search", "shop.db", "bank.db"])
    assert str(error.value) == sentence
