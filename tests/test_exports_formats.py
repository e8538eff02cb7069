"""Views for other tools have the same boxes and lines as drawings, with any characters in their texts."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sysconfig
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from models import external, flow, model, part, person, scenario, system
from structurizr_samples import models

from sphinxcontrib_c4.exports import FORMATS, find_view
from sphinxcontrib_c4.model import NameLookupError, Shape
from sphinxcontrib_c4.structurizr import exportable_views
from sphinxcontrib_c4.views import Selection, nonempty_views

SHOP = (
    person("customer"),
    system("shop", description="Sells."),
    part("shop.web", technology="Django"),
    part("shop.db", shape=Shape.DATABASE),
    part("shop.bus", shape=Shape.QUEUE),
    part("shop.web.cart"),
    external("mailer"),
)
FLOWS = (
    flow("customer -> shop.web: buy", protocol="HTTPS", name="a"),
    flow("shop.web ~> shop.bus: publish", name="b"),
    flow("shop.web ?> shop.db: save", name="c"),
    flow("shop ~> mailer: send", name="d"),
)
WORLD = model(
    SHOP, FLOWS, [scenario("shop.buying", "customer -> shop.web: buy", "shop.web ~> mailer: tell", system="shop")]
)
HOSTILE = (
    [
        '"',
        "\\",
        '\\"',
        '"]; x[y',
        "%%{init: {}}%%",
        "<script>",
        "&lt;",
        "${HOME}",
        "@enduml",
        "!include x",
        "--",
        "'",
        "/'",
    ],
    [
        "**a**",
        "~",
        "end",
        "[[a]]",
        "<U+0041>",
        "`a`",
        "$date()",
        "%date()",
        "#quot;",
        "\u202ex",
        "\n}\n",
        '"""',
        "|x|",
        "\0",
    ],
)
TEXTS = st.one_of(st.text(max_size=12), *map(st.sampled_from, HOSTILE))


def export_text(form, *views, world=WORLD):
    return FORMATS[form].write(world, views or nonempty_views(world), ())


def model_titled(title):
    """Return a model in which every text is ``title``."""
    return model(
        [
            person("p", title=title, description=title),
            system("s", title=title, description=title),
            part("s.a", title=title, technology=title, description=title, tags=(title,)),
        ],
        [flow("p -> s.a: x", label=title, protocol=title, name="s.f")],
        [scenario("s.story", "p -> s.a: x", title=title, description=title)],
    )


# --- Selection of views ---


def test_formats_write_all_views_with_content():
    assert [view.name for view in nonempty_views(WORLD)] == [
        "landscape:world",
        "context:shop",
        "container:shop",
        "component:shop.web",
        "dynamic:shop.buying",
    ]


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("container:shop", "container:shop"),
        ("dynamic:buying", "dynamic:shop.buying"),
        ("component:web", "component:shop.web"),
        ("landscape:", "landscape:world"),
    ],
)
def test_find_view_by_kind_and_name(name, full):
    assert find_view(WORLD, name).name == full


@pytest.mark.parametrize("name", ["shop", "container:nothing", "pie:shop", "", ":"])
def test_find_view_reports_unknown_names(name):
    with pytest.raises(NameLookupError):
        find_view(WORLD, name)


def test_find_view_suggests_views_of_the_element_and_around_it():
    with pytest.raises(NameLookupError, match=r"did you mean .component:shop\.web."):
        find_view(WORLD, "container:web")
    with pytest.raises(NameLookupError, match="did you mean 'container:shop' or 'context:shop'"):
        find_view(WORLD, "component:db")


def test_find_view_suggests_the_nearest_name():
    with pytest.raises(NameLookupError, match="did you mean 'container:shop'"):
        find_view(WORLD, "contaner:shop")


# --- Boxes and lines ---


def test_plantuml_draws_each_box_and_line():
    rows = export_text("c4plantuml", find_view(WORLD, "container:shop")).splitlines()
    assert rows[0] == "@startuml"
    assert rows[-1] == "@enduml"
    assert 'Person(e_customer, "Customer", "")' in rows
    assert '  ContainerDb(e_shop_db, "Db", "", "")' in rows
    assert '  Container(e_shop_bus, "Bus", "queue", "")' in rows
    assert 'System_Ext(e_mailer, "Mailer", "")' in rows
    assert "e_customer --> e_shop_web : buy\\n//<size:12><U+005B>HTTPS<U+005D></size>//" in rows
    assert any(re.fullmatch(r"e_shop_web \.\[#\w{6}\]\.> e_shop_bus : publish", row) for row in rows)
    assert any(re.fullmatch(r"e_shop_web -\[#\w{6},dotted\]-> e_shop_db : save", row) for row in rows)


