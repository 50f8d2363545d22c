//! `Timeline` and its views. Edits cross the boundary as JSON, times as `Time`.

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use stoat_core::timeline::{BlockId, ClipView, Edit, GapView, Kind, Timeline};

use crate::enter::{IntoPy, detached};
use crate::exact::TimeArg;
use crate::rate::PyFrameRate;
use crate::time::PyTime;

/// A sequence of clips on tracks; immutable.
#[pyclass(frozen, eq, module = "stoat_nb._core", name = "Timeline")]
#[derive(PartialEq, Eq)]
pub(crate) struct PyTimeline(pub(crate) Timeline);

#[pymethods]
impl PyTimeline {
    #[staticmethod]
    fn empty() -> Self {
        Self(Timeline::empty())
    }

    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str) -> PyResult<Self> {
        detached(py, || Timeline::from_json(text)).map(Self)
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        detached(py, || Ok(self.0.to_json()))
    }

    #[pyo3(signature = (edit, block = "b0"))]
    fn apply(&self, edit: &str, block: &str) -> PyResult<(Self, String)> {
        let edit = Edit::from_json(edit).into_py()?;
        let (timeline, applied) = self.0.apply(&edit, block_id(block)?).into_py()?;
        Ok((Self(timeline), to_json(&applied)?))
    }

    #[pyo3(signature = (edits, block = "b0"))]
    fn apply_all(&self, py: Python<'_>, edits: Vec<String>, block: &str) -> PyResult<(Self, Vec<String>)> {
        let block = block_id(block)?;
        let (timeline, applied) = detached(py, || {
            let mut timeline = self.0.clone();
            let mut reports = Vec::with_capacity(edits.len());
            for edit in &edits {
                let (next, applied) = timeline.apply(&Edit::from_json(edit)?, block)?;
                timeline = next;
                reports.push(applied);
            }
            Ok((timeline, reports))
        })?;
        Ok((Self(timeline), applied.iter().map(to_json).collect::<PyResult<_>>()?))
    }

    fn prepare(&self, edit: &str) -> PyResult<String> {
        self.0.prepare(edit).map(|edit| edit.to_json()).into_py()
    }

    #[pyo3(signature = (edit, block = "b0"))]
    fn park(&self, edit: &str, block: &str) -> PyResult<Self> {
        let edit = Edit::from_json(edit).into_py()?;
        Ok(Self(self.0.park(&edit, block_id(block)?)))
    }

    fn resolve(&self, text: &str) -> PyResult<String> {
        self.0.resolve(text).map(|link| link.to_string()).into_py()
    }

    fn clips(&self, py: Python<'_>) -> PyResult<Vec<PyClipView>> {
        Ok(views(detached(py, || self.0.clips())?))
    }

    fn at(&self, time: TimeArg) -> PyResult<Vec<PyClipView>> {
        Ok(views(self.0.at(time.0).into_py()?))
    }

    fn source_at(&self, time: TimeArg) -> PyResult<Vec<(PyClipView, PyTime)>> {
        Ok(located(self.0.source_at(time.0).into_py()?))
    }

    #[pyo3(name = "where")]
    fn where_(&self, medium: &str, source: TimeArg) -> PyResult<Vec<(PyClipView, PyTime)>> {
        Ok(located(self.0.where_is(medium, source.0).into_py()?))
    }

    fn gaps(&self) -> PyResult<Vec<PyGapView>> {
        Ok(self.0.gaps().into_py()?.into_iter().map(PyGapView).collect())
    }

    fn scene_json(&self, py: Python<'_>) -> PyResult<String> {
        let scene = detached(py, || self.0.scene())?;
        to_json(&scene)
    }

    #[getter]
    fn hash(&self, py: Python<'_>) -> PyResult<String> {
        detached(py, || Ok(self.0.hash().to_owned()))
    }

    #[getter]
    fn content_hash(&self, py: Python<'_>) -> PyResult<String> {
        detached(py, || Ok(self.0.content_hash()))
    }

    #[getter]
    fn duration(&self) -> PyResult<PyTime> {
        self.0.duration().map(PyTime).into_py()
    }

    #[getter]
    fn frames(&self) -> PyResult<i64> {
        self.0.frames().into_py()
    }

    #[getter]
    fn rate(&self) -> Option<PyFrameRate> {
        self.0.format().map(|format| PyFrameRate(format.rate))
    }

    #[getter]
    fn size(&self) -> Option<(u32, u32)> {
        self.0.format().map(|format| (format.width, format.height))
    }

    #[getter]
    fn sample_rate(&self) -> Option<u32> {
        self.0.format().map(|format| format.sample_rate)
    }

    #[getter]
    fn tracks(&self) -> Vec<String> {
        self.0.tracks().map(stoat_core::timeline::Track::name).collect()
    }

    fn __hash__(&self) -> isize {
        digest_hash(self.0.hash())
    }

    fn __repr__(&self) -> PyResult<String> {
        let links: std::collections::BTreeSet<String> =
            self.0.clips().into_py()?.into_iter().map(|clip| clip.link).collect();
        let Some(format) = self.0.format() else { return Ok("Timeline.empty()".to_owned()) };
        let frames = self.0.frames().into_py()?;
        Ok(format!("<Timeline: {} clips, {frames} frames at {}>", links.len(), format.rate))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let read = py.get_type::<Self>().getattr("from_json")?;
        (read, (self.0.to_json(),)).into_pyobject(py)
    }
}

