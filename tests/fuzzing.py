"""Hostile inputs, and the properties of all commands for each of them.

An input is a folder of files and some command lines, generated from a seed. It starts as a valid value, taken from
samples or generated from the JSON Schemas and the parser of the program, so that new keys and options are covered at
once. Then some values of its tree, JSON texts in it, and its characters are mutated.

Run ``python tests/fuzzing.py FIRST COUNT`` for many seeds; the first arguments of a failure repeat it.
"""

from __future__ import annotations

import argparse
import copy
import io
import json
import random
import re
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from project_writer import MODEL

from sphinxcontrib_c4.cli import build_parser, main
from sphinxcontrib_c4.exports import FORMATS
from sphinxcontrib_c4.model import json_schema, landscape_json_schema, load
from sphinxcontrib_c4.structurizr import build_workspace, workspace_to_json

SECONDS = 20
"""A command that takes longer counts as hanging."""

NAMES = [
    "shop",
    "web",
    "cart",
    "checkout",
    "orders",
    "mailer",
    "customer",
    "shop.web",
    "shop.orders",
    "buy",
    "purchase",
]
WORDS = [*NAMES, "Shop", "a -> b", "web -> orders", "http://x.example/a b", "https://example.org/", "javascript:a(1)"]
TEXTS = [
    *WORDS,
    *("", " ", "\n", "x" * 3000, "é", "日本", "\u05d0\u200f", "🚀", "a\nb", "a\tb", "'", '"', "''", "\\", "%s", "{0}"),
    *("<b>", "]]>", "--", "#", ": ", "- ", "*a", "&a", "!x", "%", "@", "`", "|", ">", "${x}", "$x$", "\\begin{x}"),
    *("\x00", "\x1b[31m", "\x7f", "\x85", "\u202e", "\u2066", "\u2028", "\ufeff", "\ufffe", "\ud800"),
    *("NaN", "1e999", "null", "true", "~", "no", "2030-13-45", "2030-01-02", "1:1", "0x10", "1_000", "-1", "0"),
    *("9" * 30, "9" * 5000, "..", "../x", "/", "a.b.c.d", ".", "a.", ".a", "..\\x", "con", "a" * 300),
    *("role", "gateway", "store", "c4.name", "External", "Asynchronous"),
]
VALUES = [
    *(None, True, False, 0, 1, -1, 1.5, 10**30, float("nan"), float("inf"), [], {}, [None], [[]], [{}], {"a": 1}),
    *({"": ""}, {"id": "x"}, ["a", "a"], [1, "x"], {"shop": ["web"]}, [["a", "b"], ["b", "a"]], {1: 2}),
    *({"id": "shop", "name": "S"}, {"source": "shop", "target": "web", "label": "x"}),
]
LANDSCAPE = {
    "id": "world",
    "name": "World",
    "primary_system": "shop",
    "groups": {"Sales": ["shop"], "Others": ["mailer"]},
    "shared": ["mailer"],
    "order": ["shop", "mailer"],
    "analysis": {"roles": {"web": "gateway"}, "ignore": ["buy"], "severities": {"chatty-pair": "info"}},
}
SECOND_MODEL = """\
meta: {name: Billing, primary_system: billing}
actors: [{id: auditor, name: Auditor}]
systems:
  - id: billing
    name: Billing
    kind: internal
    properties: {cost centre: "4711"}
    containers:
      - {id: api, name: API, technology: Go}
      - {id: jobs, name: Jobs, shape: queue}
      - {id: data, name: Data, role: store}
  - {id: shop, name: Bookshop, kind: external}
  - {id: "no", name: Norway, kind: internal}
etl_sources: [{name: Rates, system: "no", fragile: true}]
flows:
  - {id: audit, source: auditor, target: data, label: audit, sync: true}
  - {id: book, source: "no", target: data, label: book, sync: true}
  - {id: bill, source: shop, target: api, label: bill, sync: true, suppress: [{rule: chatty-pair, reason: agreed}]}
  - {id: ask, source: api, target: shop.web, label: ask, sync: true, protocol: HTTPS, access: read}
"""
BASELINE = """\
accept:
  - {rule: cycle, class: definite, edges: [billing.api -> shop, shop.web -> billing.api], reason: known, owner: us}
  - {rule: hub, elements: [shop.web], reason: agreed, expires: 2031-01-01}
metrics: {nodes: 5, edges: 4, propagation_cost: 0.5}
"""
EVIDENCE = {
    "bindings.jsonl": '{"kind": "http", "key": "GET /a", "key_norm": "get /a", "role": "provider", "repo": "shop"}\n'
    '{"kind": "http", "key": "GET /a", "key_norm": "get /a", "role": "consumer", "repo": "billing", "line": 3}\n',
    "traces.json": '{"data": [{"parent": "shop", "child": "billing", "callCount": 12}]}',
    "metrics.txt": 'traces_service_graph_request_total{client="shop",server="billing"} 12\n',
    "catalog-info.yaml": "kind: Component\nmetadata: {name: shop}\nspec: {consumesApis: [a], providesApis: [b]}\n",
}


