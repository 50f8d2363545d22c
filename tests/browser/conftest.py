"""One JupyterLab and one browser for the tests of a file, on made barcode footage."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tests.browser.lab import CHROMIUM, CHROMIUM_ARGS, Lab, Page, notebook
from tests.support.footage import Recipe, make

ARTEFACTS = Path(__file__).parents[2] / "artefacts"
NAMES = {1: "beach.mp4", 2: 'night "x" <b>.mp4', 3: "harbour.mp4"}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def footage(tmp_path_factory):
    """A folder of three media, 100 frames at 25 fps each, whose frames say their number."""
    folder = tmp_path_factory.mktemp("footage") / "day1"
    folder.mkdir()
    for number, name in NAMES.items():
        make(Recipe(medium=number, name=name, frames=100, size=(640, 360), options={"bf": "2"}), folder)
    return folder


@pytest.fixture(scope="session")
def chromium():
    if CHROMIUM is None:
        pytest.fail("the browser tests need Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def labs(tmp_path_factory):
    """Return a function that gives the running JupyterLab with these settings; each starts once."""
    running = {}

    def lab(**settings):
        key = tuple(sorted(settings.items()))
        if key not in running:
            place = tmp_path_factory.mktemp("lab")
            root = place / "root"
            root.mkdir()
            running[key] = Lab(root, place / "state", **settings).__enter__()
        return running[key]

    yield lab
    for started in running.values():
        started.__exit__()


@pytest.fixture
def opened(chromium, labs, request, footage):
    """Return a function that opens a notebook, whole or of the given cells, in a folder of its own."""
    ends = []

    def start(cells, *, subshells=True, dark=False, beside=True, height=1100, before=""):
        lab = labs(subshells=subshells, dark=dark)
        folder = lab.root / re.sub(r"\W+", "-", request.node.name)
        folder.mkdir()
        if beside:
            (folder / "day1").mkdir()
            for path in footage.iterdir():
                os.link(path, folder / "day1" / path.name)
        (folder / "film.ipynb").write_text(json.dumps(cells if isinstance(cells, dict) else notebook(cells)))
        context = chromium.new_context(viewport={"width": 1280, "height": height})
        ends.append(context.close)
        page = Page(context.new_page(), folder)
        page.page.set_default_timeout(30_000)
        if before:
            page.page.add_init_script(before)
        page.open(lab, f"{folder.name}/film.ipynb")
        ends.append(page.shut_down)
        return page

    yield start
    for end in reversed(ends):
        end()


@pytest.fixture
def keep():
    """Return a function that keeps a screenshot among the artefacts."""
    ARTEFACTS.mkdir(exist_ok=True)

    def shoot(page, name):
        page.page.screenshot(path=str(ARTEFACTS / f"{name}.png"))

    return shoot