def test_plantuml_relationships_have_tags_for_modes_and_boxes_link():
    shop = replace(system("shop"), url='https://example.org/a"b?c=d')
    world = model([shop, system("bank")], ["shop -> bank: pay", "bank ~> shop: tell", "bank ?> shop: mail"])
    rows = export_text("c4plantuml", find_view(world, "landscape:")).splitlines()
    assert (
        rows.count('!if %function_exists("SHOW_FLOATING_LEGEND")') == rows.count("!else") == rows.count("!endif") == 2
    )
    assert 'System(e_shop, "Shop", "", $link="https://example.org/a%22b?c=d")' in rows
    assert 'Rel(e_shop, e_bank, "pay", "", $tags="sync")' in rows
    assert 'Rel(e_bank, e_shop, "tell", "", $tags="async")' in rows
    tags = {row.split('"')[1]: "Line()" in row for row in rows if row.startswith("AddRelTag")}
    assert tags == {"sync": False, "async": True, "unknown": True}


def test_mermaid_draws_each_box_and_line():
    rows = [row.strip() for row in export_text("mermaid", find_view(WORLD, "container:shop")).splitlines()]
    assert 'e_customer(["Customer<br>#91;Person#93;"]):::person' in rows
    assert 'e_customer -->|"buy<br>#91;HTTPS#93;"| e_shop_web' in rows
    assert 'e_shop_web -.->|"publish"| e_shop_bus' in rows
    assert rows.count("end") == 1
    styles = [row for row in rows if row.startswith("linkStyle ")]
    assert [row.split()[1] for row in styles] == [str(number) for number in range(4)]


def test_dot_modes_have_different_styles():
    output = export_text("dot", find_view(WORLD, "container:shop"))
    styles = dict(re.findall(r'-> \w+ \[label="?(\w+).*style=(\w+)\]', output))
    assert styles == {"buy": "solid", "publish": "dashed", "save": "dotted", "send": "dashed"}


def test_formats_number_steps():
    for form in ("c4plantuml", "mermaid", "dot"):
        output = export_text(form, find_view(WORLD, "dynamic:buying"))
        assert "1: buy" in output
        assert "2: tell" in output


def test_dsl_includes_and_excludes_existing_elements():
    views = exportable_views(WORLD)
    rows = [row.strip() for row in export_text("structurizr-dsl", *views).splitlines()]
    assert 'e_shop_web = container "Web" "" "Django" "" {' in rows
    assert "!impliedRelationships false" in rows
    identifiers = {row.split(" = ")[0] for row in rows if re.match(r"\w+ = ", row)}
    for row in rows:
        if row.startswith(("include ", "exclude ")):
            assert identifiers.issuperset(row.split()[1:])
    assert 'dynamic e_shop "dynamic-shop-buying" "" {' in rows
    assert rows.count("}") == sum(row.endswith("{") for row in rows)


def test_json_contains_model_and_views_without_positions():
    document = json.loads(export_text("json"))
    assert (document["format"], document["version"]) == ("sphinxcontrib-c4", 1)
    assert [element["name"] for element in document["model"]["elements"]] == list(WORLD.elements)
    assert [view["name"] for view in document["views"]] == [view.name for view in nonempty_views(WORLD)]
    assert "model.yaml" not in export_text("json")


# --- Any text ---

RELAXED = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@RELAXED
@given(TEXTS)
def test_plantuml_texts_are_escaped(title):
    output = export_text("c4plantuml", world=model_titled(title))
    allowed = re.compile(r'[^"<>\\$%!~@#&{}\[\]|^`\n]|<U\+[0-9A-F]{4,6}>')
    for row in output.replace('%function_exists("SHOW_FLOATING_LEGEND")', "").splitlines():
        if row.startswith("AddRelTag"):
            continue
        for literal in re.findall(r'"([^"]*)"', row):
            assert allowed.sub("", literal) == ""
    assert output.count("@startuml") == output.count("@enduml") == len(nonempty_views(model_titled(title)))
    words = {row.split("(")[0].split(" ")[0] for row in map(str.strip, output.splitlines()) if row}
    macros = {"Person", "System", "Container", "Boundary", "Rel", "AddRelTag"}
    preprocessor = {"!include", "!if", "!else", "!endif"}
    assert words <= {"@startuml", "@enduml", "title", "left", "}", "e_p", *preprocessor, *macros}


