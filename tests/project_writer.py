"""Small Sphinx projects: write their files, and build them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes
from sphinx.testing.util import SphinxTestApp

MODEL = """\
meta:
  name: Bookshop
  primary_system: shop
  description: |
    Sells books.

    And nothing else.
actors:
  - {id: customer, name: Customer, description: Buys books.}
systems:
  - id: shop
    name: Bookshop
    kind: internal
    description: A shop.
    containers:
      - id: web
        name: Web shop
        technology: Django
        description: Takes orders.
        components:
          - {id: cart, name: Cart, technology: Python, relationships: [{target: checkout, label: hand over}]}
          - {id: checkout, name: Checkout, description: Takes the money.}
      - {id: orders, name: Orders, technology: PostgreSQL, shape: db}
  - {id: mailer, name: Mail service, kind: external, description: Sends mail.}
flows:
  - {id: buy, source: customer, target: web, label: buy a book, sync: true, protocol: HTTPS, tags: [sale]}
  - {id: save, source: web, target: orders, label: save the order, sync: true}
  - {id: receipt, source: web, target: mailer, label: send the receipt, sync: false}
scenarios:
  - id: purchase
    title: A customer buys a book
    description: The customer waits for the order.
    steps:
      - {source: customer, target: web, label: pay, sync: true}
      - {source: web, target: orders, label: save, sync: true}
etl_sources:
  - {name: Price list, transport: SFTP, cadence: nightly, data: prices, source_of_truth: the publisher, fragile: true}
"""


@dataclass(frozen=True)
class BuiltProject:
    """A project after a build: its output, its warnings and the documents that were read."""

    app: SphinxTestApp
    documents_read: frozenset[str]

    @property
    def warnings(self) -> list[str]:
        """The warnings of the build, one line each, with paths relative to the project."""
        text = re.sub(r"\x1b\[[0-9;]*m", "", self.app.warning.getvalue())
        return [line for line in text.replace(f"{self.app.srcdir}/", "").splitlines() if line]

    def doctree(self, docname: str = "index") -> nodes.document:
        return self.app.env.get_doctree(docname)

    def resolved_doctree(self, docname: str = "index") -> nodes.document:
        """Return a doctree as the builder gets it, with its references resolved."""
        doctree = self.doctree(docname)
        self.app.env.apply_post_transforms(doctree, docname)
        return doctree

    def html(self, docname: str = "index") -> str:
        return (self.app.outdir / f"{docname}.html").read_text("utf-8")

    def text(self, docname: str = "index") -> str:
        return (self.app.outdir / f"{docname}.txt").read_text("utf-8")

    def files(self) -> dict[str, bytes]:
        """Return the content of each published file by its path, without the caches of Sphinx."""
        private = {".buildinfo", "environment.pickle"}
        return {
            path.relative_to(self.app.outdir).as_posix(): path.read_bytes()
            for path in sorted(self.app.outdir.rglob("*"))
            if path.is_file() and path.name not in private and ".doctrees" not in path.parts
        }


@dataclass(frozen=True)
class Project:
    """A folder with a Sphinx project and a model. Builds write next to it."""

    folder: Path

    def write(self, pages: Mapping[str, str], *, model: str | None = MODEL, **conf: object) -> Project:
        """Write a configuration, a model, and pages by their file names."""
        self.folder.mkdir(parents=True, exist_ok=True)
        suffixes = {Path(name).suffix for name in pages}
        extensions = ["sphinxcontrib_c4", *(["myst_parser"] if ".md" in suffixes else [])]
        self.configure(**{"extensions": extensions, **({"c4_model": "model.yaml"} if model else {}), **conf})
        if model:
            self.edit_model(model)
        for name, text in pages.items():
            self.edit(name, text)
        return self

    def configure(self, **conf: object) -> None:
        """Write ``conf.py``."""
        values = {"extensions": ["sphinxcontrib_c4"], "html_theme": "basic", **conf}
        self.edit("conf.py", "".join(f"{name} = {value!r}\n" for name, value in values.items()))

    def edit(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def edit_model(self, text: str) -> None:
        self.edit("model.yaml", text)

    @contextmanager
    def build(
        self, builder: str = "html", *, output: str = "incremental", fresh: bool = False, parallel: int = 0
    ) -> Iterator[BuiltProject]:
        """Build as ``sphinx-build`` does, with the doctrees of the previous build in ``output`` unless ``fresh``."""
        base = self.folder.parent / f"{self.folder.name}-built"
        documents_read: set[str] = set()
        app = SphinxTestApp(
            builder,
            srcdir=self.folder,
            builddir=base / output,
            freshenv=fresh,
            parallel=parallel,
        )
        app.connect("env-before-read-docs", lambda app, env, docnames: documents_read.update(docnames))
        try:
            app.build()
            yield BuiltProject(app, frozenset(documents_read))
        finally:
            app.cleanup()


def sphinx_build(project: Project, output: Path, *options: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run ``sphinx-build`` in a process of its own."""
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", *options, str(project.folder), str(output)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environ})
