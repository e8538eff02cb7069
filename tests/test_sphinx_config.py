"""What ``conf.py`` can say, and what is said of it."""

from __future__ import annotations

import os
import re

import pytest
from project_writer import MODEL, Project, sphinx_build
from sphinx.errors import ConfigError

from sphinxcontrib_c4.sphinx import WarningType, config_values

PAGE = {"index.rst": "Shop\n====\n\n.. c4-context::\n"}


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path / "project")


def _refused(project):
    with pytest.raises(ConfigError) as caught, project.build():
        pass
    return str(caught.value)


def test_values_have_names_of_ours_and_are_reported():
    values = list(config_values())
    assert {value.name for value in values} == {
        "c4_model",
        "c4_primary_system",
        "c4_graphviz_dot",
        "c4_column_width",
        "c4_fold_groups",
        "c4_direction",
        "c4_analysis",
        "c4_baseline",
        "c4_changes_base",
        "c4_fail_on",
        "c4_source_url",
        "c4_code_url",
        "c4_structurizr_command",
        "c4_structurizr_mode",
        "c4_structurizr_export",
        "c4_structurizr_merge",
    }
    assert all(value.help.endswith(".") and value.types == {type(value.default)} for value in values)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (5, "5"),
        pytest.param(10**5000, "<int>", id="an integer that Python refuses to write"),
        (object(), "<object object>"),
        ("x" * 500, f"'{'x' * 118}…"),
        ("\u202e", "'\\u202e'"),
    ],
)
def test_a_setting_with_any_value_is_reported_in_one_short_and_stable_line(value, shown):
    errors = [definition.error(value) for definition in config_values() if definition.name == "c4_direction"]
    assert errors == [f"c4_direction must be one of 'auto', 'right', 'down', not {shown}"]


def test_project_without_model_builds_in_silence(project):
    project.write({"index.rst": "Nothing\n=======\n"}, model=None)
    with project.build() as site:
        assert site.warnings == []
        assert "c4.css" not in site.html()


def test_directive_without_model_is_reported_where_it_stands(project):
    project.write(PAGE, model=None)
    with project.build() as site:
        (warning,) = site.warnings
        assert warning.startswith("index.rst:4: WARNING: c4-context: there is no model")
        assert "c4-context cannot be shown." in site.doctree().astext()


def test_every_fault_of_a_model_is_reported_before_anything_is_read(project):
    project.write(PAGE, model=MODEL.replace("target: web,", "target: wbe,").replace("technology:", "tecnology:"))
    message = _refused(project)
    assert "c4_model = 'model.yaml'" in message
    assert "'wbe'" in message
    assert "tecnology" in message
    assert message.count("model.yaml:") >= 3


@pytest.mark.parametrize("fault", ["model", "configuration"])
def test_build_that_cannot_begin_explains_why_and_nothing_else(project, tmp_path, fault):
    if fault == "model":
        project.write(PAGE, model=MODEL.replace("target: web,", "target: wbe,"))
    else:
        project.write(PAGE, c4_direction="left")
    result = sphinx_build(project, tmp_path / "html", "--no-color")
    assert result.returncode == 2
    assert "Traceback" not in result.stdout + result.stderr
    assert "Versions" not in result.stderr
    first, *_, last = result.stderr.strip().splitlines()
    told = {
        "model": ("ERROR: c4_model = 'model.yaml' is not a valid model:", "2 errors"),
        "configuration": ("ERROR: invalid settings in conf.py:", "not 'left'"),
    }[fault]
    assert first == told[0]
    assert told[1] in last


def test_model_that_is_not_there(project):
    project.write(PAGE, model=None, c4_model="modle.yaml")
    assert "this file or folder does not exist" in _refused(project)


@pytest.mark.parametrize("name", ["x" * 5000, f"{'x' * 300}.json", f"{'x' * 300}.dsl", "a\0b", "a\0b.dsl"])
@pytest.mark.parametrize("setting", ["c4_model", "c4_structurizr_merge"])
def test_setting_with_an_impossible_path_is_reported(project, setting, name):
    conf = {"c4_structurizr_export": "w.json", "c4_structurizr_command": "cp {input} {output}", setting: name}
    project.write(PAGE, **conf)
    try:
        with project.build() as site:
            report = "\n".join(site.warnings)
    except ConfigError as error:
        report = str(error)
    assert setting in report or re.match(r"conf\.py:\d+: WARNING: no positions are kept: there is no file ", report)


def test_model_folder_that_cannot_be_read_is_reported(project, monkeypatch):
    listdir = os.listdir

    def refuse(path="."):
        if str(path).endswith("models"):
            raise PermissionError(13, "Permission denied", str(path))
        return listdir(path)

    project.write(PAGE, model=None, c4_model="models")
    (project.folder / "models").mkdir()
    monkeypatch.setattr("os.listdir", refuse)
    assert "models:1:1: this folder cannot be read: permission denied" in _refused(project)


def test_faults_of_the_configuration_come_all_at_once(project):
    project.write(PAGE, c4_direction="left", c4_fold_groups="yes")
    message = _refused(project)
    assert "c4_direction must be one of 'auto', 'right', 'down', not 'left'" in message
    assert "c4_fold_groups must be True or False, not 'yes'" in message


