//! Exact numbers from Python: `int` and `fractions.Fraction` where a core fraction is expected.

use pyo3::exceptions::{PyOverflowError, PyTypeError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyInt, PyType};
use stoat_core::error::StoatError;
use stoat_core::time::{Ratio, Time};

use crate::enter::IntoPy;
use crate::error::to_py;
use crate::time::PyTime;

static FRACTION: PyOnceLock<Py<PyType>> = PyOnceLock::new();

/// `fractions.Fraction`.
pub(crate) fn fraction_type(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    FRACTION.import(py, "fractions", "Fraction")
}

/// The `Fraction` of a core fraction.
pub(crate) fn to_fraction(py: Python<'_>, ratio: Ratio) -> PyResult<Bound<'_, PyAny>> {
    fraction_type(py)?.call1((ratio.numerator(), ratio.denominator()))
}

/// What kind of exact number a Python value is.
pub(crate) enum Exact {
    /// A time of our own.
    Time(Time),
    /// An `int` or a `Fraction`.
    Number(Ratio),
    /// An `int` or a `Fraction` that does not fit.
    Large,
    /// Anything else; floats too, since they are not exact.
    Other,
}

impl Exact {
    pub(crate) fn of(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(time) = value.cast::<PyTime>() {
            return Ok(Self::Time(time.get().0));
        }
        let parts = if value.is_instance_of::<PyInt>() {
            value.extract::<i128>().map(|num| (num, 1))
        } else if value.is_instance(fraction_type(value.py())?)? {
            let part = |name| value.getattr(name)?.extract::<i128>();
            part("numerator").and_then(|num| Ok((num, part("denominator")?)))
        } else {
            return Ok(Self::Other);
        };
        match parts {
            Ok((num, den)) => Ok(Ratio::new(num, den).map_or(Self::Large, Self::Number)),
            Err(error) if error.is_instance_of::<PyOverflowError>(value.py()) => Ok(Self::Large),
            Err(error) => Err(error),
        }
    }
}

/// The error of a number that has no room.
pub(crate) fn too_large(value: &Bound<'_, PyAny>) -> PyErr {
    let digits = value.str().map_or_else(|_| "this number".to_owned(), |text| text.to_string());
    to_py(StoatError::new("time.overflow").with("operation", digits))
}

fn wrong_type(value: &Bound<'_, PyAny>, wanted: &str) -> PyErr {
    let name = value.get_type().name().map_or_else(|_| "an object".to_owned(), |name| name.to_string());
    PyTypeError::new_err(format!("expected {wanted}, got {name}"))
}

/// A time argument: `Time`, or seconds as `int` or `Fraction`.
#[derive(Clone, Copy)]
pub(crate) struct TimeArg(pub(crate) Time);

impl<'py> FromPyObject<'_, 'py> for TimeArg {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match Exact::of(&value)? {
            Exact::Time(time) => Ok(Self(time)),
            Exact::Number(ratio) => Ok(Self(ratio.into())),
            Exact::Large => Err(too_large(&value)),
            Exact::Other => Err(wrong_type(&value, "Time, int or Fraction")),
        }
    }
}

/// A plain exact number: `int` or `Fraction`.
#[derive(Clone, Copy)]
pub(crate) struct RatioArg(pub(crate) Ratio);

impl<'py> FromPyObject<'_, 'py> for RatioArg {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match Exact::of(&value)? {
            Exact::Number(ratio) => Ok(Self(ratio)),
            Exact::Large => Err(too_large(&value)),
            Exact::Time(_) | Exact::Other => Err(wrong_type(&value, "int or Fraction")),
        }
    }
}

/// A whole number: a frame, a tick, a rate.
#[derive(Clone, Copy)]
pub(crate) struct WholeArg(pub(crate) i64);

impl<'py> FromPyObject<'_, 'py> for WholeArg {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match value.extract::<i64>() {
            Ok(whole) => Ok(Self(whole)),
            Err(error) if error.is_instance_of::<PyOverflowError>(value.py()) => Err(too_large(&value)),
            Err(_) => Err(wrong_type(&value, "int")),
        }
    }
}

impl WholeArg {
    /// As an unsigned number, or `time.overflow`.
    pub(crate) fn unsigned<T: TryFrom<i64>>(self) -> PyResult<T> {
        let no_room = |_| to_py(StoatError::new("time.overflow").with("operation", self.0));
        T::try_from(self.0).map_err(no_room)
    }
}

/// The fraction of two Python whole numbers of any size.
pub(crate) fn ratio_of(num: &Bound<'_, PyInt>, den: &Bound<'_, PyInt>) -> PyResult<Ratio> {
    let part = |value: &Bound<'_, PyInt>| value.extract::<i128>().map_err(|_| too_large(value));
    Ratio::new(part(num)?, part(den)?).into_py()
}

/// `Name(7)` or `Name(1001, 30000)`: what evaluates to the value again.
pub(crate) fn repr(name: &str, ratio: Ratio) -> String {
    match ratio.denominator() {
        1 => format!("{name}({})", ratio.numerator()),
        den => format!("{name}({}, {den})", ratio.numerator()),
    }
}

/// Python's hash of a rational number, so that equal values of all exact types hash equally
/// (Python reference, "Hashing of numeric types").
pub(crate) fn python_hash(ratio: Ratio) -> isize {
    const MODULUS: i128 = if usize::BITS == 64 { (1 << 61) - 1 } else { (1 << 31) - 1 };
    const INFINITE: isize = 314_159;
    let (num, den) = (i128::from(ratio.numerator()), i128::from(ratio.denominator()));
    let Some(inverse) = inverse(den, MODULUS) else {
        return if num < 0 { -INFINITE } else { INFINITE };
    };
    let size = num.abs() % MODULUS * inverse % MODULUS;
    let hash = isize::try_from(if num < 0 { -size } else { size }).unwrap_or(0);
    if hash == -1 { -2 } else { hash }
}

/// The number that `value` times gives 1 modulo a prime; `None` when it is a multiple of the prime.
fn inverse(value: i128, modulus: i128) -> Option<i128> {
    let (mut a, mut b) = (value % modulus, modulus);
    let (mut x, mut y) = (1, 0);
    while a > 1 {
        let quotient = a / b;
        (a, b) = (b, a % b);
        (x, y) = (y, x - quotient * y);
    }
    (a == 1).then(|| x.rem_euclid(modulus))
}
