"""The model: elements, flows and scenarios, read from YAML and checked."""

from sphinxcontrib_c4.model.elements import (
    Element,
    Flow,
    IngestionSource,
    Kind,
    Mode,
    Model,
    ModelFile,
    Position,
    Provenance,
    Scenario,
    Shape,
    Source,
    Step,
)

__all__ = [
    "Element",
    "Flow",
    "IngestionSource",
    "Kind",
    "Mode",
    "Model",
    "ModelFile",
    "Position",
    "Provenance",
    "Scenario",
    "Shape",
    "Source",
    "Step",
]
