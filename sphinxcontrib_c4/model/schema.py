"""The schema of model files and of ``landscape.yaml``, and the JSON Schema for editors.

Importing this module imports pydantic, which takes longer than reading a model; only the reader does.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What neither YAML's readers nor XML accept, and an escape in double quotes still lets through."""

_SCRIPT = re.compile(r"(javascript|data|vbscript):", re.IGNORECASE)
_BLANKS = re.compile(r"\n{3,}")


def _printable(text: str) -> str:
    if match := CONTROL.search(text):
        raise PydanticCustomError("control", f"U+{ord(match[0]):04X}")
    return text


def _line(text: str) -> str:
    return " ".join(_printable(text).split())


def _named(text: str) -> str:
    line = _line(text)
    if not line:
        raise PydanticCustomError("empty", "empty")
    return line


def _prose(text: str) -> str:
    return _BLANKS.sub("\n\n", "\n".join(line.rstrip() for line in _printable(text).split("\n"))).strip("\n")


def _link(text: str) -> str:
    line = _line(text)
    if _SCRIPT.match(line):
        raise PydanticCustomError("script", "script")
    return line


Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$")]
Name = Annotated[str, AfterValidator(_named), Field(json_schema_extra={"minLength": 1})]
Text = Annotated[str, AfterValidator(_line)]
Prose = Annotated[str, AfterValidator(_prose)]
Link = Annotated[str, AfterValidator(_link)]
Role = Literal["infrastructure", "gateway", "store", "broker"]
ShapeName = Literal["container", "db", "database", "queue"]
RuleName = Literal[
    "chatty-pair",
    "external-store-access",
    "flagged",
    "fragile-ingestion",
    "hard-coded-endpoint",
    "hub",
    "long-chain",
    "no-gateway",
    "shared-store",
    "single-point-of-failure",
]

_ID = "Letters, digits, '_' and '-'."
_SYNC = "true: the caller waits; false: it does not; leave it out where nobody knows."
_ROLE = (
    "infrastructure: left out of the analysis; gateway: the way into a system; "
    "store: holds data that others read and write; broker: passes on what its producers send to its consumers."
)
_ACCESS = (
    "Of a flow that joins something to a store or queue: what is done with it. "
    "A queue is written by producers and read by consumers. Unless given, the arrow and the label tell."
)
_TOPIC = "Of a flow to or from a broker: only producers and consumers of one topic are joined."
_IN_CYCLE = "keep: should a cycle be cut, cut it elsewhere; cut: cut it here first."
_SUPPRESS = "Findings of the analysis that are accepted, each with the reason."
_TAGS = "Any words. reply, callback and webhook say of a flow that it answers one the other way; fragile flags it."
_END = "A person, system or container: its id, or its full name with dots."


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)


class SourceEntry(_Entry):
    """Where the code lies."""

    repo: Link = ""
    path: Text = Field(default="", description="A path in the repository, which may end in ':line'.")
    line: int | None = Field(default=None, ge=1)


class SuppressionEntry(_Entry):
    """A finding of the analysis that is accepted here."""

    rule: RuleName = Field(description="The rule whose findings about this are accepted.")
    reason: Name = Field(description="Why; reports show it.")


class ProvenanceEntry(SourceEntry):
    """What a flow was derived from."""

    derived_from: Text = ""
    contract_kind: Text = ""
    contract_key: Text = ""


class MetaEntry(_Entry):
    """What the file is about."""

    name: Name = ""
    description: Prose = ""
    primary_system: Text = Field(default="", description="The id of the system that the file is about.")
    api_container: Text = Field(default="", description="The container that flows which name only the system end at.")
    has_infrastructure_references: bool = False


class _ElementEntry(_Entry):
    id: Id = Field(description=_ID)
    name: Name
    description: Prose = ""
    url: Link = ""
    tags: list[Name] = []
    suppress: list[SuppressionEntry] = Field(default=[], description=_SUPPRESS)


class PersonEntry(_ElementEntry):
    """A person, or a kind of person."""

    external: bool | None = None


class _FlowEntry(_Entry):
    """What flows and the relationships of components share."""

    target: Name = Field(description=_END)
    label: Name = Field(description="What moves.")
    sync: bool | None = Field(default=None, description=_SYNC)
    protocol: Text = ""
    data: Text = ""
    trigger: Text = ""
    tags: list[Name] = Field(default=[], description=_TAGS)
    initiator: Literal["source", "target"] = Field(
        default="source", description="The end that starts it, and so depends on the other one."
    )
    access: Literal["read", "write", "both"] | None = Field(default=None, description=_ACCESS)
    topic: Text = Field(default="", description=_TOPIC)
    in_cycle: Literal["keep", "cut"] | None = Field(default=None, description=_IN_CYCLE)
    suppress: list[SuppressionEntry] = Field(default=[], description=_SUPPRESS)
    provenance: ProvenanceEntry | None = None


