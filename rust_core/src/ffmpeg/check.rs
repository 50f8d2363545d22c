//! What is wrong with a command, all of it at once.

use std::path::{Component, Path, PathBuf};

use super::command::{FFmpegCommand, OutputFile, positive};
use super::graph::{FilterGraph, GraphEnds, StreamRef, wrong};
use super::input::one_of;
use super::options::{self, Opt, no_effect};
use super::registry::Media;
use super::validate::invalid;
use crate::error::{Result, StoatError};

/// Checking.
impl FFmpegCommand {
    /// Everything that is wrong, in the order of the command; empty when it can be built.
    pub fn faults(&self) -> Vec<StoatError> {
        let mut faults = self.faults.clone();
        faults.extend(one_of("the log level", &self.log_level, LOG_LEVELS).err());
        faults.extend(self.progress.and_then(|period| positive("progress", period).err()));
        if self.inputs.is_empty() {
            faults.push(StoatError::new("ffmpeg.no_input"));
        }
        if self.outputs.is_empty() {
            faults.push(StoatError::new("ffmpeg.no_output"));
        }
        for (input, options) in &self.inputs {
            faults.extend(input.check().err());
            faults.extend(options::check(options, |_| true));
        }
        let ends = match self.graph.as_ref().map(FilterGraph::check) {
            None => GraphEnds::default(),
            Some(Ok(ends)) => ends,
            Some(Err(fault)) => {
                faults.push(fault);
                return faults;
            }
        };
        faults.extend(ends.streams.iter().filter_map(|stream| self.check_stream(*stream).err()));
        faults.extend(self.check_maps(&ends));
        for file in &self.outputs {
            faults.extend(file.faults(&ends));
        }
        faults.extend(self.check_paths());
        faults
    }

    fn check_stream(&self, stream: StreamRef) -> Result<()> {
        let Some((input, _)) = self.inputs.get(stream.input) else {
            let reason = format!("the command has {} input(s)", self.inputs.len());
            return Err(wrong(&stream.input.to_string(), &reason));
        };
        match stream.media {
            Some(media) if !input.may_hold(media) => {
                Err(wrong(&stream.input.to_string(), "that input has no stream of that kind"))
            }
            _ => Ok(()),
        }
    }

    /// Every open label of the graph is mapped once; nothing else is mapped that is not there.
    fn check_maps(&self, ends: &GraphEnds) -> Vec<StoatError> {
        let mut faults = Vec::new();
        let mut open: Vec<&str> = ends.outputs.iter().map(|(label, _)| label.as_str()).collect();
        for map in self.outputs.iter().flat_map(|file| &file.maps) {
            match map.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                Some(label) => match open.iter().position(|name| *name == label) {
                    Some(at) => drop(open.remove(at)),
                    None => faults
                        .push(wrong(label, "the graph leaves no such label open, or it is mapped twice")),
                },
                None => faults.extend(map.parse().and_then(|stream| self.check_stream(stream)).err()),
            }
        }
        faults.extend(open.into_iter().map(|label| wrong(label, "it is neither read nor mapped")));
        faults
    }

    fn check_paths(&self) -> Vec<StoatError> {
        let mut faults = Vec::new();
        let read: Vec<PathBuf> =
            self.inputs.iter().filter_map(|(input, _)| input.path().map(plain)).collect();
        let mut written: Vec<PathBuf> = Vec::new();
        for path in self.outputs.iter().filter_map(|file| file.output.path()) {
            let whole = plain(path);
            if read.contains(&whole) {
                faults.push(StoatError::new("ffmpeg.same_path").with("path", path));
            }
            if written.contains(&whole) {
                faults.push(invalid("the output", path, "a path of its own for each output"));
            }
            written.push(whole);
        }
        let writes = self.outputs.iter().filter(|file| file.output.is_stdout()).count();
        if writes + usize::from(self.progress.is_some()) > 1 {
            faults.push(no_effect("progress", "standard output carries an output already"));
        }
        if self.inputs.iter().filter(|(input, _)| input.is_stdin()).count() > 1 {
            faults.push(invalid("the input", "standard input", "to be read once"));
        }
        faults
    }
}

const LOG_LEVELS: &[&str] =
    &["quiet", "fatal", "error", "warning", "info", "verbose", "level+error", "level+warning", "level+info"];

impl OutputFile {
    fn faults(&self, ends: &GraphEnds) -> Vec<StoatError> {
        let kinds: Vec<Option<Media>> = self.maps.iter().map(|map| kind_of(map, ends)).collect();
        let off = |option| self.options.contains_key(&option);
        let mapped = |media: Media| {
            let excluded = match media {
                Media::Video => off(Opt::NoVideo),
                Media::Audio => off(Opt::NoAudio),
            };
            !excluded && (kinds.is_empty() || kinds.iter().any(|kind| kind.is_none_or(|kind| kind == media)))
        };
        let mut faults = options::check(&self.options, mapped);
        for (option, codec, media) in
            [(Opt::NoVideo, Opt::VideoCodec, Media::Video), (Opt::NoAudio, Opt::AudioCodec, Media::Audio)]
        {
            if off(option) && !self.maps.is_empty() {
                faults.push(no_effect(option.describe().0, "map() already says which streams are written"));
            }
            let copied = self.options.get(&codec).is_some_and(|codec| codec == "copy");
            let filtered =
                |label: &str| ends.outputs.iter().any(|(open, kind)| open == label && *kind == media);
            if copied && self.maps.iter().any(|map| filtered(map.trim_matches(['[', ']']))) {
                faults.push(invalid(
                    codec.describe().0,
                    "copy",
                    "an encoder, for the stream comes out of a filter",
                ));
            }
        }
        for (key, value) in &self.metadata {
            let plain =
                !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
            if !plain || value.contains('\0') {
                faults.push(invalid(
                    "metadata",
                    format!("{key}={value:?}"),
                    "a key of letters, digits and _ - . and a text",
                ));
            }
        }
        faults.extend(self.output.format_args(self.options.get(&Opt::Format).map(String::as_str)).err());
        faults
    }
}

fn kind_of(map: &str, ends: &GraphEnds) -> Option<Media> {
    match map.strip_prefix('[') {
        Some(rest) => {
            let label = rest.trim_end_matches(']');
            ends.outputs.iter().find(|(open, _)| open == label).map(|(_, media)| *media)
        }
        None => map.parse::<StreamRef>().ok().and_then(|stream| stream.media),
    }
}

/// The path without `.`, `..` and doubled separators, to compare with others.
fn plain(path: &str) -> PathBuf {
    let mut out = PathBuf::new();
    for part in Path::new(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}
