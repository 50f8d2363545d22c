//! Filters, chains and graphs.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt};
use stoat_core::ffmpeg::{Filter, FilterChain, FilterGraph, Value};

use crate::enter::{IntoPy, detached};
use crate::exact::{Exact, RatioArg, TimeArg, too_large};
use crate::rate::PyFrameRate;

/// One filter of the allow-list with its parameters.
#[pyclass(frozen, eq, hash, skip_from_py_object, module = "stoat_nb._core", name = "Filter")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PyFilter(pub(super) Filter);

fn value_of(value: &Bound<'_, PyAny>) -> PyResult<Value> {
    if let Ok(text) = value.extract::<String>() {
        return Ok(Value::Text(text));
    }
    if value.is_instance_of::<PyInt>() {
        return value.extract::<i64>().map(Value::Int).map_err(|_| too_large(value));
    }
    if let Ok(rate) = value.cast::<PyFrameRate>() {
        return Ok(Value::from(rate.get().0));
    }
    match Exact::of(value)? {
        Exact::Time(time) => Ok(Value::Seconds(time)),
        Exact::Number(ratio) => Ok(Value::Ratio(ratio)),
        Exact::Large => Err(too_large(value)),
        Exact::Other => Err(PyTypeError::new_err(format!(
            "a filter parameter is an int, str, Fraction, Time or FrameRate, not {}",
            value.get_type().name()?
        ))),
    }
}

impl PyFilter {
    fn checked(filter: Filter) -> PyResult<Self> {
        filter.check().into_py()?;
        Ok(Self(filter))
    }
}

#[pymethods]
impl PyFilter {
    #[new]
    #[pyo3(signature = (name, **params))]
    fn new(name: &str, params: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let mut filter = Filter::new(name);
        for (key, value) in params.into_iter().flatten() {
            filter = filter.param(key.extract::<String>()?, value_of(&value)?);
        }
        Self::checked(filter)
    }

    /// With one more parameter.
    fn param(&self, key: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        Self::checked(self.0.clone().param(key, value_of(value)?))
    }

    /// The filter's name.
    #[getter]
    fn name(&self) -> &str {
        self.0.name()
    }

    /// Scales to exactly `width` x `height` pixels.
    #[staticmethod]
    fn scale(width: u32, height: u32) -> PyResult<Self> {
        Self::checked(Filter::scale(width, height))
    }

    /// Scales to the largest even size that fits and keeps the aspect ratio.
    #[staticmethod]
    fn scale_fit(width: u32, height: u32) -> PyResult<Self> {
        Self::checked(Filter::scale_fit(width, height))
    }

    /// Centres the picture on `width` x `height` pixels of `color`.
    #[staticmethod]
    #[pyo3(signature = (width, height, color="black"))]
    fn pad(width: u32, height: u32, color: &str) -> PyResult<Self> {
        Self::checked(Filter::pad(width, height, color))
    }

    /// Cuts out `width` x `height` pixels from `x`, `y`.
    #[staticmethod]
    fn crop(width: u32, height: u32, x: u32, y: u32) -> PyResult<Self> {
        Self::checked(Filter::crop(width, height, x, y))
    }

    /// Declares square pixels.
    #[staticmethod]
    fn setsar() -> Self {
        Self(Filter::setsar())
    }

    /// Converts to one of `pixel_formats`.
    #[staticmethod]
    fn format(pixel_formats: &str) -> PyResult<Self> {
        Self::checked(Filter::format(pixel_formats))
    }

    /// A constant rate, by FFmpeg's default choice of frames.
    #[staticmethod]
    fn fps(rate: &PyFrameRate) -> Self {
        Self(Filter::fps(rate.0))
    }

    /// A constant rate from instant nought on, by the sampling rule.
    #[staticmethod]
    fn fps_sampled(rate: &PyFrameRate) -> Self {
        Self(Filter::fps_sampled(rate.0))
    }

    /// Keeps the frames `start` to `end`, the end not included.
    #[staticmethod]
    fn trim(start: i64, end: i64) -> PyResult<Self> {
        Self::checked(Filter::trim(start, end))
    }

    /// Keeps the samples `start` to `end`, the end not included.
    #[staticmethod]
    fn atrim(start: i64, end: i64) -> PyResult<Self> {
        Self::checked(Filter::atrim(start, end))
    }

    /// Sets presentation times of pictures by an expression.
    #[staticmethod]
    fn setpts(expression: &str) -> PyResult<Self> {
        Self::checked(Filter::setpts(expression))
    }

    /// Sets presentation times of sound by an expression.
    #[staticmethod]
    fn asetpts(expression: &str) -> PyResult<Self> {
        Self::checked(Filter::asetpts(expression))
    }

    /// Sets the time base of pictures in seconds a tick.
    #[staticmethod]
    fn settb(seconds: RatioArg) -> Self {
        Self(Filter::settb(seconds.0))
    }

