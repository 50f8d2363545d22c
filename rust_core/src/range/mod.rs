//! Half-open time ranges `[start, end)` and the algebra over lists of them.

mod lists;
mod time_range;

pub use lists::{find_gaps, merge_ranges, total_coverage};
pub use time_range::TimeRange;
