"""The bindings in the store of an installed witan-code."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from sphinxcontrib_c4.codegraph.bindings import Binding, BindingError, RowFault, parse_binding
from sphinxcontrib_c4.codegraph.sources.checkouts import INSTALL
from sphinxcontrib_c4.codegraph.sources.inputs import SourceError
from sphinxcontrib_c4.model import visible

LIMIT = 1_000_000
"""The store returns no more rows than this."""


class WitanStore:
    """The store that witan-code is configured to use."""

    def evidence(self) -> Iterator[Binding | RowFault]:
        """Yield the bindings, and a fault for each invalid row.

        Raises:
            SourceError: witan-code or its database is not installed, or the store cannot be read.
        """
        rows = _rows()
        for number, row in enumerate(rows, start=1):
            try:
                yield parse_binding(row)
            except BindingError as error:
                yield RowFault("the store of witan-code", number, str(error))
        if len(rows) >= LIMIT:
            message = f"the store returns {LIMIT} rows at most, so some are missing; export them to a file"
            yield RowFault("the store of witan-code", 0, message)


def _rows() -> list[Any]:
    try:
        config, store = import_module("witan_code.config"), import_module("witan_code.store")
    except ImportError:
        raise SourceError(f"reading the store requires witan-code 0.27 or newer: {INSTALL}") from None
    try:
        configuration = config.load()
        reference = store.bridge_store(configuration)
        rows = reference.client(configuration).read("bridge.gq", "all_bindings", {})
    except Exception as error:  # of many kinds: no database program, no store, no connection
        reason = visible(str(error).partition("\n")[0]) or type(error).__name__
        raise SourceError(f"the store of witan-code cannot be read: {reason}") from error
    return list(rows)
