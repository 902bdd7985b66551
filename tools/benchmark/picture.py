# SPDX-License-Identifier: Apache-2.0
"""The ratios as a picture (SVG): bars of pumice's rate beside the bare server's and the best
peer's, each with a mark at what it must reach."""

import math
import pathlib
from xml.sax.saxutils import escape

_LABEL_WIDTH = 260
_BAR_WIDTH = 300
_GAP = 70
_LINE = 26
_TOP = 76
_WIDTH = _LABEL_WIDTH + 2 * _BAR_WIDTH + 2 * _GAP
_REACHED, _MISSED = "#2f7d5b", "#c0603a"


def write_svg(path, rows, machine):
    shown = [row for row in rows if _target(row, "bare") or _target(row, "best peer")]
    shown = [row for row in shown if row.unit == "requests/s"]
    pathlib.Path(path).write_text(_svg(shown, machine), encoding="utf-8")


def _svg(rows, machine):
    height = _TOP + _LINE * len(rows) + 34
    panels = [
        ("bare", _LABEL_WIDTH, "part of the bare server's rate", _linear),
        ("best peer", _LABEL_WIDTH + _BAR_WIDTH + _GAP, "times the best peer's rate", _logarithmic),
    ]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        'font-family="sans-serif" font-size="13" fill="#222">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        _text(16, 26, "pumice, requests per second as ratios", 'font-size="17" font-weight="bold"'),
        _text(16, height - 12, f"{machine}; | marks what must be reached", 'fill="#666"'),
    ]
    for number, row in enumerate(rows):
        parts.append(_text(16, _baseline(number), row.what))
    for of, left, heading, scale in panels:
        parts.append(_text(left, _TOP - 18, heading, 'fill="#666"'))
        ratios = [_target(row, of) for row in rows]
        width = scale([ratio for ratio in ratios if ratio])
        for number, ratio in enumerate(ratios):
            parts += _bar(ratio, left, number, width) if ratio else []
    return "\n".join([*parts, "</svg>", ""])


def _bar(ratio, left, number, width):
    top = _TOP + _LINE * number
    color = _REACHED if ratio.reached else _MISSED
    mark = left + width(ratio.bound)
    end = left + width(ratio.value)
    return [
        f'<rect x="{left}" y="{top}" width="{width(ratio.value):.1f}" height="18" fill="{color}"/>',
        f'<line x1="{mark:.1f}" x2="{mark:.1f}" y1="{top - 3}" y2="{top + 21}" '
        'stroke="#222" stroke-width="2"/>',
        _text(max(end, mark) + 7, _baseline(number), f"{ratio.value:.2f}"),
    ]


def _linear(ratios):
    most = max([1, *(ratio.value for ratio in ratios)])
    return lambda value: _BAR_WIDTH * value / most


def _logarithmic(ratios):
    """From one half on: ratios of 3 and of 60 side by side."""
    most = max([10, *(ratio.value for ratio in ratios)])
    return lambda value: _BAR_WIDTH * max(0.01, math.log(2 * value) / math.log(2 * most))


def _baseline(number):
    return _TOP + _LINE * number + 14


def _text(x, y, text, attributes=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" {attributes}>{escape(text)}</text>'


def _target(row, of):
    return next((target for target in row.targets if target.of == of), None)
