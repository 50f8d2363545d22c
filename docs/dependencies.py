"""Print the project's dependencies with those of the named extras, one a line, for an installer."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path


def dependencies(extras: list[str]) -> list[str]:
    """Return the requirements of the package and of `extras`, extras of extras resolved."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
    found: list[str] = list(project["dependencies"])
    waiting = list(extras)
    while waiting:
        for requirement in project["optional-dependencies"][waiting.pop()]:
            own = re.fullmatch(rf"{project['name']}\[([\w,]+)\]", requirement)
            if own:
                waiting += own[1].split(",")
            else:
                found.append(requirement)
    return found


if __name__ == "__main__":
    print("\n".join(dependencies(sys.argv[1:])))
