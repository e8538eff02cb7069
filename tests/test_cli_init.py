"""The commands ``init`` and ``pages``: files that they write, keep or edit, and their messages."""

from __future__ import annotations

import os
import re

import pytest

from sphinxcontrib_c4.cli import EXIT_FINDINGS, EXIT_OK, EXIT_USAGE, main
from sphinxcontrib_c4.model import load

EXTENSION = "sphinxcontrib_c4"
NAMES = (EXTENSION, "sphinxcontrib.c4")


@pytest.fixture
def run(capsysbinary, tmp_path, monkeypatch):
    """Return a function that runs a command in an empty folder, and returns its exit status and both outputs."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        code = main(list(map(str, arguments)))
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


def write_project(folder, conf, **pages):
    folder.mkdir(parents=True)
    (folder / "conf.py").write_bytes(conf.encode())
    for name, text in pages.items():
        (folder / name.replace("_", ".")).write_text(text, "utf-8")


def written_files(out):
    return [line.split(maxsplit=1)[1] for line in out.splitlines() if re.match(r"wrote |would write ", line)]


# --- init ---


def test_init_starts_new_documentation(run, tmp_path):
    code, out, err = run("init", "--name", "Book shop")
    assert (code, err) == (EXIT_OK, "")
    assert written_files(out) == [
        "docs/conf.py",
        "docs/index.rst",
        "docs/model/c4.schema.json",
        "docs/model/book-shop.yaml",
        "docs/architecture/index.rst",
        "docs/architecture/book-shop/index.rst",
        "docs/architecture/book-shop/containers.rst",
        "docs/architecture/book-shop/flow-sign-up.rst",
        "docs/architecture/book-shop/dependencies.rst",
    ]
    model = tmp_path / "docs" / "model" / "book-shop.yaml"
    assert model.read_text("utf-8").startswith("# yaml-language-server: $schema=c4.schema.json\n")
    assert load(model.parent).elements["book-shop"].title == "Book shop"


@pytest.mark.parametrize(
    ("name", "system"), [("Ünï: #1 'x'", "uni-1-x"), ("user", "user-system"), ("42", "42-system"), ("漢字", "system")]
)
def test_init_makes_a_valid_model_of_any_name(run, tmp_path, name, system):
    assert run("init", "docs", "--name", name)[0] == EXIT_OK
    assert load(tmp_path / "docs" / "model").elements[system].title == name


def test_init_keeps_all_files_and_shows_the_changes(run, tmp_path):
    write_project(
        tmp_path / "docs", 'project = "Shop"\nextensions = []\n', index_rst="Shop\n====\n\n.. toctree::\n\n   a\n"
    )
    before = {path: path.read_bytes() for path in (tmp_path / "docs").iterdir()}
    code, out, _ = run("init")
    assert code == EXIT_OK
    assert '+extensions = ["sphinxcontrib_c4"]\n' in out
    assert '+c4_model = "model"\n' in out
    assert "+   architecture/index\n" in out
    assert {path: path.read_bytes() for path in before} == before
    (tmp_path / "docs" / "model" / "shop.yaml").write_text("systems: [{ id: own, name: Own }]\n", "utf-8")
    code, out, _ = run("init", "--edit")
    assert written_files(out) == [f"docs/architecture/own/{name}.rst" for name in ("index", "dependencies")]
    assert (tmp_path / "docs" / "index.rst").read_text("utf-8").endswith("   a\n   architecture/index\n")
    assert "edited" not in run("init", "--edit")[1]


def test_init_reports_an_invalid_model(run, tmp_path):
    write_project(tmp_path / "docs", "", index_rst="")
    (tmp_path / "docs" / "model").mkdir()
    (tmp_path / "docs" / "model" / "m.yaml").write_text("system: []\n", "utf-8")
    code, _, err = run("init")
    assert (code, "did you mean 'systems'?" in err) == (EXIT_FINDINGS, True)


def test_init_does_not_write_into_a_file(run, tmp_path):
    (tmp_path / "docs").write_text("")
    assert run("init", "docs") == (EXIT_USAGE, "", "sphinx-c4: error: docs is not a folder\n")


@pytest.mark.parametrize(
    ("conf", "pages", "suffix"),
    [
        ("", {"index_rst": ""}, ".rst"),
        ("extensions = ['myst_parser']", {"index_md": ""}, ".md"),
        ("extensions = ['myst_parser']", {"index_rst": "", "a_md": ""}, ".rst"),
        ("extensions = ['myst_nb']", {}, ".md"),
        ("source_suffix = '.txt'", {"index_txt": ""}, ".txt"),
        ("source_suffix = {'.rst': 'restructuredtext', '.markdown': 'markdown'}", {"index_markdown": ""}, ".markdown"),
        ("root_doc = 'contents'", {"contents_md": "", "index_rst": ""}, ".md"),
    ],
)
def test_init_writes_pages_in_the_markup_of_the_project(run, tmp_path, conf, pages, suffix):
    write_project(tmp_path / "docs" / "source", conf, **pages)
    code, out, _ = run("init", "docs", "--name", "Shop")
    assert code == EXIT_OK
    assert f"docs/source/architecture/index{suffix}" in written_files(out)
    assert {name[-len(suffix) :] for name in written_files(out) if "/model/" not in name} == {suffix}


def test_init_uses_another_folder_if_architecture_exists(run, tmp_path):
    write_project(tmp_path / "docs", "", index_rst="x\n=\n")
    write_project(tmp_path / "docs" / "architecture", "", index_md="# Decisions\n")
    assert "docs/c4-architecture/index.rst" in written_files(run("init", "docs", "--edit")[1])
    assert (tmp_path / "docs" / "index.rst").read_text("utf-8").endswith("   c4-architecture/index\n")
    assert written_files(run("init", "docs", "--edit")[1]) == []


def test_init_writes_the_model_that_conf_py_names(run, tmp_path):
    write_project(tmp_path / "docs", "c4_model = '../models/all.yaml'", index_rst="x\n=\n")
    code, out, _ = run("init", "--name", "Shop")
    assert code == EXIT_OK
    assert "wrote    models/all.yaml\n" in out
    assert "docs/.." not in out
    assert load(tmp_path / "models" / "all.yaml").elements["shop"].title == "Shop"


# --- conf.py ---


def edit_conf(run, tmp_path, conf):
    """Run ``init --edit``, and return its output, the edited file and the settings in it."""
    write_project(tmp_path / "docs", conf, index_rst="x\n=\n")
    code, out, _ = run("init", "--edit")
    assert code == EXIT_OK
    settings = {}
    text = (tmp_path / "docs" / "conf.py").read_bytes().decode("utf-8")
    exec(compile(text, "conf.py", "exec"), settings)
    return out, text, settings


@pytest.mark.parametrize(
    ("conf", "lines"),
    [
        ("", 'extensions = ["sphinxcontrib_c4"]'),
        ("extensions = []", 'extensions = ["sphinxcontrib_c4"]'),
        ("extensions = ['a']  # x ]", "extensions = ['a', 'sphinxcontrib_c4']  # x ]"),
        ('extensions = ["ä", "b",]', 'extensions = ["ä", "b", "sphinxcontrib_c4",]'),
        ('extensions = [\n    "a",\n    "b",\n]', '    "b",\n    "sphinxcontrib_c4",\n]'),
        ('extensions = [\n  "a",\n  "b"  # why, not\n]', '  "b",  # why, not\n  "sphinxcontrib_c4",\n]'),
        ('extensions = [\n  "a",  # one\n  # "b",\n]', '  "a",  # one\n  "sphinxcontrib_c4",\n  # "b",\n]'),
        ('extensions = ["a",\n              "b"]', '"b",\n              "sphinxcontrib_c4"]'),
        ('extensions: list[str] = ["a"]', 'extensions: list[str] = ["a", "sphinxcontrib_c4"]'),
        ('extensions = ["a"]\r\nx = 1\r\n', 'extensions = ["a", "sphinxcontrib_c4"]\r\nx = 1\r\n\r\n# The'),
        ('extensions = ("a", "b")', 'extensions = [*extensions, "sphinxcontrib_c4"]'),
        ('extensions = ["a"] + ["b"]', 'extensions = [*extensions, "sphinxcontrib_c4"]'),
        ('extensions = ["a"]\nextensions.append("b")', 'extensions = ["a", "sphinxcontrib_c4"]'),
        ('extensions = ["a"]\nif True:\n    extensions += ["b"]', 'extensions = ["a", "sphinxcontrib_c4"]'),
        ('extensions = ["a"]\nextensions = extensions + ["b"]', 'extensions = [*extensions, "sphinxcontrib_c4"]'),
        ('extensions = [("a")\n]', 'extensions = [*extensions, "sphinxcontrib_c4"]'),
        ("def setup(app):\n    extensions = []", 'extensions = ["sphinxcontrib_c4"]'),
        ('extensions = ["sphinxcontrib_c4"]', 'extensions = ["sphinxcontrib_c4"]'),
        ("extensions = ['sphinxcontrib.c4']", "extensions = ['sphinxcontrib_c4']"),
    ],
)
def test_init_edits_conf_py_and_keeps_its_settings(run, tmp_path, conf, lines):
    before = {}
    exec(compile(conf, "conf.py", "exec"), before)
    _, text, settings = edit_conf(run, tmp_path, conf)
    assert lines in text
    entries = [entry for entry in before.get("extensions", ()) if entry not in NAMES]
    assert [entry for entry in settings["extensions"] if entry != EXTENSION] == entries
    assert settings["extensions"].count(EXTENSION) == 1
    assert settings["c4_model"] == "model"


@pytest.mark.parametrize(
    ("conf", "reason"),
    [
        ("extensions = [", "it is not valid Python"),
        ("x = " + "(" * 3000 + ")" * 3000, "it is not valid Python"),
        ("x = 1" + " + 1" * 800 + "\nextensions = []", "its values are nested too deep"),
        ("\n".join(" " * depth + "if x:" for depth in range(50)) + "\n" + " " * 50 + "extensions = []", "condition"),
        ("from base import *", "it imports its settings"),
        ("if x:\n    extensions = []", "depends on a condition"),
    ],
)
def test_init_does_not_edit_a_conf_py_with_dynamic_settings(run, tmp_path, conf, reason):
    write_project(tmp_path / "docs", conf, index_rst="x\n=\n")
    code, out, _ = run("init", "--edit")
    assert code == EXIT_OK
    assert reason in out
    assert 'add "sphinxcontrib_c4" to its extensions' in out
    assert (tmp_path / "docs" / "conf.py").read_text("utf-8") == conf


@pytest.mark.parametrize(
    "setting",
    [
        'c4_model = "a\\0b"',
        'root_doc = "a\\0b"',
        "source_suffix = {[]: 1}",
        'source_suffix = "\\0.md"',
        "x = " + "-" * 3000 + "1",
    ],
)
def test_init_works_with_unusual_settings(run, tmp_path, setting):
    write_project(tmp_path / "docs", f"extensions = []\n{setting}\n", index_rst="x\n=\n")
    code, out, _ = run("init", "--edit")
    assert code == EXIT_OK
    assert "wrote    docs/model/" in out


@pytest.mark.parametrize(
    "name", ["\x1b[31m", "\u202ex", " ", "\ufffe", "\udcff", "a\nb", "9" * 5000, "w " * 5000], ids=range(8)
)
def test_init_writes_a_valid_model_for_any_name(run, tmp_path, name):
    code, _, err = run("init", "docs", "--name", name)
    assert (code, err) == (EXIT_OK, "")
    code, _, err = run("check", "docs/model")
    assert (code, err) == (EXIT_OK, "")


# --- The table of contents ---


@pytest.mark.parametrize(
    ("page", "before", "after"),
    [
        ("index_rst", ".. toctree::\n   :maxdepth: 2\n\n   a\n\nEnd\n", "   a\n   architecture/index\n\nEnd\n"),
        ("index_rst", ".. toctree::\n   :hidden:\n", "   :hidden:\n\n   architecture/index\n"),
        ("index_rst", "x\n=\n", "x\n=\n\n.. toctree::\n   :maxdepth: 2\n\n   architecture/index\n"),
        ("index_rst", ".. toctree::\n   :glob:\n\n   */index\n", "   */index\n"),
        ("index_md", "```{toctree}\na\n```\n", "```{toctree}\na\narchitecture/index\n```\n"),
        ("index_md", "# x\n", "# x\n\n```{toctree}\n:maxdepth: 2\n\narchitecture/index\n```\n"),
        ("index_md", ":::{toctree}\n:hidden:\n:::\n", ":::{toctree}\n:hidden:\n\narchitecture/index\n:::\n"),
        ("index_md", "```{toctree}\nText <architecture/index.md>\n```\n", "Text <architecture/index.md>\n```\n"),
    ],
)
def test_init_lists_the_pages_once(run, tmp_path, page, before, after):
    write_project(tmp_path / "docs", "extensions = ['myst_parser']", **{page: before})
    run("init", "--edit")
    run("init", "--edit")
    assert (tmp_path / "docs" / page.replace("_", ".")).read_text("utf-8").endswith(after)


# --- pages ---

MODEL = """
meta: { name: Shop, primary_system: shop }
systems:
  - id: shop
    name: Shop
    containers: [{ id: web, name: Web, components: [{ id: cart, name: Cart }] }]
  - { id: bank, name: Bank, kind: external }
