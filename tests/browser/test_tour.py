"""The tour, `notebooks/01_first_cut.ipynb`, as `make lab` opens it: run twice, it says and makes the same."""

from __future__ import annotations

import json
from pathlib import Path

from tests.browser.test_journey import TIMELINE, go_to, wait_timeline

TOUR = Path(__file__).parents[2] / "notebooks" / "01_first_cut.ipynb"


def outputs(page):
    """Return the outputs of the code cells, by cell id, as the notebook would be saved."""
    return page.page.evaluate(
        """() => Object.fromEntries(window.jupyterapp.shell.currentWidget.content.model.sharedModel.toJSON().cells
            .filter(cell => cell.cell_type === 'code').map(cell => [cell.id, cell.outputs]))"""
    )


def clips(page):
    return page.page.evaluate("() => Number(document.querySelector('.stoat-timeline').dataset.clips)")


def test_the_tour_runs_twice_and_makes_one_film(opened, keep):
    page = opened(json.loads(TOUR.read_text()), beside=False, height=1500)
    film = page.folder / "first-cut" / "first-cut.mp4"
    found = []
    for _ in range(2):
        page.run_all(seconds=180)
        wait_timeline(page, scriptState="in_step")
        answers = outputs(page)
        assert [out for cell in answers.values() for out in cell if out["output_type"] == "error"] == []
        assert film.stat().st_size > 100_000
        assert "first-cut.mp4" in "".join("".join(out.get("text", "")) for out in answers["done"])
        found.append((clips(page), [out.get("data", {}).get("text/plain") for out in answers["sql"]]))
    assert found[0][0] == 7
    assert found[1] == found[0]
    go_to(page, 0)
    for theme in ("light", "dark"):
        page.command("apputils:change-theme", {"theme": f"JupyterLab {theme.title()}"})
        wait_timeline(page, theme=theme)
        for name, place in (("library", ".stoat-library"), ("timeline", TIMELINE), ("film", ".stoat-job")):
            page.page.locator(place).last.scroll_into_view_if_needed()
            page.page.wait_for_function("() => document.querySelectorAll('.stoat-library img').length === 6")
            keep(page, f"tour-{name}-{theme}")
