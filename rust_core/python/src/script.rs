//! `Script` and `Fold`: blocks of edits, one per cell. Edits and owners cross the boundary as JSON.

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use stoat_core::error::{Result, StoatError};
use stoat_core::timeline::{Edit, Fold, Owner, Script};

use crate::enter::{IntoPy, detached};
use crate::timeline::{PyTimeline, block_id, digest_hash, to_json};

/// An ordered list of blocks; immutable.
#[pyclass(frozen, eq, module = "stoat_nb._core", name = "Script")]
#[derive(PartialEq, Eq)]
pub(crate) struct PyScript(Script);

#[pymethods]
impl PyScript {
    #[new]
    fn new() -> Self {
        Self(Script::new())
    }

    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str) -> PyResult<Self> {
        detached(py, || Script::from_json(text)).map(Self)
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        detached(py, || Ok(self.0.to_json()))
    }

    fn view_before(&self, py: Python<'_>, owner: &str) -> PyResult<PyTimeline> {
        detached(py, || Ok(self.0.view_before(&read_owner(owner)?))).map(PyTimeline)
    }

    fn block_id(&self, owner: &str) -> PyResult<String> {
        Ok(self.0.block_id(&read_owner(owner).into_py()?).to_string())
    }

    fn has_block(&self, owner: &str) -> PyResult<bool> {
        let owner = read_owner(owner).into_py()?;
        Ok(self.0.blocks().any(|block| block.owner == owner))
    }

    fn knows_order(&self, owner: &str) -> PyResult<bool> {
        Ok(self.0.knows_order(&read_owner(owner).into_py()?))
    }

    fn open_block(&self, py: Python<'_>, owner: &str) -> PyResult<Self> {
        detached(py, || Ok(self.0.open_block(&read_owner(owner)?))).map(Self)
    }

    fn replace(&self, py: Python<'_>, owner: &str, edits: Vec<String>) -> PyResult<Self> {
        detached(py, || {
            let edits = edits.iter().map(|edit| Edit::from_json(edit)).collect::<Result<_>>()?;
            self.0.replace(&read_owner(owner)?, edits)
        })
        .map(Self)
    }

    fn record_hand(&self, py: Python<'_>, edit: &str) -> PyResult<(Self, String)> {
        let (script, applied) = detached(py, || self.0.record_hand(Edit::from_json(edit)?))?;
        Ok((Self(script), to_json(&applied)?))
    }

    fn undo_hand(&self) -> PyResult<(Self, String)> {
        let (script, edit) = self.0.undo_hand().into_py()?;
        Ok((Self(script), edit.to_json()))
    }

    fn take_over(&self, py: Python<'_>, block: &str, owner: &str) -> PyResult<Self> {
        let block = block_id(block)?;
        detached(py, || self.0.take_over(block, &read_owner(owner)?)).map(Self)
    }

    fn discard_parked(&self, py: Python<'_>, block: &str) -> PyResult<Self> {
        let block = block_id(block)?;
        detached(py, || self.0.discard_parked(block)).map(Self)
    }

    fn hand_blocks(&self) -> PyResult<Vec<String>> {
        self.0.hand_blocks().map(to_json).collect()
    }

    fn blocks(&self) -> PyResult<Vec<String>> {
        self.0.blocks().map(to_json).collect()
    }

    fn order(&self, py: Python<'_>, notebook: &str, cells: Vec<String>) -> PyResult<Self> {
        detached(py, || Ok(self.0.order(notebook, &cells))).map(Self)
    }

    fn keep(&self, block: &str) -> PyResult<Self> {
        self.0.keep(block_id(block)?).map(Self).into_py()
    }

    fn remove(&self, block: &str) -> PyResult<Self> {
        self.0.remove(block_id(block)?).map(Self).into_py()
    }

    fn fold(&self, py: Python<'_>) -> PyResult<PyFold> {
        detached(py, || Ok(self.0.fold().clone())).map(PyFold)
    }

    fn script_state(&self, py: Python<'_>) -> PyResult<String> {
        let state = detached(py, || Ok(self.0.script_state()))?;
        to_json(&state)
    }

    #[getter]
    fn hash(&self, py: Python<'_>) -> PyResult<String> {
        detached(py, || Ok(self.0.hash()))
    }

    #[getter]
    fn edits_hash(&self, py: Python<'_>) -> PyResult<String> {
        detached(py, || Ok(self.0.edits_hash()))
    }

    fn __hash__(&self) -> isize {
        digest_hash(&self.0.hash())
    }

    fn __repr__(&self) -> String {
        let edits: usize = self.0.blocks().map(|block| block.edits.len()).sum();
        format!("<Script: {} blocks, {edits} edits>", self.0.blocks().count())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let read = py.get_type::<Self>().getattr("from_json")?;
        (read, (self.0.to_json(),)).into_pyobject(py)
    }
}

/// The timeline that a script makes, and how each block fared.
#[pyclass(frozen, module = "stoat_nb._core", name = "Fold")]
pub(crate) struct PyFold(Fold);

#[pymethods]
impl PyFold {
    #[getter]
    fn timeline(&self) -> PyTimeline {
        PyTimeline(self.0.timeline.clone())
    }

    fn blocks(&self) -> PyResult<Vec<String>> {
        self.0.blocks.iter().map(|state| to_json(&state.report())).collect()
    }

    fn parked(&self) -> PyResult<Vec<String>> {
        self.0.parked().map(to_json).collect()
    }

    fn stale(&self) -> PyResult<Vec<String>> {
        self.0.stale().map(to_json).collect()
    }

    fn view_after(&self, block: &str) -> PyResult<PyTimeline> {
        let id = block_id(block)?;
        let state = self.0.blocks.iter().find(|state| state.block().id == id);
        let state =
            state.ok_or_else(|| StoatError::new("script.block_not_found").with("block", id)).into_py()?;
        Ok(PyTimeline(state.after.clone()))
    }
}

fn read_owner(text: &str) -> Result<Owner> {
    serde_json::from_str(text).map_err(|error| {
        StoatError::new("script.document_invalid").with("reason", format!("the owner: {error}"))
    })
}
