"""What ``landscape.yaml`` says of people and systems: order, groups, what is shared and what hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from sphinxcontrib_c4.model.document import At, Document, Entries
from sphinxcontrib_c4.model.elements import Element, Flow, Kind
from sphinxcontrib_c4.model.faults import quoted
from sphinxcontrib_c4.model.identity import Identities
from sphinxcontrib_c4.model.names import AmbiguousNameError, UnknownNameError, listed, nearest, resolve, suggestion
from sphinxcontrib_c4.model.rule_catalog import CYCLE_RULES, RULES
from sphinxcontrib_c4.model.schema import AnalysisEntry
from sphinxcontrib_c4.model.schema_types import control_character
from sphinxcontrib_c4.model.source_files import SourceFiles


def listed_names(
    reading: SourceFiles, known: Identities, key: Literal["order", "shared", "hidden"], *, people: bool
) -> tuple[str, ...]:
    """The full names that the list ``key`` gives; what is wrong with it is reported.

    ``people`` tells whether people may be in the list, beside systems.
    """
    document = reading.landscape_document
    names: tuple[str, ...] = getattr(reading.landscape, key)
    if document is None or not names:
        return ()
    return tuple(_members(reading, known, document, names, document.root[key].items_at, people=people))


def groups(reading: SourceFiles, known: Identities) -> dict[str, tuple[str, ...]]:
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


def _groups(reading: SourceFiles) -> Iterator[tuple[Document, str, tuple[str, ...], list[At]]]:
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
    reading: SourceFiles,
    known: Identities,
    document: Document,
    names: tuple[str, ...],
    places: list[At],
    *,
    people: bool,
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


# --- Aliases ---


def check_aliases(reading: SourceFiles, known: Identities, elements: Mapping[str, Element]) -> None:
    """Report aliases that stand for a container that does not exist, or hide containers."""
    document = reading.landscape_document
    for alias, target in reading.landscape.aliases.items():
        full = known.canonical.get(alias, "")
        if document is not None and "." in full and full not in elements and not reading.is_broken(full):
            names = {name: element.title for name, element in elements.items() if "." in name}
            message = f"the alias {quoted(alias)} stands for {quoted(target)}, which is not in the model"
            hint = suggestion(nearest(full, names)) or "name a container that a model file lists"
            document.fault(document.root["aliases"].values_at[alias], message, hint)
            reading.broken.update((alias, full.rsplit(".", 1)[-1]))
    for declared in known.declarations:
        full = known.canonical[declared.id]
        if "." in full and declared.system is not None and declared.system.containers:
            message = f"{quoted(declared.id)} is an alias of the container {quoted(full)} and cannot have containers"
            declared.file.document.fault(declared.tree.keys_at["containers"], message, "take the alias away")


# --- Settings of the analysis ---


def analysis_settings(
    reading: SourceFiles, identities: Identities, elements: Mapping[str, Element], flows: Iterable[Flow]
) -> dict[str, Any]:
    """The settings that ``analysis`` gives, with full names; what is wrong with them is reported."""
    document = reading.landscape_document
    tree = document.root.get("analysis") if document is not None and isinstance(document.root, Entries) else None
    if document is None or not tree:
        return {}
    _check_rules(document, tree)
    entry, names = reading.landscape.analysis, _Names(reading, identities, document)
    found: dict[str, Any] = {key: getattr(entry, key) for key in AnalysisEntry.fields if key in tree}
    if "ignore" in tree:
        known = (*elements, *(flow.name for flow in flows))
        places = zip(entry.ignore, tree["ignore"].items_at, strict=True)
        found["ignore"] = tuple(names.full(name, at, known) for name, at in places)
    if "roles" in tree:
        at = tree["roles"].keys_at
        found["roles"] = {names.full(name, at[name], elements): role for name, role in entry.roles.items()}
    if "thresholds" in tree:
        found["thresholds"] = {key: getattr(entry.thresholds, key) for key in tree["thresholds"]}
    return found


def _check_rules(document: Document, tree: Entries) -> None:
    """Report the keys of ``severities`` that no finding bears."""
    known = (*RULES, *CYCLE_RULES)
    for name in tree.get("severities", ()):
        if name not in known:
            near = suggestion(nearest(name, {one: one for one in known}, count=1))
            hint = near or f"choose {listed(known, 'or')}"
            document.fault(tree["severities"].keys_at[name], f"{quoted(name)} is no rule", hint)


# --- Settings of the code graph ---


def code_graph_settings(
    reading: SourceFiles, identities: Identities, elements: Mapping[str, Element]
) -> dict[str, Any]:
    """Return the settings that ``code_graph`` gives, with full names; report what is wrong with them."""
    document = reading.landscape_document
    tree = document.root.get("code_graph") if document is not None and isinstance(document.root, Entries) else None
    if document is None or not tree:
        return {}
    entry, names = reading.landscape.code_graph, _Names(reading, identities, document)
    targets = [name for name, element in elements.items() if element.kind is not Kind.PERSON]
    result: dict[str, Any] = {key: getattr(entry, key) for key in ("threshold", "kinds") if key in tree}
    if result.get("threshold", 0) > 1:
        document.fault(tree.values_at["threshold"], "'threshold' must be at most 1", "write a number such as 0.5")
    if "repositories" in tree:
        rows = zip(entry.repositories, tree["repositories"], strict=True)
        result["repositories"] = tuple(
            (row.repo, row.path, names.full(row.element, at.values_at["element"], targets)) for row, at in rows
        )
    if "services" in tree:
        places = tree["services"].values_at
        services = entry.services.items()
        result["services"] = {name: names.full(element, places[name], targets) for name, element in services}
    for key in ("files", "inputs", "allowed"):
        if key in tree:
            result[key] = {name: getattr(getattr(entry, key), name) for name in tree[key]}
    return result


class _Names(NamedTuple):
    """The names in ``landscape.yaml``; what is wrong with one is reported at its place."""

    reading: SourceFiles
    identities: Identities
    document: Document

    def full(self, name: str, at: At, known: Iterable[str]) -> str:
        """The full name among ``known`` that ``name`` stands for, or ``name`` itself after a report."""
        try:
            return resolve(self.identities.full(name), known)
        except UnknownNameError as fault:
            if not self.reading.is_broken(name):
                hint = suggestion(fault.nearest) or "name what a model file lists"
                self.document.fault(at, f"nothing in the model is named {quoted(name)}", hint)
        except AmbiguousNameError as fault:
            message = f"{quoted(name)} can mean {listed(fault.matches, 'or')}"
            self.document.fault(at, message, "write the full name")
        return name
