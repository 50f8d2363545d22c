"""What does `import stoat_nb` cost, against a bare Python and the libraries that it leaves for later?"""

from __future__ import annotations

import resource
import subprocess
import sys
import time

from benchmarks._measure import Timing, in_turn, start

LIBRARIES = ["numpy", "pydantic", "structlog", "prometheus_client", "av", "duckdb", "anywidget", "sqlalchemy"]


def starting(code: str):
    """Return a contestant: a new interpreter that runs `code` and ends."""

    def work() -> Timing:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        wall = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        wall = time.perf_counter() - wall
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return Timing(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    return work


def main() -> int:
    report, options = start("import_cost", __doc__.splitlines()[0])
    contestants = {"bare Python": starting("pass"), "import stoat_nb": starting("import stoat_nb")}
    contestants["exact time in use"] = starting("import stoat_nb as st; st.Time.parse('00:10') + 1")
    contestants |= {f"import {name}": starting(f"import {name}") for name in LIBRARIES}
    contestants["import all of these"] = starting("import " + ", ".join(LIBRARIES))
    timings = in_turn(contestants, 3 if options.short else 15)
    report.table("a new interpreter", timings, "import stoat_nb")
    bare, ours = timings["bare Python"], timings["import stoat_nb"]
    added = (ours.cpu - bare.cpu) * 1000
    report.at_most("import stoat_nb adds to bare Python", 20, added, "ms of CPU")
    heavy = (timings["import all of these"].cpu - bare.cpu) * 1000
    report.at_least("times less than importing the heavy libraries", 10, heavy / max(added, 0.1), "x")
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
