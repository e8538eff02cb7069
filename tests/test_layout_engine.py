"""The engine: what it is asked, and what becomes of a view when it fails."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest
from models import flow, model, part, person, scenario, system

from sphinxcontrib_c4.layout import Geometry, LayoutFault, lay_out
from sphinxcontrib_c4.views import Direction, Selection, View, ViewKind, view

WORLD = model(
    [person("buyer"), system("shop"), system("bank"), part("shop.web"), part("shop.store")],
    ["buyer -> shop.web: Buy", "shop.web -> shop.store: Save", "shop.web ~> bank: Pay"],
    [scenario("shop.buy", "buyer -> shop.web: Buy", "shop.web -> shop.store: Save", "shop.web -> bank: Pay")],
)
pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the stand-in for the engine is a script with a shebang"
)


def views() -> list[View]:
    return [view(WORLD, kind, subject) for kind, subject in ((ViewKind.CONTEXT, "shop"), (ViewKind.CONTAINER, "shop"))]


def stand_in(folder: Path, body: str) -> str:
    """A program that is called like the engine and runs ``body``, in which ``source`` is what it was given."""
    path = folder / "dot"
    path.write_text(
        f"#!{sys.executable}\nimport subprocess, sys\nsource = sys.stdin.read()\n{body}\n", encoding="utf-8"
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


REAL = (
    "from sphinxcontrib_c4.layout.engine import _command\n"
    "answer = subprocess.run([_command(''), *sys.argv[1:]], input=source, capture_output=True, text=True).stdout\n"
)


def test_another_engine_is_used_where_one_is_named(tmp_path):
    marker = tmp_path / "called"
    engine = stand_in(tmp_path, f"{REAL}open({str(marker)!r}, 'a').write('x'); print(answer)")
    assert lay_out(views(), engine=engine) == lay_out(views())
    assert marker.exists()


def test_one_bad_graph_costs_only_itself(tmp_path):
    # Only the container view has as many as seven cells: four elements and three labels.
    engine = stand_in(tmp_path, f"if 'n6 [' in source: sys.exit('double free')\n{REAL}print(answer)")
    context, container = lay_out(views(), engine=engine)
    assert isinstance(context, Geometry)
    assert container == LayoutFault(view_name="container:shop", message="double free")


def test_a_graph_whose_edges_cannot_be_routed_is_laid_out_without(tmp_path):
    engine = stand_in(tmp_path, f"if 'splines=none' not in source: sys.exit('no triangle')\n{REAL}print(answer)")
    assert all(isinstance(each, Geometry) for each in lay_out(views(), engine=engine))


def test_the_embedded_engine_may_fail_to_route_edges():
    people, systems = [person("buyer"), person("clerk")], [system("shop"), system("bank")]
    flows = [flow(f"{end} -> shop: Read", name=end, protocol="Read") for end in ("shop", "clerk")]
    told = model([*systems, *people], flows, groups={"Ours": ("shop", "bank")})
    drawn = view(told, ViewKind.LANDSCAPE, told.name, Selection(direction=Direction.DOWN))
    assert isinstance(lay_out([drawn])[0], Geometry)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("sys.exit(3)", "dot ended with exit code 3"),
        ("print('no JSON')", "dot gave an answer that cannot be read"),
        ("print('{}')", "dot gave an answer that cannot be read"),
        ("pass", "dot ended with exit code 0"),
        ("sys.stdout.buffer.write(bytes([255, 254, 0]))", "dot gave an answer that cannot be read"),
    ],
)
def test_an_engine_that_fails_is_told_of(tmp_path, body, message):
    for fault in lay_out(views(), engine=stand_in(tmp_path, body)):
        assert isinstance(fault, LayoutFault)
        assert fault.message.startswith(message)


def test_a_missing_engine_is_told_of(tmp_path):
    faults = lay_out(views(), engine=str(tmp_path / "nowhere"))
    assert {fault.view_name for fault in faults} == {"context:shop", "container:shop"}
    assert all("there is no program" in fault.message for fault in faults)


def test_no_text_reaches_the_engine(tmp_path):
    seen = tmp_path / "seen"
    engine = stand_in(tmp_path, f"{REAL}open({str(seen)!r}, 'a').write(source); print(answer)")
    lay_out(views(), engine=engine)
    text = seen.read_text(encoding="utf-8")
    assert "Buy" not in text
    assert "Shop" not in text


@pytest.mark.parametrize("direction", [Direction.RIGHT, Direction.DOWN])
def test_flows_run_the_way_that_is_asked_for(direction):
    (geometry,) = lay_out([view(WORLD, ViewKind.CONTAINER, "shop", Selection(direction=direction))])
    at = {box.of.element.name: box.rect.center for box in geometry.boxes}
    along = [at[name].x if direction is Direction.RIGHT else at[name].y for name in ("buyer", "shop.web", "bank")]
    assert along == sorted(along)
    assert len(set(along)) == 3


def test_a_tall_thin_story_runs_down_the_page():
    steps = [f"s{n} -> s{n + 1}: go" for n in range(7)]
    told = model([system(f"s{n}") for n in range(8)], scenarios=[scenario("tale", *steps)])
    (geometry,) = lay_out([view(told, ViewKind.DYNAMIC, "tale")])
    assert geometry.width < 960 < geometry.height


def test_steps_are_read_in_their_order():
    steps = [f"hub -> s{n}: go" for n in range(4)]
    told = model([system("hub"), *(system(f"s{n}") for n in range(4))], scenarios=[scenario("tale", *steps)])
    for direction in (Direction.RIGHT, Direction.DOWN):
        (geometry,) = lay_out([view(told, ViewKind.DYNAMIC, "tale", Selection(direction=direction))])
        places = [line.label.rect.center for line in geometry.lines if line.label]
        along = [point.y if direction is Direction.RIGHT else point.x for point in places]
        assert along == sorted(along)


def test_an_engine_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr("sphinxcontrib_c4.layout.engine._TIMEOUT", 0.2)
    engine = stand_in(tmp_path, "import time; time.sleep(60)")
    (fault,) = lay_out(views()[:1], engine=engine)
    assert fault == LayoutFault(view_name="context:shop", message="the layout took longer than 0.2 s")
