"""Several files as one landscape: equal elements, values that files decide, and the meaning of names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from sphinxcontrib_c4.model import Element, Flow, Kind, Mode, Model, Shape, Source, load

Files = Mapping[str, str]


def compose(folder: Path, files: Files) -> Model:
    """Write files into a folder and load it."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load(folder)


def ends(model: Model) -> list[tuple[str, str]]:
    return [(flow.source, flow.target) for flow in model.flows]


def flow(model: Model, name: str) -> Flow:
    (match,) = (flow for flow in model.flows if flow.name == name)
    return match


SHOP = """\
meta: {name: The Shop, description: Sells., primary_system: shop, api_container: web}
actors: [{id: buyer, name: Buyer, description: Buys., tags: [a, b, a]}]
systems:
  - id: shop
    name: Shop
    kind: internal
    repo: https://example.org/shop
    owner: Team A
    containers:
      - {id: web, name: Web, technology: Python, owner: Team W, role: gateway, source: {repo: r, path: 'web.py:12'}}
      - id: store
        name: Store
        shape: database
        external: true
        components:
          - id: index
            name: Index
            technology: B-tree
            relationships:
              - {target: log, label: Append, technology: file, sync: false}
              - {target: web, label: Answer}
              - {target: web, label: Answer again}
              - {target: bank, label: Check, sync: true, protocol: HTTPS}
              - {target: bank.vault, label: Keep}
          - {id: log, name: Log, shape: queue}
  - {id: bank, name: A bank, kind: external, context_group: Money, description: Where money is., tags: [x]}
flows:
  - {id: buy, source: buyer, target: web, label: Buy, sync: true, protocol: HTTPS, data: "a, b", trigger: click}
  - {source: web, target: store, label: Save, tags: [t, t], initiator: target}
  - {source: web, target: store, label: Read}
  - {source: bank, target: shop, label: Notify, sync: no}
scenarios:
  - id: sale
    title: A sale
    description: "One\\n\\n\\n\\ntwo"
    steps:
      - {source: buyer, target: web, label: Buy, sync: true}
      - {source: web, target: store.index, label: Save}
etl_sources:
  - {name: Rates, transport: REST, cadence: daily, data: rates, source_of_truth: the bank, fragile: true,
     source_ref: {path: "rates.py:7"}}
  - {name: Feed, system: bank, tags: [fragile]}
"""
BANK = """\
meta: {primary_system: bank}
actors: [{id: buyer, name: Account holder, url: "https://example.org/holder"}]
systems:
  - {id: bank, name: The Bank, kind: internal, tags: [y], containers: [{id: vault, name: Vault}]}
  - {id: shop, name: Some shop, kind: external, url: "https://example.org", tags: [z]}
flows:
  - {id: buy, source: shop, target: vault, label: Pay}
  - {id: ask, source: vault, target: shop.web, label: Ask}
"""


def test_one_file_is_loaded_completely(tmp_path):
    (tmp_path / "shop.yaml").write_text(SHOP.replace("bank.vault", "bank"))
    model = load(tmp_path / "shop.yaml")
    assert (model.name, model.title, model.primary_system) == ("landscape", "The Shop", "shop")
    assert list(model.elements) == [
        "buyer",
        "shop",
        "shop.web",
        "shop.store",
        "shop.store.index",
        "shop.store.log",
        "bank",
    ]
    web, store, log = (model.elements[f"shop.{name}"] for name in ("web", "store", "store.log"))
    assert (web.kind, web.parent, web.technology, web.owner, web.role) == (
        Kind.CONTAINER,
        "shop",
        "Python",
        "Team W",
        "gateway",
    )
    assert web.source == Source(repo="r", path="web.py", line=12)
    assert (store.shape, store.external) == (Shape.DATABASE, True)
    assert (log.kind, log.parent, log.shape, log.external) == (Kind.COMPONENT, "shop.store", Shape.QUEUE, True)
    assert model.elements["shop"].api_container == "shop.web"
    assert model.elements["buyer"].tags == ("a", "b")
    assert model.elements["bank"].group == "Money"


def test_flows_have_full_names_and_ends(tmp_path):
    model = compose(tmp_path, {"bank.yaml": BANK, "shop.yaml": SHOP})
    assert {flow.name: (flow.source, flow.target) for flow in model.flows} == {
        "bank.buy": ("shop", "bank.vault"),
        "bank.ask": ("bank.vault", "shop.web"),
        "shop.buy": ("buyer", "shop.web"),
        "shop.web-store": ("shop.web", "shop.store"),
        "shop.web-store-2": ("shop.web", "shop.store"),
        "shop.bank-shop": ("bank", "shop"),
        "shop.store.index.log-1": ("shop.store.index", "shop.store.log"),
        "shop.store.index.web-1": ("shop.store.index", "shop.web"),
        "shop.store.index.web-2": ("shop.store.index", "shop.web"),
        "shop.store.index.bank-1": ("shop.store.index", "bank"),
        "shop.store.index.vault-1": ("shop.store.index", "bank.vault"),
    }


