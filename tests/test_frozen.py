"""Frozen dataclasses: the same behaviour as those of the standard library."""

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, field
from typing import Any

import pytest

from sphinxcontrib_c4.frozen import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Own:
    """A value as the package defines it."""

    name: str
    size: int = 1
    note: str = field(default="", compare=False)
    parts: Any = field(default_factory=list, kw_only=True)


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Standard:
    """The same value as the standard library defines it."""

    name: str
    size: int = 1
    note: str = field(default="", compare=False)
    parts: Any = field(default_factory=list, kw_only=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Single:
    """A value with one field."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived(Single):
    """A value with an inherited field."""

    size: int = 0


BOTH = pytest.mark.parametrize("kind", [Own, Standard])


@BOTH
def test_frozen_constructor_accepts_fields_and_defaults(kind):
    value = kind("a", note="n", parts=(1,))
    assert (value.name, value.size, value.note, value.parts) == ("a", 1, "n", (1,))
    assert kind("a").parts == []
    assert kind("a").parts is not kind("a").parts
    for arguments, keywords in (((), {}), (("a", 1, "", []), {}), (("a",), {"other": 1})):
        with pytest.raises(TypeError):
            kind(*arguments, **keywords)


@BOTH
def test_frozen_fields_cannot_change(kind):
    value = kind("a")
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'name'"):
        value.name = "b"
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'name'"):
        del value.name
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        value.other = 1


@BOTH
def test_frozen_values_compare_by_their_fields(kind):
    assert kind("a", 1, "x") == kind("a", 1, "y")
    assert kind("a") != kind("b")
    assert kind("a") != "a"
    assert hash(kind("a", parts=())) == hash(kind("a", note="n", parts=()))
    assert kind("a", 2) < kind("b", 1)
    assert kind("b") >= kind("a")
    assert sorted([kind("b"), kind("a", 2), kind("a", 1)]) == [kind("a", 1), kind("a", 2), kind("b")]
    with pytest.raises(TypeError):
        assert kind("a") < "b"


def test_frozen_values_of_other_classes_differ():
    assert Own("a") != Standard("a")
    assert Single(name="a") != Derived(name="a")
    with pytest.raises(TypeError):
        assert Single(name="a") < Single(name="b")


@BOTH
def test_frozen_values_are_dataclasses(kind):
    value = kind("a", parts=(1,))
    assert repr(value) == f"{kind.__name__}(name='a', size=1, note='', parts=(1,))"
    assert dataclasses.asdict(value) == {"name": "a", "size": 1, "note": "", "parts": (1,)}
    assert dataclasses.replace(value, size=3) == kind("a", 3, parts=(1,))
    assert kind.__match_args__ == ("name", "size", "note")
    assert not hasattr(value, "__dict__")


@pytest.mark.parametrize("value", [Own("a", 2, "n", parts=[1]), Single(name="a"), Derived(name="a", size=2)])
def test_frozen_values_survive_pickling_and_copying(value):
    for twin in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
        assert dataclasses.astuple(twin) == dataclasses.astuple(value)
        assert twin == value
