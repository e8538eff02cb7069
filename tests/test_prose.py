"""Plain English in everything that users and contributors read: no banned phrase, imperative docstrings."""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

import sphinxcontrib_c4
from sphinxcontrib_c4.model import json_schema, landscape_json_schema

PROJECT = Path(__file__).parent.parent
PACKAGE = Path(sphinxcontrib_c4.__file__).parent
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.rst", "docs/**/*.md", "docs/faults/*.yaml", "model/*.yaml")
    for path in PROJECT.glob(pattern)
)
MODULES = sorted([*PACKAGE.rglob("*.py"), *(PROJECT / "bench").glob("*.py"), *(PROJECT / "docs").rglob("*.py")])


def _read_json(path: Path) -> dict[str, object]:
    return json.loads(path.read_text("utf-8"))


SCHEMAS = {
    "model": json_schema,
    "landscape": landscape_json_schema,
    **{path.stem: partial(_read_json, path) for path in PACKAGE.rglob("*.schema.json")},
}

#: Phrases that are hard to understand, with their plain counterparts.
BANNED = {
    r"(?<!there )\b(?:is|are|was|were|be) (?-i:none)\b": "negate the verb",
    r"(?<!there )\b(?:is|are) no (?!longer|more|less|reason|need)": "negate the verb",
    r"\bwhoever\b": "name the person or element",
    r"\bof ours\b": "own, or the name of the thing",
    r"\blead(?:s|ing)? (?:round|onward)\b": "form a cycle",
    r"\bto who\b": "to a participant that",
    r"\b(?:is|are|be) told\b(?! apart)": "is reported, is listed",
    r"\btell(?:s|ing)? of\b": "report, list, contain",
    r"\bhad better\b": "should",
    r"\bnobody (?:waits|said|says|accepts|answers)\b": "asynchronous, unknown, not accepted",
    r"\bsomebody waits\b": "synchronous",
    r"\banother one when\b": "changes if",
    r"\bwould be another\b": "would differ",
    r"\bwhat (?:is|was) said\b": "the description",
    r"\bwhat \w+(?: \w+)? (?:says?|tells?|said|told) of\b": "the description of",
    r"\bin vain\b": "no longer matches",
    r"\bturn(?:s|ed)? up\b": "appear",
    r"\bnone of it\b": "nothing",
    r"\bsomebody else\b": "another team, another person",
    r"\bfragile linkages?\b": "fragile link, finding",
    r"\blinkages?\b": "finding",
    r"\bbrittle\b": "fragile",
    r"\bimprints?\b": "fingerprint",
    r"\b(?:rooms|(?:the|this|each|every|a|one) room|doors?|house rules)\b": "package, public API",
    r"\b(?:the|a|one|each|every|this|that|of|no|any|\d+|shortest) rings?\b": "cycle",
    r"\blooked at\b": "analysed",
    r"\bgo(?:es)? round\b": "circulate, form a cycle",
    r"\bfor want of\b": "because there is no",
    r"\bsave for\b": "except for",
    r"\b(?:nobody|somebody) (?:knows|asks|has)\b": "it is unknown, readers, unverified",
    r"\basks nobody\b": "does not call",
    r"\bto thank\b": "resolves",
}
#: Beginnings of docstrings that are not verbs, although the docstring of a function starts with a verb.
NOT_A_VERB = re.compile(
    r"(?:A|An|The|What|Who|Whom|Which|Where|When|Why|How|Whether|That|This|These|Those|All|Each|Every|One|Two|Some|"
    r"Another|Other|Others|Nothing|None|No|It|Its|As|Of|For|In|To|By|On|From|Like|The same)\b"
)


def _complaints(text: str) -> list[str]:
    """Return the banned phrases in a text, each with the advice."""
    text = " ".join(text.split())
    matches = (
        (match, advice) for pattern, advice in BANNED.items() for match in re.finditer(pattern, text, re.IGNORECASE)
    )
    return [f"{text[max(0, match.start() - 30) : match.end() + 30]!r}: {advice}" for match, advice in matches]


def _docstring_nodes(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.Constant]]:
    """Yield each node with a docstring, and the docstrings of attributes."""
    for node in ast.walk(tree):
        body = getattr(node, "body", [])
        for statement in body if isinstance(body, list) else []:
            match statement:
                case ast.Expr(value=ast.Constant(value=str()) as constant):
                    yield node if statement is body[0] else statement, constant


def _messages(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the strings of a module that are more than one identifier, except for docstrings, with their lines."""
    skipped = {id(constant) for _, constant in _docstring_nodes(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in node.values}
            yield node.lineno, "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and id(node) not in skipped:
            text = node.value if isinstance(node.value, str) else ""
            yield from [(node.lineno, text)] if re.search(r"[^\w.:/-]", text) else []


def _comments(source: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def _report(path: Path, texts: Iterator[tuple[int, str]]) -> list[str]:
    name = path.relative_to(PROJECT).as_posix()
    return [f"{name}:{line}: {complaint}" for line, text in texts for complaint in _complaints(text)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_document_contains_no_banned_phrase(path):
    blocks = re.split(r"\n(?=\s*\n)", path.read_text("utf-8"))
    lines = [1 + sum(block.count("\n") + 1 for block in blocks[:index]) for index in range(len(blocks))]
    assert _report(path, zip(lines, blocks, strict=True)) == []


def test_help_of_every_command_contains_no_banned_phrase(monkeypatch, capsys):
    from sphinxcontrib_c4.cli import main

    monkeypatch.setenv("COLUMNS", "1000")
    with pytest.raises(SystemExit):
        main(["--help"])
    overview = capsys.readouterr().out
    commands = re.findall(r"^    (\w+) ", overview, re.MULTILINE)
    assert {"check", "export", "cycles", "lint"} <= set(commands)
    for command in commands:
        with pytest.raises(SystemExit):
            main([command, "--help"])
    assert _complaints(overview + capsys.readouterr().out) == []


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_schema_contains_no_banned_phrase(name):
    assert _complaints(json.dumps(SCHEMAS[name](), ensure_ascii=False)) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_messages_contain_no_banned_phrase(path):
    assert _report(path, _messages(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_docstrings_and_comments_contain_no_banned_phrase(path):
    source = path.read_text("utf-8")
    docstrings = [(constant.lineno, constant.value) for _, constant in _docstring_nodes(ast.parse(source))]
    assert _report(path, iter([*docstrings, *_comments(source)])) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_docstrings_of_functions_start_with_a_verb(path):
    functions = [
        (node, constant.value)
        for node, constant in _docstring_nodes(ast.parse(path.read_text("utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and not _is_property(node)
    ]
    name = path.relative_to(PROJECT).as_posix()
    assert [f"{name}:{node.lineno}: {text.splitlines()[0]}" for node, text in functions if NOT_A_VERB.match(text)] == []


def _is_property(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Check for a property, whose docstring describes a value."""
    return any(isinstance(name, ast.Name) and "property" in name.id for name in node.decorator_list)


def test_banned_phrases_are_found():
    assert _complaints("An answer that is none.")
    assert _complaints("It is no setting of ours") != _complaints("It is no setting")
    assert _complaints("There is no model, and it is no longer read.") == []
