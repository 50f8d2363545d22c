//! Inputs, outputs and the command builder.

use pyo3::prelude::*;
use stoat_core::ffmpeg::{FFmpegCommand, Input, MAX_PIXELS, Output, RawSource};

use super::filter::{PyFilter, PyFilterGraph};
use super::values::PathArg;
use crate::enter::detached;
use crate::exact::TimeArg;
use crate::rate::PyFrameRate;

/// What a command reads.
#[pyclass(frozen, eq, hash, skip_from_py_object, module = "stoat_nb._core", name = "Input")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PyInput(Input);

fn raw(path: Option<PathArg>) -> RawSource {
    path.map_or(RawSource::Stdin, |path| RawSource::File(path.0))
}

#[pymethods]
impl PyInput {
    /// An untrusted media file.
    #[staticmethod]
    #[pyo3(signature = (path, max_pixels=MAX_PIXELS), text_signature = "(path, max_pixels=67108864)")]
    fn file(path: PathArg, max_pixels: u32) -> Self {
        Self(Input::file(path.0).max_pixels(max_pixels))
    }

    /// A source filter.
    #[staticmethod]
    fn generator(source: &PyFilter) -> Self {
        Self(Input::generator(source.0.clone()))
    }

    /// Raw interleaved sound.
    #[staticmethod]
    fn samples(path: Option<PathArg>, sample_format: &str, rate: u32, channels: u32) -> Self {
        Self(Input::samples(raw(path), sample_format, rate, channels))
    }

    /// Raw pictures.
    #[staticmethod]
    fn pixels(
        path: Option<PathArg>,
        pixel_format: &str,
        width: u32,
        height: u32,
        rate: &PyFrameRate,
    ) -> Self {
        Self(Input::pixels(raw(path), pixel_format, width, height, rate.0))
    }

    /// A list of our own pieces.
    #[staticmethod]
    fn concat_list(path: PathArg) -> Self {
        Self(Input::concat_list(path.0))
    }

    fn __repr__(&self) -> String {
        format!("<Input {}>", self.0.path().unwrap_or("without a file"))
    }
}

/// Where a command writes.
#[pyclass(frozen, eq, hash, skip_from_py_object, module = "stoat_nb._core", name = "Output")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PyOutput(Output);

#[pymethods]
impl PyOutput {
    /// A file.
    #[staticmethod]
    fn file(path: PathArg) -> Self {
        Self(Output::file(path.0))
    }

    /// The standard output of the process.
    #[staticmethod]
    fn stdout() -> Self {
        Self(Output::stdout())
    }

    /// Nowhere.
    #[staticmethod]
    fn null() -> Self {
        Self(Output::null())
    }

    fn __repr__(&self) -> String {
        format!("<Output {}>", self.0.path().unwrap_or("without a file"))
    }
}

/// An input, or the path of an untrusted file.
struct InputArg(Input);

impl<'py> FromPyObject<'_, 'py> for InputArg {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match value.cast::<PyInput>() {
            Ok(input) => Ok(Self(input.get().0.clone())),
            Err(_) => Ok(Self(Input::file(value.extract::<PathArg>()?.0))),
        }
    }
}

/// An output, or the path of a file.
struct OutputArg(Output);

impl<'py> FromPyObject<'_, 'py> for OutputArg {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match value.cast::<PyOutput>() {
            Ok(output) => Ok(Self(output.get().0.clone())),
            Err(_) => Ok(Self(Output::file(value.extract::<PathArg>()?.0))),
        }
    }
}

/// An FFmpeg command.
#[pyclass(frozen, eq, skip_from_py_object, module = "stoat_nb._core", name = "FFmpegCommand")]
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct PyFFmpegCommand(FFmpegCommand);

impl PyFFmpegCommand {
    fn with(&self, step: impl FnOnce(FFmpegCommand) -> FFmpegCommand) -> Self {
        Self(step(self.0.clone()))
    }
}

#[pymethods]
impl PyFFmpegCommand {
    #[new]
    fn new() -> Self {
        Self(FFmpegCommand::new())
    }

    /// Whether existing outputs are replaced.
    #[pyo3(signature = (overwrite=true))]
    fn overwrite(&self, overwrite: bool) -> Self {
        self.with(|command| command.overwrite(overwrite))
    }

    /// How much is logged.
    fn log_level(&self, level: &str) -> Self {
        self.with(|command| command.log_level(level))
    }

    /// Reports progress on standard output.
    fn progress(&self, period: TimeArg) -> Self {
        self.with(|command| command.progress(period.0))
    }

    /// Keeps the inputs' own timestamps.
    fn copy_timestamps(&self) -> Self {
        self.with(FFmpegCommand::copy_timestamps)
    }

    /// Fails when an output gets nothing.
    fn abort_on_empty_output(&self) -> Self {
        self.with(FFmpegCommand::abort_on_empty_output)
    }

    /// Fails when a frame cannot be decoded.
    fn fail_on_damage(&self) -> Self {
        self.with(FFmpegCommand::fail_on_damage)
    }

    /// Reads one more file, generator, raw source or list.
    fn input(&self, source: InputArg) -> Self {
        self.with(|command| command.input(source.0))
    }

