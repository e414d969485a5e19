"""Groups in a weighted graph by modularity (Blondel et al. 2008, "Louvain"), repeatable.

Modularity with a resolution (Reichardt and Bornholdt 2006): above 1 it prefers smaller groups.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

_ROUNDS = 10  # over all nodes a level; it settles in four or five
_LEAST_GAIN = 1e-12

Graph = Sequence[Mapping[int, float]]
"""For each node its neighbours and the weights of the edges to them; symmetric, without loops."""


def communities(graph: Graph, resolution: float) -> list[int]:
    """For each node the number of its group, counted from 0 in order of first appearance.

    The same graph gives the same groups. A node without edges is a group of its own.
    """
    everything = sum(sum(edges.values()) for edges in graph)
    groups = list(range(len(graph)))
    within = [0.0] * len(graph)
    while everything:
        moved = _settle(graph, within, resolution / everything)
        count = len(set(moved))
        groups = [moved[group] for group in groups]
        if count == len(graph):
            break
        graph, within = _folded(graph, within, moved, count)
    return _numbered(groups)


def _settle(graph: Graph, within: Sequence[float], price: float) -> list[int]:
    """Moves each node to the neighbouring group that gains most, until none gains."""
    degree = [sum(edges.values()) + own for edges, own in zip(graph, within, strict=True)]
    group = list(range(len(graph)))
    total = list(degree)
    for _ in range(_ROUNDS):
        changed = False
        for node, edges in enumerate(graph):
            towards: defaultdict[int, float] = defaultdict(float)
            for other, weight in edges.items():
                towards[group[other]] += weight
            home = group[node]
            total[home] -= degree[node]
            best, most = home, towards[home] - price * total[home] * degree[node]
            for other in sorted(towards):
                gain = towards[other] - price * total[other] * degree[node]
                if gain > most + _LEAST_GAIN:
                    best, most = other, gain
            total[best] += degree[node]
            group[node] = best
            changed = changed or best != home
        if not changed:
            break
    return _numbered(group)


def _folded(
    graph: Graph, within: Sequence[float], group: Sequence[int], count: int
) -> tuple[list[dict[int, float]], list[float]]:
    """The graph whose nodes are the groups, and the weight inside each."""
    folded: list[defaultdict[int, float]] = [defaultdict(float) for _ in range(count)]
    inside = [0.0] * count
    for node, edges in enumerate(graph):
        inside[group[node]] += within[node]
        for other, weight in edges.items():
            if group[other] == group[node]:
                inside[group[node]] += weight
            else:
                folded[group[node]][group[other]] += weight
    return [dict(edges) for edges in folded], inside


def _numbered(groups: Sequence[int]) -> list[int]:
    numbers: dict[int, int] = {}
    return [numbers.setdefault(group, len(numbers)) for group in groups]
