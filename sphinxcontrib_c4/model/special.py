"""Scalars that a model has hardly any use for: numbers that are no small whole ones, and dates."""

from __future__ import annotations

from typing import NamedTuple


class Special(NamedTuple):
    """A plain scalar that YAML reads as neither text, nor true or false, nor nothing."""

    kind: str
    text: str