def test_flow_has_the_values_of_its_keys(tmp_path):
    model = compose(tmp_path, {"bank.yaml": BANK, "shop.yaml": SHOP})
    buy, save, log = (flow(model, f"shop.{name}") for name in ("buy", "web-store", "store.index.log-1"))
    assert (buy.label, buy.mode, buy.protocol, buy.data, buy.trigger) == ("Buy", Mode.SYNC, "HTTPS", "a, b", "click")
    assert (buy.initiator, save.initiator) == ("buyer", "shop.store")
    assert (save.mode, save.tags) == (Mode.UNKNOWN, ("t",))
    assert (log.mode, log.protocol) == (Mode.ASYNC, "file")
    assert flow(model, "shop.bank-shop").mode is Mode.ASYNC


def test_scenarios_and_ingestion_belong_to_the_primary_system(tmp_path):
    model = compose(tmp_path, {"bank.yaml": BANK, "shop.yaml": SHOP})
    (sale,) = model.scenarios
    assert (sale.name, sale.system, sale.description) == ("shop.sale", "shop", "One\n\ntwo")
    assert [(step.source, step.target, step.mode) for step in sale.steps] == [
        ("buyer", "shop.web", Mode.SYNC),
        ("shop.web", "shop.store.index", Mode.UNKNOWN),
    ]
    rates, feed = model.ingestion
    assert (rates.system, rates.fragile, rates.source_of_truth) == ("shop", True, "the bank")
    assert rates.source == Source(path="rates.py", line=7)
    assert (feed.system, feed.fragile) == ("bank", True)


def test_file_about_a_system_decides_its_values(tmp_path):
    model = compose(tmp_path, {"bank.yaml": BANK, "shop.yaml": SHOP})
    bank, shop, buyer = (model.elements[name] for name in ("bank", "shop", "buyer"))
    assert (bank.title, bank.external, bank.description) == ("The Bank", False, "Where money is.")
    assert bank.group == "", "a group is for a system while it is external"
    assert (bank.tags, shop.tags) == (("y", "x"), ("z",))
    assert (shop.title, shop.url, shop.owner) == ("Shop", "https://example.org", "Team A")
    assert (buyer.title, buyer.description) == ("Account holder", "Buys.")
    assert [file.primary_system for file in model.files if file.primary_system] == ["bank", "shop"]
    assert model.primary_system == ""


def test_files_of_a_model_have_titles_and_digests(tmp_path):
    model = compose(tmp_path, {"shop.yaml": SHOP, "bank.yml": BANK, "landscape.yaml": "name: All\nid: all\n"})
    assert [(file.path, file.title, file.description, file.primary_system) for file in model.files] == [
        ("bank.yml", "", "", "bank"),
        ("shop.yaml", "The Shop", "Sells.", "shop"),
        ("landscape.yaml", "All", "", ""),
    ]
    assert {len(file.digest) for file in model.files} == {64}
    assert (model.name, model.title) == ("all", "All")


def test_positions_have_paths_relative_to_the_current_folder(tmp_path, monkeypatch):
    compose(tmp_path, {"shop.yaml": SHOP, "bank.yaml": BANK})
    monkeypatch.chdir(tmp_path.parent)
    model = load(Path(tmp_path.name))
    assert str(model.elements["shop.store"].position) == f"{tmp_path.name}/shop.yaml:11:9"
    assert str(flow(model, "shop.buy").position) == f"{tmp_path.name}/shop.yaml:28:5"


# --- One element in several files ---

PAYING = """\
meta: {primary_system: pay}
systems:
  - {id: pay, name: Pay, kind: internal, containers: [{id: api, name: API}]}
  - {id: bank-ag, name: Our bank, kind: external, repo: "https://example.org/BANK.git/"}
  - {id: safe, name: Safe, kind: external}
flows:
  - {source: api, target: bank-ag, label: Pay}
  - {source: api, target: safe, label: Store}
  - {source: api, target: bank-ag.vault, label: Look}
"""
OWN_BANK = BANK.replace("name: The Bank,", "name: The Bank, repo: 'https://example.org/bank',")


