//! `stoat_nb._core`: the core as Python sees it. Each file converts in, calls, converts out.
// PyO3 passes extracted arguments by value; the lint cannot know.
#![allow(clippy::needless_pass_by_value)]

mod enter;
mod error;

use pyo3::prelude::*;

/// The Rust core of stoat-nb.
#[pymodule]
mod _core {
    #[pymodule_export]
    use super::error::{error_catalogue, render_error};

    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
