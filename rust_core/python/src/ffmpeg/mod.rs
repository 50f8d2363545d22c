//! FFmpeg commands, filter graphs, escaping and validation.

mod command;
mod filter;
mod values;

pub(crate) use command::{PyFFmpegCommand, PyInput, PyOutput};
pub(crate) use filter::{PyFilter, PyFilterChain, PyFilterGraph};
pub(crate) use values::{
    concat_list, escape_concat_path, escape_filter_text, escape_filter_value, escape_graph_text,
    filter_names, validate_audio_codec, validate_crf, validate_expression, validate_path, validate_preset,
    validate_speed, validate_video_codec, validate_volume,
};
