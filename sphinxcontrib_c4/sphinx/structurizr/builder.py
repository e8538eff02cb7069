"""The builder ``structurizr``: a folder that Structurizr opens, with the pages as its documentation."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from sphinx.builders import Builder
from sphinx.errors import ConfigError

from sphinxcontrib_c4.output_files import read_bytes_or_empty
from sphinxcontrib_c4.sphinx import structurizr
from sphinxcontrib_c4.sphinx.cache.store import (
    cache_folder,
    delete_file,
    fingerprint,
    load_pickle,
    write_atomic,
    write_pickle,
)
from sphinxcontrib_c4.sphinx.domain import domain_of
from sphinxcontrib_c4.sphinx.logging import WarningType, warn
from sphinxcontrib_c4.sphinx.structurizr import BUILDER, WORKSPACE
from sphinxcontrib_c4.sphinx.structurizr.export import merged_workspace, write_workspace
from sphinxcontrib_c4.sphinx.xrefs import base_url, page_uri

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinxcontrib_c4.structurizr import Picture, Section

_FOLDER = "documentation"
_MEDIA_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"}
"""The images that a workspace can contain; the text alternative replaces others."""


class StructurizrBuilder(Builder):
    """Writer of ``workspace.json`` with the pages as Markdown, in the workspace and in files next to it.

    A page is a section, in the order of the tables of contents. Diagrams become views of the workspace. References
    lead to the site if its address is set, and are plain text otherwise.
    """

    name = BUILDER
    format = BUILDER
    epilog = "The folder for Structurizr is %(outdir)s."
    allow_parallel = False
    supported_remote_images = True
    supported_image_types: ClassVar[list[str]] = sorted(set(_MEDIA_TYPES.values()))

    def __init__(self, app: Sphinx, env: BuildEnvironment) -> None:
        super().__init__(app, env)
        self._application = app
        self._pages: dict[str, str] = {}
        self._pictures: dict[str, Picture] = {}

    def get_outdated_docs(self) -> str:
        """Return all documents, since they are written to one file."""
        return "all documents"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the address of a document in the site, or ``""`` if the address of the site is not set."""
        base = base_url(self._application)
        return base + page_uri(self._application, docname) if base else ""

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return the address of a document; addresses are absolute, so *from_* is ignored."""
        return self.get_target_uri(to, typ)

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Compute the views of the workspace."""
        self._views = structurizr.documentation.views_of(self._application)
        self._writer = structurizr.markdown.MarkdownWriter(
            view_key=structurizr.documentation.view_key_finder(self._views), image_uri=self._image_uri
        )

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Convert a page to Markdown."""
        self._pages[docname] = self._writer.page(doctree)

    def finish(self) -> None:
        """Write the workspace and the files next to it."""
        pages = self._page_sections()
        sections = [*pages, *structurizr.documentation.system_sections(domain_of(self.env).model, self._views)]
        pictures = [self._pictures[name] for name in sorted(self._pictures)]
        documentation = structurizr.documentation.Documentation(sections, pictures)
        path, merge_source = Path(self.outdir, WORKSPACE), merged_workspace(self._application)
        content = fingerprint([tuple(part) for part in (*sections, *pictures)])
        write_workspace(self._application, path, content, lambda: documentation, merge_source=merge_source or path)
        try:
            self._write_files(pages, pictures)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            message = f"the pages cannot be written next to {WORKSPACE}: {error.filename}: {reason}"
            warn(WarningType.WORKSPACE, message, location=None)

    def _page_sections(self) -> list[Section]:
        return [
            structurizr.documentation.page_section(self._pages[name], f"{number:03}-{name.replace('/', '-')}.md")
            for number, name in enumerate(_documents_in_order(self.env), 1)
        ]

    def _write_files(self, pages: list[Section], pictures: list[Picture]) -> None:
        """Write the pages and images of the workspace as files, and delete those of earlier builds."""
        files = {page.filename: page.content.encode() for page in pages}
        files |= {picture.name: picture.data for picture in pictures}
        record = cache_folder(self._application) / f"{BUILDER}.files"
        folder = Path(self.outdir, _FOLDER)
        for name in set(load_pickle(record) or ()) - files.keys():
            delete_file(folder / name)
        for name, data in files.items():
            if read_bytes_or_empty(folder / name) != data:
                write_atomic(folder / name, data)
        write_pickle(record, sorted(files))

    def _image_uri(self, image: nodes.image) -> str:
        """Return the address of an image on the web or in the workspace, or ``""`` if neither can contain it."""
        uri = str(image.get("uri", ""))
        if uri.startswith("https://"):
            return uri
        candidates = image.get("candidates", {"": uri}).values()
        paths = (path for path in candidates if Path(path).suffix.lower() in _MEDIA_TYPES)
        return next((name for path in paths if (name := self._add_picture(path))), "")

    def _add_picture(self, path: str) -> str:
        """Add an image to the workspace, and return its name; ``""`` if the file does not exist."""
        data = read_bytes_or_empty(Path(self.srcdir, path))
        if not data:
            return ""
        stem = re.sub(r"[^A-Za-z0-9.]+", "-", Path(path).stem).strip("-.") or "image"
        suffix = Path(path).suffix.lower()
        name = f"images/{stem}-{sha256(data).hexdigest()[:8]}{suffix}"
        self._pictures[name] = structurizr.documentation.page_picture(name, _MEDIA_TYPES[suffix], data)
        return name


def check_model(model: str) -> None:
    """Check that a project has a model.

    Raises:
        ConfigError: it has none, so that there is no workspace.
    """
    if not model:
        raise ConfigError(f"the builder {BUILDER} needs a model; set c4_model in conf.py to a file or a folder")


def _documents_in_order(env: BuildEnvironment) -> Iterator[str]:
    """Yield the documents in the order of the tables of contents, then those that are not in any."""
    docnames: set[str] = set()
    stack = [env.config.root_doc]
    while stack:
        name = stack.pop()
        if name in docnames or name not in env.found_docs:
            continue
        docnames.add(name)
        yield name
        stack += reversed(env.toctree_includes.get(name, ()))
    yield from sorted(env.found_docs - docnames)
