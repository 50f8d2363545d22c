//! The builder of a whole FFmpeg command line.

use super::graph::FilterGraph;
use super::input::Input;
use super::options::{Opt, Options, Side, no_effect, option_args};
use super::output::Output;
use super::validate::invalid;
use super::value::decimal_seconds;
use crate::error::{Result, StoatError};
use crate::time::{FrameRate, Rounding, Time};

/// An FFmpeg command. Options belong to the file that they follow; [`build`](Self::build) checks everything.
///
/// `-nostdin` is never written: FFmpeg 7.0 with it ignores SIGTERM, and cancelling sends `q` on standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // each is a switch of FFmpeg
pub struct FFmpegCommand {
    pub(super) overwrite: bool,
    pub(super) log_level: String,
    pub(super) progress: Option<Time>,
    pub(super) copy_timestamps: bool,
    pub(super) abort_on_empty: bool,
    pub(super) fail_on_damage: bool,
    pub(super) inputs: Vec<(Input, Options)>,
    pub(super) graph: Option<FilterGraph>,
    pub(super) outputs: Vec<OutputFile>,
    last: Last,
    pub(super) faults: Vec<StoatError>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OutputFile {
    pub(super) output: Output,
    pub(super) maps: Vec<String>,
    pub(super) metadata: Vec<(String, String)>,
    pub(super) options: Options,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    Nothing,
    Input,
    Output,
}

impl Default for FFmpegCommand {
    fn default() -> Self {
        Self::new()
    }
}

macro_rules! options {
    ($($(#[$doc:meta])* $name:ident($value:ident: $type:ty) => $option:ident, $text:expr;)*) => {
        $($(#[$doc])* #[must_use] pub fn $name(self, $value: $type) -> Self { self.set(Opt::$option, $text) })*
    };
}

macro_rules! switches {
    ($($(#[$doc:meta])* $name:ident => $option:ident;)*) => {
        $($(#[$doc])* #[must_use] pub fn $name(self) -> Self { self.set(Opt::$option, Ok(String::new())) })*
    };
}

/// The methods that describe the whole command.
impl FFmpegCommand {
    /// An empty command that refuses to overwrite and logs warnings.
    #[must_use]
    pub fn new() -> Self {
        Self {
            overwrite: false,
            log_level: "warning".to_owned(),
            progress: None,
            copy_timestamps: false,
            abort_on_empty: false,
            fail_on_damage: false,
            inputs: Vec::new(),
            graph: None,
            outputs: Vec::new(),
            last: Last::Nothing,
            faults: Vec::new(),
        }
    }

    /// Whether existing outputs are replaced (`-y`) or refused (`-n`).
    #[must_use]
    pub fn overwrite(mut self, overwrite: bool) -> Self {
        self.overwrite = overwrite;
        self
    }

    /// How much is logged: `error`, `warning`, `info`, ...
    #[must_use]
    pub fn log_level(mut self, level: impl Into<String>) -> Self {
        self.log_level = level.into();
        self
    }

    /// Reports progress on standard output every `period` seconds.
    #[must_use]
    pub fn progress(mut self, period: Time) -> Self {
        self.progress = Some(period);
        self
    }

    /// Keeps the inputs' own timestamps (`-copyts`).
    #[must_use]
    pub fn copy_timestamps(mut self) -> Self {
        self.copy_timestamps = true;
        self
    }

    /// Fails when an output gets nothing, which FFmpeg otherwise calls success.
    #[must_use]
    pub fn abort_on_empty_output(mut self) -> Self {
        self.abort_on_empty = true;
        self
    }

    /// Fails when a frame cannot be decoded; FFmpeg otherwise shows an earlier one and calls it success.
    #[must_use]
    pub fn fail_on_damage(mut self) -> Self {
        self.fail_on_damage = true;
        self
    }

    /// Reads one more file or generator.
    #[must_use]
    pub fn input(mut self, input: impl Into<Input>) -> Self {
        self.inputs.push((input.into(), Options::new()));
        self.last = Last::Input;
        self
    }

    /// Filters the inputs; every label that the graph leaves open is to be mapped.
    #[must_use]
    pub fn filter_complex(mut self, graph: FilterGraph) -> Self {
        if self.graph.replace(graph).is_some() {
            self.faults.push(repeated("filter_complex"));
        }
        self
    }

    /// Writes one more file.
    #[must_use]
    pub fn output(mut self, output: impl Into<Output>) -> Self {
        let output = output.into();
        self.outputs.push(OutputFile {
            output,
            maps: Vec::new(),
            metadata: Vec::new(),
            options: Options::new(),
        });
        self.last = Last::Output;
        self
    }
}

/// The options of the file that was named last.
impl FFmpegCommand {
    options! {
        /// Starts at `time` from the beginning of the file, rounded down to a microsecond.
        seek(time: Time) => Seek, not_negative("seek", time).and_then(|()| decimal_seconds(time, Rounding::Floor));
        /// Reads or writes at most this long.
        duration(time: Time) => Duration, positive("duration", time).and_then(|()| decimal_seconds(time, Rounding::Nearest));
        /// Input: repeats the file this many further times, -1 for ever.
        stream_loop(times: i64) => StreamLoop, Ok(times.to_string());
        /// Decoder or encoder threads; 0 lets FFmpeg choose, which changes the encoded bytes from machine to machine.
        threads(count: u32) => Threads, Ok(count.to_string());
        /// Output: the video encoder, or `copy`.
        video_codec(codec: impl Into<String>) => VideoCodec, Ok(codec.into());
        /// Output: the encoder's speed preset.
        preset(preset: impl Into<String>) => Preset, Ok(preset.into());
        /// Output: constant quality in the encoder's own scale, lower is better.
        crf(crf: i64) => Crf, Ok(crf.to_string());
        /// Output: the profile of the video codec.
        profile(profile: impl Into<String>) => Profile, Ok(profile.into());
        /// Output: bits a second of the video.
        video_bitrate(bits_per_second: u64) => VideoBitrate, Ok(bits_per_second.to_string());
        /// Output: the pixel format.
        pix_fmt(format: impl Into<String>) => PixFmt, Ok(format.into());
        /// Output: the largest distance of key frames, in frames.
        gop(frames: u32) => Gop, Ok(frames.to_string());
        /// Output: the largest run of B-frames.
        b_frames(count: u32) => BFrames, Ok(count.to_string());
        /// Output: frames a second.
        frame_rate(rate: FrameRate) => FrameRate, Ok(rate.to_string());
        /// Output: `cfr`, `vfr` or `passthrough`. Without it FFmpeg versions differ.
        fps_mode(mode: impl Into<String>) => FpsMode, Ok(mode.into());
        /// Output: ends after this many video frames.
        frames(count: i64) => Frames, Ok(count.to_string());
        /// Output: the audio encoder, or `copy`.
        audio_codec(codec: impl Into<String>) => AudioCodec, Ok(codec.into());
        /// Output: bits a second of the audio.
        audio_bitrate(bits_per_second: u64) => AudioBitrate, Ok(bits_per_second.to_string());
        /// Output: samples a second.
        sample_rate(rate: u32) => SampleRate, Ok(rate.to_string());
        /// Output: audio channels.
        channels(count: u32) => Channels, Ok(count.to_string());
        /// Output: ticks a second of the video track in MP4 and MOV.
        video_track_timescale(ticks: u32) => Timescale, Ok(ticks.to_string());
        /// Output: ticks a second of the edit lists in MP4 and MOV; FFmpeg's own 1000 cuts sound at milliseconds.
        movie_timescale(ticks: u32) => MovieTimescale, Ok(ticks.to_string());
        /// Output: flags of the MP4 writer, such as `faststart`; several are joined with `+`.
        movflags(flags: impl Into<String>) => Movflags, Ok(format!("+{}", flags.into().trim_start_matches('+')));
        /// Output: the container format, when the name's ending does not say it.
        format(format: impl Into<String>) => Format, Ok(format.into());
    }

    switches! {
        /// Input: shows the pictures as they are stored, not turned upright.
        no_autorotate => NoAutorotate;
        /// Output: without video.
        no_video => NoVideo;
        /// Output: without audio.
        no_audio => NoAudio;
        /// Output: nothing in the file that depends on the FFmpeg version or the clock.
        bitexact => BitExact;
    }

    /// Output: writes a graph's label (`"[v]"`) or an input's stream (`"0:v:0"`).
    #[must_use]
    pub fn map(mut self, stream: impl Into<String>) -> Self {
        match self.last_output() {
            Some(file) => file.maps.push(stream.into()),
            None => self.faults.push(before("map", "ffmpeg.option_before_output")),
        }
        self
    }

    /// Output: writes a tag of the file, such as `title`.
    #[must_use]
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        match self.last_output() {
            Some(file) => file.metadata.push((key.into(), value.into())),
            None => self.faults.push(before("metadata", "ffmpeg.option_before_output")),
        }
        self
    }

    fn last_output(&mut self) -> Option<&mut OutputFile> {
        if self.last == Last::Output { self.outputs.last_mut() } else { None }
    }

    fn set(mut self, option: Opt, text: Result<String>) -> Self {
        let (name, side) = option.describe();
        let fault = match (self.last, side) {
            (Last::Nothing | Last::Input, Side::Output) => Some(before(name, "ffmpeg.option_before_output")),
            (Last::Nothing, _) => Some(before(name, "ffmpeg.option_before_input")),
            (Last::Output, Side::Input) => {
                Some(no_effect(name, "it belongs to an input, but follows an output"))
            }
            _ => None,
        };
        let options = match self.last {
            Last::Output => self.outputs.last_mut().map(|file| &mut file.options),
            _ => self.inputs.last_mut().map(|(_, options)| options),
        };
        match (fault, text, options) {
            (Some(fault), ..) | (None, Err(fault), _) => self.faults.push(fault),
            (None, Ok(text), Some(options)) => {
                if options.insert(option, text).is_some() {
                    self.faults.push(repeated(name));
                }
            }
            (None, Ok(_), None) => {}
        }
        self
    }
}

/// Writing.
impl FFmpegCommand {
    /// The arguments without the program's name. Fails with the first fault; `others` in its context holds the rest.
    pub fn build(&self) -> Result<Vec<String>> {
        let mut faults = self.faults().into_iter();
        if let Some(first) = faults.next() {
            let others: Vec<String> = faults.map(|fault| fault.to_string()).collect();
            return Err(if others.is_empty() { first } else { first.with("others", others.join("; ")) });
        }
        let mut args: Vec<String> = vec!["-hide_banner".to_owned()];
        args.push(if self.overwrite { "-y" } else { "-n" }.to_owned());
        args.extend(["-loglevel".to_owned(), self.log_level.clone(), "-nostats".to_owned()]);
        if let Some(period) = self.progress {
            args.extend(["-progress", "pipe:1", "-stats_period"].map(str::to_owned));
            args.push(decimal_seconds(period, Rounding::Ceil)?);
        }
        if self.copy_timestamps {
            args.push("-copyts".to_owned());
        }
        if self.abort_on_empty {
            args.extend(["-abort_on", "empty_output"].map(str::to_owned));
        }
        if self.fail_on_damage {
            args.extend(["-max_error_rate", "0"].map(str::to_owned));
        }
        for (input, options) in &self.inputs {
            args.extend(input.args(&option_args(options)));
        }
        if let Some(graph) = &self.graph {
            args.extend(["-filter_complex".to_owned(), graph.text()?]);
        }
        for file in &self.outputs {
            args.extend(file.args()?);
        }
        Ok(args)
    }
}

impl OutputFile {
    fn args(&self) -> Result<Vec<String>> {
        let mut args = Vec::new();
        for map in &self.maps {
            args.extend(["-map".to_owned(), map.clone()]);
        }
        args.extend(option_args(&self.options));
        for (key, value) in &self.metadata {
            args.extend(["-metadata".to_owned(), format!("{key}={value}")]);
        }
        args.extend(self.output.format_args(self.options.get(&Opt::Format).map(String::as_str))?);
        args.push(self.output.name());
        Ok(args)
    }
}

fn before(option: &str, code: &'static str) -> StoatError {
    StoatError::new(code).with("option", option)
}

fn repeated(option: &str) -> StoatError {
    StoatError::new("ffmpeg.option_repeated").with("option", option)
}

fn not_negative(option: &str, time: Time) -> Result<()> {
    if time >= Time::ZERO { Ok(()) } else { Err(invalid(option, time, "a time of 0 or later")) }
}

pub(super) fn positive(option: &str, time: Time) -> Result<()> {
    if time > Time::ZERO { Ok(()) } else { Err(invalid(option, time, "a time above 0")) }
}
