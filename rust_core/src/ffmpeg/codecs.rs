//! What each allowed encoder takes: quality range, presets, profiles.

use std::ops::RangeInclusive;

/// Video encoders that may be asked for; `copy` passes packets through.
pub const VIDEO_CODECS: &[&str] = &[
    "libx264",
    "libx265",
    "libvpx-vp9",
    "libaom-av1",
    "libsvtav1",
    "prores_ks",
    "ffv1",
    "mjpeg",
    "png",
    "gif",
    "rawvideo",
    "mpeg4",
    "mpeg2video",
    "copy",
];

/// Audio encoders that may be asked for; `copy` passes packets through.
pub const AUDIO_CODECS: &[&str] = &[
    "aac",
    "libopus",
    "libmp3lame",
    "libvorbis",
    "flac",
    "alac",
    "ac3",
    "pcm_s16le",
    "pcm_s24le",
    "pcm_f32le",
    "copy",
];

/// Formats that may be written (`-f`).
pub(super) const MUXERS: &[&str] = &[
    "mp4",
    "mov",
    "matroska",
    "webm",
    "mpegts",
    "avi",
    "nut",
    "ogg",
    "wav",
    "flac",
    "mp3",
    "adts",
    "ipod",
    "gif",
    "image2",
    "mjpeg",
    "image2pipe",
    "rawvideo",
    "yuv4mpegpipe",
    "f32le",
    "s16le",
    "framemd5",
    "framehash",
    "md5",
    "hash",
    "streamhash",
    "null",
    "mpeg",
    "flv",
    "asf",
    "mxf",
    "opus",
];

/// File name endings whose format FFmpeg finds by itself; pictures need `-f image2`.
pub(super) const ENDINGS: &[&str] = &[
    "mp4", "m4v", "mov", "mkv", "webm", "ts", "avi", "nut", "ogg", "oga", "opus", "wav", "flac", "mp3",
    "m4a", "gif", "aac", "mpg", "flv", "wmv", "asf", "mxf",
];

/// Endings of single pictures.
pub(super) const PICTURES: &[&str] = &["png", "jpg", "jpeg"];

const X264_PRESETS: &[&str] = &[
    "ultrafast",
    "superfast",
    "veryfast",
    "faster",
    "fast",
    "medium",
    "slow",
    "slower",
    "veryslow",
    "placebo",
];
const SVT_PRESETS: &[&str] = &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13"];
const CPU_USED: &[&str] = &["0", "1", "2", "3", "4", "5", "6", "7", "8"];

pub(super) fn crf_range(codec: &str) -> Option<RangeInclusive<i64>> {
    match codec {
        "libx264" | "libx265" => Some(0..=51),
        "libvpx-vp9" | "libaom-av1" => Some(0..=63),
        "libsvtav1" => Some(1..=63),
        _ => None,
    }
}

pub(super) fn presets(codec: &str) -> &'static [&'static str] {
    match codec {
        "libx264" | "libx265" => X264_PRESETS,
        "libsvtav1" => SVT_PRESETS,
        "libvpx-vp9" | "libaom-av1" => CPU_USED,
        _ => &[],
    }
}

/// The flag by which a codec takes its preset.
pub(super) fn preset_flag(codec: &str) -> &'static str {
    if matches!(codec, "libvpx-vp9" | "libaom-av1") { "-cpu-used" } else { "-preset" }
}

pub(super) fn profiles(codec: &str) -> &'static [&'static str] {
    match codec {
        "libx264" => &["baseline", "main", "high", "high10", "high422", "high444"],
        "libx265" => &["main", "main10", "main444-8", "main422-10", "main444-10"],
        "prores_ks" => &["proxy", "lt", "standard", "hq", "4444", "4444xq"],
        _ => &[],
    }
}
