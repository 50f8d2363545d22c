//! Times, frame rates, roundings and timebases.

use pyo3::IntoPyObjectExt;
use pyo3::PyTypeInfo;
use pyo3::basic::CompareOp;
use pyo3::prelude::*;
use pyo3::types::{PyInt, PyTuple};
use stoat_core::error::Result;
use stoat_core::time::{Rounding, Time, read_time, snap_seconds};

use crate::enter::IntoPy;
use crate::exact::{Exact, RatioArg, python_hash, ratio_of, repr, to_fraction, too_large};
pub(crate) use crate::rate::PyFrameRate;

/// How a value between two grid points is placed; every conversion names it.
///
/// `Exact` refuses what is not on the grid (`time.not_exact`, whose context holds both
/// neighbours), `Floor` is what is on screen at an instant, `Ceil` rounds up, and `Nearest`
/// (ties to even) is for edit points.
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

/// Exact seconds: a fraction in lowest terms, immutable and hashable.
///
/// It adds to, subtracts from and compares with `int` and `fractions.Fraction` (of seconds), and
/// equal values hash equally. `time / time` is a `Fraction`; `time * number` and `time / number`
/// are times. Floats are refused, since they are not exact. `str()` is the serialised form,
/// `"1001/30000"` or `"5"`.
///
/// Parameters
/// ----------
/// num, den
///     The seconds as a fraction; it is reduced.
///
/// Raises
/// ------
/// ValidationError
///     `time.zero_denominator`; `time.overflow` when it does not fit into a signed 64-bit
///     numerator and an unsigned 32-bit denominator. Arithmetic raises the same.
///
/// Examples
/// --------
/// >>> from stoat_nb import Time
/// >>> Time(2002, 60000)
/// Time(1001, 30000)
/// >>> print(Time(1, 3) + Time(1, 6))
/// 1/2
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

pub(crate) fn not_implemented(py: Python<'_>) -> Bound<'_, PyAny> {
    py.NotImplemented().into_bound(py)
}

#[pymethods]
impl PyTime {
    #[new]
    #[pyo3(signature = (num, den=None), text_signature = "(num, den=1)")]
    pub(crate) fn new(num: &Bound<'_, PyInt>, den: Option<&Bound<'_, PyInt>>) -> PyResult<Self> {
        let ratio = match den {
            Some(den) => ratio_of(num, den)?,
            None => ratio_of(num, &1.into_pyobject(num.py())?)?,
        };
        Ok(Self(ratio.into()))
    }

    /// Return the time that a person wrote, exactly.
    ///
    /// Parameters
    /// ----------
    /// text
    ///     Seconds (``"12.5"``, ``"-0.04"``, or a fraction ``"1001/30000"``), ``"MM:SS[.f]"``,
    ///     ``"HH:MM:SS[.f]"``, or timecode ``"HH:MM:SS:FF"`` (``;`` before the frames is drop-frame).
    /// rate
    ///     Frames per second of a timecode; not needed for the other forms.
    ///
    /// Raises
    /// ------
    /// ValidationError
    ///     `time.unreadable` for any other text, `time.rate_needed` for timecode without a rate,
    ///     `time.timecode_invalid` for one that does not exist, `time.overflow`.
    #[staticmethod]
    #[pyo3(signature = (text, rate=None))]
    fn parse(text: &str, rate: Option<&PyFrameRate>) -> PyResult<Self> {
        read_time(text, rate.map(|rate| rate.0)).into_py().map(Self)
    }

    /// Return the frame of `rate` at a float number of seconds, as exact time.
    ///
    /// The float is taken for the shortest decimal that denotes it (0.12 is 3/25) and snapped at
    /// once, so that no float is ever kept.
    ///
    /// Parameters
    /// ----------
    /// seconds
    ///     Seconds; neither NaN nor infinite.
    /// rate
    ///     The grid to snap to.
    /// rounding
    ///     `Rounding.Nearest` by default.
    ///
    /// Raises
    /// ------
    /// ValidationError
    ///     `time.unreadable` for NaN and infinity, `time.not_exact` under `Rounding.Exact`,
    ///     `time.overflow`.
    #[staticmethod]
    #[pyo3(signature = (seconds, rate, rounding=PyRounding::Nearest))]
    fn from_seconds(seconds: f64, rate: &PyFrameRate, rounding: PyRounding) -> PyResult<Self> {
        snap_seconds(seconds, rate.0, rounding.into()).into_py().map(Self)
    }

    /// Return the exact time of a fraction of seconds; raises `time.overflow`.
    #[staticmethod]
    fn from_fraction(fraction: RatioArg) -> Self {
        Self(fraction.0.into())
    }

    /// Return these seconds as a `fractions.Fraction`.
    fn to_fraction<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_fraction(py, self.0.ratio())
    }

    /// The numerator in lowest terms, with the sign.
    #[getter]
    fn numerator(&self) -> i64 {
        self.0.numerator()
    }

    /// The denominator in lowest terms, always positive.
    #[getter]
    fn denominator(&self) -> u32 {
        self.0.denominator()
    }

    /// Return the number of this time in frames of `rate`.
    ///
    /// Raises
    /// ------
    /// ValidationError
    ///     `time.not_exact` under `Rounding.Exact` between two frames; `time.overflow`.
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
