//! Exact time: rational seconds, frame rates, ticks on a common grid. No float inside.
#![expect(clippy::should_implement_trait, reason = "checked arithmetic keeps the operators' names")]

mod decimal;
mod rate;
pub(crate) mod ratio;
mod rounding;
mod seconds;
mod ticks;

pub use rate::FrameRate;
pub use ratio::Ratio;
pub use rounding::Rounding;
pub use seconds::Time;
pub use ticks::{Ticks, Timebase};