class PropertyError(AssertionError):
    """A property of a command does not hold for an input."""


@dataclass
class Input:
    """Files by their paths, the path of the model, and command lines in addition to the usual ones."""

    files: dict[str, bytes]
    model: str
    commands: list[list[str]] = field(default_factory=list)


# --- Generation ---


class Generator:
    """A generator of inputs with its own random numbers."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def input(self) -> Input:
        """Return an input: a workspace, a model file or a folder, with a baseline, evidence and commands."""
        is_workspace = self.chance.random() < 0.4
        files = self._workspace() if is_workspace else self._models()
        name = "w.json" if is_workspace else "m.yaml" if set(files) == {"m.yaml"} else "."
        files["baseline.yaml"] = self._document(yaml.safe_load(BASELINE), _dump_yaml, 0.5)
        files["merge.json"] = self._document(json.loads(_workspaces()[0]), _dump_json, 0.5)
        commands = [self._command(name) for _ in range(2)]
        if self.chance.random() < 0.3 and not is_workspace:
            (name_of_evidence, text), path = self.chance.choice([*EVIDENCE.items()]), "evidence"
            files[path] = self._mutate_text(text, self.chance.randrange(4))
            option = {"b": "--bindings", "t": "--traces", "m": "--metrics", "c": "--backstage"}[name_of_evidence[0]]
            commands += [["extract", name, option, path], ["drift", name], ["check", name, "--all"]]
        return Input(files, name, commands)

    def _models(self) -> dict[str, bytes]:
        shape = self.chance.random()
        first = yaml.safe_load(MODEL) if shape < 0.7 else self._value(json_schema(), {})
        files = {"m.yaml": self._document(first, _dump_yaml, 0.8)}
        if self.chance.random() < 0.5:
            files["second.yaml"] = self._document(yaml.safe_load(SECOND_MODEL), _dump_yaml, 0.4)
        if self.chance.random() < 0.5:
            landscape = LANDSCAPE if self.chance.random() < 0.5 else self._value(landscape_json_schema(), {})
            files["landscape.yaml"] = self._document(landscape, _dump_yaml, 0.7)
        return files

    def _workspace(self) -> dict[str, bytes]:
        value = json.loads(self.chance.choice(_workspaces()))
        return {"w.json": self._document(value, _dump_json, 0.9)}

    def _document(self, value: Any, dump: Callable[[Any], str], probability: float) -> bytes:
        """Return a text of ``value``, mutated with the given probability."""
        value = copy.deepcopy(value)
        if self.chance.random() >= probability:
            return dump(value).encode("utf-8", "surrogatepass")
        for _ in range(self.chance.choice([0, 1, 1, 2, 3, 6])):
            value = self._mutate(value)
        count = self.chance.choice([0, 0, 0, 1, 3])
        return self._mutate_text(dump(value), count)

    # --- Trees ---

    def _mutate(self, root: Any) -> Any:
        """Return ``root`` with one value deleted, replaced, duplicated, renamed, moved or mutated as JSON in a text."""
        places = list(_places(root))
        if not places:
            return self._junk()
        owner, key = self.chance.choice(places)
        action = self.chance.randrange(8)
        if isinstance(owner[key], str) and owner[key][:1] in ("{", "[") and self.chance.random() < 0.8:
            owner[key] = self._mutate_json_text(owner[key])
        elif action == 0:
            del owner[key]
        elif action == 1 and isinstance(owner, list):
            owner.insert(self.chance.randrange(len(owner) + 1), copy.deepcopy(owner[key]))
        elif action == 2 and isinstance(owner, dict):
            owner[self.chance.choice(TEXTS)] = owner.pop(key)
        elif action in (3, 4):
            source, source_key = self.chance.choice(places)
            owner[key] = copy.deepcopy(source[source_key])
        elif action == 5 and isinstance(owner[key], str):
            owner[key] = self._text(owner[key])
        else:
            owner[key] = self._junk()
        return root

    def _mutate_json_text(self, text: str) -> str:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return self._text(text)
        return json.dumps(self._mutate(value)) if self.chance.random() < 0.8 else self._text(text)

    def _junk(self) -> Any:
        return copy.deepcopy(self.chance.choice([self.chance.choice(VALUES), self.chance.choice(TEXTS)]))

    def _text(self, text: str) -> str:
        position = self.chance.randrange(len(text) + 1)
        start, end = text[:position], text[position:]
        return self.chance.choice([text + self.chance.choice(TEXTS), start + self.chance.choice(TEXTS) + end, start])

    def _mutate_text(self, text: str, count: int) -> bytes:
        """Return the bytes of ``text`` after ``count`` mutations of its characters, lines or bytes."""
        for _ in range(count):
            start, end = sorted(self.chance.randrange(len(text) + 1) for _ in "ab")
            lines = text.split("\n")
            number = self.chance.randrange(len(lines))
            match self.chance.randrange(6):
                case 0:
                    text = text[:start] + self.chance.choice(TEXTS) + text[start:]
                case 1:
                    text = text[:start] + text[min(end, start + self.chance.randrange(1, 20)) :]
                case 2:
                    text = "\n".join([*lines[:number], *lines[number : number + 1], *lines[number:]])
                case 3:
                    text = "\n".join(
                        [*lines[:number], " " * self.chance.randrange(9) + lines[number], *lines[number + 1 :]]
                    )
                case 4:
                    text = text[:start] + self.chance.choice(":{}[],-\"'#&*!|>%@`\n\t \\") + text[start:]
                case _:
                    text = text[: max(start, 1)]
        data = text.encode("utf-8", "surrogatepass")
        if self.chance.random() < 0.05 and data:
            position = self.chance.randrange(len(data))
            data = data[:position] + bytes([self.chance.randrange(256)]) + data[position + 1 :]
        return data

    # --- Values of a JSON Schema ---

    def _value(self, schema: dict[str, Any], definitions: dict[str, Any], depth: int = 0) -> Any:
        """Return a value of ``schema``: often its example, sometimes any value of its type."""
        definitions = schema.get("$defs", definitions)
        if "$ref" in schema:
            schema = definitions[schema["$ref"].rsplit("/", 1)[-1]]
        if "examples" in schema and self.chance.random() < 0.4:
            return copy.deepcopy(self.chance.choice(schema["examples"]))
        if "enum" in schema:
            return self.chance.choice(schema["enum"])
        if "anyOf" in schema:
            return self._value(self.chance.choice(schema["anyOf"]), definitions, depth)
        match schema.get("type"):
            case "object":
                return self._object(schema, definitions, depth)
            case "array":
                size = self.chance.randrange(4) if depth < 6 else 0
                return [self._value(schema.get("items", {}), definitions, depth + 1) for _ in range(size)]
            case "integer" | "number":
                return self.chance.choice([0, 1, 2, 5, 100])
            case "boolean":
                return self.chance.random() < 0.5
            case "null":
                return None
            case _:
                return self.chance.choice(NAMES)

    def _object(self, schema: dict[str, Any], definitions: dict[str, Any], depth: int) -> dict[str, Any]:
        share = self.chance.choice([0.2, 0.5, 0.9])
        values = {
            key: self._value(value_schema, definitions, depth + 1)
            for key, value_schema in schema.get("properties", {}).items()
            if key in schema.get("required", ()) or self.chance.random() < share
        }
        if isinstance(schema.get("additionalProperties"), dict):
            for name in self.chance.sample(NAMES, self.chance.randrange(3)):
                values[name] = self._value(schema["additionalProperties"], definitions, depth + 1)
        return values

    # --- Command lines ---

    def _command(self, model: str) -> list[str]:
        """Return a command line with random options of a random command."""
        actions = build_parser()._actions
        commands = next(item for item in actions if isinstance(item, argparse._SubParsersAction)).choices
        name = self.chance.choice(sorted(commands))
        words: list[str] = []
        for action in commands[name]._actions:
            if isinstance(action, argparse._HelpAction):
                continue
            if not action.option_strings:
                is_model = action.dest == "model"
                words.append(model if is_model else self._argument(action, model))
            elif action.required or self.chance.random() < 0.2:
                option = action.option_strings[-1]
                if action.nargs == 0:
                    words.append(option)
                elif self.chance.random() < 0.2:
                    words.append(f"{option}={self.chance.choice(['--', '', self._argument(action, model)])}")
                else:
                    words += [option, self._argument(action, model)]
        return [name, *words]

    def _argument(self, action: argparse.Action, model: str) -> str:
        if action.choices and self.chance.random() < 0.9:
            return str(self.chance.choice(list(action.choices)))
        if action.dest in ("output", "folder", "model"):
            return self.chance.choice(["out", "out/x", model, "/dev/null"])
        paths = ("baseline.yaml", "merge.json", "m.yaml", "missing", ".", "/dev/null", model)
        pairs = (
            "web=gateway",
            "hub=info",
            "hub_flows=3",
            "cycle-definite=error",
            "shop=",
            "=",
            "a=b",
            "container:shop",
        )
        text = self.chance.choice([*NAMES, *paths, *pairs, *TEXTS]).replace("\x00", "")
        return text if not text.startswith("-") else f"x{text}"


def _places(root: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the owner and the key of each value in a tree."""
    stack = [root]
    while stack:
        owner = stack.pop()
        keys = list(owner) if isinstance(owner, dict) else range(len(owner)) if isinstance(owner, list) else ()
        for key in keys:
            yield owner, key
            stack.append(owner[key])


