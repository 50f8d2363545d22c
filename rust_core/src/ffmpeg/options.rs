//! The options of one input or output, and which of them would have no effect.

use std::collections::BTreeMap;

use super::codecs::{MUXERS, preset_flag, profiles};
use super::input::{PIXEL_FORMATS, one_of, within};
use super::registry::Media;
use super::validate::{invalid, validate_audio_codec, validate_crf, validate_preset, validate_video_codec};
use crate::error::{Result, StoatError};

/// An option of a file, in the order in which options are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Opt {
    Seek,
    Duration,
    StreamLoop,
    NoAutorotate,
    NoVideo,
    NoAudio,
    VideoCodec,
    Preset,
    Crf,
    Profile,
    VideoBitrate,
    PixFmt,
    Gop,
    BFrames,
    FrameRate,
    FpsMode,
    Frames,
    AudioCodec,
    AudioBitrate,
    SampleRate,
    Channels,
    Threads,
    BitExact,
    Timescale,
    MovieTimescale,
    Movflags,
    Format,
}

/// On which side an option may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Input,
    Output,
    Both,
}

impl Opt {
    /// The name of the builder's method, and the side.
    pub(super) fn describe(self) -> (&'static str, Side) {
        match self {
            Self::Seek => ("seek", Side::Both),
            Self::Duration => ("duration", Side::Both),
            Self::Threads => ("threads", Side::Both),
            Self::StreamLoop => ("stream_loop", Side::Input),
            Self::NoAutorotate => ("no_autorotate", Side::Input),
            Self::NoVideo => ("no_video", Side::Output),
            Self::NoAudio => ("no_audio", Side::Output),
            Self::VideoCodec => ("video_codec", Side::Output),
            Self::Preset => ("preset", Side::Output),
            Self::Crf => ("crf", Side::Output),
            Self::Profile => ("profile", Side::Output),
            Self::VideoBitrate => ("video_bitrate", Side::Output),
            Self::PixFmt => ("pix_fmt", Side::Output),
            Self::Gop => ("gop", Side::Output),
            Self::BFrames => ("b_frames", Side::Output),
            Self::FrameRate => ("frame_rate", Side::Output),
            Self::FpsMode => ("fps_mode", Side::Output),
            Self::Frames => ("frames", Side::Output),
            Self::AudioCodec => ("audio_codec", Side::Output),
            Self::AudioBitrate => ("audio_bitrate", Side::Output),
            Self::SampleRate => ("sample_rate", Side::Output),
            Self::Channels => ("channels", Side::Output),
            Self::BitExact => ("bitexact", Side::Output),
            Self::Timescale => ("video_track_timescale", Side::Output),
            Self::MovieTimescale => ("movie_timescale", Side::Output),
            Self::Movflags => ("movflags", Side::Output),
            Self::Format => ("format", Side::Output),
        }
    }

    /// Which streams it works on; none for the file as a whole.
    fn media(self) -> Option<Media> {
        match self {
            Self::VideoCodec
            | Self::Preset
            | Self::Crf
            | Self::Profile
            | Self::VideoBitrate
            | Self::PixFmt
            | Self::Gop
            | Self::BFrames
            | Self::FrameRate
            | Self::FpsMode
            | Self::Frames
            | Self::Timescale => Some(Media::Video),
            Self::AudioCodec | Self::AudioBitrate | Self::SampleRate | Self::Channels => Some(Media::Audio),
            _ => None,
        }
    }

    /// Whether it speaks to an encoder, which `copy` does not run.
    fn encodes(self) -> bool {
        !matches!(self, Self::VideoCodec | Self::AudioCodec | Self::Frames | Self::Timescale)
            && self.media().is_some()
    }
}

pub(super) type Options = BTreeMap<Opt, String>;

/// The options as arguments, except the format, which the output writes.
pub(super) fn option_args(options: &Options) -> Vec<String> {
    let codec = options.get(&Opt::VideoCodec).map_or("", String::as_str);
    let mut args = Vec::new();
    for (option, value) in options {
        let flag = match option {
            Opt::Seek => "-ss",
            Opt::Duration => "-t",
            Opt::StreamLoop => "-stream_loop",
            Opt::NoAutorotate => "-noautorotate",
            Opt::NoVideo => "-vn",
            Opt::NoAudio => "-an",
            Opt::VideoCodec => "-c:v",
            Opt::Preset => preset_flag(codec),
            Opt::Crf => "-crf",
            Opt::Profile => "-profile:v",
            Opt::VideoBitrate => "-b:v",
            Opt::PixFmt => "-pix_fmt",
            Opt::Gop => "-g",
            Opt::BFrames => "-bf",
            Opt::FrameRate => "-r",
            Opt::FpsMode => "-fps_mode",
            Opt::Frames => "-frames:v",
            Opt::AudioCodec => "-c:a",
            Opt::AudioBitrate => "-b:a",
            Opt::SampleRate => "-ar",
            Opt::Channels => "-ac",
            Opt::Threads => "-threads",
            Opt::BitExact => "-flags",
            Opt::Timescale => "-video_track_timescale",
            Opt::MovieTimescale => "-movie_timescale",
            Opt::Movflags => "-movflags",
            Opt::Format => continue,
        };
        args.push(flag.to_owned());
        match option {
            Opt::NoAutorotate | Opt::NoVideo | Opt::NoAudio => {}
            Opt::BitExact => args.extend(["+bitexact", "-fflags", "+bitexact"].map(str::to_owned)),
            _ => args.push(value.clone()),
        }
        // These encoders aim at a bit rate unless it is set to nought.
        if *option == Opt::Crf && matches!(codec, "libvpx-vp9" | "libaom-av1") {
            args.extend(["-b:v", "0"].map(str::to_owned));
        }
    }
    args
}

