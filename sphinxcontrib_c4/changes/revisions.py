"""Models by path or by git revision: ``model``, ``main:model``, ``v1.2:`` (the same path at another revision).

Files of a revision are read from the repository and not from the working tree; nothing is checked out.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple, TypeVar

from sphinxcontrib_c4.model import Model, ModelError, Position, nearest, quoted, suggestion
from sphinxcontrib_c4.model_source import load_any

ValueT = TypeVar("ValueT")

_SUFFIXES = (".yaml", ".yml", ".json")
_TIMEOUT = 60.0


class RevisionError(Exception):
    """A revision that cannot be read; ``str()`` states the reason and what to do."""


class ModelRef(NamedTuple):
    """A model by its path, at a git revision unless ``revision`` is ``""``, which means the files as they are.

    ``path`` is relative to the root of the repository if there is a revision, unless it starts with ``./``.
    """

    path: str
    revision: str = ""

    @property
    def title(self) -> str:
        """The reference as a user writes it."""
        return f"{self.revision}:{self.path}" if self.revision else self.path


def parse_ref(text: str) -> ModelRef:
    """Return the model that ``text`` names; an existing path is never a revision."""
    revision, colon, path = text.partition(":")
    is_drive = len(revision) == 1 and path.startswith(("\\", "/"))
    if not colon or not revision or is_drive or os.path.lexists(text):
        return ModelRef(text)
    return ModelRef(path, revision)


def parse_refs(old: str, new: str, *, folder: Path = Path()) -> tuple[ModelRef, ModelRef]:
    """Return both models; a revision without a path, such as ``main:``, means the path of the other one.

    Raises:
        RevisionError: neither of them has a path.
    """
    before, after = parse_ref(old), parse_ref(new)
    if not before.path and not after.path:
        raise RevisionError(f"{old} and {new} name no path; write the path of the model after the colon: {new}model")
    return _with_path(before, after, folder), _with_path(after, before, folder)


def _with_path(ref: ModelRef, counterpart: ModelRef, folder: Path) -> ModelRef:
    if ref.path:
        return ref
    if counterpart.revision:
        return ref._replace(path=counterpart.path)
    return ref._replace(path=_path_in_repository(folder, counterpart.path))


def _path_in_repository(folder: Path, path: str) -> str:
    """Return ``path``, relative to ``folder``, relative to the root of the repository that contains it."""
    absolute = Path(os.path.realpath(folder / path))
    root = _Repository.around(absolute if absolute.is_dir() else absolute.parent).root
    return absolute.relative_to(root).as_posix()


def load_ref(ref: ModelRef, *, folder: Path = Path()) -> Model:
    """Return the model that ``ref`` names, seen from ``folder``.

    Raises:
        RevisionError: git, the repository, the revision or the path does not exist.
        ModelError: the model is invalid.
    """
    if not ref.revision:
        return load_any(folder / ref.path)
    repository = _Repository.around(folder)
    commit = repository.commit(ref.revision)
    path = repository.resolve_path(ref, folder)
    with tempfile.TemporaryDirectory(prefix="c4-") as scratch:
        repository.write_files(commit, path, Path(scratch))
        root = Path(scratch) / path
        if not root.exists():
            raise RevisionError(_missing_path(repository, ref, path, folder))
        return _load_relocated(root, Path(scratch).as_posix(), ref.revision)


def content_id(ref: ModelRef, *, folder: Path = Path()) -> str:
    """Return the id of the commit that a revision names now; with its path, it determines the content.

    Raises:
        RevisionError: git, the repository or the revision does not exist.
    """
    return _Repository.around(folder).commit(ref.revision)


def merge_base(old: str, new: str, *, folder: Path = Path()) -> str:
    """Return the commit at which two revisions parted.

    Raises:
        RevisionError: a revision does not exist, or both have no common commit here.
    """
    repository = _Repository.around(folder)
    commits = [repository.commit(revision) for revision in (old, new)]
    base = repository.try_run("merge-base", *commits)
    if base is None:
        raise RevisionError(f"{old} and {new} have no common commit{repository.shallow_advice(old)}")
    return base.strip()


def _missing_path(repository: _Repository, ref: ModelRef, path: str, folder: Path) -> str:
    message = f"{quoted(path)} does not exist at the revision {quoted(ref.revision)}"
    if (folder / ref.path).exists() and Path(os.path.realpath(folder)) != repository.root:
        return f"{message}; paths start at the root of the repository, write {ref.revision}:./{ref.path}"
    return f"{message}; write REVISION:PATH with the path that the model had there"


class _Repository:
    """A git repository; commands read it and never change it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def around(cls, folder: Path) -> _Repository:
        """Return the repository that contains ``folder``."""
        top = _git(folder, ["rev-parse", "--show-toplevel"])
        if top is None:
            raise RevisionError(_repository_advice(folder))
        return cls(Path(os.path.realpath(top.decode("utf-8", "surrogateescape").rstrip("\n"))))

    def try_run(self, *arguments: str) -> str | None:
        """Return the output of a command, or None if it fails."""
        output = _git(self.root, arguments)
        return None if output is None else output.decode("utf-8", "surrogateescape")

    def commit(self, revision: str) -> str:
        """Return the id of the commit that ``revision`` names."""
        commit = self.try_run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if commit is None:
            raise RevisionError(f"unknown revision {quoted(revision)}{self._advice(revision)}")
        return commit.strip()

    def _advice(self, revision: str) -> str:
        names = (self.try_run("for-each-ref", "--format=%(refname:short)", "refs") or "").split()
        remote = next((name for name in names if name.endswith(f"/{revision}")), "")
        hint = f"; write {remote}" if remote else ""
        if not hint and not self.is_shallow:
            near = suggestion(nearest(revision, {name: name for name in names}, count=1))
            hint = f"; {near or 'fetch it first'}"
        return hint or self.shallow_advice(revision)

    def shallow_advice(self, revision: str) -> str:
        """Return what to do if the clone has only a part of the history."""
        if not self.is_shallow:
            return ""
        return (
            f"; this clone is shallow: run 'git fetch --unshallow', or 'git fetch origin {revision}', "
            "or clone with the whole history (fetch-depth: 0 on GitHub, GIT_DEPTH: 0 on GitLab)"
        )

    @property
    def is_shallow(self) -> bool:
        """Whether a part of the history is missing."""
        return (self.try_run("rev-parse", "--is-shallow-repository") or "").strip() == "true"

    def resolve_path(self, ref: ModelRef, folder: Path) -> str:
        """Return the path of a model from the root of the repository."""
        path = PurePosixPath(ref.path)
        if ref.path.startswith(("./", "../")) or ref.path in (".", ".."):
            absolute = Path(os.path.realpath(folder)) / ref.path
            path = PurePosixPath(os.path.relpath(absolute, self.root).replace(os.sep, "/"))
        if path.is_absolute() or ".." in path.parts:
            raise RevisionError(f"{quoted(ref.title)} leaves the repository; write a path inside of it")
        return path.as_posix()

    def write_files(self, commit: str, path: str, folder: Path) -> None:
        """Write the YAML and JSON files of a commit below ``folder``: a landscape may list files anywhere."""
        listing = self.try_run("ls-tree", "-r", "-z", commit) or ""
        rows = [row.partition("\t") for row in listing.split("\0") if row]
        blobs = [
            (name, header.split(" ")[2])
            for header, _, name in rows
            if header.startswith("100") and name.endswith(_SUFFIXES)
        ]
        near = [(name, blob) for name, blob in blobs if _is_needed(name, path)]
        for (name, _), data in zip(near, self._contents([blob for _, blob in near]), strict=True):
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)

    def _contents(self, blobs: Sequence[str]) -> Iterator[bytes]:
        output = _git(self.root, ["cat-file", "--batch"], data="".join(f"{blob}\n" for blob in blobs).encode()) or b""
        start = 0
        for blob in blobs:
            end = output.find(b"\n", start)
            header = output[start:end].split()
            if end < 0 or len(header) != 3:
                raise RevisionError(f"the object {blob} is missing from the repository; fetch it first")
            size = int(header[2])
            yield output[end + 1 : end + 1 + size]
            start = end + size + 2


