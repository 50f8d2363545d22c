//! Clips of source files and their validation.

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use stoat_core::clip::{self, Clip, ClipValidationError};

use crate::enter::{IntoPy, detached};
use crate::exact::{TimeArg, repr};
use crate::range::PyTimeRange;
use crate::time::PyTime;

/// The part `[in_point, out_point)` of a source file; immutable. It may be invalid until checked.
///
/// Parameters
/// ----------
/// source_path
///     The source file.
/// in_point, out_point
///     Source seconds: `Time`, `int` or `Fraction`.
/// source_duration
///     Seconds, where known.
///
/// Raises
/// ------
/// ValidationError
///     `time.overflow`.
#[pyclass(frozen, eq, hash, module = "stoat_nb._core", name = "Clip")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct PyClip(Clip);

#[pymethods]
impl PyClip {
    #[new]
    #[pyo3(signature = (source_path, in_point, out_point, source_duration=None))]
    fn new(
        source_path: String,
        in_point: TimeArg,
        out_point: TimeArg,
        source_duration: Option<TimeArg>,
    ) -> Self {
        Self(Clip {
            source_path,
            in_point: in_point.0,
            out_point: out_point.0,
            source_duration: source_duration.map(|time| time.0),
        })
    }

    /// The source file.
    #[getter]
    fn source_path(&self) -> &str {
        &self.0.source_path
    }

    /// The first source instant.
    #[getter]
    fn in_point(&self) -> PyTime {
        PyTime(self.0.in_point)
    }

    /// The first source instant after it.
    #[getter]
    fn out_point(&self) -> PyTime {
        PyTime(self.0.out_point)
    }

    /// How long the source is; None when unknown.
    #[getter]
    fn source_duration(&self) -> Option<PyTime> {
        self.0.source_duration.map(PyTime)
    }

    /// The range of the source; raises `range.reversed`.
    #[getter]
    fn range(&self) -> PyResult<PyTimeRange> {
        self.0.range().into_py().map(PyTimeRange)
    }

    /// Raise `clip.invalid`, which names every fault, unless the clip is valid.
    fn check(&self) -> PyResult<()> {
        self.0.check().into_py()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let path = self.0.source_path.as_str().into_pyobject(py)?.repr()?;
        let (start, end) = (repr("Time", self.0.in_point.ratio()), repr("Time", self.0.out_point.ratio()));
        Ok(match self.0.source_duration {
            Some(duration) => format!("Clip({path}, {start}, {end}, {})", repr("Time", duration.ratio())),
            None => format!("Clip({path}, {start}, {end})"),
        })
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let parts = (self.source_path(), self.in_point(), self.out_point(), self.source_duration());
        (py.get_type::<Self>(), parts).into_pyobject(py)
    }
}

/// One fault of one field of a clip: a value, not an exception, so that all can be told at once.
///
/// Parameters
/// ----------
/// field
///     The field at fault.
/// message
///     What is wrong with it.
/// actual, expected
///     What it is, and what it may be.
#[pyclass(frozen, eq, hash, module = "stoat_nb._core", name = "ClipValidationError")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct PyClipValidationError(ClipValidationError);

#[pymethods]
impl PyClipValidationError {
    #[new]
    fn new(field: String, message: String, actual: String, expected: String) -> Self {
        Self(ClipValidationError { field, message, actual, expected })
    }

    /// The field at fault.
    #[getter]
    fn field(&self) -> &str {
        &self.0.field
    }

    /// What is wrong with it.
    #[getter]
    fn message(&self) -> &str {
        &self.0.message
    }

    /// What it is.
    #[getter]
    fn actual(&self) -> &str {
        &self.0.actual
    }

    /// What it may be.
    #[getter]
    fn expected(&self) -> &str {
        &self.0.expected
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("ClipValidationError{}", self.parts().into_pyobject(py)?.repr()?))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        (py.get_type::<Self>(), self.parts()).into_pyobject(py)
    }
}

impl PyClipValidationError {
    fn parts(&self) -> (&str, &str, &str, &str) {
        (&self.0.field, &self.0.message, &self.0.actual, &self.0.expected)
    }
}

/// Return every fault of a clip, in the order of its fields; an empty list when it is valid.
#[pyfunction]
pub(crate) fn validate_clip(clip: &PyClip) -> Vec<PyClipValidationError> {
    faults(clip::validate_clip(&clip.0))
}

/// Return the faults of every clip that has some, with its place in the list.
#[pyfunction]
pub(crate) fn validate_clips(
    py: Python<'_>,
    clips: Vec<PyRef<'_, PyClip>>,
) -> PyResult<Vec<(usize, Vec<PyClipValidationError>)>> {
    let clips: Vec<Clip> = clips.iter().map(|clip| clip.0.clone()).collect();
    let found = detached(py, || Ok(clip::validate_clips(&clips)))?;
    Ok(found.into_iter().map(|(index, list)| (index, faults(list))).collect())
}

fn faults(list: Vec<ClipValidationError>) -> Vec<PyClipValidationError> {
    list.into_iter().map(PyClipValidationError).collect()
}
