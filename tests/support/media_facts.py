"""Made metadata for tests that need rows and no files."""

from fractions import Fraction

from stoat_nb.media.metadata import AudioStream, Color, VideoMetadata, VideoStream


def video_facts(
    *, frames=250, rate="25", codec="h264", width=640, height=360, sound=True, variable=False, **more
):
    exact = Fraction(rate)
    stamps = tuple(i * 512 + (i % 3) for i in range(frames)) if variable else None
    video = VideoStream(
        index=0,
        codec=codec,
        profile="High",
        pixel_format="yuv420p",
        bit_depth=8,
        coded_width=width,
        coded_height=height,
        width=width,
        height=height,
        rotation=0,
        sample_aspect_ratio=Fraction(1),
        field_order="progressive",
        color=Color(primaries="bt709"),
        time_base=Fraction(1, 12800),
        first_pts=0,
        frame_count=frames,
        rate=None if variable else exact,
        average_rate=exact,
        timestamps=stamps,
        end_pts=stamps[-1] + 512 if stamps else int(frames / exact * 12800),
        keyframes=tuple(range(0, frames * 512, 12 * 512)),
        has_b_frames=True,
    )
    return VideoMetadata(
        kind="video",
        container="mov,mp4,m4a,3gp,3g2,mj2",
        container_start=Fraction(0),
        file_size=1000,
        creation_time=more.get("creation_time"),
        timecode=more.get("timecode"),
        video=video,
        audio=sound_stream(index=1) if sound else None,
        audio_streams=1 if sound else 0,
        attached_pictures=0,
    )


def sound_stream(index=0):
    return AudioStream(index, "aac", 48000, 2, "stereo", "eng", Fraction(1, 48000), -1024, 480000)


def audio_facts():
    return VideoMetadata("audio", "wav", Fraction(0), 99, None, None, None, sound_stream(), 1, 0)
