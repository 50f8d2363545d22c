//! When the frames of a medium are presented.

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use stoat_core::time::{Presentation, fit_rate};

use crate::enter::{IntoPy, detached};
use crate::exact::{RatioArg, TimeArg, WholeArg, to_fraction};
use crate::time::{PyFrameRate, PyTime};

/// When the frames of a medium are presented, counted from its first frame.
#[pyclass(frozen, eq, hash, module = "stoat_nb._core", name = "Presentation")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct PyPresentation(Presentation);

#[pymethods]
impl PyPresentation {
    /// Frames on the regular grid of a rate.
    #[staticmethod]
    fn regular(rate: &PyFrameRate, frames: WholeArg) -> PyResult<Self> {
        Ok(Self(Presentation::regular(rate.0, frames.unsigned()?)))
    }

    /// Frames at timestamps, the last one lasting until `end`.
    #[staticmethod]
    fn table(
        py: Python<'_>,
        timestamps: Vec<WholeArg>,
        time_base: RatioArg,
        end: WholeArg,
    ) -> PyResult<Self> {
        let timestamps = whole(timestamps);
        detached(py, || Presentation::table(&timestamps, time_base.0, end.0)).map(Self)
    }

    /// The constant rate, if there is one.
    #[getter]
    fn rate(&self) -> Option<PyFrameRate> {
        self.0.rate().map(PyFrameRate)
    }

    /// How many frames there are.
    #[getter]
    fn frames(&self) -> u64 {
        self.0.frames()
    }

    /// The instant at which the last frame ends.
    #[getter]
    fn end(&self) -> PyResult<PyTime> {
        self.0.end().into_py().map(PyTime)
    }

    /// When frame `index` starts; for the number of frames itself, the end.
    fn time_of(&self, index: WholeArg) -> PyResult<PyTime> {
        self.0.time_of(index.unsigned()?).into_py().map(PyTime)
    }

    /// The frame on screen at `time`; `None` outside the medium.
    fn frame_at(&self, time: TimeArg) -> PyResult<Option<u64>> {
        self.0.frame_at(time.0).into_py()
    }

    /// The frame edge nearest to `time`; `None` outside the medium.
    fn nearest_edge(&self, time: TimeArg) -> PyResult<Option<u64>> {
        self.0.nearest_edge(time.0).into_py()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let class = py.get_type::<Self>();
        match (self.0.timestamps(), self.rate()) {
            (Some((ticks, base, end)), _) => {
                (class.getattr("table")?, (ticks, to_fraction(py, base)?, end)).into_pyobject(py)
            }
            (None, rate) => (class.getattr("regular")?, (rate, self.0.frames())).into_pyobject(py),
        }
    }

    fn __repr__(&self) -> String {
        match self.0.rate() {
            Some(rate) => format!("<Presentation of {} frames at {rate}>", self.0.frames()),
            None => format!("<Presentation of {} frames at a variable rate>", self.0.frames()),
        }
    }
}

/// The constant rate on whose grid the timestamps lie, or `None` when their rate is variable.
#[pyfunction]
#[pyo3(signature = (timestamps, time_base, hint=None))]
pub(crate) fn fit_frame_rate(
    py: Python<'_>,
    timestamps: Vec<WholeArg>,
    time_base: RatioArg,
    hint: Option<&PyFrameRate>,
) -> PyResult<Option<PyFrameRate>> {
    let (timestamps, hint) = (whole(timestamps), hint.map(|rate| rate.0));
    Ok(detached(py, || fit_rate(&timestamps, time_base.0, hint))?.map(PyFrameRate))
}

fn whole(numbers: Vec<WholeArg>) -> Vec<i64> {
    numbers.into_iter().map(|number| number.0).collect()
}