def _dump_yaml(value: Any) -> str:
    return yaml.dump(value, sort_keys=False, allow_unicode=True, default_flow_style=None)


def _dump_json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False, default=str)


def _workspaces() -> list[str]:
    """Return the texts of exported workspaces and of one by another author."""
    if not _CACHE:
        from structurizr_model import WORLD
        from structurizr_workspaces import small_workspace

        with tempfile.TemporaryDirectory() as folder:
            files = {"m.yaml": MODEL, "second.yaml": SECOND_MODEL, "landscape.yaml": _dump_yaml(LANDSCAPE)}
            for name, text in files.items():
                Path(folder, name).write_text(text, "utf-8")
            exported = workspace_to_json(build_workspace(load(Path(folder))))
        _CACHE.extend([exported, workspace_to_json(build_workspace(WORLD)), json.dumps(small_workspace())])
    return _CACHE


_CACHE: list[str] = []


# --- Properties ---

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_POSITION = re.compile(r"^\S.*:([1-9][0-9]*):([1-9][0-9]*): \S", re.MULTILINE)


def check_input(value: Input, folder: Path) -> int:
    """Run all commands on an input in ``folder``, and return the status of ``check``.

    Raises:
        PropertyError: a command ends in a traceback, hangs, rejects a model without a position, or writes raw control
            characters or invalid JSON; or it rejects a model that ``check`` accepts.
    """
    for name, data in value.files.items():
        (folder / name).write_bytes(data)
    status, _, errors = _run(["check", value.model])
    if status not in (0, 1) or (status == 1 and not _POSITION.search(errors)):
        raise PropertyError(f"check: status {status} without a position: {errors[-300:]!r}")
    if status == 0:
        _check_accepted(value.model)
    for command in (["lint", value.model, "--baseline", "baseline.yaml", "--format", "json"], *value.commands):
        _run(command)
    return status


