//! Every error that a person can meet, from Rust or Python: code, kind, sentence, hint.
//!
//! Rows are sorted by room. `{name}` is filled from the error's context.

/// Which Python class carries an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The caller gave something illegal (`ValidationError`, also a `ValueError`).
    Value,
    /// Something asked for by name is not there (`NotFoundError`, also a `LookupError`).
    Lookup,
    /// Somebody else changed it meanwhile, or it would overwrite (`ConflictError`).
    Conflict,
    /// A medium cannot be read or is not what it says (`MediaError`).
    Media,
    /// FFmpeg or a render failed (`RenderError`).
    Render,
    /// The project's storage cannot do it (`StorageError`).
    Storage,
    /// A person or a time limit stopped it (`CancelledError`).
    Cancelled,
    /// Cells, blocks and headless runs (`ScriptError`).
    Script,
}

/// One row of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Stable code, `room.what`.
    pub code: &'static str,
    /// Which class carries it.
    pub kind: Kind,
    /// The sentence, with `{name}` places.
    pub message: &'static str,
    /// What to do, with `{name}` places; may be empty.
    pub hint: &'static str,
}

/// The row of `code`.
pub fn find(code: &str) -> Option<&'static Entry> {
    CATALOGUE.iter().find(|entry| entry.code == code)
}

macro_rules! catalogue {
    ($($kind:ident $code:literal $message:literal $hint:literal;)*) => {
        /// All errors, sorted by room.
        pub static CATALOGUE: &[Entry] = &[$(
            Entry { code: $code, kind: Kind::$kind, message: $message, hint: $hint },
        )*];
    };
}

catalogue! {
    // time
    Value "time.overflow" "the exact time of {operation} does not fit into 64 bits" "use times below 2000 years and denominators below 4 billion";
    Value "time.zero_denominator" "a time needs a denominator that is not zero" "";
    Value "time.not_exact" "{value} is not on the grid of {grid}" "the neighbours are {lower} and {upper}; choose a rounding";
    Value "time.unreadable" "{text} is not a time" "write seconds (12.5), MM:SS, HH:MM:SS.f, HH:MM:SS:FF, or frames(n)";
    Value "time.rate_invalid" "{rate} is not a frame rate" "write 25, 29.97, or a fraction such as 30000/1001";
    Value "time.timecode_invalid" "{text} is not a timecode at {rate}" "{reason}";
    // range
    Value "range.reversed" "a range cannot end at {end} before it starts at {start}" "swap the two times";
    // clip
    Value "clip.invalid" "the clip has {count} fault(s): {faults}" "mend each field that is named";
    // ffmpeg: building
    Value "ffmpeg.option_before_input" "{option} was given before any input" "add the input first; options belong to the file that they follow";
    Value "ffmpeg.no_input" "the command has no input" "add one with input()";
    Value "ffmpeg.no_output" "the command has no output" "add one with output()";
    Value "ffmpeg.same_path" "input and output are the same file: {path}" "write to another path";
    Value "ffmpeg.path_invalid" "{path} cannot be used as a path: {reason}" "";
    Value "ffmpeg.protocol" "{path} is not a plain file path" "only files are read and written; {protocol} is refused";
    Value "ffmpeg.value_invalid" "{field} cannot be {actual}" "expected {expected}";
    Value "ffmpeg.label_invalid" "the filter graph is wrong at {label}: {reason}" "";
    Value "ffmpeg.filter_unknown" "the filter {name} is not one that may be used" "";
    // ffmpeg: running
    Render "ffmpeg.not_found" "FFmpeg was not found at {path}" "set STOAT_FFMPEG to a working binary, or reinstall imageio-ffmpeg";
    Render "ffmpeg.failed" "FFmpeg failed with code {returncode}: {reason}" "the command and the end of its output are in the error's context";
    Cancelled "ffmpeg.timeout" "FFmpeg was stopped after {timeout_seconds} s" "allow more time with timeout=";
    Cancelled "ffmpeg.cancelled" "the run was cancelled" "";
    Render "ffmpeg.killed" "FFmpeg was ended from outside by signal {signal}" "run it again; the machine may be short of memory";
    Render "ffmpeg.unknown_recording" "no recording fits this command: {command}" "record it again";
    Value "ffmpeg.capability_missing" "this FFmpeg has no {kind} {name}" "use the bundled build, or another one through STOAT_FFMPEG";
}
