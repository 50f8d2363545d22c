//! Time ranges and the algebra over lists of them.

use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};
use stoat_core::range::{self, TimeRange};

use crate::enter::{IntoPy, detached};
use crate::exact::{TimeArg, repr};
use crate::time::PyTime;

/// A half-open range of time.
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

    /// How long it lasts.
    #[getter]
    fn duration(&self) -> PyResult<PyTime> {
        self.0.duration().into_py().map(PyTime)
    }

    /// Whether it covers no instant.
    #[getter]
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a time, or every instant of a range, lies in it.
    fn contains(&self, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        if let Ok(range) = other.cast::<Self>() {
            return Ok(self.0.contains_range(range.get().0));
        }
        Ok(self.0.contains(other.extract::<TimeArg>()?.0))
    }

    fn __contains__(&self, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        self.contains(other)
    }

    /// Whether some instant lies in both.
    fn overlaps(&self, other: &Self) -> bool {
        self.0.overlaps(other.0)
    }

    /// Whether one starts where the other ends.
    fn adjacent(&self, other: &Self) -> bool {
        self.0.adjacent(other.0)
    }

    /// The instants in both; `None` when there are none.
    fn intersection(&self, other: &Self) -> Option<Self> {
        self.0.intersection(other.0).map(Self)
    }

    /// The instants in either; `None` when that is not one range.
    fn union(&self, other: &Self) -> Option<Self> {
        self.0.union(other.0).map(Self)
    }

    /// The instants of this range that are not in `other`.
    fn difference(&self, other: &Self) -> Vec<Self> {
        self.0.difference(other.0).into_iter().map(Self).collect()
    }

    /// What lies between the two; `None` when they touch or overlap.
    fn gap(&self, other: &Self) -> Option<Self> {
        self.0.gap(other.0).map(Self)
    }

    /// This range moved by `offset`.
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

/// The stretches without any range, in order.
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

/// The same instants as the fewest ranges, in order.
#[pyfunction]
pub(crate) fn merge_ranges(py: Python<'_>, ranges: Ranges) -> PyResult<Bound<'_, PyList>> {
    as_list(py, detached(py, || Ok(range::merge_ranges(ranges.0)))?)
}

/// How long the instants of all ranges last together, each counted once.
#[pyfunction]
pub(crate) fn total_coverage(py: Python<'_>, ranges: Ranges) -> PyResult<PyTime> {
    detached(py, || range::total_coverage(ranges.0)).map(PyTime)
}
