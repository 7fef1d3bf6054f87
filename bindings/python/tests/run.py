"""run.py PYTEST-ARGUMENT...: run pytest with the outcomes on standard output as TAP, which Meson and scripts/outcomes
read, and what pytest says on standard error."""
import os
import sys

import pytest


class Tap:
    """Collects the outcome of each test."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            ok = "not ok" if report.failed else "ok"
            name = report.nodeid.rpartition("::")[2].replace(" ", "_")
            self.lines.append(f"{ok} {len(self.lines) + 1} - {name}" + (" # SKIP" if report.skipped else ""))


standard_output = os.dup(1)
os.dup2(2, 1)
tap = Tap()
status = pytest.main(sys.argv[1:], plugins=[tap])
with open(standard_output, "w", encoding="utf-8") as stream:
    stream.write("\n".join([*tap.lines, f"1..{len(tap.lines)}\n"]))
sys.exit(status)