def test_systems_with_one_repository_are_one_system(tmp_path):
    model = compose(tmp_path, {"bank.yaml": OWN_BANK, "pay.yaml": PAYING, "shop.yaml": SHOP})
    assert "bank-ag" not in model.elements
    assert ends(model)[2:5] == [("pay.api", "bank"), ("pay.api", "safe"), ("pay.api", "bank.vault")]


def test_repository_of_two_internal_systems_identifies_neither(tmp_path):
    branch = OWN_BANK.replace("id: bank,", "id: branch,").replace("primary_system: bank", "primary_system: branch")
    paying = PAYING.replace("bank-ag.vault", "bank-ag")
    model = compose(tmp_path, {"bank.yaml": OWN_BANK, "branch.yaml": branch, "pay.yaml": paying, "shop.yaml": SHOP})
    assert "bank-ag" in model.elements


def test_repository_does_not_identify_two_systems_of_one_file(tmp_path):
    paying = PAYING.replace("bank-ag.vault", "bank") + "actors: []\n"
    paying = paying.replace("systems:\n", "systems:\n  - {id: bank, name: Bank, kind: external}\n")
    model = compose(tmp_path, {"bank.yaml": OWN_BANK, "pay.yaml": paying, "shop.yaml": SHOP})
    assert {"bank", "bank-ag"} <= set(model.elements)


def test_aliases_stand_for_systems_and_containers(tmp_path):
    landscape = "aliases: {bank-ag: the-bank, the-bank: bank, safe: bank-ag.vault}\n"
    files = {"bank.yaml": BANK, "pay.yaml": PAYING, "shop.yaml": SHOP, "landscape.yaml": landscape}
    model = compose(tmp_path, files)
    assert not {"bank-ag", "the-bank", "safe"} & set(model.elements)
    assert ends(model)[2:5] == [("pay.api", "bank"), ("pay.api", "bank.vault"), ("pay.api", "bank.vault")]
    assert model.elements["bank"].title == "The Bank"


def test_system_may_list_its_own_aliases(tmp_path):
    bank = BANK.replace("name: The Bank,", "name: The Bank, aliases: [bank-ag],")
    model = compose(tmp_path, {"bank.yaml": bank, "pay.yaml": PAYING, "shop.yaml": SHOP})
    assert "bank-ag" not in model.elements
    assert ("pay.api", "bank") in ends(model)


def test_person_is_external_if_a_file_says_so_and_none_denies_it(tmp_path):
    first = "actors: [{id: a, name: A, external: true}, {id: b, name: B, external: true}, {id: c, name: C}]\n"
    second = "actors: [{id: a, name: A}, {id: b, name: B, external: false}]\n"
    model = compose(tmp_path, {"a.yaml": first, "b.yaml": second})
    assert [element.external for element in model.elements.values()] == [True, False, False]


def test_system_is_internal_unless_its_kind_is_external(tmp_path):
    model = compose(tmp_path, {"a.yaml": "systems: [{id: a, name: A}, {id: b, name: B, kind: external}]\n"})
    assert [element.external for element in model.elements.values()] == [False, True]


# --- landscape.yaml ---


def test_landscape_file_decides_order_groups_and_visibility(tmp_path):
    landscape = """\
id: trade
name: Trade
description: >-
  How we

  trade.
primary_system: shop
order: [shop, bank, buyer]
groups: {"Money  and goods": [bank, shop]}
shared: [bank]
hidden: [buyer]
"""
    model = compose(tmp_path, {"bank.yaml": BANK, "shop.yaml": SHOP, "landscape.yaml": landscape})
    tops = [element.name for element in model.elements.values() if not element.parent]
    assert tops == ["buyer", "shop", "bank"]
    assert (model.name, model.title, model.description) == ("trade", "Trade", "How we\n\ntrade.")
    assert model.primary_system == "shop"
    assert model.groups == {"Money and goods": ("bank", "shop")}
    assert [element.name for element in model.elements.values() if element.shared] == ["bank"]
    assert [element.name for element in model.elements.values() if element.hidden] == ["buyer"]


def test_elements_are_people_then_internal_then_external_systems(tmp_path):
    text = "systems: [{id: z, name: Z, kind: external}, {id: y, name: Y, kind: internal}]\nactors: [{id: p, name: P}]\n"
    model = compose(tmp_path, {"a.yaml": text, "b.yaml": "systems: [{id: x, name: X, kind: internal}]\n"})
    assert list(model.elements) == ["p", "y", "x", "z"]


