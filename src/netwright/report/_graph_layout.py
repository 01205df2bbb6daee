"""Where the boxes of a graph go: a row and a column for each, and a lane for each long way.

    takes  ->  rows by longest path  ->  paths  ->  columns for paths and lanes  ->  Layout

A box stands one row below the lowest box it takes from; what takes nothing stands just above the
first box that takes from it. Boxes that follow each other, the longest way first, are a path and
keep one column. A way that skips rows goes down a lane: a column of its own, or that of its path
where the path has ended. So a column holds at most one box or lane in each row, and a line drawn
down its lane, and sideways between rows only, crosses no box. Lines may cross lines. Cost: some
tens of milliseconds for 1,000 boxes.

Source: the steps are those of Sugiyama, Tagawa & Toda 1981, "Methods for visual understanding of
hierarchical system structures"; first-fit columns in place of sweeps, since networks have few
branches.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Takes = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Layout:
    """Places by number of box.

    Args:
        rows: 0 at the top.
        columns: 0 for the longest path; others on both sides of it.
        lanes: the columns of the ways that skip rows, by the box they start from.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    lanes: dict[int, int]

    def way(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """The way from a box to a later one that takes from it.

        Args:
            start: number of the upper box.
            end: number of the lower box.

        Returns:
            The stretches straight down: column, first row and last row.
        """
        first, last = self.rows[start], self.rows[end]
        lane = [(self.lanes[start], first + 1, last - 1)] if last - first > 1 else []
        return [(self.columns[start], first, first), *lane, (self.columns[end], last, last)]


def laid_out(takes: Takes) -> Layout:
    """Give every box its place.

    Args:
        takes: for each box the numbers of the boxes it takes from, all smaller than its own.

    Returns:
        The layout; equal graphs get equal ones.

    Example:
        >>> laid_out([[], [0], [1, 0]])  # 2 takes from 1, and from 0 past it
        Layout(rows=(0, 1, 2), columns=(0, 0, 0), lanes={0: 1})
    """
    users: list[list[int]] = [[] for _ in takes]
    for box, sources in enumerate(takes):
        for source in dict.fromkeys(sources):
            users[source].append(box)
    depths = _depths(takes)
    rows = [
        depths[box] if takes[box] or not after else min(depths[user] for user in after) - 1
        for box, after in enumerate(users)
    ]
    paths = _paths(takes, users, rows, depths)
    return _columns(paths, takes, users, rows)


class _Grid:
    """Which rows of which columns are taken; a bit for each row."""

    def __init__(self) -> None:
        self.taken: dict[int, int] = {}

    def claim(self, near: int, first: int, last: int) -> int:
        """Take some rows of the free column nearest to another; the right one of two."""
        rows = ((1 << (last - first + 1)) - 1) << first
        far = 0
        while True:
            for column in (near + far, near - far):
                if not self.taken.get(column, 0) & rows:
                    self.taken[column] = self.taken.get(column, 0) | rows
                    return column
            far += 1


def _depths(takes: Takes) -> list[int]:
    """Steps on the longest way from a box that takes nothing."""
    depths: list[int] = []
    for sources in takes:
        depths.append(1 + max((depths[source] for source in sources), default=-1))
    return depths


def _paths(
    takes: Takes, users: list[list[int]], rows: list[int], depths: list[int]
) -> list[list[int]]:
    """Cut the graph into paths of boxes that lie one below the other."""
    heights = [0] * len(takes)  # steps on the longest way down
    wished: list[int | None] = [None] * len(takes)
    for box in reversed(range(len(takes))):
        heights[box] = 1 + max((heights[user] for user in users[box]), default=0)
        below = [user for user in users[box] if rows[user] == rows[box] + 1]
        wished[box] = max(below, key=heights.__getitem__, default=None)
    paths: list[list[int]] = []
    path_of: dict[int, list[int]] = {}
    for box, sources in enumerate(takes):
        above = [source for source in sources if wished[source] == box]
        if above:
            path = path_of[max(above, key=depths.__getitem__)]
            path.append(box)
        else:
            path = [box]
            paths.append(path)
        path_of[box] = path
    return paths


def _columns(
    paths: list[list[int]], takes: Takes, users: list[list[int]], rows: list[int]
) -> Layout:
    """Long paths first, near where they start; then lanes, short ones nearest."""
    grid = _Grid()
    columns = dict.fromkeys(range(len(takes)), 0)
    lanes: dict[int, int] = {}
    far = {box: max(rows[user] for user in after) - 1 for box, after in enumerate(users) if after}
    for path in sorted(paths, key=len, reverse=True):
        beside = [*takes[path[0]], *users[path[-1]]]
        near = columns[beside[0]] if beside else 0
        end = path[-1]
        last = max(rows[end], far.get(end, 0))
        column = grid.claim(near, rows[path[0]], last)
        columns.update(dict.fromkeys(path, column))
        if last > rows[end]:
            lanes[end] = column
    skipping = [box for box, last in far.items() if last > rows[box] and box not in lanes]
    for box in sorted(skipping, key=lambda box: far[box] - rows[box]):
        lanes[box] = grid.claim(columns[box], rows[box] + 1, far[box])
    return Layout(tuple(rows), tuple(columns[box] for box in range(len(takes))), lanes)
