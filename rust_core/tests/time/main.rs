//! Exact time against big rationals and naive models.
#![allow(clippy::unwrap_used)]

mod arb;
mod fit;
mod rates;
mod ratio;
mod reading;
mod sampling;
mod source_map;
mod timecode;