    /// Filters the inputs.
    fn filter_complex(&self, graph: &PyFilterGraph) -> Self {
        self.with(|command| command.filter_complex(graph.0.clone()))
    }

    /// Writes one more file.
    fn output(&self, target: OutputArg) -> Self {
        self.with(|command| command.output(target.0))
    }

    /// Starts at `time`.
    fn seek(&self, time: TimeArg) -> Self {
        self.with(|command| command.seek(time.0))
    }

    /// Reads or writes at most this long.
    fn duration(&self, time: TimeArg) -> Self {
        self.with(|command| command.duration(time.0))
    }

    /// Input: repeats the file.
    fn stream_loop(&self, times: i64) -> Self {
        self.with(|command| command.stream_loop(times))
    }

    /// Decoder or encoder threads.
    fn threads(&self, count: u32) -> Self {
        self.with(|command| command.threads(count))
    }

    /// Input: shows the pictures as they are stored.
    fn no_autorotate(&self) -> Self {
        self.with(FFmpegCommand::no_autorotate)
    }

    /// Output: writes a graph's label or an input's stream.
    fn map(&self, stream: &str) -> Self {
        self.with(|command| command.map(stream))
    }

    /// Output: without video.
    fn no_video(&self) -> Self {
        self.with(FFmpegCommand::no_video)
    }

    /// Output: without audio.
    fn no_audio(&self) -> Self {
        self.with(FFmpegCommand::no_audio)
    }

    /// Output: the video encoder, or `copy`.
    fn video_codec(&self, codec: &str) -> Self {
        self.with(|command| command.video_codec(codec))
    }

    /// Output: the encoder's speed preset.
    fn preset(&self, preset: &str) -> Self {
        self.with(|command| command.preset(preset))
    }

    /// Output: constant quality.
    fn crf(&self, crf: i64) -> Self {
        self.with(|command| command.crf(crf))
    }

    /// Output: the profile of the video codec.
    fn profile(&self, profile: &str) -> Self {
        self.with(|command| command.profile(profile))
    }

    /// Output: bits a second of the video.
    fn video_bitrate(&self, bits_per_second: u64) -> Self {
        self.with(|command| command.video_bitrate(bits_per_second))
    }

    /// Output: the pixel format.
    fn pix_fmt(&self, pixel_format: &str) -> Self {
        self.with(|command| command.pix_fmt(pixel_format))
    }

    /// Output: the largest distance of key frames.
    fn gop(&self, frames: u32) -> Self {
        self.with(|command| command.gop(frames))
    }

    /// Output: the largest run of B-frames.
    fn b_frames(&self, count: u32) -> Self {
        self.with(|command| command.b_frames(count))
    }

    /// Output: frames a second.
    fn frame_rate(&self, rate: &PyFrameRate) -> Self {
        self.with(|command| command.frame_rate(rate.0))
    }

    /// Output: how frame times are kept.
    fn fps_mode(&self, mode: &str) -> Self {
        self.with(|command| command.fps_mode(mode))
    }

    /// Output: ends after this many video frames.
    fn frames(&self, count: i64) -> Self {
        self.with(|command| command.frames(count))
    }

    /// Output: the audio encoder, or `copy`.
    fn audio_codec(&self, codec: &str) -> Self {
        self.with(|command| command.audio_codec(codec))
    }

    /// Output: bits a second of the audio.
    fn audio_bitrate(&self, bits_per_second: u64) -> Self {
        self.with(|command| command.audio_bitrate(bits_per_second))
    }

    /// Output: samples a second.
    fn sample_rate(&self, rate: u32) -> Self {
        self.with(|command| command.sample_rate(rate))
    }

    /// Output: audio channels.
    fn channels(&self, count: u32) -> Self {
        self.with(|command| command.channels(count))
    }

    /// Output: nothing in the file that depends on the FFmpeg version or the clock.
    fn bitexact(&self) -> Self {
        self.with(FFmpegCommand::bitexact)
    }

    /// Output: ticks a second of the video track in MP4 and MOV.
    fn video_track_timescale(&self, ticks: u32) -> Self {
        self.with(|command| command.video_track_timescale(ticks))
    }

    /// Output: flags of the MP4 writer.
    fn movflags(&self, flags: &str) -> Self {
        self.with(|command| command.movflags(flags))
    }

    /// Output: the container format.
    fn format(&self, container: &str) -> Self {
        self.with(|command| command.format(container))
    }

    /// Output: writes a tag of the file.
    fn metadata(&self, key: &str, value: &str) -> Self {
        self.with(|command| command.metadata(key, value))
    }

    /// The arguments without the program's name.
    fn build(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        detached(py, || self.0.build())
    }

    /// Every fault of the command, in order.
    fn faults(&self) -> Vec<String> {
        self.0.faults().iter().map(ToString::to_string).collect()
    }

    fn __repr__(&self) -> String {
        match self.0.build() {
            Ok(args) => format!("<FFmpegCommand {args:?}>"),
            Err(fault) => format!("<FFmpegCommand, not valid: {fault}>"),
        }
    }
}
