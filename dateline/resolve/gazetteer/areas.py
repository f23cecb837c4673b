"""Parts of countries and borders, from where their towns lie: "eastern Syria", "the Syria-Turkey border".

Comes in: the towns' coordinates by country. Goes out: areas with a centre and a radius.
Must not know: names, files.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]  # latitude, longitude
KM_PER_DEGREE = 111.2  # of latitude
DIRECTIONS = {  # share of north, share of east
    "north": (1, 0), "south": (-1, 0), "east": (0, 1), "west": (0, -1),
    "north-east": (1, 1), "north-west": (1, -1), "south-east": (-1, 1), "south-west": (-1, -1),
    "central": (0, 0),
}  # fmt: skip
BORDER_KM = 60.0
BORDER_SAMPLE = 3000


class Area(NamedTuple):
    """`ref` is "north-east:SY" or "border:SY-TR" (the two codes in order of the alphabet)."""

    ref: str
    country: str | None
    lat: float
    lon: float
    radius_km: float


def kilometres(a: Point, b: Point) -> float:
    """Great-circle distance (haversine, R = 6371 km).

    >>> round(kilometres((36.34, 43.13), (33.31, 44.37)))
    355
    """
    la1, lo1, la2, lo2 = map(math.radians, (*a, *b))
    h = math.sin((la2 - la1) / 2) ** 2 + math.cos(la1) * math.cos(la2) * math.sin((lo2 - lo1) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))


def spread_km(centre: Point, points: Sequence[Point]) -> float:
    """Within how many km of the centre nine in ten of the points lie."""
    distances = sorted(kilometres(centre, p) for p in points)
    return distances[int(0.9 * (len(distances) - 1))]


def direction_places(points: Mapping[str, Sequence[Point]]) -> Iterator[Area]:
    """Each country's north, south, … and centre: the outer third of the land its towns lie on, per axis."""
    for country, found in sorted(points.items()):
        towns = np.array(found, dtype=float)
        if len(towns) < 8:
            continue
        low, high = np.quantile(towns, 0.005, axis=0), np.quantile(towns, 0.995, axis=0)
        extent = np.maximum(high - low, 1e-6)
        shares = (towns - low) / extent * 2 - 1  # -1 … 1 on both axes
        for name, (north, east) in DIRECTIONS.items():
            inside = _part(shares, north, east)
            if inside.sum() < 3:
                continue
            chosen = towns[inside]
            lat, lon = _middle(chosen)
            radius = spread_km((lat, lon), [tuple(p) for p in chosen.tolist()])
            yield Area(
                f"{name}:{country}", country, round(lat, 2), round(lon, 2), round(max(radius, 10.0), 1)
            )


def _part(shares: NDArray[np.float64], north: int, east: int) -> NDArray[np.bool_]:
    y, x = shares[:, 0], shares[:, 1]
    if not north and not east:
        return (np.abs(y) <= 0.4) & (np.abs(x) <= 0.4)
    if north and east:
        return (y * north >= 0.1) & (x * east >= 0.1)
    return np.asarray((y * north if north else x * east) >= 0.4)


def _middle(towns: NDArray[np.float64]) -> Point:
    """The middle of the cells that hold a town, so that a dense city does not pull it."""
    cells = np.unique(np.round(towns * 2) / 2, axis=0)
    lat, lon = cells.mean(axis=0)
    return float(lat), float(lon)


def border_places(
    points: Mapping[str, Sequence[Point]], neighbours: Mapping[str, Sequence[str]]
) -> Iterator[Area]:
    """For each pair of neighbours, where their towns come within 60 km of each other."""
    for a, others in sorted(neighbours.items()):
        for b in sorted(others):
            if not a < b or a not in points or b not in points:
                continue
            near = _near(np.array(points[a]), np.array(points[b]))
            if not len(near):
                continue
            lat, lon = _middle(near)
            radius = spread_km((lat, lon), [tuple(p) for p in near.tolist()])
            yield Area(f"border:{a}-{b}", None, round(lat, 2), round(lon, 2), round(max(radius, 20.0), 1))


def _near(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points half-way between each town of `a` and its nearest town of `b`, where that is near enough."""
    low, high = b.min(axis=0) - 1, b.max(axis=0) + 1
    a = a[((a >= low) & (a <= high)).all(axis=1)]
    if not len(a):
        return a
    low, high = a.min(axis=0) - 1, a.max(axis=0) + 1
    b = b[((b >= low) & (b <= high)).all(axis=1)]
    if not len(b):
        return b
    a = a[:: max(1, len(a) // BORDER_SAMPLE)]
    b = b[:: max(1, len(b) // BORDER_SAMPLE)]
    scale = np.array([KM_PER_DEGREE, KM_PER_DEGREE * math.cos(math.radians(float(a[:, 0].mean())))])
    found = []
    for town in a:
        distances = np.hypot(*((b - town) * scale).T)
        nearest = int(distances.argmin())
        if distances[nearest] <= BORDER_KM:
            found.append((town + b[nearest]) / 2)
    return np.array(found) if found else np.empty((0, 2))
