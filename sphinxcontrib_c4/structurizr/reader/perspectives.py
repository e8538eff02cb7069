"""Read perspectives of elements and relationships, and health checks of instances."""

from __future__ import annotations

from sphinxcontrib_c4.model import HealthCheck, Perspective
from sphinxcontrib_c4.structurizr.reader.json_object import JsonObject
from sphinxcontrib_c4.structurizr.urls import absolute_url

_PERSPECTIVE_KEYS = frozenset({"name", "description", "value", "url"})
_CHECK_KEYS = frozenset({"name", "url", "interval", "timeout", "headers"})


def read_perspectives(owner: JsonObject) -> tuple[Perspective, ...]:
    """Return the perspectives of an element or relationship."""
    return tuple(_perspective(item) for item in owner.objects("perspectives"))


def _perspective(item: JsonObject) -> Perspective:
    item.check_keys(_PERSPECTIVE_KEYS, "a perspective")
    url = item.text("url")
    if url and not absolute_url(url):
        item.add_unmapped("'url' of a perspective, which is not an address", "url")
    return Perspective(
        name=item.text("name", required=True),
        description=item.text("description"),
        value=item.text("value"),
        url=absolute_url(url),
    )


def read_health_checks(instance: JsonObject) -> tuple[HealthCheck, ...]:
    """Return the health checks of an instance."""
    return tuple(_health_check(item) for item in instance.objects("healthChecks"))


def _health_check(item: JsonObject) -> HealthCheck:
    item.check_keys(_CHECK_KEYS, "a health check")
    headers = item.object("headers")
    return HealthCheck(
        name=item.text("name", required=True),
        url=item.text("url", required=True),
        interval=item.text("interval"),
        timeout=item.text("timeout"),
        headers=tuple((name, headers.text(name)) for name in headers.value),
    )