def _check_accepted(model: str) -> None:
    """Check that all commands accept a model that ``check`` accepts."""
    commands = [["cycles"], ["lint"], ["lint", "--format", "json"], ["lint", "--format", "sarif"]]
    commands = [[name, model, "--fail-on", "never", *options] for name, *options in commands]
    commands += [["export", model, "--format", name] for name in ("structurizr", *FORMATS)]
    commands += [["export", model, "--format", "structurizr", "--output", "exported.json"], ["check", "exported.json"]]
    commands += [["lint", model, "--format", "baseline", "--reason", "r"]]
    for command in commands:
        status, output, errors = _run(command)
        if status != 0:
            raise PropertyError(f"{command}: check accepts the model, but the status is {status}: {errors[-600:]}")
        if "baseline" in command:
            Path("own.yaml").write_text(output, "utf-8")
            status, _, errors = _run(["lint", model, "--baseline", "own.yaml"])
            if status != 0:
                raise PropertyError(f"the baseline of the model is rejected: {errors[-600:]}")


def _run(command: list[str]) -> tuple[int, str, str]:
    """Run a command in this process, and return its status and what it writes."""
    with _capture_output() as (output, errors), _time_limit(command):
        try:
            status = main(command)
        except SystemExit as error:
            status = int(error.code or 0)
        except PropertyError:
            raise
        except Exception as error:
            raise PropertyError(f"{command}: {traceback.format_exc()}") from error
    output_text, errors_text = output.getvalue().decode(), errors.getvalue()
    errors_text = errors_text.replace("\r", "\n") if "--progress" in command else errors_text
    if match := _CONTROL.search(output_text + errors_text):
        context = (output_text + errors_text)[max(0, match.start() - 80) : match.end() + 40]
        raise PropertyError(f"{command}: raw control character: {context!r}")
    if status == 2 and "error: " not in errors_text and "check" not in command:
        raise PropertyError(f"{command}: usage error without a message: {errors_text!r}")
    if output_text and status in (0, 1) and _writes_json(command):
        json.loads(output_text, parse_constant=_reject)
    return status, output_text, errors_text