    /// Joins `segments` groups of `video` and `audio` streams end to end.
    #[staticmethod]
    #[pyo3(signature = (segments, video=1, audio=1))]
    fn concat(segments: u32, video: u32, audio: u32) -> PyResult<Self> {
        Self::checked(Filter::concat(segments, video, audio))
    }

    /// Copies pictures to `outputs` labels.
    #[staticmethod]
    fn split(outputs: u32) -> PyResult<Self> {
        Self::checked(Filter::split(outputs))
    }

    /// Copies sound to `outputs` labels.
    #[staticmethod]
    fn asplit(outputs: u32) -> PyResult<Self> {
        Self::checked(Filter::asplit(outputs))
    }

    /// Lays the second picture over the first at `x`, `y`.
    #[staticmethod]
    fn overlay(x: i64, y: i64) -> Self {
        Self(Filter::overlay(x, y))
    }

    /// Adds `inputs` sounds without making them quieter.
    #[staticmethod]
    fn amix(inputs: u32) -> PyResult<Self> {
        Self::checked(Filter::amix(inputs))
    }

    /// Resamples to `rate` samples a second.
    #[staticmethod]
    fn aresample(rate: u32) -> PyResult<Self> {
        Self::checked(Filter::aresample(rate))
    }

    /// Converts sound to a sample format, rate and channel layout.
    #[staticmethod]
    fn aformat(sample_format: &str, rate: u32, layout: &str) -> PyResult<Self> {
        Self::checked(Filter::aformat(sample_format, rate, layout))
    }

    /// Continues with silence up to `samples` samples in all.
    #[staticmethod]
    fn apad(samples: i64) -> PyResult<Self> {
        Self::checked(Filter::apad(samples))
    }

    /// Declares the picture as BT.709 in the limited range.
    #[staticmethod]
    fn setparams_bt709() -> Self {
        Self(Filter::setparams_bt709())
    }

    /// Changes the loudness by a factor.
    #[staticmethod]
    fn volume(factor: RatioArg) -> PyResult<Self> {
        Self::checked(Filter::volume(factor.0))
    }

    /// Plays sound faster or slower at the same pitch.
    #[staticmethod]
    fn atempo(factor: RatioArg) -> PyResult<Self> {
        Self::checked(Filter::atempo(factor.0))
    }

    /// A source of one colour.
    #[staticmethod]
    fn color(color: &str, width: u32, height: u32, rate: &PyFrameRate) -> PyResult<Self> {
        Self::checked(Filter::color(color, width, height, rate.0))
    }

    /// A source of moving test pictures.
    #[staticmethod]
    fn testsrc2(width: u32, height: u32, rate: &PyFrameRate) -> PyResult<Self> {
        Self::checked(Filter::testsrc2(width, height, rate.0))
    }

    /// A source of silence.
    #[staticmethod]
    #[pyo3(signature = (rate, layout="stereo"))]
    fn anullsrc(rate: u32, layout: &str) -> PyResult<Self> {
        Self::checked(Filter::anullsrc(rate, layout))
    }

    /// A source of a pure tone.
    #[staticmethod]
    fn sine(frequency: u32, rate: u32) -> PyResult<Self> {
        Self::checked(Filter::sine(frequency, rate))
    }

    /// For a source: ends after `duration`.
    fn lasting(&self, duration: TimeArg) -> PyResult<Self> {
        Self::checked(self.0.clone().lasting(duration.0))
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("<Filter {}>", self.0)
    }
}

/// A row of filters with labels at both ends.
#[pyclass(frozen, eq, hash, skip_from_py_object, module = "stoat_nb._core", name = "FilterChain")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PyFilterChain(FilterChain);

#[pymethods]
impl PyFilterChain {
    #[new]
    fn new() -> Self {
        Self(FilterChain::new())
    }

    /// Reads one more label or stream.
    fn input(&self, label: &str) -> Self {
        Self(self.0.clone().input(label))
    }

    /// Passes through one more filter.
    fn filter(&self, step: &PyFilter) -> Self {
        Self(self.0.clone().filter(step.0.clone()))
    }

    /// Writes one more label.
    fn output(&self, label: &str) -> Self {
        Self(self.0.clone().output(label))
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("<FilterChain {}>", self.0)
    }
}

/// A whole filter graph.
#[pyclass(frozen, eq, hash, skip_from_py_object, module = "stoat_nb._core", name = "FilterGraph")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PyFilterGraph(pub(super) FilterGraph);

#[pymethods]
impl PyFilterGraph {
    #[new]
    fn new() -> Self {
        Self(FilterGraph::new())
    }

    /// With one more chain.
    fn chain(&self, chain: &PyFilterChain) -> Self {
        Self(self.0.clone().chain(chain.0.clone()))
    }

    /// The checked text for `-filter_complex`.
    fn text(&self, py: Python<'_>) -> PyResult<String> {
        detached(py, || self.0.text())
    }

    /// The labels that no chain reads, each to be mapped once.
    fn open_labels(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        detached(py, || Ok(self.0.check()?.outputs.into_iter().map(|(label, _)| label).collect()))
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("<FilterGraph {}>", self.0)
    }
}
