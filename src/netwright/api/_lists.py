"""What there is: tasks, networks, data sets."""

from typing import Any

from netwright.data import datasets, fetched
from netwright.models import NETWORKS, PictureInput, TableInput, make_network
from netwright.tasks import TASKS

PICTURE = PictureInput(channels=3, side=32)  # the example that parameters are counted for
TABLE = TableInput(numbers=32, sizes=(8, 8, 8, 8))
CLASSES = 10


def list_tasks() -> list[dict[str, Any]]:
    """Every task: name, the measure that decides, what it is."""
    measures = {"table-regression": "rmse, or rmse_log"}
    return [
        {
            "name": name,
            "measure": measures.get(name, "accuracy"),
            "what": kind.what,
        }
        for name, kind in TASKS.items()
    ]


def list_models() -> list[dict[str, Any]]:
    """Every network: name, parameters at a stated input, what it takes, what it is."""
    rows = []
    for row in NETWORKS.values():
        shape = PICTURE if "picture" in row.takes else TABLE
        network = make_network(row.name, shape, CLASSES)
        side = [PICTURE.channels, PICTURE.side, PICTURE.side]
        rows.append(
            {
                "name": row.name,
                "parameters": sum(p.numel() for p in network.parameters()),
                "input": side if "picture" in row.takes else [TABLE.numbers],
                "classes": CLASSES,
                "takes": list(row.takes),
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
