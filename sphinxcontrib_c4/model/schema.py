"""The schema of model files and of ``landscape.yaml``: every key, what its value must be, what it means."""

from __future__ import annotations

from sphinxcontrib_c4.model.rule_catalog import RULES, THRESHOLDS, Severity
from sphinxcontrib_c4.model.schema_types import (
    COUNT,
    FLAG,
    ID,
    LINE,
    LINE_NUMBER,
    LINK,
    NAME,
    PROSE,
    SHARE,
    Choice,
    List,
    Nested,
    SchemaObject,
    list_of,
    map_of,
    optional,
    required,
)

ROLE = Choice("infrastructure", "gateway", "store", "broker")
SHAPE = Choice("container", "db", "database", "queue")
RULE = Choice(*sorted(RULES))
SEVERITY = Choice(*Severity)

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


class SourceEntry(SchemaObject):
    """Where the code lies."""

    repo = optional(LINK, "")
    path = optional(LINE, "", "A path in the repository, which may end in ':line'.")
    line = optional(LINE_NUMBER, None)


class SuppressionEntry(SchemaObject, noun="suppression"):
    """A finding of the analysis that is accepted here."""

    rule = required(RULE, "The rule whose findings about this are accepted.")
    reason = required(NAME, "Why; reports show it.")


class ProvenanceEntry(SourceEntry):
    """What a flow was derived from."""

    derived_from = optional(LINE, "")
    contract_kind = optional(LINE, "")
    contract_key = optional(LINE, "")


class MetaEntry(SchemaObject):
    """What the file is about."""

    name = optional(NAME, "")
    description = optional(PROSE, "")
    primary_system = optional(LINE, "", "The id of the system that the file is about.")
    api_container = optional(LINE, "", "The container that flows which name only the system end at.")
    has_infrastructure_references = optional(FLAG, False)


class _ElementEntry(SchemaObject):
    id = required(ID, _ID)
    name = required(NAME)
    description = optional(PROSE, "")
    url = optional(LINK, "")
    tags = list_of(NAME)
    suppress = list_of(Nested(SuppressionEntry), _SUPPRESS)


class PersonEntry(_ElementEntry, noun="person"):
    """A person, or a kind of person."""

    external = optional(FLAG, None)


class _FlowEntry(SchemaObject):
    """What flows and the relationships of components share."""

    target = required(NAME, _END)
    label = required(NAME, "What moves.")
    sync = optional(FLAG, None, _SYNC)
    protocol = optional(LINE, "")
    data = optional(LINE, "")
    trigger = optional(LINE, "")
    tags = list_of(NAME, _TAGS)
    initiator = optional(
        Choice("source", "target"), "source", "The end that starts it, and so depends on the other one."
    )
    access = optional(Choice("read", "write", "both"), None, _ACCESS)
    topic = optional(LINE, "", _TOPIC)
    in_cycle = optional(Choice("keep", "cut"), None, _IN_CYCLE)
    suppress = list_of(Nested(SuppressionEntry), _SUPPRESS)
    provenance = optional(Nested(ProvenanceEntry), None)


class RelationshipEntry(_FlowEntry, noun="relationship"):
    """A flow that begins at the component it is written in."""

    sync = optional(FLAG, True, "false: the caller does not wait. Components call each other.")
    technology = optional(LINE, "")


class ComponentEntry(_ElementEntry, noun="component"):
    """A part of a container."""

    technology = optional(LINE, "")
    shape = optional(SHAPE, "container")
    source = optional(Nested(SourceEntry), None)
    relationships = list_of(Nested(RelationshipEntry))


class ContainerEntry(_ElementEntry, noun="container"):
    """A part of a system that runs or stores on its own."""

    technology = optional(LINE, "")
    shape = optional(SHAPE, "container")
    source = optional(Nested(SourceEntry), None)
    owner = optional(LINE, "")
    role = optional(ROLE, None, _ROLE)
    external = optional(FLAG, False)
    components = list_of(Nested(ComponentEntry))


