"""Queries for text and tables about elements, and for files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sphinxcontrib_c4.sphinx import presenters
from sphinxcontrib_c4.sphinx.logging import QueryError, WarningType

if TYPE_CHECKING:
    from sphinxcontrib_c4.sphinx.cache.model import QueryContext
    from sphinxcontrib_c4.sphinx.cache.queries import Query
    from sphinxcontrib_c4.sphinx.presenters.element import Description, ElementDetails
    from sphinxcontrib_c4.sphinx.presenters.tables import Table


class DescriptionQuery(NamedTuple):
    """The description of an element, a scenario or the landscape."""

    subject: str = ""

    def run(self, context: QueryContext) -> Description:
        """Find the description."""
        return presenters.element.find_description(context, self.subject)


class ElementQuery(NamedTuple):
    """The details of an element."""

    name: str

    def run(self, context: QueryContext) -> ElementDetails:
        """Compute the details."""
        return presenters.element.element_details(context, self.name)


class ElementTablesQuery(NamedTuple):
    """The tables of a system or a container; of all kinds if ``kinds`` is empty."""

    subject: str = ""
    kinds: tuple[str, ...] = ()

    def run(self, context: QueryContext) -> tuple[Table, ...]:
        """Compute the tables."""
        return presenters.tables.element_tables(context, self.subject, self.kinds)


class IngestionQuery(NamedTuple):
    """The table of the sources that a system fetches data from."""

    system: str = ""

    def run(self, context: QueryContext) -> Table:
        """Compute the table."""
        return presenters.tables.ingestion_table(context, self.system)


class ProvenanceQuery(NamedTuple):
    """The full name of the system that a page is generated for, or ``""``.

    The files about it are not part of the result: their digests change with every comment. They are looked up when
    the page is written.
    """

    system: str = ""

    def run(self, context: QueryContext) -> str:
        """Find the system."""
        return presenters.element.find_system(context, self.system)


class WorkspacePathQuery(NamedTuple):
    """The path of the workspace in the output folder of HTML builds."""

    def run(self, context: QueryContext) -> str:
        """Find the path."""
        path = context.settings.structurizr_export
        if not path:
            reason = 'no workspace is written; set c4_structurizr_export = "workspace.json" in conf.py'
            raise QueryError(WarningType.WORKSPACE, reason)
        return path


QUERIES: tuple[type[Query[Any]], ...] = (
    DescriptionQuery,
    ElementQuery,
    ElementTablesQuery,
    IngestionQuery,
    ProvenanceQuery,
    WorkspacePathQuery,
)
