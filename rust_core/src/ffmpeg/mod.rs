//! FFmpeg command lines and filter graphs as checked values; text from outside never becomes syntax.
//!
//! Nothing here runs a process. [`FFmpegCommand::build`] gives the arguments (without the program name).
//!
//! ```
//! use stoat_core::ffmpeg::{FFmpegCommand, Filter, FilterChain, FilterGraph, Input};
//! use stoat_core::time::{FrameRate, Time};
//!
//! let graph = FilterGraph::new().chain(
//!     FilterChain::new()
//!         .input("0:v:0")
//!         .filter(Filter::fps(FrameRate::new(25, 1)?))
//!         .filter(Filter::scale_fit(640, 360))
//!         .output("v"),
//! );
//! let args = FFmpegCommand::new()
//!     .overwrite(true)
//!     .input(Input::file("/footage/beach.mp4"))
//!     .seek(Time::new(3, 2)?)
//!     .filter_complex(graph)
//!     .output("/films/beach.mp4")
//!     .map("[v]")
//!     .video_codec("libx264")
//!     .crf(18)
//!     .build()?;
//! assert_eq!(args.last().map(String::as_str), Some("file:/films/beach.mp4"));
//! # Ok::<(), stoat_core::error::StoatError>(())
//! ```

mod chain;
mod check;
mod codecs;
mod command;
mod escape;
mod expression;
mod filter;
mod graph;
mod input;
mod options;
mod output;
mod registry;
mod shorthand;
mod validate;
mod value;

pub use chain::FilterChain;
pub use codecs::{AUDIO_CODECS, VIDEO_CODECS};
pub use command::FFmpegCommand;
pub use escape::{
    concat_list, escape_concat_path, escape_filter_text, escape_filter_value, escape_graph_text,
};
pub use expression::validate_expression;
pub use filter::Filter;
pub use graph::{FilterGraph, GraphEnds, StreamRef};
pub use input::{FORMAT_WHITELIST, Input, MAX_PIXELS, RawSource};
pub use output::Output;
pub use registry::{Media, filter_names};
pub use validate::{
    validate_audio_codec, validate_crf, validate_path, validate_preset, validate_speed, validate_video_codec,
    validate_volume,
};
pub use value::Value;
