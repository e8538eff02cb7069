"""Deployment environments in Structurizr's DSL.

The DSL repeats the relationships of elements between their instances by itself, so only those of nodes are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sphinxcontrib_c4.exports.dsl_text import quote, quoted_words, tag_text
from sphinxcontrib_c4.exports.identifiers import make_identifiers
from sphinxcontrib_c4.model import DeployedElement, DeploymentRelationship, Kind, Mode, Model
from sphinxcontrib_c4.structurizr import DEPLOYMENT_TAGS, RELATIONSHIP_TAGS, is_absolute_url
from sphinxcontrib_c4.views import View

_KEYWORDS = {Kind.DEPLOYMENT_NODE: "deploymentNode", Kind.INFRASTRUCTURE_NODE: "infrastructureNode"}
_INSTANCES = {Kind.SYSTEM: "softwareSystemInstance", Kind.CONTAINER: "containerInstance"}
_MODES = {Mode.SYNC: "Synchronous", Mode.ASYNC: "Asynchronous", Mode.UNKNOWN: "Unspecified"}


class DslDeployment:
    """Writes the environments of a model, and the scope and content of deployment views."""

    def __init__(self, model: Model, identifiers: Mapping[str, str]) -> None:
        """Take the ``identifiers`` of the elements of the model."""
        self._model = model
        self._elements = identifiers
        self._deployment = model.deployment
        self._identifiers = make_identifiers(model.deployment.elements, prefix="d")
        groups = (group for item in model.deployment.elements.values() for group in item.deployment_groups)
        self._groups = make_identifiers(dict.fromkeys(groups), prefix="g")
        self._children: dict[str, list[DeployedElement]] = {}
        for item in self._deployment.elements.values():
            self._children.setdefault(item.parent, []).append(item)

    def rows(self) -> Iterator[str]:
        """Yield the environments."""
        outer = self._children.get("", ())
        for environment in dict.fromkeys(item.environment for item in outer):
            yield f"deploymentEnvironment {quote(environment or 'Default')} {{"
            yield from self._deployment_groups(environment)
            yield from self._nodes(item for item in outer if item.environment == environment)
            for line in self._deployment.relationships:
                if self._deployment.elements[line.source].environment == environment:
                    yield from self._relationship(line)
            yield "}"

    def scope(self, view: View) -> str:
        """Return the system and the environment of a deployment view."""
        scope = self._deployment.scopes[view.subject]
        return f"{self._elements.get(scope.system, '*')} {quote(scope.environment or 'Default')}"

    def content(self, view: View) -> Iterator[str]:
        """Yield the row that includes the boxes of a deployment view."""
        yield "include " + " ".join(self._identifiers[item.element.name] for item in view.elements)

    def _deployment_groups(self, environment: str) -> Iterator[str]:
        members = (item for item in self._deployment.elements.values() if item.environment == environment)
        for group in dict.fromkeys(group for item in members for group in item.deployment_groups):
            yield f"{self._groups[group]} = deploymentGroup {quote(group)}"

    def _nodes(self, items: Iterable[DeployedElement]) -> Iterator[str]:
        """Yield nodes and instances with their content, each group in a block of its own."""
        by_group: dict[str, list[DeployedElement]] = {}
        for item in items:
            by_group.setdefault(item.group, []).append(item)
        for group, members in by_group.items():
            yield from [f"group {quote(group)} {{"] * bool(group)
            for item in members:
                yield from self._element(item)
            yield from ["}"] * bool(group)

    def _element(self, item: DeployedElement) -> Iterator[str]:
        head = f"{self._identifiers[item.name]} = {self._head(item)}"
        details = [f"url {quote(item.url)}"] * is_absolute_url(item.url)
        details += [f"instances {quote(item.instance_count)}"] * (item.instance_count not in ("", "1"))
        if item.properties:
            pairs = [f"{quote(name)} {quote(value)}" for name, value in item.properties]
            details += ["properties {", *pairs, "}"]
        inner = [*details, *self._nodes(self._children.get(item.name, ()))]
        yield f"{head} {{" if inner else head
        yield from inner
        yield from ["}"] if inner else []

    def _head(self, item: DeployedElement) -> str:
        tags = tag_text((), item.tags, DEPLOYMENT_TAGS)
        if item.instance_of:
            groups = ",".join(self._groups[group] for group in item.deployment_groups)
            words = [_INSTANCES[item.kind], self._elements[item.instance_of]]
            arguments = [groups or '""'] * bool(groups or tags) + [quote(tags)] * bool(tags)
            return " ".join([*words, *arguments])
        return f"{_KEYWORDS[item.kind]} {quoted_words((item.title, item.description, item.technology, tags))}"

    def _relationship(self, line: DeploymentRelationship) -> Iterator[str]:
        items = [self._deployment.elements[name] for name in (line.source, line.target)]
        if all(item.instance_of for item in items):
            return
        tags = tag_text([_MODES[line.mode]], line.tags, RELATIONSHIP_TAGS)
        ends = " -> ".join(self._identifiers[item.name] for item in items)
        row = f"{ends} {' '.join(map(quote, (line.label, line.protocol, tags)))}"
        is_nested = line.source.startswith(f"{line.target}/") or line.target.startswith(f"{line.source}/")
        yield f"# a whole and its part: {row}" if is_nested else row
