"""The builder ``structurizr``: a folder that Structurizr opens, with the pages as its documentation."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from sphinx.builders import Builder
from sphinx.errors import ConfigError

from sphinxcontrib_c4.sphinx.cache.store import imprint, keep, kept
from sphinxcontrib_c4.sphinx.domain import domain_of
from sphinxcontrib_c4.sphinx.logging import WarningType, warn
from sphinxcontrib_c4.sphinx.page_fingerprints import folder_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinxcontrib_c4.structurizr import Picture, Section


BUILDER = "structurizr"


WORKSPACE = "workspace.json"


_FOLDER = "documentation"


_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"}
"""What a workspace can hold; a picture of another type is told by its text."""


class StructurizrBuilder(Builder):
    """Writes ``workspace.json``, and the pages as Markdown: in it, and in files beside it.

    A page is a section, in the order of the tables of contents. Diagrams become live ones. References lead to the site
    whose address is known, or else nowhere.
    """

    name = BUILDER
    format = BUILDER
    epilog = "The folder for Structurizr is %(outdir)s."
    allow_parallel = False
    supported_remote_images = True
    supported_image_types: ClassVar[list[str]] = sorted(set(_TYPES.values()))

    def __init__(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Begin with no page."""
        super().__init__(app, env)
        self._application = app
        self._pages: dict[str, str] = {}
        self._pictures: dict[str, Picture] = {}

    def get_outdated_docs(self) -> str:
        """All documents, since all are in one file."""
        return "all documents"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """The address of a page in the site; ``""`` where that is not known, which leads nowhere."""
        from sphinxcontrib_c4.sphinx.structurizr.export import base_url, page_uri

        base = base_url(self._application)
        return base + page_uri(self._application, docname) if base else ""

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """The same, from wherever."""
        return self.get_target_uri(to, typ)

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Find out which views there are."""
        from sphinxcontrib_c4.sphinx.structurizr.documentation import embedding, views_of
        from sphinxcontrib_c4.sphinx.structurizr.markdown import Writer

        self._views = views_of(self._application)
        self._writer = Writer(embed=embedding(self._views), picture=self._picture)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Keep a page until all are there."""
        self._pages[docname] = self._writer.page(doctree)

    def finish(self) -> None:
        """Write the workspace and the files beside it."""
        from sphinxcontrib_c4.sphinx.structurizr.documentation import system_sections
        from sphinxcontrib_c4.sphinx.structurizr.export import Documentation, moved_file, write_workspace
        from sphinxcontrib_c4.structurizr import Section

        pages = [
            Section(self._pages[name], f"{number:03}-{name.replace('/', '-')}.md")
            for number, name in enumerate(_in_order(self.env), 1)
        ]
        sections = [*pages, *system_sections(domain_of(self.env).model, self._views)]
        pictures = [self._pictures[name] for name in sorted(self._pictures)]
        path, moved = Path(self.outdir, WORKSPACE), moved_file(self._application)
        told = imprint([tuple(each) for each in (*sections, *pictures)])
        documentation = Documentation(sections, pictures)
        write_workspace(self._application, path, told, lambda: documentation, moved=moved or path)
        try:
            self._write_files(pages, pictures)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            message = f"the pages cannot be written beside {WORKSPACE}: {error.filename}: {reason}"
            warn(WarningType.WORKSPACE, message, location=None)

    def _write_files(self, pages: list[Section], pictures: list[Picture]) -> None:
        """Write what is in the workspace as files, and take away those of pages that are gone."""
        files = {page.filename: page.content.encode() for page in pages}
        files |= {picture.name: picture.data for picture in pictures}
        listed = folder_of(self._application) / f"{BUILDER}.files"
        folder = Path(self.outdir, _FOLDER)
        for name in set(json.loads(kept(listed) or b"[]")) - files.keys():
            (folder / name).unlink(missing_ok=True)
        for name, data in files.items():
            if kept(folder / name) != data:
                keep(folder / name, data)
        keep(listed, json.dumps(sorted(files)).encode("ascii"))

    def _picture(self, image: nodes.image) -> str:
        """What an image is called in the documentation."""
        uri = str(image.get("uri", ""))
        if uri.startswith("https://"):
            return uri
        found = (path for path in image.get("candidates", {"": uri}).values() if Path(path).suffix.lower() in _TYPES)
        return next((name for path in found if (name := self._taken(path))), "")

    def _taken(self, path: str) -> str:
        """The name of a picture that comes along; ``""`` where there is none."""
        from sphinxcontrib_c4.structurizr import Picture

        data = kept(Path(self.srcdir, path))
        if not data:
            return ""
        plain = re.sub(r"[^A-Za-z0-9.]+", "-", Path(path).stem).strip("-.") or "image"
        suffix = Path(path).suffix.lower()
        name = f"images/{plain}-{sha256(data).hexdigest()[:8]}{suffix}"
        self._pictures[name] = Picture(name, _TYPES[suffix], data)
        return name


def check_model(model: str) -> None:
    """Raise ``ConfigError`` where a project has no model, without which there is no workspace."""
    if not model:
        raise ConfigError(f"the builder {BUILDER} needs a model: let c4_model in conf.py name a file or a folder")


def _in_order(env: BuildEnvironment) -> Iterator[str]:
    """The documents in the order of the tables of contents, then those that are in none."""
    seen: set[str] = set()
    todo = [env.config.root_doc]
    while todo:
        name = todo.pop()
        if name in seen or name not in env.found_docs:
            continue
        seen.add(name)
        yield name
        todo += reversed(env.toctree_includes.get(name, ()))
    yield from sorted(env.found_docs - seen)
