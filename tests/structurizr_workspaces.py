"""Parts of workspaces as other tools write them."""

from __future__ import annotations

from typing import Any


def box(id_: str) -> dict[str, Any]:
    """Return the box of an element in a view."""
    return {"id": id_}


def references(*ids: str) -> list[dict[str, Any]]:
    """Return the references of a view to elements or relationships."""
    return [{"id": id_} for id_ in ids]


def relation(id_: str, source: str, target: str, description: str = "uses", **fields: Any) -> dict[str, Any]:
    """Return a relationship between two elements."""
    return {"id": id_, "sourceId": source, "destinationId": target, "description": description, **fields}


def small_workspace() -> dict[str, Any]:
    """Return a workspace with three views: a landscape, containers and steps."""
    return {
        "name": "Bank",
        "model": {
            "people": [
                {
                    "id": "1",
                    "name": "Customer",
                    "tags": "Element,Person,VIP",
                    "relationships": [
                        {
                            "id": "11",
                            "sourceId": "1",
                            "destinationId": "3",
                            "description": "Uses",
                            "technology": "HTTPS",
                        },
                        {
                            "id": "12",
                            "sourceId": "1",
                            "destinationId": "2",
                            "description": "Uses",
                            "linkedRelationshipId": "11",
                        },
                    ],
                }
            ],
            "softwareSystems": [
                {
                    "id": "2",
                    "name": "Banking",
                    "group": "Bank plc",
                    "containers": [
                        {
                            "id": "3",
                            "name": "Web App",
                            "technology": "Java",
                            "tags": "Element,Container,Store",
                            "relationships": [
                                {
                                    "id": "13",
                                    "sourceId": "3",
                                    "destinationId": "4",
                                    "description": "Mails",
                                    "interactionStyle": "Asynchronous",
                                },
                            ],
                        },
                    ],
                },
                {"id": "4", "name": "E-mail", "location": "External", "group": "Bank plc"},
            ],
        },
        "views": {
            "systemLandscapeViews": [
                {"key": "All", "elements": [box("1"), box("2"), box("4")], "relationships": [{"id": "12"}]}
            ],
            "containerViews": [
                {
                    "key": "Parts",
                    "softwareSystemId": "2",
                    "elements": [box("1"), box("3"), box("4")],
                    "relationships": [{"id": "11"}, {"id": "13"}],
                }
            ],
            "dynamicViews": [
                {
                    "key": "Sign-In",
                    "elementId": "2",
                    "elements": [box("1"), box("3")],
                    "relationships": [
                        {"id": "11", "order": "2", "description": "Welcome", "response": True},
                        {"id": "11", "order": "1", "description": "Sign in"},
                    ],
                }
            ],
            "configuration": {"styles": {"elements": [{"tag": "Store", "shape": "Cylinder"}]}},
        },
    }
