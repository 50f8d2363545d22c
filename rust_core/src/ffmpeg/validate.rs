//! The validators of single values, each usable alone and all run by `FFmpegCommand::build`.

use std::path::Path;

use super::codecs::{self, AUDIO_CODECS, VIDEO_CODECS};
use crate::error::{Result, StoatError};
use crate::time::Ratio;

pub(super) fn invalid(
    field: &str,
    actual: impl std::fmt::Display,
    expected: impl std::fmt::Display,
) -> StoatError {
    StoatError::new("ffmpeg.value_invalid")
        .with("field", field)
        .with("actual", actual)
        .with("expected", expected)
}

/// Checks that `path` names a plain file: not empty, no NUL, no leading dash, no protocol.
///
/// ```
/// use stoat_core::ffmpeg::validate_path;
/// assert!(validate_path("/footage/it's [1].mp4").is_ok());
/// assert!(validate_path("-y").is_err());
/// assert_eq!(validate_path("http://host/a.mp4").unwrap_err().code(), "ffmpeg.protocol");
/// assert_eq!(validate_path("concat:a.ts|b.ts").unwrap_err().code(), "ffmpeg.protocol");
/// ```
pub fn validate_path(path: &str) -> Result<()> {
    let refuse = |reason: &str| {
        Err(StoatError::new("ffmpeg.path_invalid").with("path", format!("{path:?}")).with("reason", reason))
    };
    if path.is_empty() {
        return refuse("it is empty");
    }
    if path.contains('\0') {
        return refuse("it holds a NUL character");
    }
    if path.starts_with('-') {
        return refuse("it begins with a dash and could be taken for an option; give the absolute path");
    }
    if let Some(protocol) = protocol(path) {
        return Err(StoatError::new("ffmpeg.protocol")
            .with("path", format!("{path:?}"))
            .with("protocol", protocol));
    }
    Ok(())
}

/// What FFmpeg would take for a protocol: a scheme before `:` or, as in `subfile,,start,0:`, before `,`.
fn protocol(path: &str) -> Option<&str> {
    let end = path.find([':', ','])?;
    let scheme = &path[..end];
    let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c));
    let drive = cfg!(windows) && end == 1 && path[end..].starts_with(":\\");
    // A comma belongs to a protocol only when a colon follows somewhere.
    let reached = path[end..].contains(':');
    (named && !drive && reached).then_some(scheme)
}

/// Checks a path for a command line: plain, and absolute, so that the working folder does not matter.
pub(super) fn validate_absolute(path: &str) -> Result<()> {
    validate_path(path)?;
    if Path::new(path).is_absolute() {
        return Ok(());
    }
    Err(StoatError::new("ffmpeg.path_invalid")
        .with("path", format!("{path:?}"))
        .with("reason", "it is not absolute, so that it would depend on the working folder"))
}

/// Checks a video codec against the allow-list.
pub fn validate_video_codec(codec: &str) -> Result<()> {
    if VIDEO_CODECS.contains(&codec) {
        return Ok(());
    }
    Err(invalid("the video codec", format!("{codec:?}"), format!("one of {}", VIDEO_CODECS.join(", "))))
}

/// Checks an audio codec against the allow-list.
pub fn validate_audio_codec(codec: &str) -> Result<()> {
    if AUDIO_CODECS.contains(&codec) {
        return Ok(());
    }
    Err(invalid("the audio codec", format!("{codec:?}"), format!("one of {}", AUDIO_CODECS.join(", "))))
}

/// Checks a constant rate factor (quality; lower is better) against the range of its codec.
///
/// ```
/// use stoat_core::ffmpeg::validate_crf;
/// assert!(validate_crf(51, "libx264").is_ok());
/// assert!(validate_crf(52, "libx264").is_err());
/// assert!(validate_crf(63, "libsvtav1").is_ok());
/// assert!(validate_crf(20, "prores_ks").is_err());
/// ```
pub fn validate_crf(crf: i64, codec: &str) -> Result<()> {
    validate_video_codec(codec)?;
    match codecs::crf_range(codec) {
        Some(range) if range.contains(&crf) => Ok(()),
        Some(range) => Err(invalid(
            "crf",
            crf,
            format!("a whole number from {} to {} for {codec}", range.start(), range.end()),
        )),
        None => Err(invalid("crf", crf, format!("no crf, for {codec} has none"))),
    }
}

/// Checks a speed preset against those of its codec: words for x264 and x265, numbers for the AV1 and VP9 encoders.
///
/// ```
/// use stoat_core::ffmpeg::validate_preset;
/// assert!(validate_preset("veryfast", "libx264").is_ok());
/// assert!(validate_preset("8", "libsvtav1").is_ok());
/// assert!(validate_preset("veryfast", "libsvtav1").is_err());
/// ```
pub fn validate_preset(preset: &str, codec: &str) -> Result<()> {
    validate_video_codec(codec)?;
    let presets = codecs::presets(codec);
    if presets.contains(&preset) {
        return Ok(());
    }
    let expected = if presets.is_empty() {
        format!("no preset, for {codec} has none")
    } else {
        format!("one of {}", presets.join(", "))
    };
    Err(invalid("the preset", format!("{preset:?}"), expected))
}

/// Checks a playing speed: from 1/100 to 100 times.
pub fn validate_speed(speed: Ratio) -> Result<()> {
    let (num, den) = (i128::from(speed.numerator()), i128::from(speed.denominator()));
    if num * 100 >= den && num <= den * 100 {
        return Ok(());
    }
    Err(invalid("the speed", speed, "a factor from 1/100 to 100"))
}

/// Checks a volume factor: from 0 (silence) to 16 times (24 dB).
pub fn validate_volume(volume: Ratio) -> Result<()> {
    let (num, den) = (i128::from(volume.numerator()), i128::from(volume.denominator()));
    if num >= 0 && num <= den * 16 {
        return Ok(());
    }
    Err(invalid("the volume", volume, "a factor from 0 to 16"))
}
