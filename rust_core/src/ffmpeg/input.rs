//! What a command reads: untrusted files behind a guard, or our own generators, raw data and lists.

use super::filter::Filter;
use super::registry::Media;
use super::validate::{invalid, validate_absolute};
use crate::error::Result;
use crate::time::FrameRate;

/// Demuxers that may open a person's file. Playlists (HLS, DASH, ffconcat, SDP) and picture sequences are not
/// among them: FFmpeg would open further files and addresses that they name.
pub const FORMAT_WHITELIST: &str = "mov,matroska,webm,avi,mpegts,mpeg,flv,ogg,asf,mxf,dv,\
    wav,w64,aiff,caf,mp3,flac,aac,ac3,gif,png_pipe,apng,jpeg_pipe,webp_pipe,bmp_pipe,tiff_pipe";

/// The largest picture that a decoder may make, in pixels (8192 x 8192), against picture bombs.
pub const MAX_PIXELS: u32 = 67_108_864;

/// Demuxers of our own pieces in a concat list.
const PIECE_FORMATS: &str = "concat,mov,matroska,webm,mpegts,wav,flac,ogg";

/// Sources that may be used as inputs (`-f lavfi`).
const GENERATORS: &[&str] =
    &["color", "nullsrc", "smptebars", "testsrc", "testsrc2", "aevalsrc", "anullsrc", "sine"];

/// Where raw data comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RawSource {
    /// A file that we wrote, by its absolute path.
    File(String),
    /// The standard input of the process. Such a run cannot be ended with `q`.
    Stdin,
}

/// One input of a command.
///
/// ```
/// use stoat_core::ffmpeg::{Input, RawSource, Filter};
/// let file = Input::file("/footage/a.mp4");
/// let tone = Input::generator(Filter::sine(440, 48000));
/// let mix = Input::samples(RawSource::File("/cache/mix.f32".into()), "f32le", 48000, 2);
/// # let _ = (file, tone, mix);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Input(Kind);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Kind {
    File { path: String, max_pixels: u32 },
    Generator(Filter),
    Samples { source: RawSource, format: String, rate: u32, channels: u32 },
    Pixels { source: RawSource, format: String, width: u32, height: u32, rate: FrameRate },
    ConcatList(String),
}

impl Input {
    /// An untrusted media file by its absolute path: only known containers, no protocol but `file`, no huge picture.
    #[must_use]
    pub fn file(path: impl Into<String>) -> Self {
        Self(Kind::File { path: path.into(), max_pixels: MAX_PIXELS })
    }

    /// The same file with another limit on the size of its pictures; without effect on our own inputs.
    #[must_use]
    pub fn max_pixels(self, pixels: u32) -> Self {
        match self.0 {
            Kind::File { path, .. } => Self(Kind::File { path, max_pixels: pixels }),
            other => Self(other),
        }
    }

    /// A source filter: `color`, `testsrc2`, `anullsrc`, `sine`, ...
    #[must_use]
    pub fn generator(source: Filter) -> Self {
        Self(Kind::Generator(source))
    }

    /// Raw interleaved sound: `format` is `f32le` or `s16le`, `rate` in samples a second.
    #[must_use]
    pub fn samples(source: RawSource, format: impl Into<String>, rate: u32, channels: u32) -> Self {
        Self(Kind::Samples { source, format: format.into(), rate, channels })
    }

    /// Raw pictures of `width` x `height` pixels in a pixel format such as `rgb24`.
    #[must_use]
    pub fn pixels(
        source: RawSource,
        format: impl Into<String>,
        width: u32,
        height: u32,
        rate: FrameRate,
    ) -> Self {
        Self(Kind::Pixels { source, format: format.into(), width, height, rate })
    }

    /// A list of our own pieces, made by [`super::concat_list`], by the list's absolute path.
    #[must_use]
    pub fn concat_list(path: impl Into<String>) -> Self {
        Self(Kind::ConcatList(path.into()))
    }

    /// The file that is read, if one is.
    pub fn path(&self) -> Option<&str> {
        match &self.0 {
            Kind::File { path, .. } | Kind::ConcatList(path) => Some(path),
            Kind::Samples { source, .. } | Kind::Pixels { source, .. } => match source {
                RawSource::File(path) => Some(path),
                RawSource::Stdin => None,
            },
            Kind::Generator(_) => None,
        }
    }

    /// Whether the standard input is read.
    pub(super) fn is_stdin(&self) -> bool {
        matches!(
            &self.0,
            Kind::Samples { source: RawSource::Stdin, .. } | Kind::Pixels { source: RawSource::Stdin, .. }
        )
    }

