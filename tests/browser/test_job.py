"""Progress and Cancel of a render, while the cell that renders is still running."""

from __future__ import annotations

from tests.browser.test_journey import SETUP, focus, go_to, press, wait_timeline

LONG = """beach = project["beach.mp4"]
for count in range(60):
    cut.append(beach[0:4])"""
NO_DECODER = "delete window.VideoDecoder;"


def wait_job(page, *states, at_least=0):
    page.page.wait_for_function(
        "([states, least]) => { const all = [...document.querySelectorAll('.stoat-job')];"
        " const job = all.find(one => one.querySelector('.stoat-title').textContent.includes('film'));"
        " return job && states.includes(job.dataset.state) && Number(job.dataset.done) >= least; }",
        arg=[list(states), at_least],
    )


def test_cancel_works_inside_the_running_cell_after_a_hundred_pooled_replies(opened):
    cells = [
        SETUP,
        'cut = project.timeline("rough cut")\ncut.append(project["beach.mp4"][0:4])',
        "cut",
        'cut.render("film.mp4").frames',
        LONG,
        'cut.render("film.mp4").frames',
    ]
    page = opened(cells, before=NO_DECODER)
    for index in range(3):
        page.run_cell(index)
    wait_timeline(page, clips=1)
    go_to(page, 0)
    focus(page)
    for frame in range(1, 100):  # each is a JPEG that the kernel's pool decodes
        press(page, "ArrowRight")
        go_to(page, frame)
    assert page.page.evaluate("() => document.querySelector('.stoat-stage').dataset.route") == "kernel"
    page.run_cell(3, seconds=60)
    wait_job(page, "done", at_least=100)
    assert page.output(3).strip().endswith("100")
    page.run_cell(4)
    page.run_cell(5, wait=False)
    job = page.page.locator(".jp-Cell").nth(5).locator(".stoat-job")
    page.page.wait_for_function(
        "() => Number(document.querySelectorAll('.jp-Cell')[5].querySelector('.stoat-job')?.dataset.done ?? 0) > 100",
        timeout=60_000,
    )
    assert not page.page.evaluate("() => window.stoatRan")
    job.locator("[data-do=cancel]").click()
    page.page.wait_for_function(
        "() => document.querySelectorAll('.jp-Cell')[5].querySelector('.stoat-job')?.dataset.state === 'cancelled'",
        timeout=10_000,
    )
    page.wait_run(20)
    assert "cancelled" in page.output(5)
