"""The schema of model files and of ``landscape.yaml``: each key with its type and meaning."""

from __future__ import annotations

from sphinxcontrib_c4.model.elements import SHAPE_NAMES
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
SHAPE = Choice(*SHAPE_NAMES)
RULE = Choice(*sorted(RULES))
SEVERITY = Choice(*Severity)
FILE_CLASS = Choice("source", "test", "load-test", "generated", "catalog")

_ID = "Letters, digits, '_' and '-'."
_SYNC = "true: the caller waits; false: it does not wait; omit it if the mode is unknown."
_ROLE = (
    "infrastructure: ignored by the analysis; gateway: the entrance of a system; "
    "store: holds data that others read and write; broker: forwards messages of producers to consumers."
)
_ACCESS = (
    "For a flow to or from a store or queue: whether data is read or written. "
    "Producers write a queue, consumers read it. The default follows from direction and label."
)
_TOPIC = "For a flow to or from a broker: only producers and consumers of the same topic are connected."
_IN_CYCLE = "keep: cut a cycle at another flow; cut: cut a cycle at this flow first."
_SUPPRESS = "Accepted findings of the analysis, each with a reason."
_TAGS = "Any words. reply, callback and webhook mark the answer to a flow in the opposite direction; fragile flags it."
_END = "A person, system or container: its id, or its full name with dots."


class SourceEntry(SchemaObject):
    """The location of the code."""

    repo = optional(LINK, "")
    path = optional(LINE, "", "A path in the repository, which may end in ':line'.")
    line = optional(LINE_NUMBER, None)


class SuppressionEntry(SchemaObject, noun="suppression"):
    """An accepted finding of the analysis."""

    rule = required(RULE, "The rule whose findings are accepted.")
    reason = required(NAME, "The reason, which reports show.")


class EvidencePlaceEntry(SourceEntry, noun="place"):
    """A line of code that consumes a contract."""

    key = optional(LINE, "")
    confidence = optional(SHARE, 1.0)
    file_class = optional(FILE_CLASS, "source")
    self_served = optional(FLAG, False, "true: the consumer provides the contract itself.")


class TrafficEntry(SchemaObject, noun="traffic"):
    """Calls of one service to another."""

    client = required(NAME)
    server = required(NAME)
    calls = optional(COUNT, 0)
    source = optional(LINE, "", "Which kind of input counted the calls.")


class ProvenanceEntry(SourceEntry):
    """The origin of a flow. Extracted files contain all evidence."""

    derived_from = optional(LINE, "")
    contract_kind = optional(LINE, "")
    contract_key = optional(LINE, "")
    keys = list_of(LINE, "The contracts.")
    key_count = optional(COUNT, 0, "How many contracts there are, should 'keys' not list all.")
    confidence = optional(SHARE, None, "The highest confidence of the evidence, from 0 to 1.")
    rank = optional(Choice("candidate", "low"), None, "low: all evidence is below the threshold of confidence.")
    confirmed_by = list_of(Choice("code", "traffic", "catalog"))
    phantom = list_of(LINE, "Why all evidence is void.")
    files = map_of(COUNT, "Class of files -> how many files with evidence.")
    places = list_of(Nested(EvidencePlaceEntry), "Where the contracts are consumed, best first.")
    place_count = optional(COUNT, 0, "How many places there are, should 'places' not list all.")
    traffic = list_of(Nested(TrafficEntry))
    evidence = optional(LINE, "", "A fingerprint of the evidence; it changes when the evidence does.")
    source_choices = list_of(NAME, "The elements that the source can be, if that is ambiguous.")
    target_choices = list_of(NAME, "The elements that the target can be, if that is ambiguous.")


class GeneratedEntry(SchemaObject):
    """What an extracted file was generated from."""

    by = optional(LINE, "")
    evidence = optional(LINE, "", "A fingerprint of all evidence.")
    model = optional(LINE, "", "A fingerprint of the names and mappings that the evidence was read with.")
    content = optional(LINE, "", "A fingerprint of the file itself, which shows whether it was edited.")
    date = optional(LINE, "", "The day of the extraction.")
    bindings = optional(COUNT, 0, "How many bindings were read.")
    repositories = optional(COUNT, 0, "How many repositories they are of.")
    calls = optional(COUNT, 0, "How many pairs of services traffic was counted between.")
    scanned = list_of(NAME, "The elements whose code was scanned.")
    providers = list_of(NAME, "The elements whose code provides a contract that data flows along.")
    traced = list_of(NAME, "The elements whose traffic was counted.")


