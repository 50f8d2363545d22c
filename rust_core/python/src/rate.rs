//! Frame rates, and the timebase that holds frames and samples.

use pyo3::IntoPyObjectExt;
use pyo3::basic::CompareOp;
use pyo3::prelude::*;
use pyo3::types::{PyInt, PyTuple};
use stoat_core::time::{FrameRate, Ratio, Ticks, Timebase};

use crate::enter::IntoPy;
use crate::exact::{Exact, RatioArg, TimeArg, WholeArg, python_hash, repr, to_fraction};
use crate::time::{PyRounding, PyTime, not_implemented};

/// Frames per second: a positive fraction, immutable and hashable.
///
/// `str()` is the serialised form, ``"30000/1001"`` or ``"25"``. It compares with rates, `int` and
/// `Fraction`.
///
/// Parameters
/// ----------
/// num, den
///     The rate as a fraction, such as 30000, 1001; both fit into 32 bits.
///
/// Raises
/// ------
/// ValidationError
///     `time.rate_invalid` when it is not positive; `time.zero_denominator`; `time.overflow`.
///
/// Examples
/// --------
/// >>> from stoat_nb import FrameRate
/// >>> FrameRate.parse("29.97")
/// FrameRate(30000, 1001)
/// >>> print(FrameRate.NTSC_30.time_of(30))
/// 1001/1000
#[pyclass(frozen, module = "stoat_nb._core", name = "FrameRate")]
pub(crate) struct PyFrameRate(pub(crate) FrameRate);

#[pymethods]
impl PyFrameRate {
    #[new]
    #[pyo3(signature = (num, den=None), text_signature = "(num, den=1)")]
    fn new(num: &Bound<'_, PyInt>, den: Option<&Bound<'_, PyInt>>) -> PyResult<Self> {
        Self::from_ratio(PyTime::new(num, den)?.0.ratio())
    }

    /// 23.976 frames per second: 24000/1001.
    #[classattr]
    const NTSC_24: Self = Self(FrameRate::NTSC_24);
    /// 29.97 frames per second: 30000/1001.
    #[classattr]
    const NTSC_30: Self = Self(FrameRate::NTSC_30);
    /// 47.952 frames per second: 48000/1001.
    #[classattr]
    const NTSC_48: Self = Self(FrameRate::NTSC_48);
    /// 59.94 frames per second: 60000/1001.
    #[classattr]
    const NTSC_60: Self = Self(FrameRate::NTSC_60);
    /// 119.88 frames per second: 120000/1001.
    #[classattr]
    const NTSC_120: Self = Self(FrameRate::NTSC_120);

    /// Return the rate that a text names: ``25``, ``12.5``, ``29.97``, ``30000/1001``.
    ///
    /// A decimal with two or more digits after the point that is an NTSC rate rounded to those
    /// digits means that rate: ``23.98``, ``23.976`` and ``23.976024`` are all 24000/1001.
    ///
    /// Raises
    /// ------
    /// ValidationError
    ///     `time.rate_invalid`.
    #[staticmethod]
    fn parse(text: &str) -> PyResult<Self> {
        FrameRate::parse(text).into_py().map(Self)
    }

    /// Return the standard rate nearest to a measured one, else the measured one itself.
    ///
    /// Near is less than one part in 4000: 59.94 in Matroska reports 19001/317, and is 60000/1001.
    ///
    /// Raises
    /// ------
    /// ValidationError
    ///     `time.rate_invalid` when it is not positive.
    #[staticmethod]
    fn guess(measured: RatioArg) -> PyResult<Self> {
        FrameRate::guess(measured.0).into_py().map(Self)
    }

    /// The numerator in lowest terms.
    #[getter]
    fn numerator(&self) -> u32 {
        self.0.numerator()
    }

    /// The denominator in lowest terms.
    #[getter]
    fn denominator(&self) -> u32 {
        self.0.denominator()
    }

    /// The whole number of frames that timecode counts in a second: 30 for 30000/1001.
    #[getter]
    fn nominal(&self) -> u32 {
        self.0.nominal()
    }

    /// How long one frame lasts.
    #[getter]
    fn frame_duration(&self) -> PyResult<PyTime> {
        self.0.frame_duration().into_py().map(PyTime)
    }

    /// Return when frame `index` starts, counted from frame 0; raises `time.overflow`.
    fn time_of(&self, index: WholeArg) -> PyResult<PyTime> {
        self.0.time_of(index.0).into_py().map(PyTime)
    }

