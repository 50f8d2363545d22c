//! Core errors as the classes of `stoat_nb.errors`, and the catalogue for Python's own errors.

use std::collections::BTreeMap;

use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use stoat_core::error::{CATALOGUE, Kind, StoatError, fill, find};

/// The Python exception of a core error.
pub(crate) fn to_py(error: StoatError) -> PyErr {
    Python::attach(|py| match make(py, &error) {
        Ok(value) => PyErr::from_value(value),
        Err(other) => other,
    })
}

fn make<'py>(py: Python<'py>, error: &StoatError) -> PyResult<Bound<'py, PyAny>> {
    static FROM_CODE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let from_code = FROM_CODE
        .get_or_try_init(py, || -> PyResult<Py<PyAny>> {
            Ok(py.import("stoat_nb.errors")?.getattr("from_code")?.unbind())
        })?
        .bind(py);
    let context: BTreeMap<&str, &str> =
        error.context().iter().map(|(name, value)| (*name, value.as_str())).collect();
    from_code.call1((error.code(), context))
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Value => "value",
        Kind::Lookup => "lookup",
        Kind::Conflict => "conflict",
        Kind::Media => "media",
        Kind::Render => "render",
        Kind::Storage => "storage",
        Kind::Cancelled => "cancelled",
        Kind::Script => "script",
    }
}

/// All rows of the catalogue as (code, kind, message, hint).
#[pyfunction]
pub(crate) fn error_catalogue() -> Vec<(&'static str, &'static str, &'static str, &'static str)> {
    CATALOGUE.iter().map(|e| (e.code, kind_name(e.kind), e.message, e.hint)).collect()
}

/// The (kind, message, hint) of `code` filled with `context`; `KeyError` for an unknown code.
#[pyfunction]
pub(crate) fn render_error(
    code: &str,
    context: BTreeMap<String, String>,
) -> PyResult<(&'static str, String, String)> {
    let entry = find(code).ok_or_else(|| PyKeyError::new_err(code.to_owned()))?;
    let value = |name: &str| context.get(name).map(String::as_str);
    Ok((kind_name(entry.kind), fill(entry.message, value), fill(entry.hint, value)))
}
