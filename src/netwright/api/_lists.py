"""What there is: tasks, networks, data sets."""

from typing import Any

from netwright.data import datasets, fetched
from netwright.models import COSTS, NETWORKS, stated
from netwright.tasks import TASKS


def list_tasks() -> list[dict[str, Any]]:
    """Every task: name, the measure that decides, what it is."""
    measures = {
        "table-regression": "rmse, or rmse_log",
        "several-targets": "skill",
        "verification": "eer",
        "detection": "map50",
        "image-to-image": "miou, or mae",
        "style": "cost",
    }
    return [
        {
            "name": name,
            "measure": measures.get(name, "accuracy"),
            "what": kind.what,
        }
        for name, kind in TASKS.items()
    ]


def list_models() -> list[dict[str, Any]]:
    """Every network: its cost at the input and classes its paper states, and what it takes."""
    rows = []
    for row in NETWORKS.values():
        shape, classes, source = stated(row)
        cost = COSTS[row.name]
        rows.append(
            {
                "name": row.name,
                "parameters": cost.parameters,
                "multiply_adds": cost.multiply_adds,
                "input": [shape.channels, shape.side, shape.side],
                "classes": classes,
                "source": source,
                "takes": list(row.takes),
                "gives": row.gives,
                "what": row.what,
            }
        )
    return rows


def list_datasets() -> list[dict[str, Any]]:
    """Every data set known by name, and whether it is here already."""
    return [
        {
            "name": info.name,
            "task": info.task,
            "examples": info.examples,
            "classes": info.classes,
            "bytes": info.bytes,
            "licence": info.licence,
            "source": info.source,
            "here": info.bytes == 0 or fetched(info.name) is not None,
        }
        for info in datasets()
    ]
