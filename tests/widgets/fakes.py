"""Small, real models behind the widgets: a timeline of frames, media on disk, a job that counts."""

from __future__ import annotations

import threading
from fractions import Fraction
from pathlib import Path

from stoat_nb.errors import from_code


class FakeTimeline:
    """Clips on V1 and A1 as (link, medium, start, frames, source frame), with undo."""

    def __init__(self, name="rough cut", rate="25", media=None, clips=None):
        self.name = name
        self._rate = rate
        self._media = media or {}
        self._clips = list(clips or [])
        self._undo, self._redo = [], []
        self._revision = 1
        self._lock = threading.RLock()
        self._listeners = []
        self.cells = None
        self.taken = []
        self.edits = []
        self.state = "in_step"
        self.parked = []
        self.after_cell = None

    @property
    def revision(self):
        return self._revision

    def snapshot(self):
        with self._lock:
            rate = Fraction(self._rate)
            video, audio, scene = [], [], []
            count = {}
            for link, medium, start, frames, source in sorted(self._clips, key=lambda clip: clip[2]):
                count[medium] = count.get(medium, 0) + 1
                name = self._media[medium]["name"]
                label = f"{name.rpartition('.')[0] or name}#{count[medium]}"
                for track, kind in ((video, "v"), (audio, "a")):
                    track.append(
                        {
                            "kind": "clip",
                            "id": link + kind,
                            "link": link,
                            "label": label,
                            "start": start,
                            "frames": frames,
                            "medium": medium,
                            "source_start": str(Fraction(source) / rate),
                            "head_room": source,
                            "tail_room": max(0, self._media[medium]["frames"] - source - frames),
                        }
                    )
                scene.append(
                    {
                        "start_frame": start,
                        "frames": frames,
                        "clips": [link + "v"],
                        "label": label,
                        "medium": medium,
                        "source_start": str(Fraction(source) / rate),
                        "speed": "1",
                    }
                )
            return {
                "name": self.name,
                "revision": self._revision,
                "format": {"rate": self._rate, "width": 640, "height": 360, "sample_rate": 48000},
                "duration_frames": max((clip[2] + clip[3] for clip in self._clips), default=0),
                "tracks": [
                    {"name": "V1", "kind": "video", "items": video},
                    {"name": "A1", "kind": "audio", "items": audio},
                ],
                "media": {key: dict(value) for key, value in self._media.items()},
                "scene": scene,
                "state": f"hand_edits({len(self._undo)})" if self._undo else self.state,
                "parked": self.parked,
                "can_undo": bool(self._undo),
                "can_redo": bool(self._redo),
                "undo_cell": None,
            }

    def apply_edit(self, edit, base):
        with self._lock:
            if base != self._revision:
                raise from_code(
                    "timeline.conflict", {"name": self.name, "actual": self._revision, "expected": base}
                )
            before = list(self._clips)
            getattr(self, "_" + edit["op"])(edit)
            self._undo.append(before)
            self._redo.clear()
            self.edits.append(edit)
            return self._bump()

    def undo(self, *, as_hand=False):
        with self._lock:
            self._redo.append(self._clips)
            self._clips = self._undo.pop()
            return self._bump()

    def redo(self):
        with self._lock:
            self._undo.append(self._clips)
            self._clips = self._redo.pop()
            return self._bump()

    def hand_code(self):
        with self._lock:
            code = f"cut = project.timeline({self.name!r})  # {len(self._undo)} edits" if self._undo else ""
            return {"code": code, "block": "b2", "after_cell": self.after_cell}

    def take_over(self, block, cell, notebook):
        with self._lock:
            self.taken.append((block, cell, notebook))
            self._undo.clear()
            return self._bump()

    def report_cells(self, notebook, cells):
        self.cells = (notebook, cells)

    def subscribe(self, callback):
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def _bump(self):
        self._revision += 1
        for listener in list(self._listeners):
            listener("timeline.changed", {"revision": self._revision, "state": "in_step"})
        return self._revision

    def _frames(self, time):
        frames = Fraction(time) * Fraction(self._rate)
        assert frames.denominator == 1, time
        return int(frames)

    def _find(self, target):
        for index, clip in enumerate(self._clips):
            if clip[0] == target[:-1]:
                return index, clip
        raise KeyError(target)

    def _split(self, edit):
        at = self._frames(edit["at"])
        for index, (link, medium, start, frames, source) in enumerate(self._clips):
            if start < at < start + frames:
                left = at - start
                self._clips = [*self._clips]
                self._clips[index] = (link, medium, start, left, source)
                self._clips.append((f"{link}s{self._revision}", medium, at, frames - left, source + left))
                return

    def _trim(self, edit):
        index, (link, medium, start, frames, source) = self._find(edit["target"])
        head, tail = self._frames(edit.get("head", "0")), self._frames(edit.get("tail", "0"))
        self._clips = [*self._clips]
        self._clips[index] = (link, medium, start + head, frames - head - tail, source + head)

    def _remove(self, edit):
        index, _ = self._find(edit["target"])
        self._clips = [clip for at, clip in enumerate(self._clips) if at != index]