    /// Return the frame at `time`: by default (`Rounding.Floor`) the one on screen.
    ///
    /// Raises
    /// ------
    /// ValidationError
    ///     `time.not_exact` under `Rounding.Exact` between two frames; `time.overflow`.
    #[pyo3(signature = (time, rounding=PyRounding::Floor))]
    fn frame_at(&self, time: TimeArg, rounding: PyRounding) -> PyResult<i64> {
        self.0.frame_at(time.0, rounding.into()).into_py()
    }

    /// Return this rate as a `fractions.Fraction`.
    fn to_fraction<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_fraction(py, self.0.ratio())
    }

    fn __richcmp__<'py>(&self, other: &Bound<'py, PyAny>, op: CompareOp) -> PyResult<Bound<'py, PyAny>> {
        let py = other.py();
        if let Ok(rate) = other.cast::<Self>() {
            return op.matches(self.0.cmp(&rate.get().0)).into_bound_py_any(py);
        }
        match Exact::of(other)? {
            Exact::Number(ratio) => op.matches(self.0.ratio().cmp(&ratio)).into_bound_py_any(py),
            Exact::Large => to_fraction(py, self.0.ratio())?.rich_compare(other, op),
            Exact::Time(_) | Exact::Other => Ok(not_implemented(py)),
        }
    }

    fn __hash__(&self) -> isize {
        python_hash(self.0.ratio())
    }

    #[allow(clippy::float_arithmetic)] // the outermost edge
    fn __float__(&self) -> f64 {
        f64::from(self.0.numerator()) / f64::from(self.0.denominator())
    }

    fn __repr__(&self) -> String {
        repr("FrameRate", self.0.ratio())
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        (py.get_type::<Self>(), (self.0.numerator(), self.0.denominator())).into_pyobject(py)
    }
}

impl PyFrameRate {
    fn from_ratio(ratio: Ratio) -> PyResult<Self> {
        FrameRate::try_from(ratio).into_py().map(Self)
    }
}

/// The grid on which every frame of a rate and every sample of a sample rate is a whole tick.
///
/// Parameters
/// ----------
/// rate
///     Frames per second.
/// sample_rate
///     Samples per second; positive.
///
/// Raises
/// ------
/// ValidationError
///     `time.overflow` when a second would have 2**32 ticks or more, or none.
#[pyclass(frozen, eq, hash, module = "stoat_nb._core", name = "Timebase")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct PyTimebase {
    base: Timebase,
    rate: FrameRate,
    sample_rate: u32,
}

#[pymethods]
impl PyTimebase {
    #[new]
    fn new(rate: &PyFrameRate, sample_rate: WholeArg) -> PyResult<Self> {
        let sample_rate = sample_rate.unsigned()?;
        let base = Timebase::of(rate.0, sample_rate).into_py()?;
        Ok(Self { base, rate: rate.0, sample_rate })
    }

    /// Ticks in one second: the least common multiple of the rate's numerator and the sample rate.
    #[getter]
    fn per_second(&self) -> u32 {
        self.base.per_second()
    }

    /// The frame rate whose frames are whole ticks.
    #[getter]
    fn rate(&self) -> PyFrameRate {
        PyFrameRate(self.rate)
    }

    /// The samples per second that are whole ticks.
    #[getter]
    fn sample_rate(&self) -> u32 {
        self.sample_rate
    }

    /// Return `time` in ticks; by default (`Rounding.Exact`) it must be on the grid.
    ///
    /// Raises
    /// ------
    /// ValidationError
    ///     `time.not_exact`, `time.overflow`.
    #[pyo3(signature = (time, rounding=PyRounding::Exact))]
    fn ticks(&self, time: TimeArg, rounding: PyRounding) -> PyResult<i64> {
        self.base.ticks(time.0, rounding.into()).into_py().map(|ticks| ticks.0)
    }

    /// Return `ticks` as exact seconds; raises `time.overflow`.
    fn time(&self, ticks: WholeArg) -> PyResult<PyTime> {
        self.base.time(Ticks(ticks.0)).into_py().map(PyTime)
    }

    fn __repr__(&self) -> String {
        format!("Timebase({}, {})", repr("FrameRate", self.rate.ratio()), self.sample_rate)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        (py.get_type::<Self>(), (PyFrameRate(self.rate), self.sample_rate)).into_pyobject(py)
    }
}
