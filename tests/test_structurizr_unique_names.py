"""Unique names of elements and relationships in a workspace."""

from __future__ import annotations

from sphinxcontrib_c4.structurizr.unique_names import UniqueNames


def test_first_unused_candidate_is_added():
    names = UniqueNames()
    assert [names.add_unused("a", "a (HTTPS)") for _ in range(4)] == ["a", "a (HTTPS)", "a (HTTPS)-2", "a (HTTPS)-3"]


def test_number_skips_names_in_use():
    names = UniqueNames("{} ({})")
    for name in ("a", "a (2)"):
        names.add(name)
    assert names.add_unused("a") == "a (3)"
    assert "a (3)" in names
    assert "a (4)" not in names