def test_a_setting_of_the_analysis_that_is_wrong_hides_no_other(project):
    tuned = {"ignore_roles": ["gatewy", "stoer"], "thresholds": {"hub": "many"}, "severity": {}}
    project.write(PAGE, model=MODEL, c4_direction="up", c4_analysis=tuned, c4_column_width=20)
    message = _refused(project)
    for word in ("'up'", "gatewy", "stoer", "hub", "severity", "at least 240"):
        assert word in message
    assert message.count("\n") == 6


def test_primary_system_that_is_not_in_the_model(project):
    project.write(PAGE, c4_primary_system="shpo")
    message = _refused(project)
    assert "c4_primary_system" in message
    assert "did you mean 'shop'" in message


def test_primary_system_that_is_not_a_system(project):
    project.write(PAGE, c4_primary_system="web")
    assert "c4_primary_system must name a system of the model: 'shop.web' is a container" in _refused(project)


def test_misspelt_values_are_reported(project):
    project.write(PAGE, c4_modle="model.yaml", c4_zzz=1)
    message = _refused(project)
    assert "unknown setting c4_modle; did you mean 'c4_model'?" in message
    assert "unknown setting c4_zzz; remove it" in message


def test_values_of_other_extensions_are_left_to_them(project, monkeypatch):
    project.write(PAGE, extensions=["sphinxcontrib_c4", "of_others"], c4_other=1)
    project.edit("of_others.py", "def setup(app):\n    app.add_config_value('c4_other', 0, '')\n")
    monkeypatch.syspath_prepend(project.folder)
    with project.build() as site:
        assert site.warnings == []


def test_primary_system_is_what_is_shown_without_an_argument(project):
    second = "  - {id: stock, name: Stock, kind: internal}\n"
    project.write(PAGE, model=MODEL.replace("flows:", f"{second}flows:"), c4_primary_system="stock")
    with project.build() as site:
        assert 'data-c4-view="context:stock"' in site.html()


def test_direction_of_all_diagrams_can_be_set(project):
    with project.write(PAGE).build(output="auto") as site:
        auto = site.html()
    with project.write(PAGE, c4_direction="down").build(output="down") as site:
        down = site.html()
    with project.write({"index.rst": PAGE["index.rst"] + "   :direction: down\n"}).build(output="own") as site:
        own = site.html()
    assert down == own
    assert down != auto


def test_every_type_of_warning_has_a_meaning():
    assert all(kind.meaning.endswith(".") for kind in WarningType)


# --- The analysis ---

RING = MODEL.replace(
    "scenarios:", "  - {id: bounce, source: mailer, target: web, label: bounce, sync: true}\nscenarios:"
)
REPORT = {"index.rst": "Shop\n====\n\n.. c4-cycle-report::\n"}


@pytest.mark.parametrize(
    ("conf", "said"),
    [
        (
            {"c4_analysis": {"ignore_tag": ["x"]}},
            "c4_analysis: unknown setting 'ignore_tag'; did you mean 'ignore_tags'?",
        ),
        (
            {"c4_analysis": {"roles": {"web": "gate"}}},
            "c4_analysis: unknown role 'gate' of 'web'; did you mean 'gateway'?",
        ),
        ({"c4_analysis": {"roles": {"wbe": "gateway"}, "ignore": ["mailr"]}}, "named 'wbe'; did you mean 'shop.web'?"),
        ({"c4_analysis": {"roles": {"wbe": "gateway"}, "ignore": ["mailr"]}}, "named 'mailr'; did you mean 'mailer'"),
        ({"c4_analysis": ["x"]}, "c4_analysis must be a dict"),
        ({"c4_fail_on": "always"}, "c4_fail_on must be one of 'never', 'new', 'any', not 'always'"),
        ({"c4_baseline": "missing.yaml"}, "c4_baseline = 'missing.yaml' is not a valid baseline"),
        ({"c4_source_url": "https://forge.test/{file}"}, "c4_source_url must contain {path}, and may contain {line}"),
        (
            {"c4_code_url": "https://forge.test/{file}"},
            "c4_code_url must contain {path}, and may contain {repo} and {line}",
        ),
        ({"c4_source_url": "javascript:x{path}"}, "c4_source_url must start with https://, http:// or /"),
    ],
)
def test_a_setting_of_the_analysis_that_cannot_be_used_is_reported(project, conf, said):
    assert said in _refused(project.write(REPORT, **conf))


def test_the_faults_of_a_baseline_are_reported_where_they_stand(project):
    project.write(REPORT, c4_baseline="baseline.yaml")
    project.edit("baseline.yaml", "accept:\n  - rule: cycles\n    edges: [a]\n")
    message = _refused(project)
    assert "baseline.yaml:2:11: " in message
    assert "did you mean 'cycle'" in message
    assert "'reason' is missing" in message


def test_conf_py_wins_over_the_landscape(project):
    project.write(REPORT, model=None, c4_model="model")
    (project.folder / "model").mkdir()
    project.edit("model/shop.yaml", RING)
    project.edit("model/landscape.yaml", "analysis:\n  ignore: [mailer]\n  severities: {cycle-mixed: info}\n")
    with project.build() as site:
        assert "no cycles" in site.doctree().astext()
    conf = (project.folder / "conf.py").read_text("utf-8")
    project.edit("conf.py", conf + "c4_analysis = {'ignore': []}\n")
    with project.build() as site:
        assert "Info: " in site.doctree().astext()
    project.edit("conf.py", conf + "c4_analysis = {'ignore': [], 'severities': {'cycle-mixed': 'error'}}\n")
    with project.build() as site:
        assert "Error: " in site.doctree().astext()
