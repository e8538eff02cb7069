"""Elements, flows and groups of a model, read from the index of a workspace."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sphinxcontrib_c4.drawing import SHAPES
from sphinxcontrib_c4.model import Element, Flow, Kind, Mode, Provenance, Shape, Source
from sphinxcontrib_c4.structurizr.property_names import (
    ACCESSES,
    CUT_PREFERENCES,
    ELEMENT_PROPERTIES,
    FLOW_PROPERTIES,
    ROLES,
    element_choices,
    flow_choices,
    line_number,
)
from sphinxcontrib_c4.structurizr.reader.implied import implying
from sphinxcontrib_c4.structurizr.reader.json_object import JsonObject
from sphinxcontrib_c4.structurizr.reader.perspectives import read_perspectives
from sphinxcontrib_c4.structurizr.reader.stored_properties import StoredProperties
from sphinxcontrib_c4.structurizr.reader.workspace_index import (
    KINDS,
    ElementType,
    WorkspaceElement,
    WorkspaceIndex,
    WorkspaceRelationship,
)
from sphinxcontrib_c4.structurizr.tags import ELEMENT_TAGS, MODE_TAGS, RELATIONSHIP_TAGS, author_tags, split_tags
from sphinxcontrib_c4.structurizr.unique_names import UniqueNames

SHAPES_BY_NAME = {
    name: Shape(kind.value)
    for kind, style in SHAPES.items()
    if kind.value in set(Shape)
    for name in (style.structurizr_shape, *style.structurizr_aliases)
}
_MODES = {"Synchronous": Mode.SYNC, "Asynchronous": Mode.ASYNC}
_ELEMENT_KEYS = frozenset(
    {"id", "name", "description", "technology", "tags", "url", "group", "location", "properties"}
    | {"relationships", "containers", "components", "perspectives", "documentation"}
)
_MODES_BY_TAG = {
    "asynchronous": Mode.ASYNC,
    "async": Mode.ASYNC,
    "synchronous": Mode.SYNC,
    "sync": Mode.SYNC,
    MODE_TAGS[Mode.UNKNOWN].lower(): Mode.UNKNOWN,
}
_RELATIONSHIP_KEYS = frozenset(
    {"id", "sourceId", "destinationId", "description", "technology", "interactionStyle", "tags", "properties"}
    | {"linkedRelationshipId", "url", "perspectives"}
)
_RELATIONSHIP = "a relationship"
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(slots=True)
class ModelParts:
    """Elements and groups by ids of workspace elements, flows and modes by ids of workspace relationships."""

    elements: dict[str, Element] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    modes: dict[str, Mode] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    group_separator: str = ""


def read_model_parts(
    index: WorkspaceIndex, styles: JsonObject, *, default_mode: Mode, group_separator: str
) -> ModelParts:
    """Return everything in ``index`` that a model has a place for; ``styles`` identify databases and queues."""
    parts = ModelParts(group_separator=group_separator)
    shapes = dict(_shapes(styles))
    names = _element_names(index)
    for element in _in_model_order(index.elements.values()):
        if element.type in KINDS:
            parts.elements[element.id] = _element(element, names, shapes)
            if group := element.json.text("group"):
                parts.groups[names[element.id]] = group
        elif element.type is ElementType.CUSTOM:
            element.json.add_unmapped(f"custom element {element.name!r}")
    used_names = UniqueNames()
    for relationship in sorted(index.relationships.values(), key=lambda item: _id_order(item.id)):
        mode = parts.modes[relationship.id] = _mode(relationship, index, default_mode)
        if flow := _flow(relationship, index, names, used_names, mode):
            parts.flows[relationship.id] = flow
    return parts


def _in_model_order(elements: Iterable[WorkspaceElement]) -> list[WorkspaceElement]:
    """Return elements in the order of the file, or of their ids if the workspace was exported by this package."""
    elements = list(elements)
    is_export = all(_is_exported(element) for element in elements if element.type in KINDS)
    return sorted(elements, key=lambda element: _id_order(element.id)) if is_export else elements


def _is_exported(element: WorkspaceElement) -> bool:
    return "c4.name" in element.json.object("properties").value


def _id_order(id_: str) -> tuple[int, str]:
    return (int(id_) if id_.isascii() and id_.isdigit() and len(id_) < 100 else 0, id_)


# --- Names ---


def _element_names(index: WorkspaceIndex) -> dict[str, str]:
    """Return the full name of each element by its id: that of the export, or one derived from its title."""
    names: dict[str, str] = {}
    used_names = UniqueNames()
    for element in index.elements.values():
        if element.type not in KINDS:
            continue
        prefix = f"{names.get(element.parent, element.parent)}." if element.parent else ""
        stored_name = element.json.object("properties").text("c4.name")
        if stored_name:
            _check_stored_name(element, stored_name, prefix, used_names)
            names[element.id] = used_names.add(stored_name)
        else:
            names[element.id] = used_names.add_unused(prefix + _short_name(element))
    return names


def _check_stored_name(element: WorkspaceElement, name: str, prefix: str, used_names: UniqueNames) -> None:
    properties = element.json.object("properties")
    if not name.startswith(prefix) or "." in name.removeprefix(prefix):
        requirement = f'expected "{prefix}" and a name without a dot' if prefix else "expected a name without a dot"
        properties.fault(f"{name!r} cannot be the name of {element}; {requirement}", "correct the name", key="c4.name")
    elif name in used_names:
        properties.fault(f"duplicate name {name!r}", "remove the property", key="c4.name")


def _short_name(element: WorkspaceElement) -> str:
    """Return a short name in letters, digits and hyphens, such as ``internet-banking``."""
    return slug(element.name) or f"id-{slug(element.id)}"


def slug(text: str) -> str:
    """Return ``text`` in lower-case ASCII letters and digits, with hyphens for everything else."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(_WORD.findall(ascii_text.lower()))


