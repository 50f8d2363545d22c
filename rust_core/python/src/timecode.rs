//! Timecode.

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use stoat_core::time::{BeyondDay, Timecode};

use crate::enter::IntoPy;
use crate::exact::{TimeArg, WholeArg, repr};
use crate::rate::PyFrameRate;
use crate::time::{PyRounding, PyTime, by_name};

/// What becomes of a frame number before 0 or after 24 hours of timecode.
///
/// `Refuse` raises, `Wrap` goes around midnight as a recorder's clock does, `Keep` counts hours
/// on and writes what is before 0 with a minus sign.
#[pyclass(frozen, eq, hash, from_py_object, module = "stoat_nb._core", name = "BeyondDay")]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum PyBeyondDay {
    /// It is an error.
    Refuse,
    /// It wraps around midnight.
    Wrap,
    /// It is kept, with hours beyond 23 or a minus sign.
    Keep,
}

impl From<PyBeyondDay> for BeyondDay {
    fn from(policy: PyBeyondDay) -> Self {
        match policy {
            PyBeyondDay::Refuse => Self::Refuse,
            PyBeyondDay::Wrap => Self::Wrap,
            PyBeyondDay::Keep => Self::Keep,
        }
    }
}

#[pymethods]
impl PyBeyondDay {
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let name = match self {
            Self::Refuse => "Refuse",
            Self::Wrap => "Wrap",
            Self::Keep => "Keep",
        };
        by_name::<Self>(py, name)
    }
}

/// A frame number at a rate, written as ``HH:MM:SS:FF`` (or ``HH:MM:SS;FF`` for drop-frame).
///
/// Drop-frame skips the names of the first frames of each minute but every tenth, so that the
/// clock keeps up with the wall; no frame is lost. It exists at 29.97, 59.94 and 119.88.
///
/// Parameters
/// ----------
/// value
///     The text, or the frame number counted from 0.
/// rate
///     Frames per second.
/// drop_frame
///     None takes the count that the text's separator means (``;`` is drop-frame), and no
///     drop-frame for a number.
/// beyond_day
///     What becomes of a frame outside the day; by default (`BeyondDay.Refuse`) an error.
///
/// Raises
/// ------
/// ValidationError
///     `time.timecode_invalid`, also for the names that drop-frame leaves out; `time.overflow`.
///
/// Examples
/// --------
/// >>> from stoat_nb import FrameRate, Timecode
/// >>> clock = Timecode(107_957, FrameRate.NTSC_30, drop_frame=True)
/// >>> print(clock, clock.counted(drop_frame=False))
/// 01:00:02;05 00:59:58:17
#[pyclass(frozen, eq, hash, module = "stoat_nb._core", name = "Timecode")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct PyTimecode(Timecode);

#[pymethods]
impl PyTimecode {
    #[new]
    #[pyo3(signature = (value, rate, drop_frame=None, *, beyond_day=PyBeyondDay::Refuse))]
    fn new(
        value: &Bound<'_, PyAny>,
        rate: &PyFrameRate,
        drop_frame: Option<bool>,
        beyond_day: PyBeyondDay,
    ) -> PyResult<Self> {
        if let Ok(text) = value.extract::<&str>() {
            return Timecode::parse(text, rate.0, drop_frame, beyond_day.into()).into_py().map(Self);
        }
        let frame = value.extract::<WholeArg>()?.0;
        Timecode::new(frame, rate.0, drop_frame.unwrap_or(false), beyond_day.into()).into_py().map(Self)
    }

    /// Return the timecode of the frame at `time`: by default (`Rounding.Floor`) the one on screen.
    ///
    /// Raises
    /// ------
    /// ValidationError
    ///     `time.timecode_invalid`, `time.not_exact`, `time.overflow`.
    #[staticmethod]
    #[pyo3(signature = (time, rate, drop_frame=false, *, rounding=PyRounding::Floor, beyond_day=PyBeyondDay::Refuse))]
    fn at(
        time: TimeArg,
        rate: &PyFrameRate,
        drop_frame: bool,
        rounding: PyRounding,
        beyond_day: PyBeyondDay,
    ) -> PyResult<Self> {
        Timecode::at(time.0, rate.0, drop_frame, rounding.into(), beyond_day.into()).into_py().map(Self)
    }

    /// The frame number, counted from 0.
    #[getter]
    fn frame(&self) -> i64 {
        self.0.frame()
    }

    /// Frames per second.
    #[getter]
    fn rate(&self) -> PyFrameRate {
        PyFrameRate(self.0.rate())
    }

    /// Whether names of frames are dropped.
    #[getter]
    fn drop_frame(&self) -> bool {
        self.0.drop_frame()
    }

    /// The written hours.
    #[getter]
    fn hours(&self) -> u64 {
        self.0.fields().hours
    }

    /// The written minutes, 0 to 59.
    #[getter]
    fn minutes(&self) -> u64 {
        self.0.fields().minutes
    }

    /// The written seconds, 0 to 59.
    #[getter]
    fn seconds(&self) -> u64 {
        self.0.fields().seconds
    }

    /// The written frames, 0 up to the nominal rate.
    #[getter]
    fn frames(&self) -> u64 {
        self.0.fields().frames
    }

    /// When this frame starts, counted from frame 0.
    #[getter]
    fn time(&self) -> PyResult<PyTime> {
        self.0.time().into_py().map(PyTime)
    }

    /// Return the same frame, counted with or without drop-frame; raises `time.timecode_invalid`.
    fn counted(&self, drop_frame: bool) -> PyResult<Self> {
        self.0.counted(drop_frame).into_py().map(Self)
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        let (rate, drop_frame) = (repr("FrameRate", self.0.rate().ratio()), self.0.drop_frame());
        let drop_frame = if drop_frame { "True" } else { "False" };
        let policy = if self.keeps() { ", beyond_day=BeyondDay.Keep" } else { "" };
        format!("Timecode('{}', {rate}, {drop_frame}{policy})", self.0)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let rebuild = py.get_type::<Self>().getattr("_kept")?;
        (rebuild, (self.0.frame(), self.rate(), self.0.drop_frame())).into_pyobject(py)
    }

    /// The timecode of any frame number, for pickles.
    #[staticmethod]
    fn _kept(frame: WholeArg, rate: &PyFrameRate, drop_frame: bool) -> PyResult<Self> {
        Timecode::new(frame.0, rate.0, drop_frame, BeyondDay::Keep).into_py().map(Self)
    }
}

impl PyTimecode {
    fn keeps(&self) -> bool {
        Timecode::new(self.0.frame(), self.0.rate(), self.0.drop_frame(), BeyondDay::Refuse).is_err()
    }
}
