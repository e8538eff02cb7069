"""Messages for frequent mistakes, and their cost in large models."""

from __future__ import annotations

import time

import pytest

from sphinxcontrib_c4.model import ModelError, load

HEAD = "meta: { name: M, primary_system: m }\n"


def faults_of(tmp_path, text):
    path = tmp_path / "m.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(ModelError) as error:
        load(path)
    return error.value.faults


@pytest.mark.parametrize(("value", "advice"), [("true", "write 'sync: false'"), ("false", "write 'sync: true'")])
def test_async_advises_the_opposite_of_sync(tmp_path, value, advice):
    systems = "systems:\n  - { id: m, name: M, containers: [ { id: a, name: A }, { id: b, name: B } ] }\n"
    flow = f"flows:\n  - {{ source: a, target: b, label: Notify, async: {value} }}\n"
    [fault] = faults_of(tmp_path, systems + flow)
    assert (fault.message, fault.hint) == ("unknown key 'async' in flow number 1", advice)


@pytest.mark.parametrize(("value", "kind"), [("true", "external"), ("false", "internal")])
def test_external_of_a_system_advises_its_kind(tmp_path, value, kind):
    [fault] = faults_of(tmp_path, f"systems: [{{ id: m, name: M, external: {value} }}]\n")
    assert fault.hint == f"write 'kind: {kind}'"


@pytest.mark.parametrize(("value", "key"), [("tech", "protocol"), ("technology", "protocol"), ("text", "label")])
def test_keys_of_other_tools_suggest_the_key_of_a_flow(tmp_path, value, key):
    label = "" if key == "label" else "label: Ask, "
    flow = f"flows:\n  - {{ source: a, target: b, {label}{value}: HTTPS }}\n"
    [fault] = faults_of(
        tmp_path, f"systems: [{{ id: m, name: M }}, {{ id: a, name: A }}, {{ id: b, name: B }}]\n{flow}"
    )
    assert fault.hint == f"did you mean '{key}'?"


def test_many_faults_with_one_cause_are_one_paragraph(tmp_path):
    ends = "".join(f"  - {{ source: m, target: {'odrs' if n % 5 else 'x-y-z'}, label: l{n} }}\n" for n in range(27))
    path = tmp_path / "m.yaml"
    path.write_text(f"{HEAD}systems: [{{ id: m, name: M }}, {{ id: orders, name: Orders }}]\nflows:\n{ends}", "utf-8")
    with pytest.raises(ModelError) as error:
        load(path)
    assert len(error.value.faults) == 27
    first, second, total = str(error.value).replace(f"{tmp_path.as_posix()}/", "").split("\n\n")
    assert first.startswith("m.yaml:4:26: 'target' names 'x-y-z'")
    assert first.endswith("\n  the same in 5 other places: m.yaml:9:26, 14:26, 19:26, 24:26, 29:26")
    assert "did you mean 'orders'?\n  the same in 20 other places: m.yaml:6:26, 7:26, 8:26, 10:26" in second
    assert total == "27 errors with 2 causes"


def test_three_faults_with_one_cause_are_shown_separately(tmp_path):
    flows = "".join(f"  - {{ source: m, target: odrs, label: l{n} }}\n" for n in range(3))
    faults = faults_of(tmp_path, f"systems: [{{ id: m, name: M }}]\nflows:\n{flows}")
    assert str(ModelError(faults)).count("label: l") == 3
    assert str(ModelError(faults)).endswith("3 errors")


def test_merge_conflicts_are_reported_with_their_lines(tmp_path):
    side = "<<<<<<< HEAD\n  - { id: m, name: M }\n=======\n  - { id: m, name: N }\n>>>>>>> theirs\n"
    first, second = faults_of(tmp_path, f"systems:\n{side}  - {{ id: n, name: N }}\n{side}")
    assert first.message == "unresolved merge conflict in lines 3 to 7"
    assert (first.position.line, first.position.column, first.line) == (3, 1, "<<<<<<< HEAD")
    assert second.message == "unresolved merge conflict in lines 9 to 13"
    assert "keep one version" in first.hint


def test_markers_inside_a_text_are_not_a_conflict(tmp_path):
    text = "systems:\n  - id: m\n    name: M\n    description: |\n      <<<<<<< a\n      >>>>>>> b\n"
    path = tmp_path / "m.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    assert load(path).elements["m"].description == "<<<<<<< a\n>>>>>>> b"


def test_hints_escape_characters_that_reorder_a_line(tmp_path):
    (tmp_path / "landscape.yaml").write_text('shared: "\\u202eabc"\n', encoding="utf-8")
    (tmp_path / "ok.yaml").write_text("systems: [{id: s, name: S}]\n", encoding="utf-8")
    with pytest.raises(ModelError) as error:
        load(tmp_path)
    assert "\u202e" not in str(error.value)
    assert "write [\\u202eabc]" in error.value.faults[0].hint


def model_with_misspelled_names(known_count, unknown_count):
    systems = "".join(f"  - {{ id: service-{n:05}, name: Service {n} }}\n" for n in range(known_count))
    flows = "".join(
        f"  - {{ source: service-00000, target: servise-{n:05}x, label: call }}\n" for n in range(unknown_count)
    )
    return f"systems:\n{systems}flows:\n{flows}"


def test_suggestions_find_the_nearest_of_many_names(tmp_path):
    faults = faults_of(tmp_path, model_with_misspelled_names(1000, 3).replace("primary_system: m", ""))
    hints = [fault.hint for fault in faults if "servise" in fault.message]
    assert len(hints) == 3
    assert all(f"'service-{number:05}'" in hint for number, hint in enumerate(hints))


@pytest.mark.parametrize(("small", "large"), [((250, 50), (2000, 50)), ((1, 1000), (1, 8000))])
def test_suggestions_and_default_ids_cost_near_linear_time(tmp_path, small, large):
    def seconds(size):
        text = model_with_misspelled_names(*size)
        started = time.process_time()
        faults_of(tmp_path, text)
        return time.process_time() - started

    growth = max(large[0] / small[0], large[1] / small[1])
    few = min(seconds(small) for _ in range(3))
    assert any(seconds(large) < 2 * growth * max(few, 0.01) for _ in range(3)), "others may slow the processor down"


def test_default_ids_of_flows_are_numbered(tmp_path):
    path = tmp_path / "m.yaml"
    flows = "".join(f"  - {{ source: a, target: b, label: l{n} }}\n" for n in range(3))
    path.write_text(
        "systems: [{ id: a, name: A }, { id: b, name: B }]\nflows:\n"
        + flows
        + "  - { id: a-b-2, source: a, target: b, label: own }\n",
        encoding="utf-8",
    )
    assert [flow.name for flow in load(path).flows] == ["a-b", "a-b-3", "a-b-4", "a-b-2"]
