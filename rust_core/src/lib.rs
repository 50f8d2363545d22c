//! The core of stoat-nb: exact time, range algebra, the timeline with its edits and blocks,
//! and the compiler from a timeline to FFmpeg commands. It is pure: no Python, no processes, no files.
#![forbid(unsafe_code)]

pub mod clip;
pub mod compile;
pub mod error;
pub mod ffmpeg;
pub mod range;
pub mod time;
pub mod timeline;