class RelationshipEntry(_FlowEntry):
    """A flow that begins at the component it is written in."""

    sync: bool | None = Field(default=True, description="false: the caller does not wait. Components call each other.")
    technology: Text = ""


class ComponentEntry(_ElementEntry):
    """A part of a container."""

    technology: Text = ""
    shape: ShapeName = "container"
    source: SourceEntry | None = None
    relationships: list[RelationshipEntry] = []


class ContainerEntry(_ElementEntry):
    """A part of a system that runs or stores on its own."""

    technology: Text = ""
    shape: ShapeName = "container"
    source: SourceEntry | None = None
    owner: Text = ""
    role: Role | None = Field(default=None, description=_ROLE)
    external: bool = False
    components: list[ComponentEntry] = []


class SystemEntry(_ElementEntry):
    """A software system."""

    kind: Literal["internal", "external"] | None = None
    repo: Link = ""
    owner: Text = ""
    role: Role | None = Field(default=None, description=_ROLE)
    source: SourceEntry | None = None
    context_group: Text = Field(default="", description="The group that a context view may fold the system into.")
    aliases: list[Id] = Field(default=[], description="Other ids of the same system.")
    containers: list[ContainerEntry] = []


class FlowEntry(_FlowEntry):
    """A relationship along which data moves."""

    id: Id = Field(default="", description=f"{_ID} Made of the ids of both ends unless given.")
    source: Name = Field(description=_END)


class StepEntry(_Entry):
    """One step of a scenario."""

    source: Name = Field(description=_END)
    target: Name = Field(description=_END)
    label: Name = Field(description="What happens.")
    sync: bool | None = Field(default=None, description=_SYNC)
    protocol: Text = ""


class ScenarioEntry(_Entry):
    """Steps in the order in which they happen."""

    id: Id = Field(description=_ID)
    title: Name
    description: Prose = ""
    steps: list[StepEntry] = []


class IngestionEntry(_Entry):
    """A place that data is pulled from on a schedule."""

    name: Name
    system: Text = Field(default="", description="The system that pulls; the primary system unless given.")
    transport: Text = ""
    cadence: Text = ""
    data: Text = ""
    source_of_truth: Text = ""
    fragile: bool = False
    tags: list[Name] = []
    source_ref: SourceEntry | None = None
    suppress: list[SuppressionEntry] = Field(default=[], description=_SUPPRESS)


class FileEntry(_Entry):
    """A model file of sphinxcontrib-c4."""

    meta: MetaEntry = Field(default_factory=lambda: MetaEntry())
    actors: list[PersonEntry] = []
    systems: list[SystemEntry] = []
    flows: list[FlowEntry] = []
    scenarios: list[ScenarioEntry] = []
    etl_sources: list[IngestionEntry] = []


class LandscapeEntry(_Entry):
    """How several model files become one landscape."""

    id: Id = Field(default="landscape", description=_ID)
    name: Name = ""
    description: Prose = ""
    primary_system: Text = Field(default="", description="The system that pages are about unless they say otherwise.")
    order: list[Name] = Field(default=[], description="Ids of people and systems, first things first.")
    groups: dict[str, list[Name]] = Field(default={}, description="Title of a group -> ids of its systems.")
    shared: list[Name] = Field(default=[], description="Ids of systems that all share.")
    hidden: list[Name] = Field(default=[], description="Ids that the landscape view leaves out.")
    aliases: dict[str, Name] = Field(default={}, description="Other id -> id of a system, or 'system.container'.")
    files: list[Name] = Field(default=[], description="The files to read, instead of all beside this one.")


NOUNS: dict[str, tuple[str, type[BaseModel]]] = {
    "meta": ("'meta'", MetaEntry),
    "actors": ("person", PersonEntry),
    "systems": ("system", SystemEntry),
    "containers": ("container", ContainerEntry),
    "components": ("component", ComponentEntry),
    "relationships": ("relationship", RelationshipEntry),
    "flows": ("flow", FlowEntry),
    "scenarios": ("scenario", ScenarioEntry),
    "steps": ("step", StepEntry),
    "etl_sources": ("ingestion source", IngestionEntry),
    "source": ("'source'", SourceEntry),
    "source_ref": ("'source_ref'", SourceEntry),
    "provenance": ("'provenance'", ProvenanceEntry),
    "suppress": ("suppression", SuppressionEntry),
}
"""The key that a mapping stands under -> what the mapping is called, and its schema."""


def published(entry: type[BaseModel], *, title: str) -> dict[str, Any]:
    """The JSON Schema of an entry, for editors that complete and check YAML."""
    schema = entry.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": title}