def _repository_advice(folder: Path) -> str:
    """Return why git finds no repository around ``folder``."""
    absolute = Path(os.path.realpath(folder))
    root = next((parent for parent in (absolute, *absolute.parents) if (parent / ".git").exists()), None)
    if root is None:
        return f"{quoted(str(folder))} is not in a git repository; compare two folders instead"
    command = f"git config --global --add safe.directory {root}"
    return f"git refuses the repository {quoted(str(root))}; if another user owns it, run '{command}'"


def _is_needed(name: str, path: str) -> bool:
    """Return whether a file may be part of the model at ``path``; JSON files only if they are the model."""
    return name == path or name.endswith((".yaml", ".yml")) or name.startswith(f"{path}/")


def _git(folder: Path, arguments: Iterable[str], *, data: bytes = b"") -> bytes | None:
    """Return the output of git, or None if it fails."""
    command = ["git", "-c", "core.quotePath=false", *arguments]
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        result = subprocess.run(
            command, cwd=folder, input=data, capture_output=True, check=False, timeout=_TIMEOUT, env=environment
        )
    except FileNotFoundError as error:
        reason = "git is not installed" if folder.is_dir() else f"the folder {quoted(str(folder))} does not exist"
        raise RevisionError(f"{reason}; compare two folders instead") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RevisionError(f"git cannot be run: {error}") from error
    return result.stdout if result.returncode == 0 else None


# --- Positions ---


def _load_relocated(path: Path, scratch: str, revision: str) -> Model:
    """Return the model at ``path`` with positions such as ``main:model/shop.yaml`` in place of temporary files."""
    try:
        return _relocated(load_any(path), f"{scratch}/", f"{revision}:")
    except ModelError as error:
        raise ModelError(_relocated(fault, f"{scratch}/", f"{revision}:") for fault in error.faults) from None


def _relocated(value: ValueT, prefix: str, replacement: str) -> ValueT:
    """Return ``value`` with all positions in it that start with ``prefix`` moved to ``replacement``."""
    moved: Any = value
    if isinstance(value, Position):
        moved = replace(value, path=value.path.replace(prefix, replacement, 1))
    elif is_dataclass(value) and not isinstance(value, type):
        moved = _relocated_fields(value, prefix, replacement)
    elif isinstance(value, tuple) and type(value) is tuple and value:
        moved = tuple(_relocated(item, prefix, replacement) for item in value)
    elif isinstance(value, Mapping):
        moved = {key: _relocated(item, prefix, replacement) for key, item in value.items()}
    elif isinstance(value, str) and prefix in value:
        moved = value.replace(prefix, replacement)
    result: ValueT = moved
    return result


def _relocated_fields(value: Any, prefix: str, replacement: str) -> Any:
    old_values = {field.name: getattr(value, field.name) for field in fields(value)}
    new_values = {name: _relocated(item, prefix, replacement) for name, item in old_values.items()}
    differing = {name: item for name, item in new_values.items() if item is not old_values[name]}
    return replace(value, **differing) if differing else value