flows: [{ source: web, target: bank, label: Pay }]
"""
SCENARIO = "scenarios: [{ id: pay, title: Pay, steps: [{ source: web, target: bank }] }]\n"


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "shop.yaml"
    path.write_text(MODEL, "utf-8")
    return path


def test_pages_writes_new_stubs_and_keeps_existing_ones(run, model, tmp_path):
    _, out, _ = run("pages", "shop.yaml", "--output", "out")
    names = ("index", "shop/index", "shop/containers", "shop/containers-web", "shop/dependencies")
    assert written_files(out) == [f"out/{name}.rst" for name in names]
    (tmp_path / "out" / "shop" / "index.rst").write_text("own", "utf-8")
    model.write_text(MODEL + SCENARIO, "utf-8")
    assert written_files(run("pages", "shop.yaml", "--output", "out")[1]) == ["out/shop/flow-pay.rst"]
    assert (tmp_path / "out" / "shop" / "index.rst").read_text("utf-8") == "own"
    assert written_files(run("pages", "shop.yaml", "--output", "out", "--force")[1]) == ["out/shop/index.rst"]


def test_pages_dry_run_writes_nothing(run, model, tmp_path):
    code, out, _ = run("pages", "shop.yaml", "--output", "out", "--dry-run", "--format", "md")
    assert (code, len(written_files(out))) == (EXIT_OK, 5)
    assert not (tmp_path / "out").exists()


def test_pages_reports_stubs_without_a_subject(run, model, tmp_path):
    run("pages", "shop.yaml", "--output", "out", "--format", "md")
    (tmp_path / "out" / "shop" / "notes.md").write_text("# Notes\n", "utf-8")
    model.write_text(MODEL.replace("components: [{ id: cart, name: Cart }]", ""), "utf-8")
    code, _, err = run("pages", "shop.yaml", "--output", "out", "--format", "md")
    assert code == EXIT_OK
    assert err == "sphinx-c4: out/shop/containers-web.md: its subject is not in the model; delete the file\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_pages_ignores_paths_that_are_not_files(run, tmp_path):
    (tmp_path / "m.yaml").write_text("systems: [{id: s, name: S}]\n", "utf-8")
    (tmp_path / "out" / "deep" / "er").mkdir(parents=True)
    os.mkfifo(tmp_path / "out" / "pipe.rst")
    (tmp_path / "out" / "folder.rst").mkdir()
    (tmp_path / "out" / "link.rst").symlink_to("nowhere")
    run("pages", "m.yaml", "--output", "out/deep")
    (tmp_path / "out" / "deep" / "s" / "dependencies.rst").rename(tmp_path / "out" / "deep" / "er" / "old.rst")
    assert run("pages", "m.yaml", "--output", "out", "--dry-run")[2].count("deep/er") == 0


def test_pages_uses_the_markup_of_the_documentation(run, model, tmp_path):
    write_project(tmp_path / "docs", "extensions = ['myst_parser']", index_md="# x\n")
    assert "docs/a/index.md" in written_files(run("pages", "shop.yaml", "--output", "docs/a")[1])
