//! The compiler from Python: documents in, a plan out.

use pyo3::prelude::*;
use serde::de::DeserializeOwned;
use stoat_core::compile::{Capabilities, Media, Profile, Request, compile};
use stoat_core::error::{Result, StoatError};
use stoat_core::timeline::Scene;

use crate::enter::detached;

/// The plan, as JSON, of rendering a scene to `output` with intermediate files in `work`.
#[pyfunction]
#[pyo3(signature = (scene_json, media_json, profile_json, capabilities_json, *, work, output))]
pub(crate) fn compile_plan(
    py: Python<'_>,
    scene_json: &str,
    media_json: &str,
    profile_json: &str,
    capabilities_json: &str,
    work: &str,
    output: &str,
) -> PyResult<String> {
    detached(py, || {
        let scene: Scene = read("scene", scene_json)?;
        let media: Media = read("media", media_json)?;
        let profile: Profile = read("profile", profile_json)?;
        let capabilities: Capabilities = read("capabilities", capabilities_json)?;
        let request = Request {
            scene: &scene,
            media: &media,
            profile: &profile,
            capabilities: &capabilities,
            work,
            output,
        };
        let plan = compile(&request)?;
        serde_json::to_string(&plan).map_err(|error| unreadable("plan", &error))
    })
}

fn read<T: DeserializeOwned>(document: &str, json: &str) -> Result<T> {
    serde_json::from_str(json).map_err(|error| unreadable(document, &error))
}

fn unreadable(document: &str, error: &serde_json::Error) -> StoatError {
    StoatError::new("compile.document").with("document", document).with("reason", error)
}
