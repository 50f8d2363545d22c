//! Time ranges and the algebra over lists of them.

use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};
use stoat_core::range::{self, TimeRange};

use crate::enter::{IntoPy, detached};
use crate::exact::{TimeArg, repr};
use crate::time::PyTime;

/// The instants from `start` up to, but without, `end`; immutable, ordered by start, then end.
///
/// An empty range (`start == end`) is allowed. It covers no instant: it overlaps and touches
/// nothing, has no gap to anything, and adds nothing to a union.
///
/// Parameters
/// ----------
/// start, end
///     Seconds: `Time`, `int` or `Fraction`.
///
/// Raises
/// ------
/// ValidationError
///     `range.reversed` when it would end before it starts; `time.overflow`.
///
/// Examples
/// --------
/// >>> from stoat_nb import TimeRange
/// >>> a, b = TimeRange(0, 4), TimeRange(3, 9)
/// >>> print(a.intersection(b), a.union(b), *b.difference(a))
/// [3, 4) [0, 9) [4, 9)
#[pyclass(frozen, eq, ord, hash, module = "stoat_nb._core", name = "TimeRange")]
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PyTimeRange(pub(crate) TimeRange);

#[pymethods]
impl PyTimeRange {
    #[new]
    fn new(start: TimeArg, end: TimeArg) -> PyResult<Self> {
        TimeRange::new(start.0, end.0).into_py().map(Self)
    }

    /// The first instant.
    #[getter]
    fn start(&self) -> PyTime {
        PyTime(self.0.start())
    }

    /// The first instant after it.
    #[getter]
    fn end(&self) -> PyTime {
        PyTime(self.0.end())
    }

    /// How long it lasts; raises `time.overflow`.
    #[getter]
    fn duration(&self) -> PyResult<PyTime> {
        self.0.duration().into_py().map(PyTime)
    }

    /// Whether it covers no instant.
    #[getter]
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Return whether a time, or every instant of a range, lies in it; the end does not.
    fn contains(&self, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        if let Ok(range) = other.cast::<Self>() {
            return Ok(self.0.contains_range(range.get().0));
        }
        Ok(self.0.contains(other.extract::<TimeArg>()?.0))
    }

    fn __contains__(&self, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        self.contains(other)
    }

    /// Return whether some instant lies in both.
    fn overlaps(&self, other: &Self) -> bool {
        self.0.overlaps(other.0)
    }

    /// Return whether one starts where the other ends.
    fn adjacent(&self, other: &Self) -> bool {
        self.0.adjacent(other.0)
    }

    /// Return the instants in both, or None when there are none.
    fn intersection(&self, other: &Self) -> Option<Self> {
        self.0.intersection(other.0).map(Self)
    }

    /// Return the instants in either, or None when a gap keeps that from being one range.
    fn union(&self, other: &Self) -> Option<Self> {
        self.0.union(other.0).map(Self)
    }

    /// Return the instants of this range that are not in `other`: none, one or two ranges.
    fn difference(&self, other: &Self) -> Vec<Self> {
        self.0.difference(other.0).into_iter().map(Self).collect()
    }

    /// Return what lies between the two, or None when they touch or overlap.
    fn gap(&self, other: &Self) -> Option<Self> {
        self.0.gap(other.0).map(Self)
    }

    /// Return this range moved by `offset` seconds; raises `time.overflow`.
    fn shifted(&self, offset: TimeArg) -> PyResult<Self> {
        self.0.shifted(offset.0).into_py().map(Self)
    }

    fn __repr__(&self) -> String {
        format!("TimeRange({}, {})", repr("Time", self.0.start().ratio()), repr("Time", self.0.end().ratio()))
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        (py.get_type::<Self>(), (self.start(), self.end())).into_pyobject(py)
    }
}

/// A list (or any iterable) of ranges, copied out in one pass.
pub(crate) struct Ranges(Vec<TimeRange>);

impl<'py> FromPyObject<'_, 'py> for Ranges {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let one = |item: Bound<'py, PyAny>| Ok(item.cast::<PyTimeRange>()?.get().0);
        if let Ok(list) = value.cast::<PyList>() {
            return list.iter().map(one).collect::<PyResult<_>>().map(Self);
        }
        value.try_iter()?.map(|item| one(item?)).collect::<PyResult<_>>().map(Self)
    }
}

fn as_list(py: Python<'_>, ranges: Vec<TimeRange>) -> PyResult<Bound<'_, PyList>> {
    PyList::new(py, ranges.into_iter().map(PyTimeRange))
}

/// Return the stretches without any range, in order.
///
/// Parameters
/// ----------
/// ranges
///     In any order; they may overlap.
/// within
///     Where to look, also before the first and after the last range. None looks between the
///     first start and the last end.
#[pyfunction]
#[pyo3(signature = (ranges, within=None))]
pub(crate) fn find_gaps<'py>(
    py: Python<'py>,
    ranges: Ranges,
    within: Option<&PyTimeRange>,
) -> PyResult<Bound<'py, PyList>> {
    let within = within.map(|range| range.0);
    as_list(py, detached(py, || Ok(range::find_gaps(ranges.0, within)))?)
}

/// Return the same instants as the fewest ranges, in order: none empty, none touching.
#[pyfunction]
pub(crate) fn merge_ranges(py: Python<'_>, ranges: Ranges) -> PyResult<Bound<'_, PyList>> {
    as_list(py, detached(py, || Ok(range::merge_ranges(ranges.0)))?)
}

/// Return how long the instants of all ranges last together, each counted once.
///
/// Raises
/// ------
/// ValidationError
///     `time.overflow`.
#[pyfunction]
pub(crate) fn total_coverage(py: Python<'_>, ranges: Ranges) -> PyResult<PyTime> {
    detached(py, || range::total_coverage(ranges.0)).map(PyTime)
}
