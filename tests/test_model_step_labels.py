"""Steps without a label have the label of the only flow between their ends."""

from __future__ import annotations

import pytest

from sphinxcontrib_c4.model import Mode, ModelError, load

MODEL = """\
meta: {{ name: Depot, primary_system: depot }}
systems:
  - {{ id: depot, name: Depot, containers: [{{ id: desk, name: Desk }}, {{ id: api, name: API }}] }}
flows:
  - {{ source: desk, target: api, label: Asks, sync: true, protocol: HTTPS }}
{flows}scenarios:
  - id: chat
    title: Chat
    steps:
      - {step}
"""
SECOND_FLOW = "  - { source: desk, target: api, label: Asks again }\n"


def _load_step(tmp_path, step, flows=""):
    (tmp_path / "m.yaml").write_text(MODEL.format(step=step, flows=flows), "utf-8")
    return load(tmp_path / "m.yaml")


@pytest.mark.parametrize(
    ("keys", "label", "mode", "protocol"),
    [
        ("", "Asks", Mode.SYNC, "HTTPS"),
        (", sync: false", "Asks", Mode.ASYNC, "HTTPS"),
        (", protocol: AMQP", "Asks", Mode.SYNC, "AMQP"),
        (", label: Own", "Own", Mode.UNKNOWN, ""),
    ],
)
def test_step_takes_missing_values_from_its_flow(tmp_path, keys, label, mode, protocol):
    (scenario,) = _load_step(tmp_path, f"{{ source: desk, target: api{keys} }}").scenarios
    (step,) = scenario.steps
    assert (step.label, step.mode, step.protocol) == (label, mode, protocol)


@pytest.mark.parametrize(
    ("step", "flows", "fault"),
    [
        ("{ source: api, target: desk }", "", "step number 1 has no 'label', and no flow joins its ends"),
        ("{ source: desk, target: api }", SECOND_FLOW, "step number 1 has no 'label', and 2 flows join its ends"),
        ("{ source: desk, target: api, label: }", "", "'label' of step number 1 is empty"),
    ],
)
def test_step_without_label_and_flow_is_a_fault(tmp_path, step, flows, fault):
    with pytest.raises(ModelError) as error:
        _load_step(tmp_path, step, flows)
    assert [item.message for item in error.value.faults] == [fault]


def test_step_with_misspelled_label_has_one_fault(tmp_path):
    with pytest.raises(ModelError) as error:
        _load_step(tmp_path, "{ source: api, target: desk, lable: x }")
    assert [fault.hint for fault in error.value.faults] == ["did you mean 'label'?"]
