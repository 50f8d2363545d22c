//! Times, frame rates, roundings and timebases.

use pyo3::IntoPyObjectExt;
use pyo3::PyTypeInfo;
use pyo3::basic::CompareOp;
use pyo3::prelude::*;
use pyo3::types::{PyInt, PyTuple};
use stoat_core::error::Result;
use stoat_core::time::{FrameRate, Ratio, Rounding, Ticks, Time, Timebase, read_time, snap_seconds};

use crate::enter::IntoPy;
use crate::exact::{Exact, RatioArg, TimeArg, WholeArg, python_hash, ratio_of, repr, to_fraction, too_large};

/// How a value between two grid points is placed.
#[pyclass(frozen, eq, hash, from_py_object, module = "stoat_nb._core", name = "Rounding")]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum PyRounding {
    /// The value must be on the grid; otherwise `time.not_exact`.
    Exact,
    /// Towards minus infinity: what is on screen at an instant.
    Floor,
    /// Towards plus infinity.
    Ceil,
    /// To the nearest, ties to even: edit points.
    Nearest,
}

impl From<PyRounding> for Rounding {
    fn from(rounding: PyRounding) -> Self {
        match rounding {
            PyRounding::Exact => Self::Exact,
            PyRounding::Floor => Self::Floor,
            PyRounding::Ceil => Self::Ceil,
            PyRounding::Nearest => Self::Nearest,
        }
    }
}

#[pymethods]
impl PyRounding {
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let name = match self {
            Self::Exact => "Exact",
            Self::Floor => "Floor",
            Self::Ceil => "Ceil",
            Self::Nearest => "Nearest",
        };
        by_name::<Self>(py, name)
    }
}

/// The pickle of an enumeration's member.
pub(crate) fn by_name<'py, T: PyTypeInfo>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyTuple>> {
    let getattr = py.import("builtins")?.getattr("getattr")?;
    (getattr, (py.get_type::<T>(), name)).into_pyobject(py)
}

/// Exact seconds as a reduced fraction.
#[pyclass(frozen, module = "stoat_nb._core", name = "Time")]
pub(crate) struct PyTime(pub(crate) Time);

type Operation = fn(Time, Time) -> Result<Time>;

/// `other` as a time for a sum or a difference; `None` hands the operation back to Python.
fn operand(other: &Bound<'_, PyAny>) -> PyResult<Option<Time>> {
    match Exact::of(other)? {
        Exact::Time(time) => Ok(Some(time)),
        Exact::Number(ratio) => Ok(Some(ratio.into())),
        Exact::Large => Err(too_large(other)),
        Exact::Other => Ok(None),
    }
}

