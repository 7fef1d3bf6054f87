"""Tables for notebooks: self-contained, and everything is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in HTML. None is an empty cell; a number has two decimals, on the right."""
    parts = ["<table><thead><tr>"]
    parts += [f'<th style="text-align:left">{escape(head)}</th>' for head in heads]
    parts += ["</tr></thead><tbody>"]
    for row in rows:
        parts += ["<tr>", *map(_cell, row), "</tr>"]
    return "".join(parts) + "</tbody></table>"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f'<td style="text-align:right">{value:.2f}</td>'
    return f'<td style="text-align:left">{"" if value is None else escape(str(value))}</td>'
