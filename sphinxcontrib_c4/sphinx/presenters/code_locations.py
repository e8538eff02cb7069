"""The locations of the code of elements, as links to a file at the host of its repository."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from sphinxcontrib_c4.model import Element, Model, Source

#: The addresses of files at hosts of repositories. ``HEAD`` stands for the default branch.
_HOSTS: Mapping[str, str] = MappingProxyType(
    {
        "github.com": "{repo}/blob/HEAD/{path}#L{line}",
        "gitlab.com": "{repo}/-/blob/HEAD/{path}#L{line}",
        "bitbucket.org": "{repo}/src/HEAD/{path}#lines-{line}",
    }
)
_LINE_PART = re.compile(r"[#?&][^#?&]*\{line\}")


class LinkedText(NamedTuple):
    """A paragraph, and the address that it leads to; without one, it leads there if it is an address itself."""

    text: str
    url: str = ""


def code_locations(model: Model, element: Element, template: str) -> tuple[LinkedText, ...]:
    """Return the file and the repository of the code of an element, as far as they are in the model.

    Args:
        template: the address of a file with ``{repo}``, ``{path}`` and ``{line}``, or ``""`` for known hosts.
    """
    return source_locations(model, element.name, element.source, template, repo=element.repo)


def source_locations(
    model: Model, name: str, source: Source | None, template: str, *, repo: str = ""
) -> tuple[LinkedText, ...]:
    """Return the file and the repository of code that belongs to the element ``name``.

    A path without a repository is in that of the element or of the nearest element around it, which is linked but not
    repeated.
    """
    locations = []
    if source and source.path:
        within = source.repo or repo or _nearest_repo(model, name)
        locations.append(LinkedText(source.file, _file_url(within, source.path, source.line, template)))
    own_repo = repo or (source.repo if source else "")
    return (*locations, LinkedText(own_repo)) if own_repo else tuple(locations)


def _nearest_repo(model: Model, name: str) -> str:
    """Return the repository of an element or of the nearest element around it, or ``""``."""
    while name and not (repo := model.elements[name].repo):
        name = model.elements[name].parent
    return repo if name else ""


def _file_url(repo: str, path: str, line: int | None, template: str) -> str:
    """Return the address of a file, or ``""`` if the host of its repository is unknown."""
    host = urlsplit(repo).hostname if repo.startswith(("http://", "https://")) else None
    template = template or _HOSTS.get(host or "", "")
    if not template or ("{repo}" in template and not host):
        return ""
    if line is None:
        template = _LINE_PART.sub("", template)
    values = {"repo": repo.rstrip("/").removesuffix(".git"), "path": quote(path.strip("/")), "line": str(line)}
    return re.sub(r"\{(repo|path|line)\}", lambda match: values[match[1]], template)
