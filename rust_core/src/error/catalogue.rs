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
    Value "time.rate_needed" "{text} counts frames, so it needs a frame rate" "give the rate, or write seconds";
    Value "time.rate_invalid" "{rate} is not a frame rate" "write 25, 29.97, or a fraction such as 30000/1001";
    Value "time.timecode_invalid" "{text} is not a timecode at {rate}" "{reason}";
    Value "time.table_invalid" "these timestamps are no presentation order: {reason}" "";
    Value "time.no_such_frame" "there is no frame {index}; there are {frames}" "frames count from 0";
    Value "time.speed_zero" "a speed of 0 shows no source time" "a freeze is a still";
    Value "time.no_frames" "{value} counts frames, but this medium has only sound" "write seconds";
    Value "time.no_camera_timecode" "the file says no timecode of its camera, so tc({text}) means nothing here" "write seconds, or frames(n)";
    // range
    Value "range.reversed" "a range cannot end at {end} before it starts at {start}" "swap the two times";
    // clip
    Value "clip.invalid" "the clip has {count} fault(s): {faults}" "mend each field that is named";
    // ffmpeg: building
    Value "ffmpeg.option_before_input" "{option} was given before any input" "add the input first; options belong to the file that they follow";
    Value "ffmpeg.option_before_output" "{option} was given before any output" "add the output first; options belong to the file that they follow";
    Value "ffmpeg.option_repeated" "{option} was given twice" "give it once";
    Value "ffmpeg.no_effect" "{option} would have no effect: {reason}" "leave it out, or change what it contradicts";
    Value "ffmpeg.parameter_unknown" "the filter {filter} has no parameter {name}" "it takes: {names}";
    Value "ffmpeg.no_input" "the command has no input" "add one with input()";
    Value "ffmpeg.no_output" "the command has no output" "add one with output()";
    Value "ffmpeg.same_path" "input and output are the same file: {path}" "write to another path";
    Value "ffmpeg.path_invalid" "{path} cannot be used as a path: {reason}" "";
    Value "ffmpeg.protocol" "{path} is not a plain file path" "only files are read and written; {protocol} is refused";
    Value "ffmpeg.value_invalid" "{field} cannot be {actual}" "expected {expected}";
    Value "ffmpeg.label_invalid" "the filter graph is wrong at {label}: {reason}" "";
    Value "ffmpeg.filter_unknown" "the filter {name} is not one that may be used" "only filters that open no other file are allowed; stoat_nb._core.filter_names() lists them";
    // ffmpeg: running
    Render "ffmpeg.not_found" "FFmpeg was not found at {path}" "set STOAT_FFMPEG to a working binary, or reinstall imageio-ffmpeg";
    Render "ffmpeg.failed" "FFmpeg failed with code {returncode}: {reason}" "the command and the end of its output are in the error's context";
    Cancelled "ffmpeg.timeout" "FFmpeg was stopped after {timeout_seconds} s" "allow more time with timeout=";
    Cancelled "ffmpeg.cancelled" "the run was cancelled" "";
    Render "ffmpeg.killed" "FFmpeg was ended from outside by signal {signal}" "run it again; the machine may be short of memory";
    Render "ffmpeg.unknown_recording" "no recording fits this command: {command}" "record it again";
    Render "ffmpeg.not_started" "{path} could not be started: {reason}" "close other programs, or look at the limits of this machine";
    Render "ffmpeg.output_too_large" "FFmpeg wrote {bytes} bytes to its standard output, of which {limit} are kept" "write to a file instead";
    Render "ffmpeg.output_refused" "{path} cannot be written: {reason}" "choose a folder that exists and can be written";
    Conflict "ffmpeg.output_exists" "{path} exists already" "write to another path, or ask for it to be overwritten";
    Render "ffmpeg.disk_full" "there is no room left for {path}" "free some space, or write elsewhere";
    Value "ffmpeg.capability_missing" "this FFmpeg has no {kind} {name}" "use the bundled build, or another one through STOAT_FFMPEG";
    // config
    Value "config.invalid" "the settings are wrong: {faults}" "mend {source}";
    // compile: planning a render
    Value "compile.document" "the {document} cannot be read: {reason}" "";
    Value "compile.empty" "there is nothing to render" "append a clip first";
    Value "compile.scene" "the scene is not in order at clip {clip}" "this is a fault of stoat-nb; please report it";
    Value "compile.speed" "clip {clip} plays at speed {speed}, which cannot be rendered yet" "set its speed back to 1";
    Value "compile.codec" "profile {profile} asks for {codec}, which renders do not write yet" "use libx264 with aac";
    Value "compile.before_start" "clip {clip} starts at {start} s, before the first frame of its medium" "trim its head";
    Value "compile.beyond_end" "clip {clip} shows source time {last} s, but its medium ends at {end} s" "trim its tail";
    Value "compile.time_base" "clip {clip} needs {ticks} ticks a second for exact times, more than FFmpeg can hold" "convert the file to a constant frame rate first";
    Lookup "compile.medium_missing" "clip {clip} uses the medium {medium}, which is not known" "add it to the library again, or remove the clip";
    Media "compile.no_picture" "clip {clip} shows {path}, which has no picture" "put it on an audio track";
    // render
    Media "render.medium_missing" "clip {clip} uses {path}, which is not there" "connect its drive, or relink the medium";
    Media "render.medium_changed" "clip {clip} uses {path}, which has changed since it was added" "ingest it again";
    Conflict "render.protected" "{path} is footage of this project and is never overwritten" "choose another name for the film";
    Conflict "render.file_exists" "{path} exists and was not made by this project" "choose another name, or pass overwrite=True";
    Value "render.path_invalid" "{path} cannot be written: {reason}" "write to a folder that exists, with a name that ends in .mp4";
    Render "render.segment_failed" "clip {clip} could not be rendered: {reason}" "run explain() to see the command of segment {segment}";
    Render "render.not_proven" "the render is not what was planned: {what} is {actual}, not {expected}" "the earlier file is untouched; please report it with the output of explain()";
    Render "render.disk_full" "there is no space left in {folder}" "free some space; the earlier file is untouched";
    Render "render.read_only" "{folder} cannot be written" "check the permissions of the folder";
    Render "render.pool" "the pool could not run the render: {reason}" "give an executor that can be pickled and workers that live, or leave pool out";
    Cancelled "render.cancelled" "the render was cancelled" "the earlier file is untouched";
    // store
    Storage "store.sqlite_too_old" "this Python's SQLite is {version}, and stoat-nb needs {needed} with FTS5" "use a newer Python build";
    Storage "store.newer_database" "{path} was written by a newer stoat-nb (revision {found}; this one knows {known})" "update stoat-nb, or restore a backup of before";
    Storage "store.not_a_library" "{path} is not a library of stoat-nb" "give the path of a project's library.sqlite3 or of a backup made by stoat-nb db backup";
    Storage "store.damaged" "{path} is damaged: {reason}" "restore the newest backup with stoat-nb db restore";
    Storage "store.busy" "{path} was kept locked by another program for {seconds} s" "wait until the other kernel has finished its import, then try again";
    Storage "store.disk_full" "there is no space left to write {path}" "free some space; what was saved before is intact";
    Storage "store.read_only" "{path} cannot be written" "check the permissions of the file and its folder";
    Storage "store.unreachable" "{path} cannot be opened: {reason}" "check that the folder exists and may be read";
    Storage "store.failed" "the library refused a statement: {reason}" "";
    Storage "store.closed" "{path} has been closed" "open the project again";
    Storage "store.network_filesystem" "{path} is on a network file system ({kind}), where SQLite cannot lock safely" "set STOAT_STATE_DIR to a folder on a local disk";
    Storage "store.migration_failed" "the migration to {revision} failed and was rolled back: {reason}" "the library is as it was before; the backup is {backup}";
    Lookup "store.revision_unknown" "there is no migration {revision}" "known are {known}";
    Conflict "store.file_exists" "{path} exists already" "choose another name";
    // library
    Lookup "library.not_found" "the library has no medium {key}" "project.library lists what is there";
    Conflict "library.ambiguous_name" "{key} fits {count} media: {candidates}" "add leading folders until it is unique, or use the id";
    Conflict "library.already_there" "the library already has {path}" "update it, or ingest again to refresh it";
    Value "library.outside_roots" "{path} is not under a media root of this project" "ingest its folder from code, which adds the root";
    Value "library.own_file" "{path} belongs to the library itself" "it is never read as footage";
    Value "library.root_invalid" "{name} cannot be a media root: {reason}" "use a folder, and a name of letters, digits and _";
    Lookup "library.root_unbound" "the media root {name} is not bound on this machine" "set STOAT_ROOT_{variable} to its folder";
    Lookup "library.path_missing" "there is no file or folder {path}" "";
    Value "library.record_invalid" "a medium cannot be stored like this: {reason}" "";
    Value "library.field_unknown" "{field} is not a field of a medium that can be changed" "fields are {known}";
    // bulk work
    Media "bulk.partial" "{failed} of {total} items failed: {examples}" "the others are done; pass on_error=\"record\" to accept that, and see .report of this error";
    // sql
    Value "sql.failed" "the query failed: {reason}" "";
    Value "sql.refused" "the query was refused: {reason}" "queries see the project's tables and those given with tables=, never files or the network";
    Value "sql.table_invalid" "{name} cannot be a table: {reason}" "pass a pandas, polars or Arrow table under a plain name";
    Cancelled "sql.interrupted" "the query was stopped" "";
    // protocol and widgets
    Value "protocol.malformed" "a message of the page was refused: {reason}" "reload the page, so that page and kernel have the same version";
    Value "protocol.version" "the page speaks version {version} of the protocol, the kernel {expected}" "reload the page, or run the cell again";
    Value "protocol.unknown_op" "the {widget} widget has no operation {op}" "reload the page, so that page and kernel have the same version";
    Value "protocol.bad_argument" "{argument} of {op} is not {expected}" "";
    Lookup "widget.bundle_missing" "the widgets' bundle {path} is missing" "build it: npm ci && npm run build in stoat_nb/frontend";
    Render "widget.internal" "{op} failed inside the kernel ({kind})" "the kernel's log has the details";
    // media
    Lookup "media.not_found" "there is no file {path}" "check the path; relink the medium if its file was moved";
    Media "media.not_a_file" "{path} is not a file" "name a media file; folders are for ingest";
    Media "media.empty" "{path} is empty" "copy the file again";
    Media "media.unreadable" "{path} cannot be read as a medium: {reason}" "play it in another program to see whether the file is whole";
    Media "media.no_streams" "{path} holds neither picture nor sound" "choose another file; subtitles and data alone are no medium";
    Media "media.format_refused" "{path} is of a kind that is not read: {reason}" "playlists and lists of other files are refused; convert it to MP4, Matroska or WAV";
    Media "media.truncated" "{path} ends too early: {reason}" "copy or download the file again";
    Media "media.damaged" "{path} is damaged: parts of it cannot be decoded" "copy or download the file again, or cut around the damaged part";
    Media "media.too_many_pixels" "the picture of {path} is larger than the limit of {limit} pixels" "scale it down in another program";
    Media "media.too_long" "{path} has more than {limit} frames" "split it in another program";
    Media "media.no_timestamps" "{path} does not say when its frames are shown" "convert it once: ffmpeg -fflags +genpts -i FILE -c:v libx264 -crf 16 NEW.mp4";
    Media "media.too_slow" "{path} was not read within {timeout_seconds} s" "try again, or copy it to a local disk";
    Media "media.rotation" "{path} is turned by {degrees} degrees, which is no quarter turn" "turn the picture in another program";
    Value "media.no_such_frame" "{path} has no frame {index}" "it has frames 0 to {last}";
    Media "media.no_picture" "{path} has no picture" "it is a sound medium";
    // observe
    Value "observe.otel_missing" "OpenTelemetry is not installed" "pip install stoat-nb[otel]";
    // job
    Cancelled "job.cancelled" "{what} was cancelled" "";
    Cancelled "job.interrupted" "{what} was interrupted when its kernel ended" "run it again";
    Cancelled "job.not_finished" "{what} was not finished within {timeout_seconds} s" "wait longer, or cancel it";
    Value "job.closed" "the queue takes no more work" "";
    // timeline
    Value "timeline.no_format" "the timeline has no format yet" "set rate, size and sample rate with a set_format edit before the first clip";
    Value "timeline.format_invalid" "no film can be made in this format: {reason}" "";
    Value "timeline.format_in_use" "the timeline has clips at {rate} frames per second; {new} cannot be set behind them" "change the rate in the cell that sets it first, above the first clip";
    Value "timeline.medium_invalid" "{medium} cannot be placed: {reason}" "";
    Value "timeline.track_invalid" "{track} is not a track for this" "picture goes to V1 to V99, sound to A1 to A99";
    Lookup "timeline.clip_not_found" "there is no clip {clip} in this view" "the clips are: {known}";
    Conflict "timeline.target_changed" "{clip} is not the clip that the edit was made for" "look at the timeline and make the edit again";
    Value "timeline.no_handle" "the {edge} of {clip} cannot be extended by {asked} frame(s): its medium has {largest} more" "extend by at most {largest} frame(s), {largest_time} s";
    Value "timeline.too_short" "{clip} would keep less than one frame" "take at most {largest} frame(s), {largest_time} s";
    Value "timeline.in_the_way" "the {edge} of {clip} cannot be extended by {asked} frame(s): another clip or the start is in the way" "extend by at most {largest} frame(s), {largest_time} s, or pass ripple=True";
    Value "timeline.out_of_range" "{what} lies at {at} s, outside of {start} to {end} s" "choose a time inside";
    Value "timeline.sync_conflict" "{track} has {clip} between {start} and {end} s, so the tracks cannot close up together" "pass ripple=False, or move that clip first";
    Value "timeline.name_taken" "another clip is called {name}" "choose another name";
    Value "timeline.name_invalid" "a clip cannot be called {name}: {reason}" "";
    Value "timeline.off_frame_grid" "{what} does not lie on a frame: {ticks} ticks" "the document was changed by hand, or another program wrote it";
    Value "timeline.edit_invalid" "this is not an edit: {reason}" "";
    Value "timeline.edit_version" "the edit has version {version}, which this stoat-nb does not know" "update stoat-nb";
    Value "timeline.document_invalid" "this is not a timeline document: {reason}" "";
    Value "timeline.nothing_to_undo" "there is nothing to undo in {place}" "";
    Value "timeline.cannot_undo_by_hand" "the {op} that cell {cell} made cannot be taken back exactly by mouse edits" "change or delete that line of the cell";
    // timeline: saving
    Conflict "timeline.conflict" "timeline {name} was changed elsewhere: it is at revision {actual}, this change is based on {expected}" "load it again and repeat the change";
    Value "timeline.empty" "{timeline} holds nothing to render" "append a clip first";
    Value "timeline.nothing_to_redo" "there is nothing to do again in {place}" "";
    Lookup "timeline.clip_gone" "the clip {clip} is not on {timeline} any more" "take it again from the timeline";
    Conflict "timeline.other_kernel" "the edits of this cell in {timeline} were last made by another kernel that still runs ({writer})" "shut down the other kernel, then run the cell again";
    // script
    Script "script.cell_unknown" "it is not known which cell edits {timeline}" "make the edits in a cell's own thread; where the front end names no cells, put them into: with timeline.block(\"a name\"):";
    Script "script.block_repeated" "the block {block} of {timeline} was made by this cell already" "give each block of a cell a name of its own";
    Script "script.edit_parked" "{count} edit(s) do not act: {edits}" "mend or delete the lines that make them";
    Script "script.not_in_step" "{notebook} and its timelines are not in step: {states}" "write mouse edits to cells, and run all cells";
    Script "script.job_failed" "{count} background job(s) failed: {jobs}" "";
    Script "script.cell_failed" "cell {number} of {notebook} failed: {reason}" "";
    Value "script.notebook_unreadable" "{path} cannot be read as a notebook: {reason}" "";
    Lookup "script.no_project" "no project near {notebook} holds edits of this notebook" "run it first, or name the project with --project";
    Lookup "script.block_not_found" "there is no block {block}" "";
    Script "script.owner_taken" "block {block} cannot go to {owner}, which has a block already" "write the edits to a new cell";
    Script "script.not_a_hand_block" "block {block} does not hold mouse edits" "only mouse edits can be written to a cell";
    Script "script.not_orphan" "the cell of block {block} is still there" "delete the edits in the cell";
    Script "script.undo_at_cell" "the last edit was made by cell {cell}" "change the cell, or undo it as a new mouse edit";
    Script "script.document_invalid" "this is not a script document: {reason}" "";
    // project
    Lookup "project.not_found" "there is no project in {path}" "pass create=True to make one";
    Value "project.path_invalid" "{path} cannot hold a project: {reason}" "choose another folder";
    Value "project.timeline_name_invalid" "a timeline cannot be called {name}" "use up to 200 printable characters";
    Value "project.foreign_medium" "{medium} belongs to another project than the timeline {timeline}" "ingest it into this project";
    Conflict "project.changed_meanwhile" "{path} was changed while the notebook ran" "run it again";
    Conflict "project.closed" "the project {path} was closed" "open it again with st.open";
}
