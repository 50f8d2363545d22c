"""The whole path of a person in a real JupyterLab: cells, mouse, keyboard, and cells again."""

from __future__ import annotations

import pytest

from tests.browser.picture import go_to, shown_barcode, stage_data

SETUP = 'import stoat_nb as st\nproject = st.open("holiday")\nproject.ingest("day1")'
CUT = 'cut = project.timeline("rough cut")\ncut.append(project["beach.mp4"][1:3])'
MORE = 'cut.append(project["harbour.mp4"][0:2])\ncut.append(project["beach.mp4"]["00:00.5":"00:02.5"])'
TELL = "print(len(cut.clips), cut.clips[0].frames, cut.duration, cut.script_state)"
TIMELINE = ".stoat-timeline"


def timeline_data(page):
    return page.page.evaluate("() => ({...document.querySelector('.stoat-timeline').dataset})")


def wait_timeline(page, **expected):
    page.page.wait_for_function(
        "expected => { const data = document.querySelector('.stoat-timeline')?.dataset;"
        " return data && Object.entries(expected).every(([name, value]) => data[name] === value); }",
        arg={name: str(value) for name, value in expected.items()},
    )


def point(page, frame, row):
    """Where on the page the canvas shows `frame` in track row `row` (0: V1, 1: A1)."""
    box = page.page.locator(f"{TIMELINE} .stoat-canvas").bounding_box()
    surface = page.page.evaluate("() => ({...document.querySelector('.stoat-surface').dataset})")
    x = frame * float(surface["pxPerFrame"]) - float(surface["scroll"])
    return box["x"] + x, box["y"] + (62 if row == 0 else 110)


def drag(page, begin, end):
    mouse = page.page.mouse
    mouse.move(*begin)
    mouse.down()
    for step in range(1, 9):
        mouse.move(begin[0] + (end[0] - begin[0]) * step / 8, begin[1])
    mouse.up()


def focus(page):
    page.page.locator(f"{TIMELINE} .stoat-desk").focus()


def press(page, *keys):
    for key in keys:
        page.page.keyboard.press(key)


def test_cells_mouse_and_keyboard_make_the_same_film(opened, keep):
    page = opened([SETUP, CUT, MORE, "cut", TELL])
    page.run_all()
    wait_timeline(page, clips=3, durationFrames=150)
    assert page.output(4).split()[:3] == ["3", "50", "6"]

    # running a cell twice is running it once, and so is Run All
    page.run_cell(1)
    page.run_cell(1)
    page.run_all()
    page.run_all()
    wait_timeline(page, clips=3, durationFrames=150)
    assert page.output(4).strip() == "3 50 6 in_step"
    keep(page, "timeline-light")

    # the frame under the playhead is the frame of the sampling rule
    focus(page)
    press(page, "Home")
    go_to(page, 0)
    assert shown_barcode(page) == (25, 1)
    assert stage_data(page)["route"] == "files"
    press(page, *["ArrowRight"] * 7)
    go_to(page, 7)
    assert shown_barcode(page) == (32, 1)
    press(page, "ArrowLeft")
    go_to(page, 6)
    assert shown_barcode(page) == (31, 1)
    press(page, "ArrowDown")
    go_to(page, 50)
    assert shown_barcode(page) == (0, 3)

    # the tail of the first clip is dragged ten frames to the left
    page.page.locator(TIMELINE).scroll_into_view_if_needed()
    left, y = point(page, 50, 0)
    drag(page, (left - 3, y), (point(page, 40, 0)[0] - 3, y))
    wait_timeline(page, scriptState="hand_edits(1)")
    page.run_cell(4)
    assert page.output(4).split()[:2] == ["3", "40"]

    # written to a cell, and run again: it is there once
    page.page.locator(f"{TIMELINE} [data-do=write]").click()
    wait_timeline(page, scriptState="in_step")
    sources = page.sources()
    assert len(sources) == 6
    assert "trim" in sources[3]
    assert sources[:3] == [SETUP, CUT, MORE]
    page.run_all()
    wait_timeline(page, clips=3, scriptState="in_step")
    assert page.output(5).split()[:2] == ["3", "40"]
    page.page.evaluate("() => { document.querySelector('.stoat-timeline').dataset.before = 'yes'; }")
    page.run_all()
    assert page.output(5).split()[:2] == ["3", "40"]
    assert len(page.sources()) == 6
    # the cell has drawn its widget anew
    page.page.wait_for_selector(".stoat-timeline[data-before]", state="detached")
    wait_timeline(page, clips=3, scriptState="in_step")

    # a split by keyboard, and its undo by keyboard
    focus(page)
    press(page, "Home", *["ArrowRight"] * 5, "s")
    wait_timeline(page, clips=4, scriptState="hand_edits(1)")
    press(page, "Control+z")
    wait_timeline(page, clips=3, scriptState="in_step")
    press(page, "Control+Shift+Z")
    wait_timeline(page, clips=4)
    press(page, "Control+z")
    wait_timeline(page, clips=3, scriptState="in_step")


