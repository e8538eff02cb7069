"""The schema of model files: each key with its type and meaning."""

from __future__ import annotations

from sphinxcontrib_c4.model.kinds import SHAPE_NAMES
from sphinxcontrib_c4.model.rule_catalog import RULES
from sphinxcontrib_c4.model.schema_objects import Nested, SchemaObject, list_of, map_of, optional, required
from sphinxcontrib_c4.model.schema_types import COUNT, FLAG, ID, LINE, LINE_NUMBER, LINK, NAME, PROSE, SHARE, Choice

ROLE = Choice("infrastructure", "gateway", "store", "broker")
SHAPE = Choice(*SHAPE_NAMES)
RULE = Choice(*sorted(RULES))
FILE_CLASS = Choice("source", "test", "load-test", "generated", "catalog")

ID_MEANING = "Letters, digits, '_' and '-'."
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
_PROPERTIES = "Names and values of your choice, which pages and Structurizr show."
_END = "A person, system or container: its id, or its full name with dots."


class SourceEntry(SchemaObject):
    """The location of the code."""

    repo = optional(LINK, "", "The address of the repository.", example="https://github.com/acme/shop")
    path = optional(LINE, "", "A path in the repository, which may end in ':line'.", example="src/orders/app.py")
    line = optional(LINE_NUMBER, None, "The number of the line in the file.", example=42)


class SuppressionEntry(SchemaObject, noun="suppression"):
    """An accepted finding of the analysis."""

    rule = required(RULE, "The rule whose findings are accepted.")
    reason = required(NAME, "The reason, which reports show.", example="Both tables belong to one team.")


class EvidencePlaceEntry(SourceEntry, noun="place"):
    """A line of code that consumes a contract."""

    key = optional(LINE, "", "The contract that the line consumes.")
    confidence = optional(SHARE, 1.0, "How certain it is that the line consumes the contract, from 0 to 1.")
    file_class = optional(FILE_CLASS, "source", "The class of the file, such as source or test.")
    self_served = optional(FLAG, False, "true: the consumer provides the contract itself.")


class TrafficEntry(SchemaObject, noun="traffic"):
    """Calls of one service to another."""

    client = required(NAME, "The service that calls.")
    server = required(NAME, "The service that is called.")
    calls = optional(COUNT, 0, "How many calls were counted.")
    source = optional(LINE, "", "Which kind of input counted the calls.")


class ProvenanceEntry(SourceEntry):
    """The origin of a flow. Extracted files contain all evidence."""

    derived_from = optional(LINE, "", "What the flow was derived from.")
    contract_kind = optional(LINE, "", "The kind of contract that both ends share.")
    contract_key = optional(LINE, "", "The contract that both ends share.")
    keys = list_of(LINE, "The contracts.")
    key_count = optional(COUNT, 0, "How many contracts there are, should 'keys' not list all.")
    confidence = optional(SHARE, None, "The highest confidence of the evidence, from 0 to 1.")
    rank = optional(Choice("candidate", "low"), None, "low: all evidence is below the threshold of confidence.")
    confirmed_by = list_of(Choice("code", "traffic", "catalog"), "The kinds of evidence that confirm the flow.")
    phantom = list_of(LINE, "Why all evidence is void.")
    files = map_of(COUNT, "The number of files with evidence for each class of files.")
    places = list_of(Nested(EvidencePlaceEntry), "Where the contracts are consumed, best first.")
    place_count = optional(COUNT, 0, "How many places there are, should 'places' not list all.")
    traffic = list_of(Nested(TrafficEntry), "The calls that were counted between the ends.")
    evidence = optional(LINE, "", "A fingerprint of the evidence; it changes when the evidence does.")
    source_choices = list_of(NAME, "The elements that the source can be, if that is ambiguous.")
    target_choices = list_of(NAME, "The elements that the target can be, if that is ambiguous.")


class GeneratedEntry(SchemaObject):
    """What an extracted file was generated from."""

    by = optional(LINE, "", "The program that wrote the file.")
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

    source = required(NAME, _END, example="shop.web")
    target = required(NAME, _END, example="billing.api")
    reason = required(NAME, "Why it is not a flow; reports show it.", example="The client is only used in tests.")
    evidence = required(LINE, "The fingerprint that 'sphinx-c4 drift' prints.", example="3f9c2a1b")