class RejectedEntry(SchemaObject, noun="rejected candidate"):
    """A candidate that is not a flow, for a reason; it is rejected until its evidence changes."""

    source = required(NAME, _END)
    target = required(NAME, _END)
    reason = required(NAME, "Why it is not a flow; reports show it.")
    evidence = required(LINE, "The fingerprint that 'sphinx-c4 drift' prints.")


class MetaEntry(SchemaObject):
    """The subject of the file."""

    name = optional(NAME, "")
    description = optional(PROSE, "")
    primary_system = optional(LINE, "", "The id of the system that the file describes.")
    api_container = optional(LINE, "", "The container at which flows that name only the system end.")
    # Only for compatibility with the public format: the value has no effect.
    has_infrastructure_references = optional(FLAG, False, "Accepted and ignored.")


class _ElementEntry(SchemaObject):
    id = required(ID, _ID)
    name = required(NAME)
    description = optional(PROSE, "")
    url = optional(LINK, "")
    tags = list_of(NAME)
    suppress = list_of(Nested(SuppressionEntry), _SUPPRESS)


class PersonEntry(_ElementEntry, noun="person"):
    """A person or a role of people."""

    external = optional(FLAG, None)


class _FlowEntry(SchemaObject):
    """The common keys of flows and of relationships of components."""

    target = required(NAME, _END)
    label = required(NAME, "The data that moves, or the action.")
    sync = optional(FLAG, None, _SYNC)
    protocol = optional(LINE, "")
    data = optional(LINE, "")
    trigger = optional(LINE, "")
    tags = list_of(NAME, _TAGS)
    initiator = optional(
        Choice("source", "target"), "source", "The end that starts it, and therefore depends on the opposite end."
    )
    access = optional(Choice("read", "write", "both"), None, _ACCESS)
    topic = optional(LINE, "", _TOPIC)
    in_cycle = optional(Choice("keep", "cut"), None, _IN_CYCLE)
    suppress = list_of(Nested(SuppressionEntry), _SUPPRESS)
    provenance = optional(Nested(ProvenanceEntry), None)


class RelationshipEntry(_FlowEntry, noun="relationship"):
    """A flow that starts at the component that contains it."""

    sync = optional(FLAG, True, "false: the caller does not wait. The default is true.")
    technology = optional(LINE, "")


class ComponentEntry(_ElementEntry, noun="component"):
    """A part of a container."""

    technology = optional(LINE, "")
    shape = optional(SHAPE, "container")
    source = optional(Nested(SourceEntry), None)
    relationships = list_of(Nested(RelationshipEntry))


class ContainerEntry(_ElementEntry, noun="container"):
    """A part of a system that runs or stores data separately."""

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
    context_group = optional(LINE, "", "The group into which a context view may fold the system.")
    aliases = list_of(ID, "Other ids of the same system.")
    containers = list_of(Nested(ContainerEntry))


class FlowEntry(_FlowEntry, noun="flow"):
    """A relationship along which data moves."""

    id = optional(ID, "", f"{_ID} By default, the ids of both ends.")
    source = required(NAME, _END)


class StepEntry(SchemaObject, noun="step"):
    """One step of a scenario."""

    source = required(NAME, _END)
    target = required(NAME, _END)
    label = optional(NAME, "", "The data that moves, or the action; by default that of the only such flow.")
    sync = optional(FLAG, None, _SYNC)
    protocol = optional(LINE, "")


class ScenarioEntry(SchemaObject, noun="scenario"):
    """Steps in their order in time."""

    id = required(ID, _ID)
    title = required(NAME)
    description = optional(PROSE, "")
    steps = list_of(Nested(StepEntry))


class IngestionEntry(SchemaObject, noun="ingestion source"):
    """A source from which data is pulled on a schedule."""

    name = required(NAME)
    system = optional(LINE, "", "The system that pulls; by default, the primary system.")
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
    rejected_candidates = list_of(Nested(RejectedEntry), "Candidates of a code graph that are not flows.")
    generated = optional(Nested(GeneratedEntry), None, "Only in files that 'sphinx-c4 extract' writes.")


