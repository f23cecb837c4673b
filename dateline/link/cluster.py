"""Groups from the chances of pairs: the two groups that are likeliest one are joined, again and again.

Comes in: numbers, the texts that each is from, which must stay apart, and how likely pairs are one. Goes out: groups.
Must not know: statements, judgements, where the chances are from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from heapq import heapify, heappop, heappush

from dateline.link.context import Pair

# Mean chance over all pairs across two groups from which they are one; chosen on train (training/link/CARD.md).
THRESHOLD = 0.45


def cluster(
    texts: Mapping[int, Set[str]],
    apart: Mapping[int, Set[int]],
    chances: Mapping[Pair, float],
    threshold: float = THRESHOLD,
) -> Iterable[list[int]]:
    """Average linkage on chances. Two numbers from one text are never grouped, nor those that must stay `apart`.

    A pair without a chance counts 0, so a chain of half-alike statements does not become one event.
    """
    groups = _Groups(texts, apart, chances)
    groups.merge(threshold)
    return groups.members.values()


class _Groups:
    """Groups that grow; each is known by its lowest number."""

    def __init__(
        self, texts: Mapping[int, Set[str]], apart: Mapping[int, Set[int]], chances: Mapping[Pair, float]
    ) -> None:
        self.members = {n: [n] for n in texts}
        self.texts = {n: set(known) for n, known in texts.items()}
        self.apart = {n: set(apart.get(n, ())) for n in texts}
        self.sums: dict[int, dict[int, float]] = defaultdict(dict)  # of the chances of all pairs across two
        for (a, b), chance in chances.items():
            self.sums[a][b] = self.sums[b][a] = chance

    def merge(self, threshold: float) -> None:
        waiting = [(-self._mean(a, b), a, b) for a, others in self.sums.items() for b in others if a < b]
        waiting = [entry for entry in waiting if -entry[0] >= threshold]
        heapify(waiting)
        while waiting:
            worth, a, b = heappop(waiting)
            # Of two that have changed since, another entry tells.
            if b not in self.sums.get(a, ()) or -worth != self._mean(a, b) or not self._may_join(a, b):
                continue
            self._unite(a, b)
            for c in self.sums[a]:
                mean = self._mean(a, c)
                if mean >= threshold:
                    heappush(waiting, (-mean, min(a, c), max(a, c)))

    def _mean(self, a: int, b: int) -> float:
        return self.sums[a][b] / (len(self.members[a]) * len(self.members[b]))

    def _may_join(self, a: int, b: int) -> bool:
        return b not in self.apart[a] and self.texts[a].isdisjoint(self.texts[b])

    def _unite(self, a: int, b: int) -> None:
        self.members[a] += self.members.pop(b)
        self.texts[a] |= self.texts.pop(b)
        for other in self.apart.pop(b):
            self.apart[other].discard(b)
            self.apart[other].add(a)
            self.apart[a].add(other)
        del self.sums[a][b]
        for c, total in self.sums.pop(b).items():
            if c != a:
                del self.sums[c][b]
                self.sums[a][c] = self.sums[c][a] = self.sums[a].get(c, 0.0) + total
