#!/usr/bin/env python3
"""readings RESULT.csv: what facs measures in the clip of "drawn-face CLIP.mp4 units": for each Action Unit its intensity while
it is made and in the neutral face, the share of frames with its presence, and others that rise by at least 1. Prints the
table of docs/action-units.md."""
import csv
import statistics
import sys

UNITS = (1, 2, 4, 5, 6, 7, 9, 10, 12, 14, 15, 17, 20, 23, 25, 26, 28, 45)
TURN, MADE, STAY = 1.4, 0.5, 0.4  # seconds: of each unit, until it is at its maximum, and how long it stays (main.c)

with open(sys.argv[1], encoding="utf-8") as file:
    rows = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]


def mean(column, begin, end):
    """Of a column, over times; None without the column."""
    values = [row[column] for row in rows if column in row and begin <= row["timestamp"] < end]
    return statistics.fmean(values) if values else None


print("| AU | Intensity | Neutral | Presence | Others that rise |\n|---|---|---|---|---|")
for number, unit in enumerate(UNITS, 1):
    begin = TURN * number + MADE
    shown = mean(f"AU{unit:02}_r", begin, begin + STAY)
    neutral = mean(f"AU{unit:02}_r", 0, TURN)
    rise = {other: mean(f"AU{other:02}_r", begin, begin + STAY) - mean(f"AU{other:02}_r", 0, TURN)
            for other in UNITS if other not in (unit, 28)}
    others = ", ".join(f"{other} ({by:.1f})" for other, by in sorted(rise.items(), key=lambda item: -item[1]) if by >= 1)
    print(f"| {unit} |", f"{shown:.2f} | {neutral:.2f}" if shown is not None else " | ",
          f"| {mean(f'AU{unit:02}_c', begin, begin + STAY):.0%} | {others} |".replace("%", " %"))