class ThresholdsEntry(
    SchemaObject,
    keys={t.name: optional(SHARE if t.is_share else COUNT, None, t.meaning) for t in THRESHOLDS.values()},
):
    """The numbers that tune the rules of the analysis; one key for each threshold in the catalog of rules."""


class AnalysisEntry(SchemaObject):
    """The scope and severity of the analysis; ``c4_analysis`` in ``conf.py`` takes precedence."""

    ignore = list_of(NAME, "Names of elements and flows to ignore.")
    ignore_roles = list_of(ROLE, "Roles of elements to ignore; by default, infrastructure.")
    ignore_tags = list_of(NAME, "Tags of elements and flows to ignore.")
    ignore_rules = list_of(RULE, "Rules that are not checked.")
    roles = map_of(ROLE, "Name of an element -> its role in the analysis, which replaces its own.")
    severities = map_of(SEVERITY, "Rule, or kind of cycle -> severity of its findings.")
    thresholds = optional(Nested(ThresholdsEntry), ThresholdsEntry())


class RepositoryEntry(SchemaObject, noun="repository"):
    """Files of a repository, and the system or container that they belong to."""

    repo = required(NAME, "The address of the repository, or its end, such as 'owner/name'.")
    path = optional(LINE, "", "A folder or file in it; without one, the whole repository.")
    element = required(NAME, "The system or container. Two entries with one path make the files ambiguous.")


class FilePatternsEntry(SchemaObject):
    """Globs for classes of files, beside those that are built in."""

    sources = list_of(NAME, "Source files; the other classes do not apply to them.")
    tests = list_of(NAME)
    load_tests = list_of(NAME)
    generated = list_of(NAME, "Generated clients.")


class InputsEntry(SchemaObject):
    """Files of evidence, relative to the folder of the model."""

    bindings = list_of(NAME, "Binding rows: JSON Lines or a JSON array.")
    traces = list_of(NAME, "Dependencies as Jaeger writes them.")
    metrics = list_of(NAME, "Service graph metrics as OpenTelemetry's connector writes them.")
    backstage = list_of(NAME, "Backstage catalogs, or folders of them.")


class AllowedDriftEntry(SchemaObject):
    """How many flows of each state of drift 'sphinx-c4 check --all' and 'sphinx-c4 drift' accept."""

    undocumented = optional(COUNT, None)
    stale = optional(COUNT, None)
    unverifiable = optional(COUNT, None)
    phantom = optional(COUNT, None)


class CodeGraphEntry(SchemaObject):
    """How evidence from code and traffic is mapped to the model, and how it is judged."""

    threshold = optional(SHARE, None, "Candidates below this confidence have a lower rank; 0.5 unless given.")
    kinds = list_of(
        NAME, "Kinds of contracts along which data flows; all but env_var, package and service if not given."
    )
    repositories = list_of(Nested(RepositoryEntry))
    services = map_of(NAME, "Name of a service in traffic or a catalog -> the system or container that it is.")
    files = optional(Nested(FilePatternsEntry), FilePatternsEntry())
    inputs = optional(Nested(InputsEntry), InputsEntry())
    allowed = optional(Nested(AllowedDriftEntry), AllowedDriftEntry())


class LandscapeEntry(SchemaObject):
    """The composition of several model files to one landscape."""

    id = optional(ID, "landscape", _ID)
    name = optional(NAME, "")
    description = optional(PROSE, "")
    primary_system = optional(LINE, "", "The default subject of pages.")
    order = list_of(NAME, "Ids of people and systems, in the order of importance.")
    groups = map_of(List(NAME), "Title of a group -> ids of its systems.")
    shared = list_of(NAME, "Ids of systems that all others share.")
    hidden = list_of(NAME, "Ids that the landscape view omits.")
    aliases = map_of(NAME, "Other id -> id of a system, or 'system.container'.")
    files = list_of(NAME, "The files to read, instead of all files in this folder.")
    analysis = optional(Nested(AnalysisEntry), AnalysisEntry())
    code_graph = optional(Nested(CodeGraphEntry), CodeGraphEntry())
