//! When the frames of a medium are presented.

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use stoat_core::time::{Presentation, fit_rate};

use crate::enter::{IntoPy, detached};
use crate::exact::{RatioArg, TimeArg, WholeArg, to_fraction};
use crate::rate::PyFrameRate;
use crate::time::PyTime;

/// When the frames of a medium are presented, counted from its first frame.
///
/// A constant rate is its regular grid, a variable rate its table of timestamps. At an instant
/// the frame with the greatest presentation time at or before it is shown (the sampling rule).
///
/// Examples
/// --------
/// >>> from fractions import Fraction
/// >>> from stoat_nb import Presentation
/// >>> table = Presentation.table([900, 940, 1020], Fraction(1, 1000), 1060)
/// >>> table.frame_at(Fraction(119, 1000)), table.frame_at(Fraction(120, 1000))
/// (1, 2)
#[pyclass(frozen, eq, hash, module = "stoat_nb._core", name = "Presentation")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct PyPresentation(Presentation);

#[pymethods]
impl PyPresentation {
    /// Return `frames` frames on the regular grid of `rate`; raises `time.overflow` below 0.
    #[staticmethod]
    fn regular(rate: &PyFrameRate, frames: WholeArg) -> PyResult<Self> {
        Ok(Self(Presentation::regular(rate.0, frames.unsigned()?)))
    }

    /// Return frames at `timestamps`, the last one lasting until `end`.
    ///
    /// Parameters
    /// ----------
    /// timestamps
    ///     Presentation times in order, in units of `time_base`.
    /// time_base
    ///     Seconds in one unit.
    /// end
    ///     Where the last frame ends, in units of `time_base`.
    ///
    /// Raises
    /// ------
    /// ValidationError
    ///     `time.table_invalid` unless the timestamps increase strictly and `end` lies after
    ///     them; `time.overflow`.
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

    /// The constant rate; None when it is variable.
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

    /// Return when frame `index` starts; for the number of frames itself, the end.
    ///
    /// Raises
    /// ------
    /// ValidationError
    ///     `time.no_such_frame`, `time.overflow`.
    fn time_of(&self, index: WholeArg) -> PyResult<PyTime> {
        self.0.time_of(index.unsigned()?).into_py().map(PyTime)
    }

    /// Return the frame on screen at `time`, or None before the first frame and from the end on.
    fn frame_at(&self, time: TimeArg) -> PyResult<Option<u64>> {
        self.0.frame_at(time.0).into_py()
    }

    /// Return the frame edge (0 to the number of frames) nearest to `time`, ties to even.
    ///
    /// This is where an edit point snaps. None before the first frame and after the end.
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

/// Return the constant rate on whose grid the timestamps lie, or None for a variable rate.
///
/// Frame i must start at i / rate after the first one, within one unit of the time base. Standard
/// rates are taken first, then the hint, then the simplest fraction. A single frame fits its hint
/// alone.
///
/// Parameters
/// ----------
/// timestamps
///     The presentation times of all frames in order, in units of `time_base`.
/// time_base
///     Seconds in one unit.
/// hint
///     What the container says.
///
/// Raises
/// ------
/// ValidationError
///     `time.rate_invalid` for a time base that is not positive; `time.overflow`.
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
