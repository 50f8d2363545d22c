//! Exact time: rational seconds, frame rates, ticks on a common grid. No float inside.
#![expect(clippy::should_implement_trait, reason = "checked arithmetic keeps the operators' names")]

mod decimal;
mod fit;
mod rate;
pub(crate) mod ratio;
mod read;
mod rounding;
mod sampling;
mod seconds;
mod source_map;
mod ticks;
mod timecode;

pub use fit::fit_rate;
pub use rate::FrameRate;
pub use ratio::Ratio;
pub use read::{read_time, snap_seconds};
pub use rounding::Rounding;
pub use sampling::Presentation;
pub use seconds::Time;
pub use source_map::SourceMap;
pub use ticks::{Ticks, Timebase};
pub use timecode::{BeyondDay, Fields, Timecode};