class MetaEntry(SchemaObject):
    """The subject of the file."""

    name = optional(NAME, "", "The title of the file.", example="Bookshop")
    description = optional(
        PROSE, "", "A short description of the primary system.", example="The online shop for books."
    )
    primary_system = optional(LINE, "", "The id of the system that the file describes.", example="shop")
    api_container = optional(
        LINE,
        "",
        "The container that receives calls which name only the system; drawings and the analysis attribute them to it.",
        example="web",
    )
    # Only for compatibility with the public format: the value has no effect.
    has_infrastructure_references = optional(
        FLAG, False, "Accepted for compatibility with the public format, and ignored."
    )


class _ElementEntry(SchemaObject):
    id = required(ID, ID_MEANING, example="shop")
    name = required(NAME, "The displayed name.", example="Web shop")
    description = optional(
        PROSE, "", "What it is and does, in a sentence or two.", example="Lets customers find and order books."
    )
    url = optional(LINK, "", "A web address with further information.", example="https://example.com/shop")
    tags = list_of(NAME, "Words of your choice, for filters.", example=["payment"])
    properties = map_of(NAME, _PROPERTIES, example={"cost centre": "4711"})
    suppress = list_of(Nested(SuppressionEntry), _SUPPRESS)


class PersonEntry(_ElementEntry, noun="person"):
    """A person or a role of people."""

    id = required(ID, ID_MEANING, example="customer")
    name = required(NAME, "The displayed name.", example="Customer")
    description = optional(
        PROSE, "", "What the person uses the systems for, in a sentence or two.", example="Orders books."
    )
    external = optional(FLAG, None, "true: people outside of your organisation.")


class _FlowEntry(SchemaObject):
    """The common keys of flows and of relationships of components."""

    target = required(NAME, _END, example="orders")
    label = required(NAME, "The data that moves, or the action: the text on the line.", example="Save the order")
    sync = optional(FLAG, None, _SYNC)
    protocol = optional(LINE, "", "The protocol or technology, shown below the label.", example="HTTPS")
    data = optional(LINE, "", "A description of the data.", example="The items and the address")
    trigger = optional(LINE, "", "The cause of the flow: a request, a schedule or an event.", example="every night")
    tags = list_of(NAME, _TAGS, example=["reply"])
    properties = map_of(NAME, _PROPERTIES, example={"contract": "v2"})
    initiator = optional(
        Choice("source", "target"), "source", "The end that starts it, and therefore depends on the opposite end."
    )
    access = optional(Choice("read", "write", "both"), None, _ACCESS)
    topic = optional(LINE, "", _TOPIC, example="orders.created")
    in_cycle = optional(Choice("keep", "cut"), None, _IN_CYCLE)
    suppress = list_of(Nested(SuppressionEntry), _SUPPRESS)
    provenance = optional(
        Nested(ProvenanceEntry), None, "The evidence of the flow, in files that 'sphinx-c4 extract' writes."
    )


class RelationshipEntry(_FlowEntry, noun="relationship"):
    """A flow that starts at the component that contains it."""

    sync = optional(FLAG, True, "false: the caller does not wait. The default is true.")
    technology = optional(LINE, "", "The same as 'protocol'.", example="HTTPS")


class ComponentEntry(_ElementEntry, noun="component"):
    """A part of a container."""

    technology = optional(LINE, "", "The technology, shown in brackets below the name.", example="Python")
    shape = optional(
        SHAPE, "container", "The outline that is drawn: db and database for a database, queue for a queue."
    )
    source = optional(Nested(SourceEntry), None, "The location of the code.")
    relationships = list_of(Nested(RelationshipEntry), "Flows that start at the component; they have no 'source'.")


class ContainerEntry(_ElementEntry, noun="container"):
    """A part of a system that runs or stores data separately."""

    technology = optional(LINE, "", "The technology, shown in brackets below the name.", example="PostgreSQL")
    shape = optional(
        SHAPE, "container", "The outline that is drawn: db and database for a database, queue for a queue."
    )
    source = optional(Nested(SourceEntry), None, "The location of the code.")
    owner = optional(LINE, "", "The person or team responsible for it.", example="Team Orders")
    role = optional(ROLE, None, _ROLE)
    external = optional(FLAG, False, "true: operated by another organisation, such as a hosted database.")
    components = list_of(Nested(ComponentEntry), "The parts of the container.")


