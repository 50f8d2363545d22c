"""What a project does is counted: ingest, questions, renders, FFmpeg's runs, kept thumbnails; read over HTTP."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

import stoat_nb as st
from stoat_nb.errors import StoatError
from stoat_nb.ffmpeg import RealFFmpegExecutor
from stoat_nb.store import MemoryProjectStorage
from tests.support.footage import MAKERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Page:
    """The served metrics, as what was added since the test began."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._before = self._read()

    def _read(self) -> Counter[str]:
        text = urllib.request.urlopen(self._url, timeout=10).read().decode()
        return Counter(
            {
                " ".join(
                    [sample.name.removeprefix("stoat_nb_"), *sorted(sample.labels.values())]
                ): sample.value
                for family in text_string_to_metric_families(text)
                for sample in family.samples
                if not sample.name.endswith(("_bucket", "_created", "_sum"))
            }
        )

    def added(self) -> dict[str, float]:
        found = self._read()
        found.subtract(self._before)
        return {name: value for name, value in found.items() if value}


@pytest.fixture
def page() -> Iterator[Page]:
    with st.observe.serve_metrics() as server:
        yield Page(server.url)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[st.Project]:
    (tmp_path / "footage").mkdir()
    MAKERS["rate25"](tmp_path / "footage")
    (tmp_path / "footage" / "broken.mp4").write_bytes(b"nothing")
    with st.open(tmp_path / "holiday") as project:
        yield project


def test_a_day_in_a_project_is_counted(project: st.Project, page: Page, tmp_path: Path) -> None:
    project.ingest(tmp_path / "footage", on_error="record")
    project.ingest(tmp_path / "footage", on_error="record")
    assert page.added() == {
        "ingested_files_total added": 1,
        "ingested_files_total unchanged": 1,
        "ingested_files_total failed": 2,
    }


def test_renders_are_counted_by_their_end(project: st.Project, page: Page, tmp_path: Path) -> None:
    project.ingest(tmp_path / "footage", on_error="record")
    (video,) = project.library
    cut = project.timeline("cut")
    cut.append(video[0:1])
    film = cut.render(tmp_path / "film.mp4")
    (tmp_path / "foreign.mp4").write_bytes(b"somebody's own")
    with pytest.raises(StoatError, match=r"render\.file_exists"):
        cut.render(tmp_path / "foreign.mp4")
    assert (tmp_path / "foreign.mp4").read_bytes() == b"somebody's own"
    found = page.added()
    assert found["renders_total proven"] == 1
    assert found["renders_total failed"] == 1
    assert found["frames_rendered_total"] == film.frames == 25
    assert film.verify(frames=True).ok
    film.path.write_bytes(b"another film")
    assert not film.verify().ok
    runs = {name: value for name, value in found.items() if name.startswith("ffmpeg_executions_total")}
    assert runs == {
        "ffmpeg_executions_total ok segment": 1,
        "ffmpeg_executions_total ok sound": 1,
        "ffmpeg_executions_total film ok": 1,
    }
    assert "ffmpeg_active_processes" not in found


def test_a_cancelled_render_is_counted_as_one(project: st.Project, page: Page, tmp_path: Path) -> None:
    project.ingest(tmp_path / "footage", on_error="record")
    (video,) = project.library
    cut = project.timeline("cut")
    cut.append(video[0:2])
    job = cut.render(tmp_path / "film.mp4", background=True)
    while job.state == "queued":
        job.wait(0.001)
    job.cancel()
    job.wait(20)
    ended = "proven" if job.state == "done" else "cancelled"
    assert page.added()[f"renders_total {ended}"] == 1
    assert [row.status for row in project.storage.renders()] == [ended]


def test_questions_are_timed_also_those_that_fail(project: st.Project, page: Page) -> None:
    assert project.sql("SELECT count(*) FROM videos").fetchall() == [(0,)]
    with pytest.raises(StoatError, match=r"sql\.failed"):
        project.sql("SELECT nothing FROM nowhere")
    list(project.library.search("beach"))
    found = page.added()
    assert found["query_seconds_count sql"] >= 2
    assert found["query_seconds_count search"] >= 1


def test_kept_thumbnails_are_hits(project: st.Project, page: Page, tmp_path: Path) -> None:
    project.ingest(tmp_path / "footage", on_error="record")
    (video,) = project.library
    pictures = {project.library_model.thumbnail(video.id, 64) for _ in range(3)}
    assert len(pictures) == 1
    found = page.added()
    assert found["cache_lookups_total miss thumbnails"] == 1
    assert found["cache_lookups_total hit thumbnails"] == 2


def test_an_executor_that_a_person_gives_is_counted_too(page: Page, tmp_path: Path) -> None:
    args = ["-v", "error", "-f", "lavfi", "-i", "color=size=16x16", "-frames:v", "1", "-f", "null", "-"]
    given = RealFFmpegExecutor()
    with st.open(tmp_path / "x", storage=MemoryProjectStorage(), executor=given) as project:
        assert project.executor.binary == given.binary
        project.executor.run(args)
    assert page.added()["ffmpeg_executions_total ok run"] == 1


SAYS = """
import sys
import stoat_nb as st
with st.open(sys.argv[1]) as project:
    project.executor.run(["-v", "error", "-f", "lavfi", "-i", "color=size=16x16", "-frames:v", "1", "-f", "null", "-"])
"""


@pytest.mark.parametrize(("level", "events"), [("info", True), ("warning", False), (None, False)])
def test_the_settings_say_what_is_logged(tmp_path: Path, level: str | None, *, events: bool) -> None:
    if level is not None:
        (tmp_path / "stoat.toml").write_text(f'log_level = "{level}"\n')
    done = subprocess.run(
        [sys.executable, "-c", SAYS, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert ("ffmpeg.completed" in done.stderr) is events
    assert done.stdout == ""


def test_a_file_is_looked_into_no_longer_than_the_settings_allow(tmp_path: Path) -> None:
    (tmp_path / "stoat.toml").write_text("probe_timeout_seconds = 0.000001\n")
    film = MAKERS["rate25"](tmp_path).path
    with st.open(tmp_path) as project:
        report = project.ingest(film, on_error="record")
    assert [row.code for row in report.failures] == ["media.too_slow"]