    /// Whether a stream of `media` can be in it.
    pub(super) fn may_hold(&self, media: Media) -> bool {
        match &self.0 {
            Kind::File { .. } | Kind::ConcatList(_) => true,
            Kind::Generator(source) => source.pads().is_ok_and(|(_, outputs)| outputs.contains(&media)),
            Kind::Samples { .. } => media == Media::Audio,
            Kind::Pixels { .. } => media == Media::Video,
        }
    }

    /// Checks the input.
    pub(super) fn check(&self) -> Result<()> {
        if let Some(path) = self.path() {
            validate_absolute(path)?;
        }
        match &self.0 {
            Kind::File { max_pixels: 0, .. } => Err(invalid("max_pixels", 0, "a number above 0")),
            Kind::File { .. } | Kind::ConcatList(_) => Ok(()),
            Kind::Generator(source) if GENERATORS.contains(&source.name()) => source.check(),
            Kind::Generator(source) => {
                Err(invalid("the generator", source.name(), format!("one of {}", GENERATORS.join(", "))))
            }
            Kind::Samples { format, rate, channels, .. } => {
                one_of("the sample format", format, &["f32le", "s16le"])?;
                within("the sample rate", *rate, 1, 768_000)?;
                within("the channel count", *channels, 1, 64)
            }
            Kind::Pixels { format, width, height, .. } => {
                one_of("the pixel format", format, PIXEL_FORMATS)?;
                within("the width", *width, 1, 16384)?;
                within("the height", *height, 1, 16384)
            }
        }
    }

    /// The arguments from the guard to the name after `-i`; `options` stand before `-i`.
    pub(super) fn args(&self, options: &[String]) -> Vec<String> {
        let mut args = Vec::new();
        let mut push = |parts: &[&str]| args.extend(parts.iter().map(|part| (*part).to_owned()));
        let name = match &self.0 {
            Kind::File { path, max_pixels } => {
                push(&["-protocol_whitelist", "file", "-format_whitelist", FORMAT_WHITELIST]);
                push(&["-max_pixels", &max_pixels.to_string()]);
                format!("file:{path}")
            }
            Kind::Generator(source) => {
                push(&["-f", "lavfi"]);
                source.to_string()
            }
            Kind::Samples { source, format, rate, channels } => {
                push(&["-protocol_whitelist", protocol(source), "-f", format]);
                push(&["-ar", &rate.to_string(), "-ac", &channels.to_string()]);
                raw_name(source)
            }
            Kind::Pixels { source, format, width, height, rate } => {
                push(&["-protocol_whitelist", protocol(source), "-f", "rawvideo", "-pixel_format", format]);
                push(&["-video_size", &format!("{width}x{height}"), "-framerate", &rate.to_string()]);
                raw_name(source)
            }
            Kind::ConcatList(path) => {
                push(&["-f", "concat", "-safe", "0", "-protocol_whitelist", "file"]);
                push(&["-format_whitelist", PIECE_FORMATS]);
                format!("file:{path}")
            }
        };
        args.extend_from_slice(options);
        args.extend(["-i".to_owned(), name]);
        args
    }
}

impl From<&str> for Input {
    fn from(path: &str) -> Self {
        Self::file(path)
    }
}

impl From<String> for Input {
    fn from(path: String) -> Self {
        Self::file(path)
    }
}

/// Pixel formats of raw pictures and of `-pix_fmt`.
pub(super) const PIXEL_FORMATS: &[&str] = &[
    "yuv420p",
    "yuvj420p",
    "yuv422p",
    "yuv444p",
    "yuva420p",
    "yuva444p",
    "yuv420p10le",
    "yuv422p10le",
    "yuv444p10le",
    "yuva444p10le",
    "yuv422p12le",
    "yuv444p12le",
    "nv12",
    "p010le",
    "rgb24",
    "bgr24",
    "rgba",
    "bgra",
    "rgb48le",
    "rgba64le",
    "gbrp",
    "gbrap",
    "gbrp10le",
    "gray",
    "gray10le",
    "gray16le",
    "pal8",
];

pub(super) fn one_of(field: &str, word: &str, words: &[&str]) -> Result<()> {
    if words.contains(&word) {
        return Ok(());
    }
    Err(invalid(field, format!("{word:?}"), format!("one of {}", words.join(", "))))
}

pub(super) fn within<N: PartialOrd + Copy + std::fmt::Display>(
    field: &str,
    value: N,
    low: N,
    high: N,
) -> Result<()> {
    if value >= low && value <= high {
        return Ok(());
    }
    Err(invalid(field, value, format!("a number from {low} to {high}")))
}

fn protocol(source: &RawSource) -> &'static str {
    match source {
        RawSource::File(_) => "file",
        RawSource::Stdin => "pipe",
    }
}

fn raw_name(source: &RawSource) -> String {
    match source {
        RawSource::File(path) => format!("file:{path}"),
        RawSource::Stdin => "pipe:0".to_owned(),
    }
}