def _writes_json(command: list[str]) -> bool:
    """Return whether a command writes nothing but JSON to standard output."""
    if "--format" not in command or "--output" in command or (command[0] == "check" and "--all" not in command):
        return False
    return command[command.index("--format") + 1] in ("json", "sarif", "structurizr")


def _reject(token: str) -> None:
    raise PropertyError(f"{token} in JSON")


@contextmanager
def _capture_output() -> Iterator[tuple[io.BytesIO, io.StringIO]]:
    """Capture standard output and standard error."""
    output, errors = io.BytesIO(), io.StringIO()
    streams = sys.stdout, sys.stderr, sys.stdin
    sys.stdout, sys.stderr = io.TextIOWrapper(output, "utf-8", write_through=True), errors
    sys.stdin = io.TextIOWrapper(io.BytesIO(b""), "utf-8")
    try:
        yield output, errors
    finally:
        sys.stdout.flush()
        sys.stdout.detach()
        sys.stdout, sys.stderr, sys.stdin = streams


@contextmanager
def _time_limit(command: list[str]) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise PropertyError(f"{command}: no result after {SECONDS} s")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    previous_handler = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous_handler)


# --- The program ---


def count_failures(first: int, count: int, check: Callable[[int, Path], object]) -> Counter[str]:
    """Check seeds in new folders, print the first two failures of each kind, and return the number of each kind."""
    kinds: Counter[str] = Counter()
    for seed in range(first, first + count):
        with tempfile.TemporaryDirectory() as folder:
            try:
                check(seed, Path(folder))
            except Exception as error:
                lines = (
                    (str(error) if isinstance(error, PropertyError) else traceback.format_exc()).strip().splitlines()
                )
                frames = [line.strip() for line in lines if "sphinxcontrib_c4" in line and "File" in line]
                kind = f"{frames[-1] if frames else ''} {lines[-1][:300]}"
                kinds[kind] += 1
                if kinds[kind] <= 2:
                    print(f"--- seed {seed}: {lines[0][:200]}\n{kind}", flush=True)
    return kinds


def print_failures(checks: str, kinds: Counter[str]) -> None:
    """Print a summary, and each kind of failures after its number, the most frequent first."""
    print(f"{checks}, {len(kinds)} kinds of failures")
    for kind, number in kinds.most_common():
        print(number, kind)


def _main(first: int, count: int) -> None:
    valid_seeds = []

    def check(seed: int, folder: Path) -> None:
        with chdir(folder):
            if check_input(Generator(seed).input(), folder) == 0:
                valid_seeds.append(seed)

    kinds = count_failures(first, count, check)
    print_failures(f"{count} inputs, {len(valid_seeds)} valid models", kinds)


if __name__ == "__main__":
    _main(int(sys.argv[1]), int(sys.argv[2]))