def test_landscape_file_may_list_the_files(tmp_path):
    files = {
        "b.yaml": "systems: [{id: b, name: B}]\n",
        "a.yaml": "systems: [{id: a, name: A}]\n",
        "c.yaml": "broken: [",
        "s.graph.yaml": "systems: [{id: s, name: S}]\n",
        "landscape.yaml": "files: [b.yaml, s.graph.yaml, a.yaml]\n",
    }
    model = compose(tmp_path, files)
    assert list(model.elements) == ["b", "s", "a"]
    assert load(tmp_path / "landscape.yaml") == model


def test_slices_of_a_code_graph_are_read_only_if_listed(tmp_path):
    files = {"a.yaml": "systems: [{id: a, name: A}]\n", "a.graph.yaml": "systems: [{id: g, name: G}]\n"}
    assert list(compose(tmp_path, files).elements) == ["a"]
    assert list(load(tmp_path / "a.graph.yaml").elements) == ["g"]


@pytest.mark.parametrize("name", ["a.yaml", "z.yaml"])
def test_order_of_files_does_not_change_values(tmp_path, name):
    model = compose(tmp_path, {"m.yaml": SHOP, name: BANK})

    def decided_values(element: Element) -> tuple[object, ...]:
        return (element.title, element.external, element.owner, element.url, element.api_container, set(element.tags))

    values = {name: decided_values(element) for name, element in model.elements.items() if name != "buyer"}
    assert values["bank"] == ("The Bank", False, "", "", "", {"x", "y"})
    assert values["shop"] == ("Shop", False, "Team A", "https://example.org", "shop.web", {"z"})
    assert len(model.elements) == 8
    assert len(model.flows) == 11


# --- Names within a file ---


def test_unique_containers_of_other_systems_have_short_names(tmp_path):
    text = """\
meta: {primary_system: a}
systems:
  - {id: a, name: A, containers: [{id: web, name: W}]}
  - {id: b, name: B, containers: [{id: web, name: W}, {id: db, name: D, components: [{id: table, name: T}]}]}
flows:
  - {source: web, target: db, label: x}
  - {source: b.web, target: table, label: x}
  - {source: a.web, target: b.db.table, label: x}
"""
    model = compose(tmp_path, {"a.yaml": text})
    assert ends(model) == [("a.web", "b.db"), ("b.web", "b.db.table"), ("a.web", "b.db.table")]


def test_flows_of_a_file_without_a_primary_system_have_short_names(tmp_path):
    text = "systems: [{id: a, name: A, kind: internal}, {id: b, name: B, kind: internal}]\n"
    model = compose(tmp_path, {"a.yaml": text + "flows: [{id: f, source: a, target: b, label: x}]\n"})
    assert [flow.name for flow in model.flows] == ["f"]


def test_only_internal_system_is_the_primary_system(tmp_path):
    text = "systems: [{id: a, name: A, kind: internal}, {id: b, name: B, kind: external}]\n"
    model = compose(tmp_path, {"a.yaml": text + "flows: [{id: f, source: a, target: b, label: x}]\n"})
    assert [flow.name for flow in model.flows] == ["a.f"]
    assert model.primary_system == "a"


def test_relationship_targets_the_nearest_name(tmp_path):
    text = """\
systems:
  - {id: log, name: System}
  - id: a
    name: A
    containers:
      - {id: log, name: Container}
      - {id: bus, name: Container}
      - id: web
        name: W
        components:
          - {id: log, name: Component}
          - {id: c, name: C, relationships: [{target: log, label: x}, {target: bus, label: x}, {target: far, label: x}]}
  - {id: bus, name: System}
  - {id: far, name: System}
"""
    model = compose(tmp_path, {"a.yaml": text})
    assert [target for _, target in ends(model)] == ["a.web.log", "a.bus", "far"]


# --- Text ---


def test_names_are_one_line_and_descriptions_keep_their_paragraphs(tmp_path):
    text = """\
systems:
  - id: a
    name: "Two
      words"
    description: >-
      One paragraph
      in two lines.

      Another.
  - id: b
    name: |
      B

      C
    description: |
      * kept

          as it is
"""
    a, b = compose(tmp_path, {"a.yaml": text}).elements.values()
    assert (a.title, b.title) == ("Two words", "B C")
    assert a.description == "One paragraph in two lines.\n\nAnother."
    assert b.description == "* kept\n\n    as it is"


def test_markup_in_text_is_not_changed(tmp_path):
    title = '<script>"&amp;"</script> \u200fevil 🎉 é'
    (tmp_path / "a.yaml").write_bytes(f"systems: [{{id: a, name: '{title}'}}]\r\n".encode("utf-8-sig"))
    assert load(tmp_path).elements["a"].title == title