class SystemEntry(_ElementEntry, noun="system"):
    """A software system."""

    kind = optional(
        Choice("internal", "external"),
        None,
        "external: owned by another organisation or team; drawn with a dashed outline. By default, it is internal.",
    )
    repo = optional(
        LINK,
        "",
        "The address of the source code; it also identifies a system that several files describe.",
        example="https://github.com/acme/shop",
    )
    owner = optional(LINE, "", "The person or team responsible for it.", example="Team Shop")
    role = optional(ROLE, None, _ROLE)
    source = optional(Nested(SourceEntry), None, "The location of the code.")
    context_group = optional(
        LINE,
        "",
        "The title of a group. External systems of one group can be folded into one box in context views and "
        "landscapes. A system with flows to several boxes, or to another member of its group, keeps a box of its own. "
        "The title of 'mail-services' is Mail services.",
        example="Payment providers",
    )
    aliases = list_of(ID, "Other ids of this system, in other files.", example=["webshop"])
    containers = list_of(Nested(ContainerEntry), "The applications and data stores of the system.")


class FlowEntry(_FlowEntry, noun="flow"):
    """A relationship along which data moves."""

    id = optional(ID, "", f"{ID_MEANING} By default, the ids of both ends.", example="save-order")
    source = required(NAME, _END, example="web")


class StepEntry(SchemaObject, noun="step"):
    """One step of a scenario."""

    source = required(NAME, _END, example="web")
    target = required(NAME, _END, example="orders")
    label = optional(
        NAME,
        "",
        "The data that moves, or the action. A step without it has the label of the only flow between both ends, and "
        "its mode and protocol unless it has its own.",
        example="Save the order",
    )
    sync = optional(FLAG, None, _SYNC)
    protocol = optional(LINE, "", "The protocol or technology, shown below the label.", example="HTTPS")


class ScenarioEntry(SchemaObject, noun="scenario"):
    """Steps in their order in time."""

    id = required(ID, ID_MEANING, example="buy-a-book")
    title = required(NAME, "The title of the scenario.", example="Buy a book")
    description = optional(
        PROSE, "", "What happens, in a sentence or two.", example="A customer orders, and pays later."
    )
    steps = list_of(Nested(StepEntry), "The steps, in their order in time.")


class IngestionEntry(SchemaObject, noun="ingestion source"):
    """A source from which data is pulled on a schedule."""

    name = required(NAME, "The name of the source.", example="Exchange rates")
    system = optional(LINE, "", "The system that pulls; by default, the primary system.", example="shop")
    transport = optional(LINE, "", "How the data is transferred.", example="SFTP")
    cadence = optional(LINE, "", "How often the data is pulled.", example="daily")
    data = optional(LINE, "", "A description of the data.", example="The rates of all currencies")
    source_of_truth = optional(LINE, "", "The authoritative source, if it is another one.", example="The central bank")
    fragile = optional(FLAG, False, "true: the source breaks easily, which the analysis reports.")
    tags = list_of(NAME, "Words of your choice, for filters.", example=["finance"])
    source_ref = optional(Nested(SourceEntry), None, "The location of the code that pulls.")
    suppress = list_of(Nested(SuppressionEntry), _SUPPRESS)


class FileEntry(SchemaObject):
    """A model file of sphinxcontrib-c4."""

    meta = optional(Nested(MetaEntry), MetaEntry(), "The subject of the file.")
    actors = list_of(Nested(PersonEntry), "People and roles of people.")
    systems = list_of(Nested(SystemEntry), "Software systems, with their containers and components.")
    flows = list_of(Nested(FlowEntry), "Relationships along which data moves.")
    scenarios = list_of(Nested(ScenarioEntry), "Ordered lists of steps, each drawn as a dynamic view.")
    etl_sources = list_of(Nested(IngestionEntry), "Sources from which data is pulled on a schedule.")
    rejected_candidates = list_of(Nested(RejectedEntry), "Candidates of a code graph that are not flows.")
    generated = optional(Nested(GeneratedEntry), None, "Only in files that 'sphinx-c4 extract' writes.")
