//! The timeline against a naive model, its laws by name, and the law of the script.
#![allow(clippy::unwrap_used)]

mod checks;
mod documents;
mod footage;
mod laws;
mod machine;
mod naive;
mod refusals;
mod script;
mod script_law;
