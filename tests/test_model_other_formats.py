"""Files in the format of another tool: the fault names the format."""

from __future__ import annotations

import pytest

from sphinxcontrib_c4.model import ModelError, load


@pytest.mark.parametrize(
    "start", ["workspace {", 'workspace "Depot" {', '\n  workspace "Depot" "Books" {  ', "workspace Depot {"]
)
def test_workspace_in_the_dsl_is_a_fault_that_names_the_dsl(tmp_path, start):
    path = tmp_path / "m.yaml"
    path.write_text(f'{start}\n  model {{\n    clerk = person "Clerk"\n  }}\n}}\n', "utf-8")
    with pytest.raises(ModelError) as error:
        load(path)
    (fault,) = error.value.faults
    assert "Structurizr's DSL" in fault.message
    assert "-format json" in fault.hint
