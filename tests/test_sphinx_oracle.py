"""Random edits: an incremental build has the output of a clean build, after any edit.

The model, the pages and the configuration are edited at random, with a fixed seed. Each edit is built twice in one
process: with the doctrees of the previous build, and from scratch. All files must be equal to the byte. Exactly the
documents are read whose doctrees change (or whose files were edited).
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import yaml
from project_writer import MODEL, Project
from search_index import normalize_search_index

PAGES = {
    "index.rst": "Shop\n====\n\n.. toctree::\n   :glob:\n\n   *\n\n.. c4-landscape::\n\n:c4:element:`web`\n",
    "around.rst": "Around\n======\n\n.. c4-context::\n   :caption: A\n\n.. c4-elements::\n   :kind: person, system\n",
    "inside.rst": "Inside\n======\n\n.. c4-container::\n\n.. c4-legend::\n",
    "parts.rst": "Parts\n=====\n\n.. c4-component:: web\n\n.. c4-elements:: web\n",
    "story.rst": "Story\n=====\n\n.. c4-flow:: purchase\n\n.. c4-description:: purchase\n",
    "web.rst": "Web\n===\n\n.. c4-element:: web\n\n.. c4-element:: mailer\n",
    "stamp.rst": "Stamp\n=====\n\n.. c4-provenance::\n\n.. c4-ingestion::\n",
    "cycles.rst": "Cycles\n======\n\n.. c4-cycle-report::\n",
    "ours.rst": "Ours\n====\n\n.. c4-cycle-report:: shop\n",
    "matrix.rst": "Matrix\n======\n\n.. c4-dependency-matrix:: shop\n\n.. c4-dependency-matrix::\n",
    "fragile.rst": "Fragile\n=======\n\n.. c4-fragile::\n\n.. c4-fragile:: shop\n   :severity: error\n",
    "metrics.rst": "Metrics\n=======\n\n.. c4-metrics:: shop\n\n.. c4-metrics::\n",
    "impact.rst": "Impact\n======\n\n.. c4-impact:: web\n\n.. c4-lineage:: orders\n",
    "words.rst": "Words\n=====\n\nNothing of ours.\n",
}
EDITS = int(os.environ.get("C4_EDITS", "16"))
ROUNDS = 8
PAGE_ROUNDS = 4
WORDS = ("order", "book", "mail", "pay", "count", "ship", "stock", "print")


@dataclass
class Editor:
    """Random edits of a model. An edit may undo an earlier one."""

    chance: random.Random
    model: dict = field(default_factory=lambda: yaml.safe_load(MODEL))
    comment: str = ""
    accepted: list = field(default_factory=list)
    day: int = 1

    def edit(self):
        kinds = (
            self.describe,
            self.rename,
            self.add_flow,
            self.remove_flow,
            self.relabel,
            self.toggle_mode,
            self.relabel_step,
            self.drop_or_restore_scenario,
            self.change_owner,
            self.change_comment,
            self.move_lines,
            self.reorder,
            self.call_back,
            self.call_back,
            self.flag,
            self.remove_mode,
            self.accept,
            self.accept_a_flag,
            self.flag,
            self.remove_mode,
            self.accept,
            self.accept_a_flag,
            self.clear_baseline,
            self.start_next_day,
            self.start_next_day,
            self.add_system,
            self.remove_system,
            self.change_ingestion,
            self.change_nothing,
        )
        self.chance.choice(kinds)()

    def text(self):
        return f"# {self.comment}\n{yaml.safe_dump(self.model, sort_keys=False)}"

    def baseline(self):
        return yaml.safe_dump({"accept": self.accepted}, sort_keys=False)

    def seconds(self):
        """Return the day of the build as a value of ``SOURCE_DATE_EPOCH``."""
        return str(int(datetime(2030, 1, self.day, tzinfo=UTC).timestamp()))

    def _shop(self):
        return self.model["systems"][0]

    def _any_element(self):
        web = self._shop()["containers"][0]
        return self.chance.choice(
            [*self.model["actors"], *self.model["systems"], *self._shop()["containers"], *web["components"]]
        )

    def _word(self):
        return f"{self.chance.choice(WORDS)} {self.chance.randrange(20)}"

    def describe(self):
        self._any_element()["description"] = f"Is there to {self._word()}."

    def rename(self):
        self._any_element()["name"] = self._word().capitalize()

    def add_flow(self):
        ends = ["customer", "web", "orders", *(system["id"] for system in self.model["systems"][1:])]
        source, target = self.chance.sample(ends, 2)
        flow = {"source": source, "target": target, "label": self._word(), "sync": self.chance.random() < 0.5}
        self.model["flows"].append(flow)

    def remove_flow(self):
        if len(self.model["flows"]) > 2:
            self.model["flows"].pop(self.chance.randrange(len(self.model["flows"])))

    def relabel(self):
        self.chance.choice(self.model["flows"])["label"] = self._word()

    def toggle_mode(self):
        flow = self.chance.choice(self.model["flows"])
        flow["sync"] = not flow.get("sync")

    def relabel_step(self):
        if self.model["scenarios"]:
            self.chance.choice(self.model["scenarios"][0]["steps"])["label"] = self._word()

    def drop_or_restore_scenario(self):
        scenarios = yaml.safe_load(MODEL)["scenarios"]
        self.model["scenarios"] = [] if self.model["scenarios"] else scenarios

    def change_owner(self):
        self.chance.choice(self._shop()["containers"])["owner"] = self._word()

    def change_comment(self):
        self.comment = self._word()

    def move_lines(self):
        """Write a comment of several lines."""
        self.comment = "\n# ".join(self._word() for _ in range(self.chance.randrange(1, 4)))

    def call_back(self):
        """Add a flow that closes a cycle, or remove it. Other flows seldom close one."""
        flow = {"source": "mailer", "target": "web", "label": "bounce", "sync": self.chance.random() < 0.5}
        others = [entry for entry in self.model["flows"] if entry["source"] != "mailer"]
        removes = len(others) < len(self.model["flows"]) and self.day % 3 == 0
        self.model["flows"] = others if removes else [*others, flow]

    def flag(self):
        """Mark a flow or a container as fragile, or accept it if it is marked."""
        entry = self.chance.choice([*self.model["flows"], *self._shop()["containers"]])
        if entry.pop("tags", None):
            entry["suppress"] = [{"rule": "flagged", "reason": self._word()}]
        else:
            entry["tags"] = [self.chance.choice(["fragile", "fragile:error"])]

    def remove_mode(self):
        self.chance.choice(self.model["flows"]).pop("sync", None)

    def accept_a_flag(self):
        name = self.chance.choice(["shop.web", "shop.orders"])
        self.accepted.append({"rule": "flagged", "elements": [name], "reason": self._word()})

    def accept(self):
        edges = ["shop.web -> mailer", "mailer -> shop.web"]
        kind = self.chance.choice(["blocking", "mixed", "feedback"])
        entry = {"rule": "cycle", "class": kind, "edges": edges, "reason": self._word(), "owner": self._word()}
        self.accepted = [{**entry, "expires": f"2030-01-{self.day + self.chance.randrange(2):02}"}]

    def clear_baseline(self):
        self.accepted = []

    def start_next_day(self):
        self.day += 1

    def reorder(self):
        self.model = dict(self.chance.sample(list(self.model.items()), len(self.model)))

    def add_system(self):
        name = f"system-{self.chance.randrange(5)}"
        if name not in [system["id"] for system in self.model["systems"]]:
            self.model["systems"].append({"id": name, "name": name.capitalize(), "kind": "external"})
            self.model["flows"].append({"source": "web", "target": name, "label": self._word(), "sync": True})

    def remove_system(self):
        names = [system["id"] for system in self.model["systems"][2:]]
        if names:
            name = self.chance.choice(names)
            self.model["systems"] = [system for system in self.model["systems"] if system["id"] != name]
            self.model["flows"] = [f for f in self.model["flows"] if name not in (f["source"], f["target"])]

    def change_ingestion(self):
        self.model["etl_sources"][0]["cadence"] = self._word()

    def change_nothing(self):
        """Leave everything as it is."""


ORPHANS = {
    **{name: f":orphan:\n\n{text}" for name, text in PAGES.items() if name != "index.rst"},
    "index.rst": "Shop\n====\n\n.. c4-landscape::\n\n:c4:element:`web`\n",
}
"""The pages without a table of contents: Sphinx does not update the navigation of the pages around an edited one."""

SETTINGS = (
    {"c4_direction": "down"},
    {"c4_fold_groups": False},
    {"c4_primary_system": "mailer"},
    {"c4_analysis": {"thresholds": {"chatty_flows": 2}}},
    {"c4_source_url": "https://forge.test/{path}#L{line}"},
    {"c4_baseline": ""},
)


@dataclass
class PageEditor:
    """Random edits of pages and settings. ``touched`` contains the documents whose files the last edit changed."""

    chance: random.Random
    project: Project
    pages: dict = field(default_factory=lambda: dict(ORPHANS))
    conf: dict = field(default_factory=lambda: {"c4_model": "model.yaml", "c4_baseline": "baseline.yaml"})
    removed: dict = field(default_factory=dict)
    touched: set = field(default_factory=set)

    def edit(self):
        self.touched = set()
        kinds = (
            self.add_comment,
            self.retitle,
            self.retitle,
            self.add_reference,
            self.remove,
            self.restore,
            self.move,
            self.toggle_setting,
        )
        self.chance.choice(kinds)()

    def _page(self):
        return self.chance.choice(sorted(name for name in self.pages if name != "index.rst"))

    def _write(self, name, text):
        self.pages[name] = text
        self.project.edit(name, text)
        self.touched.add(name.removesuffix(".rst"))

    def _delete(self, name):
        (self.project.folder / name).unlink()
        self.touched.add(name.removesuffix(".rst"))
        return self.pages.pop(name)

    def add_comment(self):
        name = self._page()
        self._write(name, f"{self.pages[name]}\n.. {self.chance.choice(WORDS)}\n")

    def retitle(self):
        name = self._page()
        orphan, _, _, _, rest = self.pages[name].split("\n", 4)
        title = f"{self.chance.choice(WORDS).capitalize()} {self.chance.randrange(20)}"
        self._write(name, f"{orphan}\n\n{title}\n{'=' * len(title)}\n{rest}")

    def add_reference(self):
        name, target = self._page(), self.chance.choice(("web", "mailer", "shop", "customer"))
        self._write(name, f"{self.pages[name]}\n:c4:element:`{target}`\n")

    def remove(self):
        if len(self.pages) > 6:
            name = self._page()
            self.removed[name] = self._delete(name)

    def restore(self):
        if self.removed:
            name = self.chance.choice(sorted(self.removed))
            self._write(name, self.removed.pop(name))

    def move(self):
        name = self._page()
        text = self._delete(name)
        self._write(f"m{name}" if len(name) < 14 else name.lstrip("m"), text)

    def toggle_setting(self):
        setting = self.chance.choice(SETTINGS)
        ((name, value),) = setting.items()
        if self.conf.get(name) == value:
            others = {key: current for key, current in self.conf.items() if key != name}
            self.conf = {**others, "c4_baseline": "baseline.yaml"}
        else:
            self.conf[name] = value
        self.project.configure(**self.conf)

    def docnames(self):
        return {name.removesuffix(".rst") for name in self.pages}


def _doctrees(site):
    return {name: site.doctree(name).pformat() for name in site.app.env.found_docs}


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_incremental_builds_equal_clean_builds_after_edits_of_the_model(tmp_path, monkeypatch, seed):
    editor = Editor(random.Random(seed))
    project = Project(tmp_path / "project").write(PAGES, model=editor.text(), c4_baseline="baseline.yaml")
    project.edit("baseline.yaml", editor.baseline())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", editor.seconds())
    with project.build() as site:
        before = _doctrees(site)
    for number in range(EDITS // ROUNDS):
        editor.edit()
        project.edit_model(editor.text())
        project.edit("baseline.yaml", editor.baseline())
        monkeypatch.setenv("SOURCE_DATE_EPOCH", editor.seconds())
        with project.build() as site:
            documents, files, warnings, doctrees = (
                site.documents_read,
                site.files(),
                set(site.warnings),
                _doctrees(site),
            )
        with project.build(output="clean", fresh=True) as site:
            clean, all_warnings = site.files(), set(site.warnings)
        assert normalize_search_index(files) == normalize_search_index(clean), (seed, number)
        assert warnings <= all_warnings
        assert {name for name in doctrees if doctrees[name] != before.get(name)} == documents, (seed, number)
        before = doctrees


def _current(files, docnames):
    """Return the files without pages of removed documents, which Sphinx does not delete."""
    names = {f"{name}.html" for name in docnames} | {f"_sources/{name}.rst.txt" for name in docnames}
    generated = {"genindex.html", "search.html", "c4-elements.html"}
    is_page = {name: name.endswith(".html") or name.startswith("_sources/") for name in files}
    return {
        name: data
        for name, data in normalize_search_index(files).items()
        if not is_page[name] or name in names or name in generated or name.startswith("_model/")
    }


@pytest.mark.parametrize("seed", range(PAGE_ROUNDS))
def test_incremental_builds_equal_clean_builds_after_edits_of_pages_and_settings(tmp_path, monkeypatch, seed):
    chance = random.Random(seed + 1000)
    editor, project = Editor(chance), Project(tmp_path / "project")
    pages = PageEditor(chance, project.write(ORPHANS, model=editor.text(), c4_baseline="baseline.yaml"))
    project.configure(**pages.conf)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", editor.seconds())
    project.edit("baseline.yaml", editor.baseline())
    with project.build() as site:
        before = _doctrees(site)
    for number in range(EDITS // PAGE_ROUNDS // 2):
        pages.edit()
        if chance.random() < 0.3:
            editor.edit()
            project.edit_model(editor.text())
            project.edit("baseline.yaml", editor.baseline())
            monkeypatch.setenv("SOURCE_DATE_EPOCH", editor.seconds())
        with project.build() as site:
            documents, files, doctrees = site.documents_read, site.files(), _doctrees(site)
        with project.build(output="clean", fresh=True) as site:
            clean = site.files()
        names = pages.docnames()
        assert _current(files, names) == _current(clean, names), (seed, number)
        changed = {name for name in doctrees if doctrees[name] != before.get(name)}
        assert changed <= documents <= changed | pages.touched, (seed, number)
        before = doctrees