fn combine(py: Python<'_>, pair: Option<(Time, Time)>, with: Operation) -> PyResult<Bound<'_, PyAny>> {
    match pair {
        Some((left, right)) => PyTime(with(left, right).into_py()?).into_bound_py_any(py),
        None => Ok(not_implemented(py)),
    }
}

fn not_implemented(py: Python<'_>) -> Bound<'_, PyAny> {
    py.NotImplemented().into_bound(py)
}

#[pymethods]
impl PyTime {
    #[new]
    #[pyo3(signature = (num, den=None), text_signature = "(num, den=1)")]
    fn new(num: &Bound<'_, PyInt>, den: Option<&Bound<'_, PyInt>>) -> PyResult<Self> {
        let ratio = match den {
            Some(den) => ratio_of(num, den)?,
            None => ratio_of(num, &1.into_pyobject(num.py())?)?,
        };
        Ok(Self(ratio.into()))
    }

    /// The time that a text denotes, exactly.
    #[staticmethod]
    #[pyo3(signature = (text, rate=None))]
    fn parse(text: &str, rate: Option<&PyFrameRate>) -> PyResult<Self> {
        read_time(text, rate.map(|rate| rate.0)).into_py().map(Self)
    }

    /// The frame of `rate` at a float number of seconds, as exact time.
    #[staticmethod]
    #[pyo3(signature = (seconds, rate, rounding=PyRounding::Nearest))]
    fn from_seconds(seconds: f64, rate: &PyFrameRate, rounding: PyRounding) -> PyResult<Self> {
        snap_seconds(seconds, rate.0, rounding.into()).into_py().map(Self)
    }

    /// The exact time of a `fractions.Fraction` (or `int`) of seconds.
    #[staticmethod]
    fn from_fraction(fraction: RatioArg) -> Self {
        Self(fraction.0.into())
    }

    /// This time as a `fractions.Fraction`.
    fn to_fraction<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_fraction(py, self.0.ratio())
    }

    /// The numerator, with the sign.
    #[getter]
    fn numerator(&self) -> i64 {
        self.0.numerator()
    }

    /// The denominator, always positive.
    #[getter]
    fn denominator(&self) -> u32 {
        self.0.denominator()
    }

    /// The number of this time in frames of `rate`.
    fn frames(&self, rate: &PyFrameRate, rounding: PyRounding) -> PyResult<i64> {
        self.0.frames(rate.0, rounding.into()).into_py()
    }

    fn __add__<'py>(&self, other: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        combine(other.py(), operand(other)?.map(|right| (self.0, right)), Time::add)
    }

    fn __radd__<'py>(&self, other: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        combine(other.py(), operand(other)?.map(|left| (left, self.0)), Time::add)
    }

    fn __sub__<'py>(&self, other: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        combine(other.py(), operand(other)?.map(|right| (self.0, right)), Time::sub)
    }

    fn __rsub__<'py>(&self, other: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        combine(other.py(), operand(other)?.map(|left| (left, self.0)), Time::sub)
    }

    fn __mul__<'py>(&self, other: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        match Exact::of(other)? {
            Exact::Number(factor) => Self(self.0.mul(factor).into_py()?).into_bound_py_any(other.py()),
            Exact::Large => Err(too_large(other)),
            Exact::Time(_) | Exact::Other => Ok(not_implemented(other.py())),
        }
    }

    fn __rmul__<'py>(&self, other: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.__mul__(other)
    }

    fn __truediv__<'py>(&self, other: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        match Exact::of(other)? {
            Exact::Time(time) => to_fraction(other.py(), self.0.over(time).into_py()?),
            Exact::Number(factor) => Self(self.0.div(factor).into_py()?).into_bound_py_any(other.py()),
            Exact::Large => Err(too_large(other)),
            Exact::Other => Ok(not_implemented(other.py())),
        }
    }

    fn __neg__(&self) -> PyResult<Self> {
        self.0.neg().into_py().map(Self)
    }

    fn __pos__(&self) -> Self {
        Self(self.0)
    }

    fn __abs__(&self) -> PyResult<Self> {
        self.0.abs().into_py().map(Self)
    }

    fn __bool__(&self) -> bool {
        !self.0.is_zero()
    }

    #[allow(clippy::float_arithmetic, clippy::cast_precision_loss)] // the outermost edge
    fn __float__(&self, py: Python<'_>) -> PyResult<f64> {
        const WHOLE: u64 = 1 << f64::MANTISSA_DIGITS;
        if self.0.numerator().unsigned_abs() <= WHOLE {
            return Ok(self.0.numerator() as f64 / f64::from(self.0.denominator()));
        }
        to_fraction(py, self.0.ratio())?.extract()
    }

    fn __richcmp__<'py>(&self, other: &Bound<'py, PyAny>, op: CompareOp) -> PyResult<Bound<'py, PyAny>> {
        let py = other.py();
        match Exact::of(other)? {
            Exact::Time(time) => op.matches(self.0.cmp(&time)).into_bound_py_any(py),
            Exact::Number(ratio) => op.matches(self.0.ratio().cmp(&ratio)).into_bound_py_any(py),
            Exact::Large => to_fraction(py, self.0.ratio())?.rich_compare(other, op),
            Exact::Other => Ok(not_implemented(py)),
        }
    }

    fn __hash__(&self) -> isize {
        python_hash(self.0.ratio())
    }

    fn __repr__(&self) -> String {
        repr("Time", self.0.ratio())
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        (py.get_type::<Self>(), (self.0.numerator(), self.0.denominator())).into_pyobject(py)
    }
}

/// Frames per second, a positive fraction such as 30000/1001.
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

    /// The rate that a text names: `25`, `12.5`, `29.97`, `30000/1001`.
    #[staticmethod]
    fn parse(text: &str) -> PyResult<Self> {
        FrameRate::parse(text).into_py().map(Self)
    }

    /// The standard rate nearest to a measured one, else the measured one itself.
    #[staticmethod]
    fn guess(measured: RatioArg) -> PyResult<Self> {
        FrameRate::guess(measured.0).into_py().map(Self)
    }

    /// The numerator.
    #[getter]
    fn numerator(&self) -> u32 {
        self.0.numerator()
    }

    /// The denominator.
    #[getter]
    fn denominator(&self) -> u32 {
        self.0.denominator()
    }

    /// The whole number of frames that timecode counts in a second.
    #[getter]
    fn nominal(&self) -> u32 {
        self.0.nominal()
    }

    /// How long one frame lasts.
    #[getter]
    fn frame_duration(&self) -> PyResult<PyTime> {
        self.0.frame_duration().into_py().map(PyTime)
    }

    /// When frame `index` starts.
    fn time_of(&self, index: WholeArg) -> PyResult<PyTime> {
        self.0.time_of(index.0).into_py().map(PyTime)
    }

    /// The frame at `time`.
    #[pyo3(signature = (time, rounding=PyRounding::Floor))]
    fn frame_at(&self, time: TimeArg, rounding: PyRounding) -> PyResult<i64> {
        self.0.frame_at(time.0, rounding.into()).into_py()
    }

    /// This rate as a `fractions.Fraction`.
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

/// The grid on which every frame of a rate and every sample of a sample rate is a whole number of ticks.
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

    /// Ticks in one second.
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

    /// `time` in ticks.
    #[pyo3(signature = (time, rounding=PyRounding::Exact))]
    fn ticks(&self, time: TimeArg, rounding: PyRounding) -> PyResult<i64> {
        self.base.ticks(time.0, rounding.into()).into_py().map(|ticks| ticks.0)
    }

    /// `ticks` as exact seconds.
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
