//! `stoat_nb._core`: the core as Python sees it. Each file converts in, calls, converts out.
// PyO3 passes extracted arguments by value and `self` by reference; the lints cannot know.
#![allow(clippy::needless_pass_by_value, clippy::trivially_copy_pass_by_ref)]
// What a person reads in a cell is NumPy style, word for word as in the stub.
#![allow(clippy::doc_markdown, clippy::doc_lazy_continuation)]

mod clip;
mod compile;
mod enter;
mod error;
mod exact;
mod ffmpeg;
mod range;
mod rate;
mod sampling;
mod script;
mod time;
mod timecode;
mod timeline;

use pyo3::prelude::*;

/// The Rust core of stoat-nb.
#[pymodule]
mod _core {
    #[pymodule_export]
    use super::compile::compile_plan;
    #[pymodule_export]
    use super::error::{error_catalogue, render_error};

    #[pymodule_export]
    use super::clip::{PyClip, PyClipValidationError, validate_clip, validate_clips};
    #[pymodule_export]
    use super::ffmpeg::{
        PyFFmpegCommand, PyFilter, PyFilterChain, PyFilterGraph, PyInput, PyOutput, concat_list,
        escape_concat_path, escape_filter_text, escape_filter_value, escape_graph_text, filter_names,
        validate_audio_codec, validate_crf, validate_expression, validate_path, validate_preset,
        validate_speed, validate_video_codec, validate_volume,
    };
    #[pymodule_export]
    use super::range::{PyTimeRange, find_gaps, merge_ranges, total_coverage};
    #[pymodule_export]
    use super::rate::{PyFrameRate, PyTimebase};
    #[pymodule_export]
    use super::sampling::{PyPresentation, fit_frame_rate};
    #[pymodule_export]
    use super::script::{PyFold, PyScript};
    #[pymodule_export]
    use super::time::{PyRounding, PyTime};
    #[pymodule_export]
    use super::timecode::{PyBeyondDay, PyTimecode};
    #[pymodule_export]
    use super::timeline::{PyClipView, PyGapView, PyTimeline};

    #[pymodule_export]
    const FORMAT_WHITELIST: &str = stoat_core::ffmpeg::FORMAT_WHITELIST;
    #[pymodule_export]
    const MAX_PIXELS: u32 = stoat_core::ffmpeg::MAX_PIXELS;

    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __debug_build__: bool = cfg!(debug_assertions);
}
