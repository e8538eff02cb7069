"""Write perspectives of elements and relationships, and health checks of instances."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sphinxcontrib_c4.model import HealthCheck, Perspective

_INTEGER = re.compile(r"-?[0-9]{1,9}")


def perspective_fields(perspectives: Iterable[Perspective]) -> dict[str, Any]:
    """Return the key ``perspectives`` with its value, or ``{}`` if the list is empty."""
    records = [_perspective(item) for item in perspectives]
    return {"perspectives": records} if records else {}


def _perspective(item: Perspective) -> dict[str, str]:
    details = {"description": item.description, "value": item.value, "url": item.url}
    return {"name": item.name, **{key: text for key, text in details.items() if text}}


def health_check_fields(checks: Iterable[HealthCheck]) -> dict[str, Any]:
    """Return the key ``healthChecks`` with its value, or ``{}`` if the list is empty."""
    records = [_health_check(item) for item in checks]
    return {"healthChecks": records} if records else {}


def _health_check(item: HealthCheck) -> dict[str, Any]:
    numbers = {"interval": item.interval, "timeout": item.timeout}
    record: dict[str, Any] = {"name": item.name, "url": item.url}
    record |= {key: int(text) for key, text in numbers.items() if _INTEGER.fullmatch(text)}
    return record | ({"headers": dict(item.headers)} if item.headers else {})