def test_keys_do_not_reach_jupyter(opened):
    page = opened([SETUP, CUT, "cut"])
    page.run_all()
    wait_timeline(page, clips=1)
    focus(page)
    # in command mode these would delete, cut, insert, change and run cells
    press(page, "d", "d", "x", "b", "a", "m", "y", "j", "k", "0", "0", "Shift+Enter", "Escape", "c", "v")
    page.page.wait_for_timeout(400)
    assert page.sources() == [SETUP, CUT, "cut"]
    assert page.page.evaluate("() => document.activeElement.className") == "stoat-desk"
    assert page.page.locator(".jp-Dialog").count() == 0


@pytest.mark.parametrize("subshells", [True, False], ids=["subshells", "no subshells"])
def test_the_picture_stays_alive_while_a_cell_runs(opened, subshells):
    page = opened([SETUP, CUT, "cut", "import time; time.sleep(7)", TELL], subshells=subshells)
    page.run_cell(0)
    page.run_cell(1)
    page.run_cell(2)
    wait_timeline(page, clips=1)
    go_to(page, 0)
    page.run_cell(3, wait=False)
    page.page.wait_for_timeout(300)
    focus(page)
    press(page, *["ArrowRight"] * 4)
    go_to(page, 4)
    assert shown_barcode(page) == (29, 1)
    press(page, "s")
    if subshells:
        wait_timeline(page, clips=2)
        assert not page.page.evaluate("() => window.stoatRan")
    page.wait_run(30)
    wait_timeline(page, clips=2)
    page.run_cell(4)
    assert page.output(4).split()[0] == "2"


def test_media_outside_the_server_come_over_the_comm(opened, footage):
    setup = f'import stoat_nb as st\nproject = st.open("holiday")\nproject.ingest({str(footage)!r})'
    page = opened([setup, CUT, "cut", "import time; time.sleep(6)"], beside=False)
    page.run_cell(0)
    page.run_cell(1)
    page.run_cell(2)
    go_to(page, 0)
    assert stage_data(page)["route"] == "comm"
    assert shown_barcode(page) == (25, 1)
    page.run_cell(3, wait=False)
    focus(page)
    press(page, "End")
    go_to(page, 49)
    assert shown_barcode(page) == (74, 1)
    assert not page.page.evaluate("() => window.stoatRan")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_screenshots_of_all_widgets(opened, keep, theme):
    page = opened([SETUP, "project.library", CUT, MORE, "cut"], dark=theme == "dark", height=1500)
    page.run_all()
    wait_timeline(page, clips=3)
    go_to(page, 0)
    focus(page)
    press(page, "ArrowDown", "ArrowRight", ".", "?")
    page.page.wait_for_selector(".stoat-library img")
    assert timeline_data(page)["theme"] == theme
    keep(page, f"widgets-{theme}")

    # the search answers what was typed last
    page.page.locator(".stoat-search").click()
    page.page.keyboard.type("harb", delay=30)
    page.page.wait_for_function("() => document.querySelector('.stoat-library').dataset.query === 'harb'")
    assert page.page.locator(".stoat-card .stoat-name").all_inner_texts() == ["harbour.mp4"]
    press(page, "ArrowDown")
    assert page.page.locator(".stoat-card[aria-selected=true] .stoat-name").inner_text() == "harbour.mp4"

    # the page's theme can change under an open widget
    if theme == "light":
        page.command("apputils:change-theme", {"theme": "JupyterLab Dark"})
        wait_timeline(page, theme="dark")
