"""Proof: a film is compared with its plan before it gets its name. Exit code 0 proves nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.container import InputContainer

    from stoat_nb.render.pieces import PieceFacts
    from stoat_nb.render.plan import Plan
    from stoat_nb.render.result import RenderResult

__all__ = ["Proof", "ProofRow", "prove", "sha256_of", "verify"]

_BT709 = 1
_LIMITED = 1
_AAC_FRAME = 1024


@dataclass(frozen=True, slots=True)
class ProofRow:
    """One comparison."""

    what: str
    expected: str
    actual: str

    @property
    def ok(self) -> bool:
        """Whether the film is as planned here."""
        return self.expected == self.actual


@dataclass(frozen=True, slots=True)
class Proof:
    """All comparisons of one film."""

    rows: tuple[ProofRow, ...]

    @property
    def ok(self) -> bool:
        """Whether everything is as planned."""
        return all(row.ok for row in self.rows)

    def assert_ok(self) -> None:
        """Raise unless everything is as planned.

        Raises
        ------
        RenderError
            ``render.not_proven`` with the first difference.
        """
        for row in self.rows:
            if not row.ok:
                raise from_code(
                    "render.not_proven", {"what": row.what, "actual": row.actual, "expected": row.expected}
                )

    def __str__(self) -> str:
        return "\n".join(
            f"{'ok  ' if row.ok else 'FAIL'} {row.what}: {row.actual}"
            + ("" if row.ok else f" (planned {row.expected})")
            for row in self.rows
        )


def prove(path: Path, plan: Plan, pieces: list[PieceFacts]) -> Proof:
    """Compare a joined film with its plan by its packets, without decoding it again."""
    import av

    with av.open(str(path)) as container:
        rows = [*_streams(container, plan), *_packets(container, plan, pieces)]
    return Proof(tuple(rows))


def _streams(container: InputContainer, plan: Plan) -> Iterator[ProofRow]:
    kinds = [stream.type for stream in container.streams]
    yield _row("streams", ["video", "audio"], kinds)
    if kinds != ["video", "audio"]:
        return
    video, audio = container.streams.video[0], container.streams.audio[0]
    picture, sound = video.codec_context, audio.codec_context
    yield _row("picture codec", "h264", picture.name)
    yield _row("size", f"{plan.width}x{plan.height}", f"{picture.width}x{picture.height}")
    aspect = picture.sample_aspect_ratio
    yield _row("pixel shape", Fraction(1), aspect or Fraction(1))
    tags = (picture.colorspace, picture.color_primaries, picture.color_trc, picture.color_range)
    yield _row("colour", [_BT709, _BT709, _BT709, _LIMITED], [int(tag) for tag in tags])
    yield _row("sound codec", "aac", sound.name)
    yield _row("sample rate", plan.sample_rate, sound.sample_rate)
    yield _row("channels", 2, sound.layout.nb_channels)
    heard = (audio.duration or 0) * Fraction(audio.time_base or 0)
    yield _row("sound shown by the edit list", Fraction(plan.samples, plan.sample_rate), heard)


def _packets(container: InputContainer, plan: Plan, pieces: list[PieceFacts]) -> Iterator[ProofRow]:
    if not container.streams.video or not container.streams.audio:
        return
    ends: list[int] = []
    at = 0
    for piece in pieces:
        at += piece.frames
        ends.append(at)
    digests, numbers = [hashlib.blake2b(digest_size=32)], list[Fraction]()
    ticks, priming, expected_next, gaps = 0, 0, None, 0
    audio_base = Fraction(0)
    for packet in container.demux(container.streams.video[0], container.streams.audio[0]):
        if not packet.size or packet.pts is None:
            continue
        if packet.stream.type == "video":
            if len(numbers) in ends[:-1]:
                digests.append(hashlib.blake2b(digest_size=32))
            digests[-1].update(bytes(packet))
            numbers.append(packet.pts * Fraction(packet.time_base or 0) * plan.rate)
            continue
        audio_base = Fraction(packet.time_base or 0)
        if expected_next is None:
            priming = -packet.pts
        gaps += expected_next not in (None, packet.pts)
        expected_next = packet.pts + (packet.duration or 0)
        ticks = expected_next
    yield _row("frames", plan.frames, len(numbers))
    yield _holds(
        "frame times equal frame numbers", sorted(numbers) == [Fraction(n) for n in range(len(numbers))]
    )
    same = [digest.hexdigest() for digest in digests] == [piece.digest for piece in pieces]
    yield _holds("packets equal those of the checked pieces", same)
    yield _row("samples", plan.samples, ticks * audio_base * plan.sample_rate)
    yield _holds("sound without holes, from the first sample", gaps == 0 and priming >= 0)


def _row(what: str, expected: object, actual: object) -> ProofRow:
    return ProofRow(what, str(expected), str(actual))


def _holds(what: str, holds: bool) -> ProofRow:
    return _row(what, "yes", "yes" if holds else "no")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify(result: RenderResult, *, frames: bool = False) -> Proof:
    """Look again at a film that was rendered earlier.

    Parameters
    ----------
    result
        What `render` gave back.
    frames
        Also decode every frame and sample, which takes as long as playing it fast.

    Returns
    -------
    Proof
        Equality of the file, and with `frames` the counts that decoding gave. It does not raise: see
        `Proof.ok` and `Proof.assert_ok`.
    """
    rows = [_row("sha256", result.sha256, sha256_of(result.path) if result.path.is_file() else "no file")]
    if frames and result.path.is_file():
        rows += _decoded(result.path, result)
    return Proof(tuple(rows))


def _decoded(path: Path, result: RenderResult) -> Iterator[ProofRow]:
    import av

    with av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        yield _row("decoded frames", result.frames, sum(1 for _ in container.decode(video=0)))
    with av.open(str(path)) as container:
        samples = sum(frame.samples for frame in container.decode(audio=0))
    # A decoder gives out the last AAC frame whole; the file says how much of it is heard.
    yield _holds(
        "decoded samples, but for the last AAC frame",
        result.samples <= samples < result.samples + 2 * _AAC_FRAME,
    )
