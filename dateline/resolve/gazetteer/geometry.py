"""Where a GeoJSON geometry lies and how far it reaches: a Point, Polygon or MultiPolygon in, its middle out.

Must not know: names, files.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dateline.resolve.gazetteer.areas import spread_km


class BadGeometry(ValueError):
    """A geometry that gives no place."""


def middle(geometry: Mapping[str, Any]) -> tuple[float, float, float | None]:
    """Latitude and longitude of a point or of a polygon's centroid, and the polygon's radius (km)."""
    kind = geometry["type"]
    if kind not in {"Point", "Polygon", "MultiPolygon"}:
        raise BadGeometry(f"a {kind} gives no place: expected Point, Polygon or MultiPolygon")
    coordinates: Any = geometry["coordinates"]
    if kind == "Point":
        return float(coordinates[1]), float(coordinates[0]), None
    polygons = [coordinates] if kind == "Polygon" else coordinates
    outer = [(float(p[0]), float(p[1])) for polygon in polygons for p in polygon[0]]
    if not outer:
        raise BadGeometry("an empty polygon")
    if max(x for x, _ in outer) - min(x for x, _ in outer) > 180:  # cut in two at the 180th meridian
        polygons = [[[(p[0] % 360, p[1]) for p in ring] for ring in polygon] for polygon in polygons]
        outer = [(x % 360, y) for x, y in outer]
    area = lat = lon = 0.0
    for polygon in polygons:
        for n, ring in enumerate(polygon):
            part, x, y = _centroid([(float(p[0]), float(p[1])) for p in ring])
            part = -part if n else part  # rings after the first are holes
            area, lon, lat = area + part, lon + part * x, lat + part * y
    if area <= 0:
        raise BadGeometry("a polygon without area")
    lat, lon = lat / area, (lon / area + 180) % 360 - 180
    return lat, lon, round(max(spread_km((lat, lon), [(y, x) for x, y in outer]), 1.0), 1)


def _centroid(ring: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Area (square degrees, never below zero) and centroid of a closed ring (Bourke's formula)."""
    x0, y0 = ring[0]  # from the first corner, so that small rings far from 0, 0 lose no digits
    area = x = y = 0.0
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
        area, x, y = area + cross, x + (ax + bx - 2 * x0) * cross, y + (ay + by - 2 * y0) * cross
    if not area:
        return 0.0, x0, y0
    return abs(area / 2), x0 + x / (3 * area), y0 + y / (3 * area)