/// A clip as it stands in one view.
#[pyclass(frozen, eq, hash, module = "stoat_nb._core", name = "ClipView")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct PyClipView(ClipView);

#[pymethods]
impl PyClipView {
    #[getter]
    fn id(&self) -> &str {
        &self.0.id
    }

    #[getter]
    fn link(&self) -> &str {
        &self.0.link
    }

    #[getter]
    fn label(&self) -> &str {
        &self.0.label
    }

    #[getter]
    fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    #[getter]
    fn track(&self) -> &str {
        &self.0.track
    }

    #[getter]
    fn kind(&self) -> &'static str {
        Kind::name(self.0.kind)
    }

    #[getter]
    fn start(&self) -> PyTime {
        PyTime(self.0.start)
    }

    #[getter]
    fn duration(&self) -> PyTime {
        PyTime(self.0.duration)
    }

    #[getter]
    fn end(&self) -> PyResult<PyTime> {
        self.0.start.add(self.0.duration).map(PyTime).into_py()
    }

    #[getter]
    fn start_frame(&self) -> i64 {
        self.0.start_frame
    }

    #[getter]
    fn frames(&self) -> i64 {
        self.0.frames
    }

    #[getter]
    fn source_start(&self) -> PyTime {
        PyTime(self.0.source_start)
    }

    #[getter]
    fn source_end(&self) -> PyTime {
        PyTime(self.0.source_end)
    }

    #[getter]
    fn head_handle(&self) -> i64 {
        self.0.head_handle
    }

    #[getter]
    fn tail_handle(&self) -> i64 {
        self.0.tail_handle
    }

    #[getter]
    fn medium_id(&self) -> &str {
        &self.0.medium_id
    }

    #[getter]
    fn medium_name(&self) -> &str {
        &self.0.medium_name
    }

    #[getter]
    fn block(&self) -> String {
        self.0.block.to_string()
    }

    #[getter]
    fn made_by(&self) -> u32 {
        self.0.made_by
    }

    fn __repr__(&self) -> String {
        let clip = &self.0;
        format!(
            "<ClipView {} on {} from {} for {}: {}>",
            clip.label, clip.track, clip.start, clip.duration, clip.id
        )
    }
}

/// An empty stretch of a track.
#[pyclass(frozen, eq, hash, module = "stoat_nb._core", name = "GapView")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct PyGapView(GapView);

#[pymethods]
impl PyGapView {
    #[getter]
    fn track(&self) -> &str {
        &self.0.track
    }

    #[getter]
    fn start(&self) -> PyTime {
        PyTime(self.0.start)
    }

    #[getter]
    fn duration(&self) -> PyTime {
        PyTime(self.0.duration)
    }

    fn __repr__(&self) -> String {
        format!("<GapView on {} from {} for {}>", self.0.track, self.0.start, self.0.duration)
    }
}

fn views(views: Vec<ClipView>) -> Vec<PyClipView> {
    views.into_iter().map(PyClipView).collect()
}

fn located(found: Vec<(ClipView, stoat_core::time::Time)>) -> Vec<(PyClipView, PyTime)> {
    found.into_iter().map(|(view, time)| (PyClipView(view), PyTime(time))).collect()
}

pub(crate) fn block_id(text: &str) -> PyResult<BlockId> {
    text.parse().into_py()
}

/// The JSON text of a core value.
pub(crate) fn to_json(value: &impl serde::Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| pyo3::exceptions::PyValueError::new_err(error.to_string()))
}

/// The first bits of a hexadecimal digest, for `hash()`.
pub(crate) fn digest_hash(digest: &str) -> isize {
    isize::from_str_radix(&digest[..15], 16).unwrap_or_default()
}