# --- Elements ---


def _element(element: WorkspaceElement, names: Mapping[str, str], shapes: Mapping[str, Shape]) -> Element:
    json, owner_type = element.json, element.type.with_article
    json.check_keys(_ELEMENT_KEYS, owner_type)
    properties = StoredProperties.select(json, ELEMENT_PROPERTIES)
    tags = split_tags(json.text("tags"))
    choices = element_choices(properties.text("source.line"), is_inner=bool(element.parent))
    tag_shapes = [shapes[tag] for tag in tags if tag in shapes]
    return Element(
        name=names[element.id],
        title=_original_title(properties.texts.get("c4.title"), element.name),
        kind=KINDS[element.type],
        position=json.position,
        parent=names.get(element.parent, ""),
        external="External" in tags or ("location" in json.value and json.text("location") == "External"),
        shape=tag_shapes[-1] if tag_shapes and element.type is not ElementType.PERSON else Shape.BOX,
        technology=json.text("technology") or ("" if element.parent else properties.text("technology")),
        description=original_description(properties.texts.get("c4.description"), json.text("description")),
        repo=properties.text("repo"),
        url=_own_url(properties),
        owner=properties.text("owner"),
        source=_source(properties, "source."),
        group=properties.text("c4.group", _author_group(element)),
        api_container=_api_container(element, names, properties),
        role=properties.choice("role", ROLES),
        shared=properties.is_true("c4.shared"),
        hidden=properties.is_true("c4.hidden"),
        tags=_tags(properties, standard=ELEMENT_TAGS),
        properties=properties.custom(owner_type, choices),
        perspectives=read_perspectives(json),
        suppressions=properties.suppressions(),
    )


def _author_group(element: WorkspaceElement) -> str:
    """Return the group of a container or component; an export stores it in a property instead."""
    is_inner = element.type in (ElementType.CONTAINER, ElementType.COMPONENT)
    return element.json.text("group") if is_inner and not _is_exported(element) else ""


def _api_container(element: WorkspaceElement, names: Mapping[str, str], properties: StoredProperties) -> str:
    name = properties.text("c4.api_container")
    if name and name not in {names.get(child.text("id")) for child in element.json.objects("containers")}:
        properties.fault("c4.api_container", f"{name!r} is not a container of {element}")
        return ""
    return name


def _original_title(stored_title: str | None, title: str) -> str:
    """Return the title before the export made it unique, unless the element has been renamed since."""
    return stored_title if stored_title is not None and title.startswith(stored_title) else title


def original_description(stored_description: str | None, description: str) -> str:
    """Return the description before the export shortened it, unless it has been changed since."""
    if stored_description is None:
        return description
    return (
        stored_description
        if " ".join(stored_description.split()).startswith(description.removesuffix("…").rstrip())
        else description
    )


def _own_url(properties: StoredProperties) -> str:
    """Return the URL of the author; an export may have replaced it by that of a page."""
    return properties.text("c4.url") or ("" if "c4.page" in properties else properties.owner.text("url"))


def _source(properties: StoredProperties, prefix: str) -> Source | None:
    repo, path, line = (properties.text(f"{prefix}{name}") for name in ("repo", "path", "line"))
    number = line_number(line)
    return Source(repo=repo, path=path, line=number) if repo or path or number is not None else None


def _tags(properties: StoredProperties, *, standard: frozenset[str]) -> tuple[str, ...]:
    if "c4.tags" in properties:
        return properties.text_list("c4.tags")
    return author_tags(properties.owner.text("tags"), standard=standard)


def _shapes(styles: JsonObject) -> Iterator[tuple[str, Shape]]:
    """Yield tags with the shapes that their styles give."""
    yield from (
        (style.structurizr_tag, Shape(kind.value)) for kind, style in SHAPES.items() if kind.value in set(Shape)
    )
    for style in styles.objects("elements"):
        if style.text("shape"):
            yield style.text("tag"), SHAPES_BY_NAME.get(style.text("shape"), Shape.BOX)


# --- Flows ---


