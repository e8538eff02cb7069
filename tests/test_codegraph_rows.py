"""Rows of bindings: valid rows, faults with their lines, hostile input, and memory."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO
from typing import Any

import pytest
from codegraph_samples import ModelFolder, call, jsonl, row, system
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_c4.codegraph import Binding, BindingError, RowFault, parse_binding, parse_rows

VALID = row("consumer", "https://github.com/acme/a", "/api/x")
HOSTILE = [
    "\u202eevil",
    "a\x00b",
    "\ud800",
    "{{7*7}}",
    "'; DROP TABLE binding; --",
    "<script>",
    "*a",
    "&b",
    "!!python",
    "- x: y",
]


def read_rows(data: bytes) -> list[Binding | RowFault]:
    return list(parse_rows(BytesIO(data), "rows.jsonl"))


def faults(data: bytes) -> list[str]:
    return [str(item) for item in read_rows(data) if isinstance(item, RowFault)]


def test_row_gives_a_binding():
    assert parse_binding(VALID) == Binding(
        "endpoint", "/api/x", "/api/x", "consumer", "https://github.com/acme/a", "src/api.ts", 3, 0.5, False, ""
    )


def test_row_without_optional_values_is_certain():
    values = {"kind": "endpoint", "key_norm": "/x", "role": "provider", "repo": "a"}
    assert parse_binding(values) == Binding("endpoint", "/x", "/x", "provider", "a", "", 0, 1.0, False, "")


def test_row_of_confidence_zero_keeps_it():
    assert parse_binding({**VALID, "confidence": 0.0}).confidence == 0.0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": None}, "'kind' is missing"),
        ({"repo": ""}, "'repo' is missing"),
        ({"key_norm": 7}, "'key_norm' must be text, not a number"),
        ({"role": "user"}, "'role' must be provider, consumer or shared, not 'user'"),
        ({"role": ["provider"]}, "'role' must be provider, consumer or shared, not a list"),
        ({"line": "12"}, "'line' must be the number of a line, not '12'"),
        ({"line": -1}, "'line' must be the number of a line, not '-1'"),
        ({"line": True}, "'line' must be the number of a line, not 'True'"),
        ({"confidence": 1.5}, "'confidence' must be a number from 0 to 1, not '1.5'"),
        ({"confidence": float("nan")}, "'confidence' must be a number from 0 to 1, not 'nan'"),
        ({"confidence": 10**400}, "'confidence' must be a number from 0 to 1, not a number"),
        ({"generic": []}, "'generic' must be true or false, not a list"),
        ({"key": "x" * 2001}, "'key' is longer than 2000 characters"),
        ({"file": "a\u202eb"}, r"'file' contains a character that cannot be shown: 'a\u202eb'"),
        ({"repo": "javascript:alert(1)"}, "'repo' is not an address: 'javascript:alert(1)'"),
    ],
)
def test_row_with_a_wrong_value_is_refused(change, message):
    with pytest.raises(BindingError) as error:
        parse_binding({**VALID, **change})
    assert str(error.value) == message


LINES = [json.dumps(VALID), "{", "[1]", "", "null", json.dumps({**VALID, "kind": 1}), json.dumps(VALID)]


def test_row_with_a_fault_is_reported_with_its_line_and_skipped():
    data = "\n".join(LINES).encode()
    assert sum(isinstance(item, Binding) for item in read_rows(data)) == 2
    assert faults(data) == [
        "rows.jsonl:2: the row is not JSON: expecting property name enclosed in double quotes (column 1)",
        "rows.jsonl:3: a row must be a JSON object, not a list",
        "rows.jsonl:5: a row must be a JSON object, not null",
        "rows.jsonl:6: 'kind' must be text, not a number",
    ]


def test_row_of_an_array_with_a_fault_is_reported_with_its_line_and_skipped():
    valid = json.dumps(VALID)
    data = f'[\n{valid},\n{{"kind": nonsense}},\n{valid},\n7,\n{valid}\n]\n'.encode()
    assert sum(isinstance(item, Binding) for item in read_rows(data)) == 3
    assert faults(data) == [
        "rows.jsonl:3: the row is not JSON: expecting value",
        "rows.jsonl:5: a row must be a JSON object, not a number",
    ]


@pytest.mark.parametrize("text", ["[", "[1", "[{", '["', "[{}", "[{},", "[[[", "[]x", "[" * 100_000, "[" + "{" * 5000])
def test_array_that_is_broken_is_reported(text):
    assert faults(text.encode())


@pytest.mark.parametrize("text", ["", "\n\n", " ", "[]", " [ ]\n", "\ufeff[]"])
def test_input_without_rows_gives_nothing(text):
    assert read_rows(text.encode()) == []


def test_row_that_is_not_utf8_is_reported():
    line = json.dumps(VALID).encode()
    assert faults(line + b"\n\xff\xfe\n" + line) == ["rows.jsonl:2: the row is not UTF-8"]
    assert len(faults(b"[" + line + b', {"kind": "\xff"}, ' + line + b"]")) == 1


def test_row_that_is_too_long_is_skipped():
    line = json.dumps(VALID).encode()
    long_line = b'{"kind": "' + b"x" * 3_000_000 + b'"}'
    assert faults(line + b"\n" + long_line + b"\n" + line) == ["rows.jsonl:2: the row is longer than 1048576 bytes"]
    items = read_rows(b"[" + line + b",\n" + long_line + b",\n" + line + b"]")
    assert [isinstance(item, Binding) for item in items] == [True, False, True]


def test_array_and_lines_give_the_same_bindings():
    rows = [{**VALID, "line": number} for number in range(5000)]
    expected = read_rows(jsonl(rows))
    assert read_rows(json.dumps(rows).encode()) == expected
    assert read_rows(json.dumps(rows, indent=1).encode()) == expected


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(HOSTILE),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=5), values, max_size=3),
    max_leaves=5,
)
FUZZED = st.lists(
    st.dictionaries(st.sampled_from([*VALID, "indexed_at", "other"]), VALUES)
    | st.dictionaries(st.sampled_from([*VALID]), VALUES).map(lambda change: {**VALID, **change})
    | VALUES,
    max_size=8,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return ModelFolder(tmp_path_factory.mktemp("fuzz")).write(model={"systems": [system("a"), system("b")]})


@given(rows=FUZZED)
def test_fuzzed_rows_never_fail_and_never_affect_a_valid_row(folder, rows: list[Any]):
    valid_rows = call("https://github.com/acme/a", "https://github.com/acme/b", "/own")
    folder.extract([*rows, *valid_rows])
    assert "a -> b" in folder.states()


@given(data=st.binary(max_size=200))
def test_fuzzed_bytes_never_fail(data):
    read_rows(data)
    read_rows(b"[" + data)
    assert isinstance(read_rows(data + b"\n" + json.dumps(VALID).encode())[-1], Binding) or data.lstrip()[:1] == b"["


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_fuzzed_texts_survive_a_round_trip_through_an_extracted_file(folder, text):
    try:
        (expected,) = {parse_binding({**VALID, "key": text}).key}
    except BindingError:
        return
    a, b = "https://github.com/acme/a", "https://github.com/acme/b"
    folder.extract([row("provider", b, "/k"), {**row("consumer", a, "/k"), "key": text}])
    (candidate,) = folder.graph().candidates
    assert candidate.places[0].key == " ".join(expected.split())


MEASURE = """
import sys
from sphinxcontrib_c4.cli import main
status = main(["extract", "--bindings", sys.argv[1], sys.argv[2]])
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(status, peak)
"""


def _row_text(shape: str, number: int) -> str:
    repo = f"https://github.com/acme/{'ab'[number % 2]}"
    match shape:
        case "all join":
            return json.dumps(row(("provider", "consumer")[number % 2], repo, f"/k/{number // 2}"))
        case "many repositories":
            return json.dumps(row("consumer", f"r{number}", "/k") if number else row("provider", repo, "/k"))
        case "many providers":
            return json.dumps(row("provider", f"r{number}", "/k") if number else row("consumer", repo, "/k"))
        case _:
            return "{}"


@pytest.mark.memory
@pytest.mark.parametrize("shape", ["all join", "many repositories", "many providers", "empty"])
@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux does")
def test_memory_stays_below_three_times_the_rows(tmp_path, shape):
    count = 50_000 if shape != "empty" else 300_000
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(f"{_row_text(shape, number)}\n" for number in range(count)), "utf-8")
    ModelFolder(tmp_path / "model").write(model={"systems": [system("a"), system("b")]})
    command = [sys.executable, "-c", MEASURE, str(rows), str(tmp_path / "model")]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    status, peak = result.stdout.split()[-2:]
    program = 64 << 20  # the interpreter, its modules and the cache of the database
    assert status == "0"
    assert int(peak) * 1024 < program + 3 * rows.stat().st_size
