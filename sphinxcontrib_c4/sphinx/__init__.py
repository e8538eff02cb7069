"""The Sphinx extension: configuration, domain, directives, nodes and writers.

``register`` only registers: the handlers in ``events`` import what a build needs. No other package of the project
imports Sphinx or docutils.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxcontrib_c4.distribution import __version__, code_version
from sphinxcontrib_c4.sphinx import events
from sphinxcontrib_c4.sphinx.config import ConfigValue, config_values
from sphinxcontrib_c4.sphinx.domain import C4Domain
from sphinxcontrib_c4.sphinx.logging import WarningType
from sphinxcontrib_c4.sphinx.structurizr.builder import StructurizrBuilder
from sphinxcontrib_c4.sphinx.writers import node_visitors

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["ConfigValue", "WarningType", "config_values", "register"]


def register(app: Sphinx) -> ExtensionMetadata:
    """Register everything with Sphinx."""
    for value in config_values():
        app.add_config_value(value.name, value.default, value.rebuild, value.types)
    app.add_domain(C4Domain)
    for node, visitors in node_visitors().items():
        app.add_node(node, False, **visitors)
    app.add_builder(StructurizrBuilder)
    _connect(app)
    return {
        "version": __version__,
        "env_version": code_version(),  # documents contain node classes, and are read again when these change
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _connect(app: Sphinx) -> None:
    app.connect("config-inited", events.on_config_inited)
    app.connect("builder-inited", events.on_builder_inited)
    app.connect("env-get-outdated", events.on_env_get_outdated)
    app.connect("env-before-read-docs", events.on_env_before_read_docs)
    app.connect("env-updated", events.on_env_updated)
    app.connect("env-check-consistency", events.on_env_check_consistency)
    app.connect("warn-missing-reference", events.on_warn_missing_reference)
    app.connect("write-started", events.on_write_started)
    app.connect("doctree-resolved", events.on_doctree_resolved)
    app.connect("html-collect-pages", events.on_html_collect_pages)
    app.connect("html-page-context", events.on_html_page_context)
    app.connect("build-finished", events.on_build_finished)
    app.connect("build-finished", events.on_site_finished)