const MOVFLAGS: &[&str] = &[
    "faststart",
    "frag_keyframe",
    "empty_moov",
    "default_base_moof",
    "negative_cts_offsets",
    "use_metadata_tags",
    "write_colr",
];

/// Checks every value, and that every option of an output has an effect. `mapped` says for each kind
/// of media whether it is surely not (`false`) among the output's streams.
pub(super) fn check(options: &Options, mapped: impl Fn(Media) -> bool) -> Vec<StoatError> {
    let mut faults = Vec::new();
    let text = |option: Opt| options.get(&option).map_or("", String::as_str);
    let (video, audio) = (text(Opt::VideoCodec), text(Opt::AudioCodec));
    for (option, value) in options {
        if let Err(fault) = check_value(*option, value, video) {
            faults.push(fault);
        }
        let reason = match option.media() {
            Some(media) if !mapped(media) => Some("no stream of that kind is written".to_owned()),
            Some(Media::Video) if option.encodes() && video == "copy" => {
                Some("the video is copied, not encoded".to_owned())
            }
            Some(Media::Audio) if option.encodes() && audio == "copy" => {
                Some("the audio is copied, not encoded".to_owned())
            }
            Some(_) if matches!(option, Opt::Preset | Opt::Crf | Opt::Profile) && video.is_empty() => {
                Some("it depends on the encoder; name it with video_codec()".to_owned())
            }
            _ => None,
        };
        if let Some(reason) = reason {
            faults.push(no_effect(option.describe().0, &reason));
        }
    }
    if options.contains_key(&Opt::Crf) && options.contains_key(&Opt::VideoBitrate) {
        faults.push(no_effect("crf", "the encoder aims either at a quality or at a bit rate"));
    }
    if options.contains_key(&Opt::FrameRate) && text(Opt::FpsMode) == "passthrough" {
        faults.push(no_effect("frame_rate", "fps_mode passthrough keeps the times of the frames"));
    }
    faults
}

pub(super) fn no_effect(option: &str, reason: &str) -> StoatError {
    StoatError::new("ffmpeg.no_effect").with("option", option).with("reason", reason)
}

fn check_value(option: Opt, value: &str, video_codec: &str) -> Result<()> {
    let name = option.describe().0;
    let number = || value.parse::<i64>().map_err(|_| invalid(name, value, "a whole number"));
    match option {
        Opt::VideoCodec => validate_video_codec(value),
        Opt::AudioCodec => validate_audio_codec(value),
        Opt::Preset | Opt::Crf | Opt::Profile if video_codec.is_empty() || video_codec == "copy" => Ok(()),
        Opt::Preset => validate_preset(value, video_codec),
        Opt::Crf => validate_crf(number()?, video_codec),
        Opt::Profile => one_of("the profile", value, profiles(video_codec)),
        Opt::PixFmt => one_of("the pixel format", value, PIXEL_FORMATS),
        Opt::FpsMode => one_of("fps_mode", value, &["cfr", "vfr", "passthrough"]),
        Opt::Format => one_of("the format", value, MUXERS),
        Opt::Movflags => value
            .split('+')
            .filter(|flag| !flag.is_empty())
            .try_for_each(|flag| one_of("movflags", flag, MOVFLAGS)),
        Opt::StreamLoop => within(name, number()?, -1, 1_000_000),
        Opt::Threads => within(name, number()?, 0, 64),
        Opt::Gop => within(name, number()?, 0, 1_000_000),
        Opt::BFrames => within(name, number()?, 0, 16),
        Opt::Frames => within(name, number()?, 1, i64::MAX),
        Opt::VideoBitrate | Opt::AudioBitrate => within(name, number()?, 500, 10_000_000_000),
        Opt::SampleRate => within(name, number()?, 1, 768_000),
        Opt::Channels => within(name, number()?, 1, 64),
        Opt::Timescale | Opt::MovieTimescale => within(name, number()?, 1, i64::from(i32::MAX)),
        Opt::Seek
        | Opt::Duration
        | Opt::NoAutorotate
        | Opt::NoVideo
        | Opt::NoAudio
        | Opt::FrameRate
        | Opt::BitExact => Ok(()),
    }
}
