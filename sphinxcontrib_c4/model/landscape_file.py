"""Sections of ``landscape.yaml``, resolved: lists of elements, groups, aliases, settings.

Full names replace the names in the file. Unknown and ambiguous names are reported with their positions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from sphinxcontrib_c4.model.declared_rules import DeclaredRule
from sphinxcontrib_c4.model.document import At, Document, Entries, Items
from sphinxcontrib_c4.model.elements import Element, Flow
from sphinxcontrib_c4.model.faults import quoted
from sphinxcontrib_c4.model.identity import Identities
from sphinxcontrib_c4.model.kinds import Kind
from sphinxcontrib_c4.model.landscape_schema import AnalysisEntry
from sphinxcontrib_c4.model.names import AmbiguousNameError, NameTable, UnknownNameError, listed, nearest, suggestion
from sphinxcontrib_c4.model.parsed_files import SourceFiles
from sphinxcontrib_c4.model.rule_catalog import CYCLE_RULES, RULES
from sphinxcontrib_c4.model.rule_resolver import RulePath, RuleSource, resolve_rules


class Sections(NamedTuple):
    """The elements that ``landscape.yaml`` orders, shares, hides and groups, by full name.

    ``groups`` maps the title of each group to its systems.
    """

    order: tuple[str, ...]
    shared: tuple[str, ...]
    hidden: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]


def resolve_sections(sources: SourceFiles, identities: Identities) -> Sections:
    """Return the lists and groups with full names; report unknown names."""
    return Sections(
        order=_listed_names(sources, identities, "order", people=True),
        shared=_listed_names(sources, identities, "shared", people=False),
        hidden=_listed_names(sources, identities, "hidden", people=True),
        groups=_resolved_groups(sources, identities),
    )


def _listed_names(
    sources: SourceFiles, identities: Identities, key: Literal["order", "shared", "hidden"], *, people: bool
) -> tuple[str, ...]:
    """Return the full names in the list ``key``; report faulty entries.

    ``people`` states that the list may contain people as well as systems.
    """
    document = sources.landscape_document
    names: tuple[str, ...] = getattr(sources.landscape, key)
    if document is None or not names:
        return ()
    return tuple(_members(sources, identities, document, names, document.root[key].items_at, people=people))


def _resolved_groups(sources: SourceFiles, identities: Identities) -> dict[str, tuple[str, ...]]:
    """Return title of each group -> full names of its systems; a system is in one group at most."""
    groups: dict[str, tuple[str, ...]] = {}
    group_of: dict[str, str] = {}
    for document, title, names, places in _groups(sources):
        members = _members(sources, identities, document, names, places, people=False)
        groups[title] = tuple(members)
        for name, at in members.items():
            if group_of.setdefault(name, title) != title:
                message = f"{quoted(name)} is already in the group {quoted(group_of[name])}"
                document.fault(at, message, "keep it in one group")
    return groups


def _groups(sources: SourceFiles) -> Iterator[tuple[Document, str, tuple[str, ...], list[At]]]:
    """Yield document, title, names and positions of each group with a valid title."""
    document, titles = sources.landscape_document, set[str]()
    for key, names in sources.landscape.groups.items():
        assert document is not None, "there are groups only where there is a landscape.yaml"
        title, tree = " ".join(key.split()), document.root["groups"]
        if not title:
            document.fault(tree.keys_at[key], "this title of a group is empty", "write some text")
        elif title in titles:
            document.fault(tree.keys_at[key], f"the group {quoted(title)} occurs twice", "merge the two groups")
        else:
            titles.add(title)
            yield document, title, names, tree[key].items_at


def _members(
    sources: SourceFiles,
    identities: Identities,
    document: Document,
    names: tuple[str, ...],
    places: list[At],
    *,
    people: bool,
) -> dict[str, At]:
    """Return full name -> position of people and systems; report unknown names."""
    positions: dict[str, At] = {}
    titles = {
        declaration.id: declaration.entry.name
        for declaration in identities.declarations
        if people or declaration.system is not None
    }
    for name, at in zip(names, places, strict=True):
        full = identities.canonical.get(name, "")
        if full in positions:
            document.fault(at, f"{quoted(name)} occurs twice in this list", "delete one of them")
        elif full in titles:
            positions[full] = at
        elif name not in sources.broken:
            noun = "person or system" if people else "system"
            message = f"no {noun} of the model has the id {quoted(name)}"
            hint = f"name a {noun} that a model file lists"
            document.fault(at, message, hint, name=name, candidates=titles)
    return positions


# --- Settings of the analysis ---


def analysis_settings(
    sources: SourceFiles, identities: Identities, elements: Mapping[str, Element], flows: Iterable[Flow]
) -> dict[str, Any]:
    """Return the settings under ``analysis``, with full names; report faults."""
    document = sources.landscape_document
    tree = document.root.get("analysis") if document is not None and isinstance(document.root, Entries) else None
    if document is None or not tree:
        return {}
    _check_rules(document, tree)
    entry, names = sources.landscape.analysis, _NameResolver(sources, identities, document)
    settings: dict[str, Any] = {key: getattr(entry, key) for key in AnalysisEntry.fields if key in tree}
    if "ignore" in tree:
        candidates = NameTable((*elements, *(flow.name for flow in flows)))
        places = zip(entry.ignore, tree["ignore"].items_at, strict=True)
        settings["ignore"] = tuple(names.full(name, at, candidates) for name, at in places)
    if "roles" in tree:
        at, table = tree["roles"].keys_at, NameTable(elements)
        settings["roles"] = {names.full(name, at[name], table): role for name, role in entry.roles.items()}
    if "thresholds" in tree:
        settings["thresholds"] = {key: getattr(entry.thresholds, key) for key in tree["thresholds"]}
    return settings


def _check_rules(document: Document, tree: Entries) -> None:
    """Report unknown rules under ``severities``."""
    candidates = (*RULES, *CYCLE_RULES)
    for name in tree.get("severities", ()):
        if name not in candidates:
            near = suggestion(nearest(name, {rule: rule for rule in candidates}, count=1))
            hint = near or f"choose {listed(candidates, 'or')}"
            document.fault(tree["severities"].keys_at[name], f"{quoted(name)} is not a rule", hint)


# --- Settings of the code graph ---


def code_graph_section(sources: SourceFiles, identities: Identities, elements: Mapping[str, Element]) -> dict[str, Any]:
    """Return the settings under ``code_graph``, with full names; report faults."""
    document = sources.landscape_document
    tree = document.root.get("code_graph") if document is not None and isinstance(document.root, Entries) else None
    if document is None or not tree:
        return {}
    entry, names = sources.landscape.code_graph, _NameResolver(sources, identities, document)
    targets = NameTable(name for name, element in elements.items() if element.kind is not Kind.PERSON)
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


class _NameResolver(NamedTuple):
    """A resolver for names in ``landscape.yaml``, which reports faulty names at their position."""

    sources: SourceFiles
    identities: Identities
    document: Document

    def full(self, name: str, at: At, candidates: NameTable) -> str:
        """Return the full name of ``name`` among ``candidates``, or ``name`` itself after reporting a fault."""
        try:
            return candidates.resolve(self.identities.full(name))
        except UnknownNameError as fault:
            if not self.sources.is_broken(name):
                near = fault.nearest if self.document.suggests else ()
                hint = suggestion(near) or "name what a model file lists"
                self.document.fault(at, f"nothing in the model is named {quoted(name)}", hint)
        except AmbiguousNameError as fault:
            message = f"{quoted(name)} can mean {listed(fault.matches, 'or')}"
            self.document.fault(at, message, "write the full name")
        return name


# --- Declared rules ---


def declared_rules(
    sources: SourceFiles,
    identities: Identities,
    elements: Mapping[str, Element],
    groups: Mapping[str, tuple[str, ...]],
) -> tuple[DeclaredRule, ...]:
    """Return the rules under ``rules``, with full names; report faults."""
    document = sources.landscape_document
    if document is None or not sources.landscape.rules:
        return ()
    tree: Items = document.root["rules"]

    def fault(path: RulePath, message: str, hint: str) -> None:
        document.fault(_at(tree, path), message, hint)

    source = RuleSource(
        elements=elements,
        groups=groups,
        full=identities.full,
        is_broken=sources.is_broken,
        position=lambda path: document.position(_at(tree, path)),
        fault=fault,
    )
    return resolve_rules(source, sources.landscape.rules)


def _at(tree: Items, path: RulePath) -> At:
    """Return the position of the value at ``path``, or of the innermost collection that contains it."""
    node: Any = tree
    position = tree.at
    for part in path:
        if isinstance(node, Items) and isinstance(part, int):
            position, node = node.items_at[part], node[part]
        elif isinstance(node, Entries) and isinstance(part, str):
            position, node = node.values_at.get(part, position), node.get(part)
    return position
