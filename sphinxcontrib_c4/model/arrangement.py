"""What ``landscape.yaml`` says of people and systems: order, groups, what is shared and what hidden."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from sphinxcontrib_c4.model.document import At, Document
from sphinxcontrib_c4.model.faults import quoted
from sphinxcontrib_c4.model.forms import control_character
from sphinxcontrib_c4.model.identity import Identities
from sphinxcontrib_c4.model.names import nearest, suggestion
from sphinxcontrib_c4.model.reading import Reading


def arranged(
    reading: Reading, known: Identities, key: Literal["order", "shared", "hidden"], *, people: bool
) -> tuple[str, ...]:
    """The full names that the list ``key`` gives; what is wrong with it is reported.

    ``people`` tells whether people may be in the list, beside systems.
    """
    document = reading.landscape_document
    names: tuple[str, ...] = getattr(reading.landscape, key)
    if document is None or not names:
        return ()
    return tuple(_members(reading, known, document, names, document.root[key].items_at, people=people))


def groups(reading: Reading, known: Identities) -> dict[str, tuple[str, ...]]:
    """Title of each group -> the full names of its systems; a system is in one group at most."""
    found: dict[str, tuple[str, ...]] = {}
    placed: dict[str, str] = {}
    for document, title, names, places in _groups(reading):
        members = _members(reading, known, document, names, places, people=False)
        found[title] = tuple(members)
        for name, at in members.items():
            if placed.setdefault(name, title) != title:
                message = f"{quoted(name)} is already in the group {quoted(placed[name])}"
                document.fault(at, message, "keep it in one group")
    return found


def _groups(reading: Reading) -> Iterator[tuple[Document, str, tuple[str, ...], list[At]]]:
    """Each group with a sound title: where it stands, its title, its names and their places."""
    document, seen = reading.landscape_document, set[str]()
    for key, names in reading.landscape.groups.items():
        assert document is not None, "there are groups only where there is a landscape.yaml"
        title, tree = " ".join(key.split()), document.root["groups"]
        if not title or control_character(key):
            document.fault(tree.keys_at[key], "this title of a group cannot be shown", "write some text")
        elif title in seen:
            document.fault(tree.keys_at[key], f"there is a group {quoted(title)} already", "make one group of the two")
        else:
            seen.add(title)
            yield document, title, names, tree[key].items_at


def _members(
    reading: Reading, known: Identities, document: Document, names: tuple[str, ...], places: list[At], *, people: bool
) -> dict[str, At]:
    """Full names of people and systems, each with its place; what is unknown is reported."""
    found: dict[str, At] = {}
    titles = {
        declared.id: declared.entry.name for declared in known.declarations if people or declared.system is not None
    }
    for name, at in zip(names, places, strict=True):
        full = known.canonical.get(name, "")
        if full in found:
            document.fault(at, f"{quoted(name)} is named twice in this list", "take one of the two away")
        elif full in titles:
            found[full] = at
        elif name not in reading.broken:
            what = "person or system" if people else "system"
            hint = suggestion(nearest(name, titles)) or "only what a model file lists can be named here"
            document.fault(at, f"no {what} of the model has the id {quoted(name)}", hint)
    return found
