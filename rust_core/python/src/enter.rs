//! The one door by which a binding enters the core: errors are mapped, and long work detaches.

use pyo3::prelude::*;
use stoat_core::error::Result;

use crate::error::to_py;

/// Maps a core result that was cheap to get.
pub(crate) trait IntoPy<T> {
    /// The value, or the Python exception of the error.
    fn into_py(self) -> PyResult<T>;
}

impl<T> IntoPy<T> for Result<T> {
    fn into_py(self) -> PyResult<T> {
        self.map_err(to_py)
    }
}

/// Runs work of more than about 20 microseconds without holding the interpreter.
/// A panic inside becomes a Python exception (`PanicException`) at the boundary.
pub(crate) fn detached<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T> + Send) -> PyResult<T> {
    py.detach(work).map_err(to_py)
}