class FakeMedia:
    """Media files on disk, decoded with PyAV."""

    def __init__(self, folder, paths, serve=True):
        self._folder = Path(folder)
        self._paths = {key: Path(path) for key, path in paths.items()}
        self._serve = serve
        self.reads = 0

    def open(self, medium):
        import av

        path = self._paths[medium]
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            stamps = sorted({packet.pts for packet in container.demux(stream) if packet.pts is not None})
            base = Fraction(stream.time_base)
            rate = Fraction(stream.average_rate)
            return {
                "id": medium,
                "name": path.name,
                "kind": "video",
                "size": path.stat().st_size,
                "files_url_path": path.relative_to(self._folder).as_posix() if self._serve else None,
                "rate": str(rate),
                "first_time": str(stamps[0] * base),
                "time_base": str(base),
                "timestamps": None,
                "end_pts": int(stamps[-1] + 1 / rate / base),
                "frames": len(stamps),
                "width": stream.codec_context.width,
                "height": stream.codec_context.height,
                "rotation": 0,
            }

    def read(self, medium, start, end):
        self.reads += 1
        with self._paths[medium].open("rb") as file:
            file.seek(start)
            return file.read(end - start)

    def frame_jpeg(self, medium, frame, width):
        import av

        with av.open(str(self._paths[medium])) as container:
            for index, picture in enumerate(container.decode(video=0)):
                if index == frame:
                    height = max(2, picture.height * width // picture.width // 2 * 2)
                    coder = av.CodecContext.create("mjpeg", "w")
                    coder.width, coder.height, coder.pix_fmt = width // 2 * 2, height, "yuvj420p"
                    coder.time_base = Fraction(1, 25)
                    still = picture.reformat(coder.width, height, "yuvj420p")
                    still.pts = 0
                    return b"".join(bytes(packet) for packet in [*coder.encode(still), *coder.encode(None)])
        raise IndexError(frame)


class FakeLibrary:
    """Rows in memory; thumbnails from FakeMedia."""

    def __init__(self, name, items, media=None):
        self.name = name
        self._items = items
        self._media = media
        self.queries = []

    def query(self, text, offset, limit, sort):
        self.queries.append(text)
        words = text.lower().split()
        found = [item for item in self._items if all(word in item["name"].lower() for word in words)]
        found.sort(key=lambda item: item["name"], reverse=sort.startswith("-"))
        return {"total": len(found), "items": found[offset : offset + limit]}

    def thumbnail(self, medium, width):
        return self._media.frame_jpeg(medium, 5, width) if self._media else b""


class FakeJob:
    """A job that counts frames on a thread of its own."""

    def __init__(self, job_id="j1", total=100, seconds=None):
        self.id = job_id
        self._total = total
        self._done = 0
        self._state = "running"
        self._cancelled = threading.Event()
        self._listeners = []
        self._seconds = seconds
        self._thread = None

    def start(self):
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()
        return self

    def _work(self):
        for count in range(1, self._total + 1):
            if self._cancelled.wait(self._seconds / self._total):
                self._finish("cancelled")
                return
            self._done = count
            self._tell()
        self._finish("done")

    def _finish(self, state):
        self._state = state
        self._tell()

    def _tell(self):
        for listener in list(self._listeners):
            listener("job.changed", {})

    def wait(self):
        self._thread.join()
        return self._state

    def snapshot(self):
        left = (self._total - self._done) * (self._seconds or 0) / self._total
        return {
            "id": self.id,
            "title": "Render rough cut",
            "state": self._state,
            "done": self._done,
            "total": self._total,
            "unit": "frames",
            "phase": "encoding",
            "elapsed_seconds": 1.0,
            "eta_seconds": left if self._state == "running" else None,
            "error": None,
            "result": None,
        }

    def cancel(self):
        self._cancelled.set()

    def subscribe(self, callback):
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)


class Shown:
    """Display a bundle."""

    def __init__(self, make):
        self._make = make

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self._make()