def _mode(relationship: WorkspaceRelationship, index: WorkspaceIndex, default: Mode) -> Mode:
    """Return the mode that a relationship states, or the one that it is implied by, or ``default``."""
    linked = index.relationships.get(relationship.json.text("linkedRelationshipId"))
    for item in (relationship, linked):
        if item is not None and (mode := _stated_mode(item.json)) is not None:
            return mode
    return default


def _stated_mode(relationship: JsonObject) -> Mode | None:
    """Return the mode by the interaction style, or else by the tags, or None."""
    if (style := relationship.text("interactionStyle")) in _MODES:
        return _MODES[style]
    tags = [tag.lower() for tag in split_tags(relationship.text("tags"))]
    return next((_MODES_BY_TAG[tag] for tag in tags if tag in _MODES_BY_TAG), None)


def _flow(
    relationship: WorkspaceRelationship,
    index: WorkspaceIndex,
    names: Mapping[str, str],
    used_names: UniqueNames,
    mode: Mode,
) -> Flow | None:
    """Convert a relationship to a flow; return None for implied relationships and unknown ends."""
    json = relationship.json
    properties = StoredProperties.select(json, FLOW_PROPERTIES)
    _report_unmapped(json)
    if relationship.source not in names or relationship.target not in names:
        _report_custom_end(relationship, index)
        return None
    if "c4.derived" in properties or implying(relationship, index) is not None:
        return None
    if json.text("linkedRelationshipId"):
        json.add_unmapped("'linkedRelationshipId' of a relationship that no other implies", "linkedRelationshipId")
    source, target = names[relationship.source], names[relationship.target]
    default_name = f"{source.split('.')[0]}.{_last_part(source)}-{_last_part(target)}"
    stored_name = properties.text("c4.name")
    name = used_names.add(stored_name) if stored_name else used_names.add_unused(default_name)
    return Flow(
        name=name,
        source=source,
        target=target,
        label=_original_title(properties.texts.get("c4.label"), relationship.description),
        position=json.position,
        mode=mode,
        has_default_mode=mode is Mode.SYNC and properties.is_true("c4.default_mode"),
        protocol=json.text("technology"),
        data=properties.text("data"),
        trigger=properties.text("trigger"),
        initiator=properties.choice("initiator", (source, target)) or source,
        url=_own_url(properties),
        tags=_tags(properties, standard=RELATIONSHIP_TAGS),
        properties=_custom_properties(properties, (source, target), json.text("technology")),
        perspectives=read_perspectives(json),
        provenance=_provenance(properties),
        access=properties.choice("access", ACCESSES),
        topic=properties.text("topic"),
        in_cycle=properties.choice("in_cycle", CUT_PREFERENCES),
        suppressions=properties.suppressions(),
    )


def _report_unmapped(json: JsonObject) -> None:
    """Report unknown keys of a relationship, and an interaction style that is not one of Structurizr's."""
    json.check_keys(_RELATIONSHIP_KEYS, _RELATIONSHIP)
    if (style := json.text("interactionStyle")) and style not in _MODES:
        json.add_unmapped(f"interaction style {style!r} of a relationship", "interactionStyle")


def _custom_properties(
    properties: StoredProperties, ends: tuple[str, str], protocol: str
) -> tuple[tuple[str, str], ...]:
    """Return the properties of a relationship that its author has set."""
    choices = flow_choices(ends, protocol=protocol, has_provenance="c4.provenance" in properties)
    return properties.custom(_RELATIONSHIP, choices)


def _report_custom_end(relationship: WorkspaceRelationship, index: WorkspaceIndex) -> None:
    ends = (index.elements[relationship.source], index.elements[relationship.target])
    if custom := next((end for end in ends if end.type is ElementType.CUSTOM), None):
        relationship.json.add_unmapped(f"relationship {relationship.description!r} of {custom}")


def _last_part(name: str) -> str:
    return name.rsplit(".", 1)[-1]


def _provenance(properties: StoredProperties) -> Provenance | None:
    if "c4.provenance" not in properties:
        return None
    return Provenance(
        derived_from=properties.text("provenance.derived_from"),
        contract_kind=properties.text("provenance.contract_kind"),
        contract_key=properties.text("provenance.contract_key"),
        source=_source(properties, "provenance.") or Source(),
    )


# --- Groups ---


def read_groups(parts: ModelParts, properties: StoredProperties) -> dict[str, tuple[str, ...]]:
    """Return the groups of people and systems by their titles."""
    outer = {element.name for element in parts.elements.values() if element.kind in (Kind.PERSON, Kind.SYSTEM)}
    if "c4.model" in properties or "c4.groups" in properties:
        groups = properties.name_lists("c4.groups")
        for name in sorted({name for names in groups.values() for name in names} - outer):
            properties.fault("c4.groups", f"{name!r} is not a person or software system of the model")
        return groups
    by_title: dict[str, list[str]] = {}
    for name, title in parts.groups.items():
        if name in outer:
            by_title.setdefault(title, []).append(name)
    return {title: tuple(names) for title, names in by_title.items()}