@RELAXED
@given(TEXTS)
def test_mermaid_texts_are_escaped(title):
    output = export_text("mermaid", world=model_titled(title))
    body = output.split("---\n", 2)[2]
    for literal in re.findall(r'"([^"]*)"', body):
        assert not re.search(r"[<>`{}|\\\[\]%&@$~^*_]", literal.replace("<br>", ""))
    bare = re.sub(r'"[^"]*"', "TEXT", body)
    assert '"' not in bare
    assert bare.count("subgraph") == len(re.findall(r"^ *end$", bare, re.MULTILINE))
    if title.isprintable() and title == " ".join(title.split()):
        assert title in _read_mermaid(body)


def _read_mermaid(body):
    return re.sub(r"#(\d+);", lambda match: chr(int(match[1])), body)


@RELAXED
@given(TEXTS)
def test_dot_texts_are_quoted(title):
    output = export_text("dot", world=model_titled(title))
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "TEXT", output)
    assert not re.search(r'["\\&]', bare)
    assert (
        len(bare.splitlines()) == len(export_text("dot", world=model_titled("x")).splitlines())
        or title == ""
        or title.isspace()
    )


@RELAXED
@given(TEXTS)
def test_dsl_texts_are_quoted(title):
    output = export_text("structurizr-dsl", *exportable_views(model_titled(title)), world=model_titled(title))
    bare = re.sub(r'"(?:[^"\\]|\\")*"', "TEXT", output)
    assert not re.search(r'["\\$]', bare)
    assert "${" not in output
    assert len(output.splitlines()) == len(
        export_text("structurizr-dsl", *exportable_views(model_titled("x")), world=model_titled("x")).splitlines()
    )


@RELAXED
@given(models())
def test_formats_are_reproducible_and_end_with_a_line_end(world):
    for form in FORMATS.values():
        views = nonempty_views(world, Selection(fold_groups=form.folds_groups))
        output = form.write(world, views, ())
        assert output == form.write(world, views, ())
        assert output.endswith("\n") or not views
        output.encode("utf-8")


# --- The tools themselves, if installed ---


def _engine():
    """Return the path of the Graphviz program that is installed with the package."""
    engine = shutil.which("graphviz-pure", path=sysconfig.get_path("scripts"))
    assert engine, "graphviz-pure is not installed"
    return engine


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_dot_is_read_by_the_engine(title):
    output = export_text("dot", find_view(model_titled(title), "context:s"), world=model_titled(title))
    result = subprocess.run([_engine(), "-Tdot_json"], input=output.encode(), capture_output=True, check=False)
    assert result.returncode == 0, result.stderr
    labels = [item.get("label", "") for item in json.loads(result.stdout)["objects"]]
    words = " ".join(title.split())
    if words.isprintable() and words:
        assert any(words.split(" ")[0] in html.unescape(label).replace("\\\\", "\\") for label in labels)


@pytest.mark.programs
def test_plantuml_reads_every_view(tmp_path):
    path = tmp_path / "all.puml"
    path.write_text(
        export_text("c4plantuml") + export_text("c4plantuml", world=model_titled('"<b>$x %date() !y --z @enduml \\n')),
        encoding="utf-8",
    )
    result = subprocess.run(
        ["plantuml", "-failfast2", "-tsvg", str(path)], capture_output=True, check=False, text=True, timeout=120
    )
    assert result.returncode == 0, result.stdout + result.stderr
    output = html.unescape("".join(picture.read_text(encoding="utf-8") for picture in sorted(tmp_path.glob("*.svg"))))
    assert '"<b>$x' in output
    assert "@enduml" in output


def test_dsl_omits_tags_with_a_style():
    shop = replace(system("shop"), tags=("External", "gold"))
    (line,) = [
        row for row in export_text("structurizr-dsl", world=model([shop])).splitlines() if "softwareSystem " in row
    ]
    assert '"gold"' in line


def test_dsl_draws_unknown_modes_dotted():
    rows = export_text("structurizr-dsl", world=model([system("a"), system("b")], ["a ?> b: tell"])).splitlines()
    assert any('"tell" "" "Unspecified"' in row for row in rows)
    style = next(number for number, row in enumerate(rows) if 'relationship "Unspecified"' in row)
    assert any("style dotted" in row for row in rows[style : style + 5])
