"""The model of the tests that export workspaces: every kind of element, flows of every mode, and a scenario."""

from __future__ import annotations

from models import external, flow, model, part, person, scenario, system

from sphinxcontrib_c4.model import Shape

SHOP = (
    person("customer", description="Buys."),
    system("shop", description="Sells.", owner="Team A", repo="https://example.org/shop"),
    part("shop.web", technology="Django", description="Pages.", tags=("pii", "a,b")),
    part("shop.db", shape=Shape.DATABASE, technology="PostgreSQL"),
    part("shop.bus", shape=Shape.QUEUE),
    part("shop.web.cart"),
    part("shop.web.search"),
    external("mailer", group="Comms"),
    external("pager", group="Comms"),
)
FLOWS = (
    flow("customer -> shop.web: buy", protocol="HTTPS", data="orders", trigger="click", name="shop.buy"),
    flow("shop.web.cart -> shop.db: save", protocol="SQL", name="shop.save"),
    flow("shop.web ~> shop.bus: publish", protocol="AMQP", name="shop.publish"),
    flow("shop.web.search -> shop.web.cart: add", name="shop.add"),
    flow("shop ~> mailer: send", name="shop.send"),
    flow("shop ?> pager: page", name="shop.page"),
)
BUY = scenario("shop.buying", "customer -> shop.web: buy", "shop.web -> customer: receipt", system="shop")
WORLD = model(SHOP, FLOWS, [BUY], primary_system="shop")
