"""The schema of ``landscape.yaml``: each key with its type and meaning."""

from __future__ import annotations

from sphinxcontrib_c4.model.rule_catalog import THRESHOLDS, Severity
from sphinxcontrib_c4.model.rule_schema import DeclaredRuleEntry
from sphinxcontrib_c4.model.schema import ID_MEANING, ROLE, RULE
from sphinxcontrib_c4.model.schema_objects import Nested, SchemaObject, list_of, map_of, optional, required
from sphinxcontrib_c4.model.schema_types import COUNT, ID, LINE, NAME, PROSE, SHARE, Choice, List

SEVERITY = Choice(*Severity)


class ThresholdsEntry(
    SchemaObject,
    keys={
        t.name: optional(SHARE if t.is_share else COUNT, None, t.meaning, example=t.default)
        for t in THRESHOLDS.values()
    },
):
    """The numbers that tune the rules of the analysis; one key for each threshold in the catalog of rules."""


class AnalysisEntry(SchemaObject):
    """The scope and severity of the analysis; ``c4_analysis`` in ``conf.py`` takes precedence."""

    ignore = list_of(NAME, "Names of elements and flows to ignore.", example=["monitoring"])
    ignore_roles = list_of(ROLE, "Roles of elements to ignore; by default, infrastructure.")
    ignore_tags = list_of(NAME, "Tags of elements and flows to ignore.", example=["legacy"])
    ignore_rules = list_of(RULE, "Rules that are not checked.")
    roles = map_of(
        ROLE,
        "Names of elements, each with its role in the analysis, which replaces its own.",
        example={"shop.gateway": "gateway"},
    )
    severities = map_of(
        SEVERITY, "Rules and kinds of cycles, each with the severity of its findings.", example={"hub": "info"}
    )
    thresholds = optional(Nested(ThresholdsEntry), ThresholdsEntry(), "The numbers that tune the rules.")


class RepositoryEntry(SchemaObject, noun="repository"):
    """Files of a repository, and the system or container that they belong to."""

    repo = required(NAME, "The address of the repository, or its end, such as 'owner/name'.", example="acme/shop")
    path = optional(LINE, "", "A folder or file in it; without one, the whole repository.", example="services/orders")
    element = required(
        NAME, "The system or container. Two entries with one path make the files ambiguous.", example="shop.orders"
    )


class FilePatternsEntry(SchemaObject):
    """Globs for classes of files, beside those that are built in."""

    sources = list_of(NAME, "Source files; the other classes do not apply to them.", example=["src/**/*.py"])
    tests = list_of(NAME, "Tests.", example=["**/spec/**"])
    load_tests = list_of(NAME, "Load tests.", example=["perf/**"])
    generated = list_of(NAME, "Generated clients.", example=["**/gen/**"])


class InputsEntry(SchemaObject):
    """Files of evidence, relative to the folder of the model."""

    bindings = list_of(NAME, "Binding rows: JSON Lines or a JSON array.", example=["bindings.jsonl"])
    traces = list_of(NAME, "Dependencies as Jaeger writes them.", example=["jaeger.json"])
    metrics = list_of(NAME, "Service graph metrics as OpenTelemetry's connector writes them.", example=["metrics.txt"])
    backstage = list_of(NAME, "Backstage catalogs, or folders of them.", example=["catalog"])


class AllowedDriftEntry(SchemaObject):
    """How many flows of each state of drift 'sphinx-c4 check --all' and 'sphinx-c4 drift' accept."""

    undocumented = optional(COUNT, None, "How many flows with evidence may be missing in the model.", example=0)
    stale = optional(COUNT, None, "How many flows of the model may have lost their evidence.", example=0)
    unverifiable = optional(COUNT, None, "How many flows of the model may be impossible to verify.", example=10)
    phantom = optional(COUNT, None, "How many candidates may have void evidence only.", example=5)


class CodeGraphEntry(SchemaObject):
    """How evidence from code and traffic is mapped to the model, and how it is judged."""

    threshold = optional(
        SHARE, None, "Candidates below this confidence have a lower rank; 0.5 unless given.", example=0.5
    )
    kinds = list_of(
        NAME,
        "Kinds of contracts along which data flows; all but env_var, package and service if not given.",
        example=["http_route"],
    )
    repositories = list_of(Nested(RepositoryEntry), "The elements that files of repositories belong to.")
    services = map_of(
        NAME,
        "Names of services in traffic or a catalog, each with its system or container.",
        example={"shop-web": "shop.web"},
    )
    files = optional(Nested(FilePatternsEntry), FilePatternsEntry(), "Globs for classes of files.")
    inputs = optional(Nested(InputsEntry), InputsEntry(), "Files of evidence.")
    allowed = optional(Nested(AllowedDriftEntry), AllowedDriftEntry(), "How much drift is accepted.")


class LandscapeEntry(SchemaObject):
    """The composition of several model files to one landscape."""

    id = optional(ID, "landscape", ID_MEANING, example="landscape")
    name = optional(NAME, "", "The title of the landscape.", example="All systems of Acme")
    description = optional(
        PROSE, "", "A short description of the landscape.", example="The systems that sell and deliver books."
    )
    primary_system = optional(LINE, "", "The subject of directives that name none.", example="shop")
    order = list_of(
        NAME, "Ids of people and systems, in the order in which readers should see them.", example=["customer", "shop"]
    )
    groups = map_of(
        List(NAME),
        "Titles of groups, each with the ids of its systems. The landscape view draws a frame around each group.",
        example={"Sales": ["shop", "billing"]},
    )
    shared = list_of(
        NAME,
        "Ids of systems that all others use. The landscape view draws a frame around those in no group.",
        example=["login"],
    )
    hidden = list_of(NAME, "Ids of people and systems that only the landscape view omits.", example=["monitoring"])
    aliases = map_of(
        NAME, "Other ids, each with the id of its system, or with 'system.container'.", example={"webshop": "shop"}
    )
    files = list_of(
        NAME, "The files to read, instead of all files in this folder.", example=["shop.yaml", "billing.yaml"]
    )
    analysis = optional(Nested(AnalysisEntry), AnalysisEntry(), "The scope and the settings of the analysis.")
    rules = list_of(Nested(DeclaredRuleEntry), "The dependencies that the architecture allows, one rule each.")
    code_graph = optional(
        Nested(CodeGraphEntry), CodeGraphEntry(), "How evidence from code and traffic is mapped to the model."
    )
