"""A small picture of tokens for notebooks: SVG text, drawn without any library."""

from __future__ import annotations

import math
from html import escape
from typing import Any

import numpy as np

SIZE = 220
MOST = 1500  # tokens drawn: more change nothing at this size
COLOURS = ("#3b6fb6", "#d1495b", "#3a9d6e", "#e0a030", "#7d5ba6", "#2fa4b7", "#c06c9c", "#8a7a5c")
LOOSE = "#888888"


def sample(count: int) -> Any:
    """Every token of a small cloud, else an even choice."""
    return np.arange(count) if count <= MOST else np.linspace(0, count - 1, MOST).astype(np.int64)


def seen_from_above(tokens: Any) -> tuple[Any, Any]:
    """Projects tokens on the plane of the picture, x right and y up; also tells which are on the near side."""
    if tokens.shape[1] == 2:
        return tokens, np.ones(len(tokens), dtype=bool)
    tilt, turn = math.radians(25), math.radians(-60)
    right = np.array([-math.sin(turn), math.cos(turn), 0])
    near = np.array([math.cos(tilt) * math.cos(turn), math.cos(tilt) * math.sin(turn), math.sin(tilt)])
    up = np.cross(near, right)
    return np.stack([tokens @ right, tokens @ up], axis=1), tokens @ near >= 0


def dots(places: Any, colour: str, width: float, opacity: float) -> str:
    """Points of one colour as one path of strokes without length."""
    radius = 0.44 * SIZE
    path = "".join(f"M{SIZE / 2 + radius * x:.1f} {SIZE / 2 - radius * y:.1f}h0" for x, y in places)
    return (
        f'<path d="{path}" stroke="{colour}" stroke-width="{width}" stroke-opacity="{opacity}" '
        'stroke-linecap="round" fill="none"/>'
    )


def svg(tokens: Any, labels: Any, counted: int) -> str:
    """Draws tokens, coloured by cluster.

    tokens: N×d. labels: N numbers of clusters by falling mass. counted: clusters that are no stragglers.
    """
    chosen = sample(len(tokens))
    places, near = seen_from_above(np.asarray(tokens)[chosen])
    group = np.asarray(labels)[chosen]
    colour = np.where(group < counted, group % len(COLOURS), -1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE}" height="{SIZE}" viewBox="0 0 {SIZE} {SIZE}">',
        f'<circle cx="{SIZE / 2}" cy="{SIZE / 2}" r="{0.44 * SIZE}" fill="none" stroke="#999999" stroke-width="1"/>',
    ]
    width = 5.0 if len(chosen) < 50 else 3.5 if len(chosen) < 300 else 2.2
    for side, opacity in ((~near, 0.25), (near, 0.85)):
        for index in np.unique(colour[side]):
            parts.append(dots(places[side & (colour == index)], LOOSE if index < 0 else COLOURS[index], width, opacity))
    return "".join(parts) + "</svg>"


def html(picture: str, title: str, rows: list[tuple[str, str]]) -> str:
    """Puts numbers beside a picture."""
    cells = "".join(f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>" for name, value in rows)
    return (
        '<div style="display:flex;gap:1em;align-items:center">'
        f"{picture}<div><b>{escape(title)}</b><table>{cells}</table></div></div>"
    )
