"""Pieces of picture: made by one command each, decoded and counted once, then joined without encoding."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code

if TYPE_CHECKING:
    from pathlib import Path

    from stoat_nb.observe.cancel import CancelToken
    from stoat_nb.render.plan import Plan, Segment

__all__ = ["PieceFacts", "check_piece", "join_pieces"]


@dataclass(frozen=True, slots=True)
class PieceFacts:
    """What a finished piece was seen to hold.

    Attributes
    ----------
    frames
        Decoded frames.
    digest
        BLAKE2b of all packets in their order.
    order
        For each packet in decoding order the number of its frame.
    parameters
        The decoder's parameter sets.
    """

    id: str
    frames: int
    digest: str
    order: tuple[int, ...]
    parameters: bytes


def check_piece(segment: Segment, rate: Fraction) -> PieceFacts:
    """Decode a piece and count its frames.

    Raises
    ------
    RenderError
        ``render.not_proven`` unless it holds exactly the planned frames at their times.
    """
    import av

    digest = hashlib.blake2b(digest_size=32)
    order: list[int] = []
    decoded = 0
    with av.open(str(segment.file)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        # Every frame is decoded; only the smoothing, which costs a third, is left out of counting.
        stream.codec_context.options = {"skip_loop_filter": "all"}
        parameters = bytes(stream.codec_context.extradata or b"")
        for packet in container.demux(stream):
            if packet.size:
                digest.update(bytes(packet))
                order.append(_frame_number(packet.pts, packet.time_base, rate, segment))
            decoded += len(packet.decode())
    if decoded != segment.frames:
        raise _wrong(segment, "the count of frames", decoded, segment.frames)
    if sorted(order) != list(range(segment.frames)):
        raise _wrong(segment, "the order of frames", sorted(order)[:5], "0, 1, 2, ...")
    return PieceFacts(segment.id, decoded, digest.hexdigest(), tuple(order), parameters)


def _frame_number(pts: int | None, time_base: Fraction | None, rate: Fraction, segment: Segment) -> int:
    number = (pts or 0) * Fraction(time_base or 0) * rate
    if pts is None or number.denominator != 1:
        raise _wrong(segment, "a frame's time", pts, "a whole number of frames")
    return int(number)


def _wrong(segment: Segment, what: str, actual: object, expected: object) -> Exception:
    name = f"{what} of segment {segment.id}" + (f" ({segment.label})" if segment.label else "")
    return from_code("render.not_proven", {"what": name, "actual": actual, "expected": expected})


def join_pieces(plan: Plan, facts: list[PieceFacts], cancel: CancelToken | None = None) -> Path:
    """Write all pieces into one picture file, with every timestamp made from the frame's number.

    MP4 headers hold durations in milliseconds; a join that adds them up drifts.

    Raises
    ------
    RenderError
        ``render.not_proven`` when two pieces need different decoder parameters.
    """
    import av

    step = plan.rate.denominator
    tick = Fraction(1, plan.rate.numerator)
    # How far decoding runs ahead of showing, one figure for the whole film.
    delay = max(place - number for piece in facts for place, number in enumerate(piece.order))
    options = {"video_track_timescale": str(plan.rate.numerator)}
    with av.open(str(plan.picture), "w", format="mp4", options=options) as out:
        target = None
        for segment, piece in zip(plan.segments, facts, strict=True):
            if piece.parameters != facts[0].parameters:
                raise _wrong(segment, "the decoder's parameters", "different", "those of the first piece")
            if cancel is not None:
                cancel.raise_if_cancelled("the render")
            with av.open(str(segment.file)) as container:
                source = container.streams.video[0]
                if target is None:
                    target = out.add_stream_from_template(source)
                    target.time_base = tick
                packets = (packet for packet in container.demux(source) if packet.size)
                for place, (packet, number) in enumerate(zip(packets, piece.order, strict=True)):
                    packet.stream = target
                    packet.time_base = tick
                    packet.pts = (segment.start_frame + number) * step
                    packet.dts = (segment.start_frame + place - delay) * step
                    packet.duration = step
                    out.mux(packet)
    return plan.picture
