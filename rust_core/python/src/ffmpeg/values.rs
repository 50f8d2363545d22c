//! Paths, escaping and the validators of single values.

use std::path::PathBuf;

use pyo3::prelude::*;
use stoat_core::error::StoatError;
use stoat_core::ffmpeg;

use crate::enter::{IntoPy, detached};
use crate::error::to_py;
use crate::exact::RatioArg;

/// A path argument (`str` or `os.PathLike`), checked as given and then made absolute.
pub(crate) struct PathArg(pub(super) String);

impl<'py> FromPyObject<'_, 'py> for PathArg {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let path: PathBuf = value.extract()?;
        let refuse = |reason: String| {
            to_py(
                StoatError::new("ffmpeg.path_invalid")
                    .with("path", format!("{:?}", value.to_string()))
                    .with("reason", reason),
            )
        };
        let text =
            path.to_str().ok_or_else(|| refuse("its name is not UTF-8; rename the file".to_owned()))?;
        ffmpeg::validate_path(text).into_py()?;
        let absolute = std::path::absolute(&path).map_err(|error| refuse(error.to_string()))?;
        Ok(Self(absolute.to_string_lossy().into_owned()))
    }
}

/// Escapes `text` as the value of one filter option (level 1 only).
#[pyfunction]
pub(crate) fn escape_filter_value(text: &str) -> String {
    ffmpeg::escape_filter_value(text)
}

/// Escapes the options of a filter for their place in a graph (level 2 only).
#[pyfunction]
pub(crate) fn escape_graph_text(text: &str) -> String {
    ffmpeg::escape_graph_text(text)
}

/// Escapes `text` as the value of a filter option inside a graph: both levels.
#[pyfunction]
pub(crate) fn escape_filter_text(text: &str) -> String {
    ffmpeg::escape_filter_text(text)
}

/// Quotes a path for a line `file ...` of a concat list.
#[pyfunction]
pub(crate) fn escape_concat_path(path: &str) -> PyResult<String> {
    ffmpeg::escape_concat_path(path).into_py()
}

/// The text of a concat list of our own pieces, in order.
#[pyfunction]
pub(crate) fn concat_list(py: Python<'_>, paths: Vec<PathArg>) -> PyResult<String> {
    detached(py, || ffmpeg::concat_list(paths.iter().map(|path| &path.0)))
}

/// The names of all filters that may be used.
#[pyfunction]
pub(crate) fn filter_names() -> Vec<&'static str> {
    ffmpeg::filter_names().collect()
}

/// Checks an arithmetic expression.
#[pyfunction]
pub(crate) fn validate_expression(text: &str) -> PyResult<()> {
    ffmpeg::validate_expression(text).into_py()
}

/// Checks that `path` names a plain file.
#[pyfunction]
pub(crate) fn validate_path(path: &str) -> PyResult<()> {
    ffmpeg::validate_path(path).into_py()
}

/// Checks a constant rate factor against the range of its codec.
#[pyfunction]
#[pyo3(signature = (crf, codec="libx264"))]
pub(crate) fn validate_crf(crf: i64, codec: &str) -> PyResult<()> {
    ffmpeg::validate_crf(crf, codec).into_py()
}

/// Checks a speed preset against those of its codec.
#[pyfunction]
#[pyo3(signature = (preset, codec="libx264"))]
pub(crate) fn validate_preset(preset: &str, codec: &str) -> PyResult<()> {
    ffmpeg::validate_preset(preset, codec).into_py()
}

/// Checks a video codec against the allow-list.
#[pyfunction]
pub(crate) fn validate_video_codec(codec: &str) -> PyResult<()> {
    ffmpeg::validate_video_codec(codec).into_py()
}

/// Checks an audio codec against the allow-list.
#[pyfunction]
pub(crate) fn validate_audio_codec(codec: &str) -> PyResult<()> {
    ffmpeg::validate_audio_codec(codec).into_py()
}

/// Checks a playing speed.
#[pyfunction]
pub(crate) fn validate_speed(speed: RatioArg) -> PyResult<()> {
    ffmpeg::validate_speed(speed.0).into_py()
}

/// Checks a volume factor.
#[pyfunction]
pub(crate) fn validate_volume(volume: RatioArg) -> PyResult<()> {
    ffmpeg::validate_volume(volume.0).into_py()
}
