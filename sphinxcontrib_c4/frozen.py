"""Frozen dataclasses that are cheap to define, to create and to pickle.

The decorator of the standard library compiles six methods of each class when its module is imported, which takes half a
millisecond, and a build imports fifty of these classes. This decorator compiles the constructor only; all other methods
get the values of an object from an ``attrgetter``. Type checkers see the decorator of the standard library, since the
options and the behaviour are the same, and ``fields`` and ``replace`` accept these classes, too.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, FrozenInstanceError
from functools import total_ordering
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from dataclasses import Field

    Fields = Sequence[Field[Any]]
    Values = Callable[[Any], tuple[Any, ...]]
    Method = Callable[..., Any]

__all__ = ["dataclass"]


def _dataclass(
    *, frozen: Literal[True], slots: Literal[True], kw_only: bool = False, order: bool = False
) -> Callable[[type], type]:
    """Return the decorator of frozen dataclasses with slots."""
    add_fields = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)

    def decorate(cls: type) -> type:
        value_class: type = add_fields(cls)
        for name, method in _methods(value_class, order=order).items():
            setattr(value_class, name, method)
        return total_ordering(value_class) if order else value_class

    return decorate


if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _dataclass


def _methods(cls: type, *, order: bool) -> Mapping[str, Method]:
    """Return the methods of a class that has fields and slots, by name."""
    fields = dataclasses.fields(cls)
    setters = [getattr(cls, field.name).__set__ for field in fields]
    return {
        "__init__": _constructor(fields, setters),
        "__repr__": _representation(fields),
        "__setattr__": _refuse_to_set,
        "__delattr__": _refuse_to_delete,
        **_pickling(_values_of(fields), setters),
        **_comparisons(_values_of([field for field in fields if field.compare]), order=order),
    }


def _values_of(fields: Fields) -> Values:
    """Return the function that returns the values of some fields of an object."""
    names = [field.name for field in fields]
    if len(names) > 1:
        return attrgetter(*names)  # with one name, it would not return a tuple
    return lambda value: tuple(getattr(value, name) for name in names)


# --- Constructor ---


def _constructor(fields: Fields, setters: Sequence[Method]) -> Method:
    """Return ``__init__``, which is compiled because its parameters are the fields."""
    names: dict[str, Any] = {"MISSING": MISSING}
    for field, setter in zip(fields, setters, strict=True):
        names[f"set_{field.name}"] = setter
        names[f"default_{field.name}"] = field.default
        names[f"make_{field.name}"] = field.default_factory
    parameters = ", ".join(["self", *_parameters(fields)])
    exec(f"def __init__({parameters}):\n{''.join(map(_assignment, fields))}", names)
    constructor: Method = names["__init__"]
    return constructor


def _parameters(fields: Fields) -> Iterator[str]:
    """Yield the parameters of a constructor, those for keywords last."""
    yield from (_parameter(field) for field in fields if not field.kw_only)
    keywords = [_parameter(field) for field in fields if field.kw_only]
    if keywords:
        yield from ("*", *keywords)


def _parameter(field: Field[Any]) -> str:
    if field.default_factory is not MISSING:
        return f"{field.name}=MISSING"
    return field.name if field.default is MISSING else f"{field.name}=default_{field.name}"


def _assignment(field: Field[Any]) -> str:
    name = field.name
    value = name if field.default_factory is MISSING else f"make_{name}() if {name} is MISSING else {name}"
    return f"    set_{name}(self, {value})\n"


# --- Other methods ---


def _representation(fields: Fields) -> Method:
    def represent(self: Any) -> str:
        values = (f"{field.name}={getattr(self, field.name)!r}" for field in fields)
        return f"{type(self).__qualname__}({', '.join(values)})"

    return represent


def _refuse_to_set(self: Any, name: str, value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _pickling(values: Values, setters: Sequence[Method]) -> Mapping[str, Method]:
    def get_state(self: Any) -> tuple[Any, ...]:
        return values(self)

    def set_state(self: Any, state: tuple[Any, ...]) -> None:
        for setter, value in zip(setters, state, strict=True):
            setter(self, value)

    return {"__getstate__": get_state, "__setstate__": set_state}


def _comparisons(values: Values, *, order: bool) -> Mapping[str, Method]:
    def equal(self: Any, other: object) -> bool:
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    def get_hash(self: Any) -> int:
        return hash(values(self))

    def less(self: Any, other: object) -> bool:
        return values(self) < values(other) if type(other) is type(self) else NotImplemented

    methods: dict[str, Method] = {"__eq__": equal, "__hash__": get_hash}
    return {**methods, "__lt__": less} if order else methods