def test_anchors_and_aliases_of_yaml_are_followed(tmp_path):
    text = "systems:\n  - {id: a, name: A, source: &s {repo: r}}\n  - {id: b, name: B, source: *s}\n"
    a, b = compose(tmp_path, {"a.yaml": text}).elements.values()
    assert a.source == b.source == Source(repo="r")


def test_default_mode_is_synchronous_for_components_and_unknown_for_flows(tmp_path):
    text = """
meta: {primary_system: shop}
systems:
  - id: shop
    name: Shop
    kind: internal
    containers:
      - id: web
        name: Web
        components:
          - {id: cart, name: Cart, relationships: [{target: till, label: Pay}]}
          - {id: till, name: Till}
      - {id: store, name: Store}
flows:
  - {source: web, target: store, label: Read}
"""
    plain_flow, relationship = sorted(
        compose(tmp_path, {"a.yaml": text}).flows, key=lambda flow: flow.label, reverse=True
    )
    assert (plain_flow.mode, relationship.mode) == (Mode.UNKNOWN, Mode.SYNC)


def test_system_with_containers_is_internal(tmp_path):
    details = "systems: [{id: shop, name: Shop, containers: [{id: web, name: Web}]}]\n"
    mention = "systems: [{id: shop, name: Shop, kind: external}]\n"
    model = compose(tmp_path, {"a.yaml": details, "b.yaml": mention})
    assert not model.elements["shop"].external
    assert not model.elements["shop.web"].external


# --- Warnings ---

BILLING = """\
meta: {name: Billing, primary_system: billing}
systems:
  - {id: billing, name: Billing, containers: [{id: api, name: API}]}
  - {id: smtp, name: Mail server, kind: external}
"""
MAILING = """\
meta: {name: Store, primary_system: store}
systems:
  - {id: store, name: Store, containers: [{id: page, name: Page}]}
  - {id: smtp, name: Mail relay, kind: external}
"""


def test_different_names_of_a_system_are_a_warning_with_both_places(tmp_path):
    model = compose(tmp_path, {"a.yaml": BILLING, "b.yaml": MAILING})
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    assert model.elements["smtp"].title == "Mail server"
    [warning] = model.warnings
    assert str(warning.position) == f"{second.as_posix()}:4:22"
    assert warning.message == (
        f"the system 'smtp' is named 'Mail relay' here, and 'Mail server' at {first.as_posix()}:4:5, which is used"
    )
    assert warning.line == "  - {id: smtp, name: Mail relay, kind: external}"
    assert warning.hint.startswith("use one name")


def test_name_in_the_file_about_a_system_wins_without_a_warning(tmp_path):
    about = "meta: {primary_system: smtp}\nsystems:\n  - {id: smtp, name: Mail hub, kind: external}\n"
    model = compose(tmp_path, {"a.yaml": BILLING, "b.yaml": MAILING, "c.yaml": about})
    assert model.elements["smtp"].title == "Mail hub"
    assert model.warnings == ()


def test_different_descriptions_are_one_warning_with_all_places(tmp_path):
    person = "meta: {{primary_system: {0}}}\nactors:\n  - {{id: admin, name: Admin, description: Serves {0}}}\n"
    names = ("a", "b", "c", "d")
    files = {
        f"{name}.yaml": f"{person.format(name)}systems:\n  - {{id: {name}, name: {name}, kind: internal}}\n"
        for name in names
    }
    files["d.yaml"] = files["d.yaml"].replace(", description: Serves d", "")
    model = compose(tmp_path, files)
    assert model.elements["admin"].description == "Serves a"
    [warning] = model.warnings
    a, b, c = ((tmp_path / f"{name}.yaml").as_posix() for name in "abc")
    assert str(warning.position) == f"{b}:3:43"
    assert warning.message == (
        f"the person 'admin' is described differently here (and at {c}:3:5) than at {a}:3:5, which is used"
    )


def test_different_groups_of_a_system_are_a_warning(tmp_path):
    first, second = (
        text.replace("kind", f"context_group: {group}, kind")
        for text, group in ((BILLING, "Mail"), (MAILING.replace("relay", "server"), "Post"))
    )
    [warning] = compose(tmp_path, {"a.yaml": first, "b.yaml": second}).warnings
    assert warning.message.startswith("the system 'smtp' has the group 'Post' here, and 'Mail' at ")


def test_equal_names_of_a_system_are_no_warning(tmp_path):
    assert compose(tmp_path, {"a.yaml": BILLING, "b.yaml": MAILING.replace("relay", "server")}).warnings == ()