class SystemEntry(_ElementEntry, noun="system"):
    """A software system."""

    kind = optional(Choice("internal", "external"), None)
    repo = optional(LINK, "")
    owner = optional(LINE, "")
    role = optional(ROLE, None, _ROLE)
    source = optional(Nested(SourceEntry), None)
    context_group = optional(LINE, "", "The group that a context view may fold the system into.")
    aliases = list_of(ID, "Other ids of the same system.")
    containers = list_of(Nested(ContainerEntry))


class FlowEntry(_FlowEntry, noun="flow"):
    """A relationship along which data moves."""

    id = optional(ID, "", f"{_ID} Made of the ids of both ends unless given.")
    source = required(NAME, _END)


class StepEntry(SchemaObject, noun="step"):
    """One step of a scenario."""

    source = required(NAME, _END)
    target = required(NAME, _END)
    label = required(NAME, "What happens.")
    sync = optional(FLAG, None, _SYNC)
    protocol = optional(LINE, "")


class ScenarioEntry(SchemaObject, noun="scenario"):
    """Steps in the order in which they happen."""

    id = required(ID, _ID)
    title = required(NAME)
    description = optional(PROSE, "")
    steps = list_of(Nested(StepEntry))


class IngestionEntry(SchemaObject, noun="ingestion source"):
    """A place that data is pulled from on a schedule."""

    name = required(NAME)
    system = optional(LINE, "", "The system that pulls; the primary system unless given.")
    transport = optional(LINE, "")
    cadence = optional(LINE, "")
    data = optional(LINE, "")
    source_of_truth = optional(LINE, "")
    fragile = optional(FLAG, False)
    tags = list_of(NAME)
    source_ref = optional(Nested(SourceEntry), None)
    suppress = list_of(Nested(SuppressionEntry), _SUPPRESS)


class FileEntry(SchemaObject):
    """A model file of sphinxcontrib-c4."""

    meta = optional(Nested(MetaEntry), MetaEntry())
    actors = list_of(Nested(PersonEntry))
    systems = list_of(Nested(SystemEntry))
    flows = list_of(Nested(FlowEntry))
    scenarios = list_of(Nested(ScenarioEntry))
    etl_sources = list_of(Nested(IngestionEntry))


class ThresholdsEntry(
    SchemaObject,
    keys={t.name: optional(SHARE if t.is_share else COUNT, None, t.meaning) for t in THRESHOLDS.values()},
):
    """The numbers that tune the rules of the analysis; one key for each threshold in the catalog of rules."""


class AnalysisEntry(SchemaObject):
    """What the analysis looks at, and how strict it is; ``c4_analysis`` in ``conf.py`` wins over it."""

    ignore = list_of(NAME, "Elements and flows to leave out, by their names.")
    ignore_roles = list_of(ROLE, "Elements of these roles are left out; infrastructure unless given.")
    ignore_tags = list_of(NAME, "Elements and flows that bear one of these tags are left out.")
    ignore_rules = list_of(RULE, "Rules that are not applied.")
    roles = map_of(ROLE, "Name of an element -> what it is to the analysis, whatever it says itself.")
    severities = map_of(SEVERITY, "Rule, or cycle-blocking and the like -> how bad its findings are.")
    thresholds = optional(Nested(ThresholdsEntry), ThresholdsEntry())


class LandscapeEntry(SchemaObject):
    """How several model files become one landscape."""

    id = optional(ID, "landscape", _ID)
    name = optional(NAME, "")
    description = optional(PROSE, "")
    primary_system = optional(LINE, "", "The system that pages are about unless they say otherwise.")
    order = list_of(NAME, "Ids of people and systems, first things first.")
    groups = map_of(List(NAME), "Title of a group -> ids of its systems.")
    shared = list_of(NAME, "Ids of systems that all share.")
    hidden = list_of(NAME, "Ids that the landscape view leaves out.")
    aliases = map_of(NAME, "Other id -> id of a system, or 'system.container'.")
    files = list_of(NAME, "The files to read, instead of all beside this one.")
    analysis = optional(Nested(AnalysisEntry), AnalysisEntry())
