"""The commands ``check`` and ``export``: standard output, standard error, files and exit status."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from sphinxcontrib_c4 import cli, exports
from sphinxcontrib_c4.cli import EXIT_FINDINGS, EXIT_OK, EXIT_USAGE, main

MODEL = """
meta: {name: Shop, primary_system: shop}
actors: [{id: customer, name: Customer}]
systems:
  - {id: shop, name: Shop, containers: [{id: web, name: Web}, {id: db, name: Store, shape: db}]}
  - {id: mailer, name: Mailer, kind: external}
flows:
  - {source: customer, target: web, label: Büy, sync: true, protocol: HTTPS}
  - {source: web, target: db, label: save}
scenarios:
  - {id: buying, title: Buying, steps: [{source: customer, target: web, label: buy}]}
"""


@pytest.fixture
def shop(tmp_path):
    path = tmp_path / "shop.yaml"
    path.write_text(MODEL, encoding="utf-8")
    return path


@pytest.fixture
def run(capsysbinary):
    """Return a function that runs a command, and returns its exit status, standard output and standard error."""

    def run(*arguments):
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as exit:
            code = exit.code
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


# --- check ---


def test_check_summarizes_a_valid_model(run, shop):
    assert run("check", shop) == (
        EXIT_OK,
        "Shop: 1 person, 2 systems, 2 containers, 0 components, 2 flows, 1 scenario\n",
        "",
    )


def test_check_reports_all_errors(run, shop):
    shop.write_text(MODEL.replace("target: db", "target: dv").replace("kind: external", "kind: outside"))
    code, out, err = run("check", shop)
    assert (code, out) == (EXIT_FINDINGS, "")
    assert f"{shop.as_posix()}:9:27: 'target' names 'dv'" in err
    assert "'kind' cannot be 'outside'" in err
    assert err.rstrip().endswith("2 errors")


def test_check_reads_a_workspace_and_lists_unmapped_items(run, tmp_path):
    path = tmp_path / "w.json"
    path.write_text(
        '{"name": "W", "model": {"people": [{"id": "1", "name": "P"}], "customElements": [{"id": "2", "name": "R"}]}}'
    )
    code, out, err = run("check", path)
    assert (code, out) == (EXIT_OK, "W: 1 person, 0 systems, 0 containers, 0 components, 0 flows, 0 scenarios\n")
    assert err == "sphinx-c4: not imported from the workspace (no counterpart in the model):\n  custom element 'R'\n"


def test_check_prints_warnings_and_succeeds(run, tmp_path):
    for name, title in (("a", "Mail server"), ("b", "Mail relay")):
        system = f"  - {{id: smtp, name: {title}, kind: external}}\n"
        (tmp_path / f"{name}.yaml").write_text(f"systems:\n  - {{id: {name}, name: {name}}}\n{system}")
    code, out, err = run("check", tmp_path)
    assert (code, out[:16]) == (EXIT_OK, "System landscape")
    position = f"{(tmp_path / 'b.yaml').as_posix()}:3:22"
    assert err.startswith(f"warning: {position}: the system 'smtp' is named 'Mail relay' here")
    assert "\n      - {id: smtp, name: Mail relay, kind: external}\n                         ^\n" in err


def test_check_of_a_missing_file_is_an_error(run, tmp_path):
    code, _, err = run("check", tmp_path / "none.yaml")
    assert code == EXIT_FINDINGS
    assert "this file or folder does not exist" in err


# --- export ---


def test_export_formats_are_a_workspace_and_those_of_exports():
    assert ("structurizr", *exports.PictureFormat, *exports.FORMATS) == cli.FORMATS


@pytest.mark.parametrize(
    ("format_name", "start"),
    [
        ("structurizr", "{\n"),
        ("c4plantuml", "@startuml\n"),
        ("mermaid", "---\n"),
        ("dot", "digraph "),
        ("structurizr-dsl", "workspace "),
        ("json", "{\n"),
    ],
)
def test_export_writes_each_format_to_standard_output_or_a_file(run, shop, tmp_path, format_name, start):
    code, out, err = run("export", shop, "--format", format_name)
    assert (code, err) == (EXIT_OK, "")
    assert out.startswith(start)
    assert "Büy" in out
    assert run("export", shop, "--format", format_name, "--output", tmp_path / "out") == (EXIT_OK, "", "")
    assert (tmp_path / "out").read_text(encoding="utf-8") == out


def test_export_writes_a_file_for_each_view_into_a_folder(run, shop, tmp_path):
    folder = tmp_path / "views"
    folder.mkdir()
    run("export", shop, "--format", "dot", "--output", folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        "container-shop.dot",
        "context-shop.dot",
        "dynamic-shop-buying.dot",
        "landscape-landscape.dot",
    ]
    run("export", shop, "--format", "structurizr", "--output", folder)
    assert json.loads((folder / "workspace.json").read_text(encoding="utf-8"))["name"] == "Shop"


def test_export_selects_views_by_name(run, shop):
    code, out, _ = run("export", shop, "--format", "dot", "--view", "container:shop", "--view", "dynamic:buying")
    assert code == EXIT_OK
    assert out.count("digraph") == 2


def test_export_reports_all_unknown_views(run, shop):
    code, out, err = run("export", shop, "--format", "dot", "--view", "container:shp", "--view", "shop")
    assert (code, out) == (EXIT_USAGE, "")
    assert "no view is named 'container:shp'; did you mean 'container:shop'" in err
    assert "no view is named 'shop'; did you mean 'container:shop'" in err


def test_export_of_a_workspace_names_views_by_their_keys(run, shop, tmp_path):
    path = tmp_path / "w.json"
    run("export", shop, "--format", "structurizr", "--output", path)
    for format_name in ("structurizr", "c4plantuml", "mermaid", "dot", "structurizr-dsl", "json"):
        assert run("export", path, "--format", format_name)[0] == EXIT_OK
    code, out, _ = run("export", path, "--format", "dot", "--view", "dynamic-shop-buying")
    assert code == EXIT_OK
    assert "1: buy" in out


def test_export_of_an_exported_workspace_writes_the_same_bytes(run, shop, tmp_path):
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    run("export", shop, "--format", "structurizr", "--output", first)
    run("export", first, "--format", "structurizr", "--output", second)
    assert first.read_bytes() == second.read_bytes()


# --- merging ---


def test_export_merge_preserves_moved_positions(run, shop, tmp_path):
    path = tmp_path / "w.json"
    command = ("export", shop, "--format", "structurizr", "--output", path, "--merge")
    assert run(*command)[0] == EXIT_OK  # the file to merge does not exist yet
    workspace = json.loads(path.read_text(encoding="utf-8"))
    workspace["views"]["containerViews"][0]["elements"][1]["x"] = 4321
    path.write_text(json.dumps(workspace))
    shop.write_text(MODEL.replace("actors: [", "actors: [{id: clerk, name: Clerk}, "), encoding="utf-8")
    assert run(*command)[0] == EXIT_OK
    merged = json.loads(path.read_text(encoding="utf-8"))["views"]["containerViews"][0]["elements"]
    assert [box["x"] for box in merged].count(4321) == 1
    assert run("export", shop, "--format", "structurizr", "--merge", path)[1] == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("order", ["before", "after"])
def test_export_merge_does_not_take_the_model_as_its_value(run, shop, tmp_path, order):
    path = tmp_path / "workspace.json"
    model = ("--merge", shop) if order == "before" else (shop, "--merge")
    assert run("export", "--format", "structurizr", "--output", path, *model)[0] == EXIT_OK
    before = path.read_bytes()
    assert run("export", "--merge", path, shop, "--format", "structurizr", "--output", path)[0] == EXIT_OK
    assert path.read_bytes() == before


def test_export_output_folder_is_created_if_it_ends_in_a_slash(run, shop, tmp_path):
    folder = f"{tmp_path}/new/views/"
    assert run("export", shop, "--format", "dot", "--output", folder)[0] == EXIT_OK
    assert len(list((tmp_path / "new" / "views").glob("*.dot"))) > 1


def test_export_merge_reports_a_broken_file_and_does_not_change_it(run, shop, tmp_path):
    path = tmp_path / "w.json"
    path.write_text("{")
    code, out, err = run("export", shop, "--format", "structurizr", "--output", path, "--merge")
    assert (code, out) == (EXIT_FINDINGS, "")
    assert f"{path.as_posix()}:1:2: invalid JSON" in err
    assert path.read_text() == "{"


# --- usage errors ---


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("draw",),
        ("export", "MODEL"),
        ("export", "MODEL", "--format", "svg"),
        ("export", "MODEL", "--format", "dot", "--merge", "x.json"),
        ("export", "MODEL", "--format", "dot", "--base-url", "https://x.org"),
        ("export", "MODEL", "--format", "structurizr", "--view", "container:shop"),
        ("export", "MODEL", "--format", "structurizr", "--merge"),
        ("export", "MODEL", "--format", "structurizr", "--base-url", "docs/"),
        ("export", "MODEL", "--format", "dot", "--output", "/no/such/folder/x.dot"),
        ("export", "MODEL", "--format", "dot", "--output", "/dev/null/folder/"),
    ],
)
def test_usage_errors_exit_with_2_and_an_explanation(run, shop, arguments):
    code, out, err = run(*(shop if argument == "MODEL" else argument for argument in arguments))
    assert (code, out) == (EXIT_USAGE, "")
    assert "sphinx-c4" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("option", ["--view=--", "--output=--"])
def test_value_of_two_hyphens_is_an_error_of_its_option(run, shop, option):
    code, _, err = run("export", str(shop), "--format", "json", option)
    assert code == EXIT_USAGE
    assert f"argument {option[:-3]}: '--' cannot be the value" in err


def test_version_is_printed(run):
    from sphinxcontrib_c4 import __version__

    assert run("--version") == (0, f"sphinx-c4 {__version__}\n", "")


def test_output_to_a_closed_pipe_is_not_an_error(shop):
    command = f"{sys.executable} -m sphinxcontrib_c4.cli export {shop} --format structurizr | head -c 10"
    result = subprocess.run(command, shell=True, capture_output=True, check=False)
    assert (result.stdout, result.stderr) == (b'{\n  "id": ', b"")


def test_output_is_utf_8_in_any_locale(shop):
    command = [sys.executable, "-m", "sphinxcontrib_c4.cli", "export", str(shop), "--format", "dot"]
    result = subprocess.run(command, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}, capture_output=True, check=True)
    assert "Büy" in result.stdout.decode("utf-8")


# --- a workspace of another author ---

WEB = {"id": "3", "name": "Web", "relationships": [{"id": "5", "destinationId": "4", "description": "reads"}]}
CONTENT = {"elements": [{"id": "3"}, {"id": "4"}], "relationships": [{"id": "5"}]}


@pytest.fixture
def workspace_file(tmp_path):
    """Return a workspace with a deployment view, a misplaced view, and a container view whose key is a path."""
    host = {"id": "6", "name": "Host", "environment": "Live", "containerInstances": [{"id": "7", "containerId": "3"}]}
    systems = [{"id": "2", "name": "Shop", "containers": [WEB, {"id": "4", "name": "Store"}]}]
    views = {
        "containerViews": [{"key": key, "softwareSystemId": "2", **CONTENT} for key in ("All", "../evil")],
        "systemLandscapeViews": [{"key": "Inner", "elements": [{"id": "3"}]}],
        "deploymentViews": [{"key": "Live", "environment": "Live", "elements": [{"id": "6"}, {"id": "7"}]}],
    }
    path = tmp_path / "workspace.json"
    model = {"softwareSystems": systems, "deploymentNodes": [host]}
    path.write_text(json.dumps({"name": "W", "model": model, "views": views}))
    return path


@pytest.mark.parametrize("format_name", ["dot", "c4plantuml", "mermaid"])
def test_export_writes_only_into_the_output_folder(run, workspace_file, tmp_path, format_name):
    folder = tmp_path / "deep" / "views"
    folder.mkdir(parents=True)
    assert run("export", workspace_file, "--format", format_name, "--output", folder)[0] == EXIT_OK
    assert len(list(folder.iterdir())) == 4
    assert list((tmp_path / "deep").iterdir()) == [folder]


def test_export_selects_views_by_keys_that_are_paths(run, workspace_file):
    _, out, _ = run("export", workspace_file, "--format", "dot", "--view", "All", "--view", "../evil")
    assert out.count("digraph") == 2


def test_export_to_the_structurizr_dsl_contains_the_views_of_the_author(run, workspace_file):
    code, out, err = run("export", workspace_file, "--format", "structurizr-dsl")
    assert code == EXIT_OK
    assert "All" in out
    assert 'deployment * "Live" "Live"' in out
    assert "views not written, because Structurizr does not allow their elements in them: Inner" in err


def test_export_refuses_views_that_a_format_cannot_express(run, workspace_file):
    code, out, err = run("export", workspace_file, "--format", "structurizr-dsl", "--view", "Inner")
    assert (code, out) == (EXIT_USAGE, "")
    assert "views not written, because Structurizr does not allow their elements in them: Inner" in err
