"""Metrics over HTTP after successes, failures, time-outs and cancels; events; spans; tokens."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request

import pytest
from prometheus_client.parser import text_string_to_metric_families

import stoat_nb as st
from stoat_nb.errors import StoatError
from stoat_nb.ffmpeg import ObservableFFmpegExecutor, RealFFmpegExecutor
from stoat_nb.observe import CancelToken, metrics
from stoat_nb.observe import logs as log_module

GOOD = ["-v", "error", "-f", "lavfi", "-i", "color=size=16x16", "-frames:v", "3", "-f", "null", "-"]
ENDLESS = ["-v", "error", "-f", "lavfi", "-i", "color=size=16x16", "-f", "null", "-"]


def scraped(url: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    text = urllib.request.urlopen(url, timeout=10).read().decode()
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_metrics_count_every_way_to_end() -> None:
    executor = ObservableFFmpegExecutor(RealFFmpegExecutor(), "metrics-test")
    token = CancelToken()
    with st.observe.serve_metrics() as server:
        executor.run(GOOD)
        executor.run(["-v", "error", "-i", "file:/missing.mp4", "-f", "null", "-"])
        with pytest.raises(StoatError):
            executor.run(ENDLESS, timeout=0.3)
        active = []

        def stop(_) -> None:
            active.append(scraped(server.url)["stoat_nb_ffmpeg_active_processes", ()])
            token.cancel()

        with pytest.raises(StoatError):
            executor.run(ENDLESS, cancel=token, on_progress=stop)
        found = scraped(server.url)
    for status in ("ok", "failed", "timeout", "cancelled"):
        assert found["stoat_nb_ffmpeg_executions_total", (("kind", "metrics-test"), ("status", status))] == 1
    assert found["stoat_nb_ffmpeg_duration_seconds_count", (("kind", "metrics-test"),)] == 4
    assert found["stoat_nb_ffmpeg_duration_seconds_sum", (("kind", "metrics-test"),)] > 0.3
    assert active[0] == 1
    assert found["stoat_nb_ffmpeg_active_processes", ()] == 0


def test_the_other_rooms_counters() -> None:
    metrics.count_render("proven", frames=120)
    metrics.count_ingested("failed", 3)
    metrics.count_cache("segments", hit=True)
    metrics.set_queue_depth(4)
    with pytest.raises(ZeroDivisionError), metrics.time_query("observe-test"):
        _ = 1 / 0
    text = metrics.exposition().decode()
    for line in (
        'stoat_nb_renders_total{status="proven"}', "stoat_nb_frames_rendered_total ", 'stoat_nb_ingested_files_total{status="failed"}',
        'stoat_nb_cache_lookups_total{cache="segments",outcome="hit"}', "stoat_nb_queue_depth 4.0",
        'stoat_nb_query_seconds_count{kind="observe-test"} 1.0',
    ):  # fmt: skip
        assert line in text


def test_our_registry_is_our_own() -> None:
    from prometheus_client import REGISTRY, generate_latest

    assert b"stoat_nb" not in generate_latest(REGISTRY)


def test_the_server_answers_this_machine_only_and_one_path() -> None:
    with st.observe.serve_metrics() as server:
        assert server.url == f"http://127.0.0.1:{server.port}/metrics"
        for path, host, code in (("/", "127.0.0.1", 404), ("/metrics", "evil.example", 403)):
            request = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", headers={"Host": host})
            with pytest.raises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(request, timeout=10)
            assert caught.value.code == code
        with pytest.raises(OSError):
            st.observe.serve_metrics(server.port)
    server.close()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(server.url, timeout=5)


def events_of(call, level: str = "info") -> list[dict[str, object]]:
    stream = io.StringIO()
    st.observe.configure_logging(level, json=True, stream=stream)
    try:
        call()
    finally:
        st.observe.configure_logging("warning", stream=io.StringIO())
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_events_of_a_run() -> None:
    executor = ObservableFFmpegExecutor(RealFFmpegExecutor()).of_kind("segment")

    def call() -> None:
        with log_module.bound(project="holiday", job="j1"):
            executor.run(GOOD)
            executor.run(["-v", "error", "-i", "file:/missing.mp4", "-f", "null", "-"])

    events = events_of(call)
    assert [event["event"] for event in events] == [
        "ffmpeg.started",
        "ffmpeg.completed",
        "ffmpeg.started",
        "ffmpeg.failed",
    ]
    assert all(
        (event["project"], event["job"], event["kind"]) == ("holiday", "j1", "segment") for event in events
    )
    assert "color=size=16x16" in events[0]["command"]
    assert events[1]["seconds"] > 0
    assert (events[3]["code"], events[3]["level"]) == ("media.not_found", "warning")
    assert [event["event"] for event in events_of(lambda: executor.run(GOOD), "warning")] == []


def test_plain_lines_and_unknown_levels() -> None:
    stream = io.StringIO()
    st.observe.configure_logging("info", stream=stream)
    st.observe.logger("test").info("thing.happened", frames=3)
    st.observe.configure_logging("warning", stream=io.StringIO())
    assert stream.getvalue().startswith("event='thing.happened'")
    assert "frames=3" in stream.getvalue()
    with pytest.raises(ValueError):
        st.observe.configure_logging("loud")


def test_spans_go_to_opentelemetry_when_switched_on() -> None:
    program = """
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
import stoat_nb as st
from stoat_nb.ffmpeg import ObservableFFmpegExecutor, RealFFmpegExecutor
exporter = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)
executor = ObservableFFmpegExecutor(RealFFmpegExecutor(), "segment")
args = ["-v", "error", "-f", "lavfi", "-i", "color=size=16x16", "-frames:v", "1", "-f", "null", "-"]
executor.run(args)
assert not exporter.get_finished_spans()
st.observe.switch_spans()
executor.run(args)
(span,) = exporter.get_finished_spans()
assert (span.name, span.attributes["kind"]) == ("ffmpeg.run", "segment")
st.observe.switch_spans(False)
executor.run(args)
assert len(exporter.get_finished_spans()) == 1
"""
    pytest.importorskip("opentelemetry.sdk")
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_spans_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(StoatError) as caught:
        st.observe.switch_spans()
    assert caught.value.code == "observe.otel_missing"


def test_importing_costs_nothing_heavy() -> None:
    program = "import sys, stoat_nb, stoat_nb.observe, stoat_nb.jobs\nbad = {'av', 'numpy', 'structlog', 'prometheus_client', 'pydantic'} & set(sys.modules)\nassert not bad, bad"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_a_token_wakes_callbacks_once_and_passes_to_its_children() -> None:
    parent, heard = CancelToken(), []
    child = CancelToken(parent)
    child.on_cancel(lambda: heard.append("child"))
    forget = parent.on_cancel(lambda: heard.append("forgotten"))
    forget()
    parent.on_cancel(lambda: 1 / 0)
    sleeper = threading.Thread(target=lambda: heard.append(child.wait(10)))
    sleeper.start()
    parent.cancel("stop")
    parent.cancel("again")
    sleeper.join(5)
    assert sorted(map(str, heard)) == ["True", "child"]
    assert (child.cancelled, child.reason, parent.reason) == (True, "stop", "stop")
    parent.on_cancel(lambda: heard.append("late"))
    assert heard[-1] == "late"
    with pytest.raises(StoatError) as caught:
        child.raise_if_cancelled("ingest")
    assert caught.value.code == "job.cancelled"
    assert "ingest" in caught.value.message
