//! The filters that may be used: their pads, their parameters and what each parameter takes.
//!
//! Filters and parameters that open files, devices or sockets (`movie`, `subtitles`, `lut3d`, `textfile`,
//! `sendcmd`, ...) are left out on purpose: FFmpeg's protocol allow-list does not cover filters.

use super::expression::validate_expression;
use super::value::Value;
use crate::error::{Result, StoatError};

/// What flows through a pad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Media {
    /// Pictures.
    Video,
    /// Sound.
    Audio,
}

/// What a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// A whole number within both ends.
    Int(i64, i64),
    /// A whole number or fraction.
    Number,
    /// A time.
    Seconds,
    /// 0 or 1.
    Flag,
    /// A width or height: -16..=16384 or an expression.
    Size,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A name or list of names such as `yuv420p`, `s16|fltp`, `640x360`, `#102030`, `black@0.5`.
    Name,
    /// An arithmetic expression.
    Expression,
    /// Any text.
    Text,
}

/// The pads of a filter, which for some depend on a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pads {
    /// Always these.
    Fixed(&'static [Media], &'static [Media]),
    /// One in, `outputs` (2) out.
    Split(Media),
    /// `inputs` (2) in, one out.
    Join(Media),
    /// `n` (2) groups of `v` (1) and `a` (0) in, one group out.
    Concat,
}

pub(super) struct Entry {
    pub(super) name: &'static str,
    pub(super) pads: Pads,
    params: &'static [(&'static str, Takes)],
    /// Has FFmpeg's `enable=` expression.
    timeline: bool,
}

use Media::{Audio, Video};
use Takes::{Expression, Flag, Int, Name, Number, Seconds, Size, Text, Word};

const V: Pads = Pads::Fixed(&[Video], &[Video]);
const A: Pads = Pads::Fixed(&[Audio], &[Audio]);
const VV: Pads = Pads::Fixed(&[Video, Video], &[Video]);
const AA: Pads = Pads::Fixed(&[Audio, Audio], &[Audio]);
const V_SOURCE: Pads = Pads::Fixed(&[], &[Video]);
const A_SOURCE: Pads = Pads::Fixed(&[], &[Audio]);

const COUNT: Takes = Int(0, i64::MAX);
const INDEX: Takes = Int(i64::MIN, i64::MAX);
const PADS: Takes = Int(1, 64);
const TRIM: &[(&str, Takes)] = &[
    ("start", Seconds),
    ("end", Seconds),
    ("duration", Seconds),
    ("start_pts", INDEX),
    ("end_pts", INDEX),
    ("start_frame", COUNT),
    ("end_frame", COUNT),
];
const ATRIM: &[(&str, Takes)] = &[
    ("start", Seconds),
    ("end", Seconds),
    ("duration", Seconds),
    ("start_pts", INDEX),
    ("end_pts", INDEX),
    ("start_sample", COUNT),
    ("end_sample", COUNT),
];
const EXPRESSION: &[(&str, Takes)] = &[("expr", Expression)];
const METADATA: &[(&str, Takes)] = &[
    ("mode", Word(&["select", "add", "modify", "delete", "print"])),
    ("key", Text),
    ("value", Text),
    ("function", Word(&["same_str", "starts_with", "less", "equal", "greater", "ends_with"])),
    ("file", Word(&["-"])),
];
const GENERATED: &[(&str, Takes)] =
    &[("size", Name), ("rate", Number), ("duration", Seconds), ("sar", Number), ("alpha", Int(0, 255))];
const COLORED: &[(&str, Takes)] =
    &[("color", Name), ("size", Name), ("rate", Number), ("duration", Seconds), ("sar", Number)];
const RANGE: Takes = Word(&["auto", "unspecified", "unknown", "limited", "tv", "mpeg", "full", "pc", "jpeg"]);
const KEYED: &[(&str, Takes)] = &[("color", Name), ("similarity", Number), ("blend", Number)];
const STACK: &[(&str, Takes)] = &[("inputs", PADS), ("shortest", Flag)];
const PASS: &[(&str, Takes)] =
    &[("frequency", Number), ("poles", Int(1, 2)), ("mix", Number), ("width", Number)];
const SHELF: &[(&str, Takes)] = &[
    ("gain", Number),
    ("frequency", Number),
    ("width_type", Word(&["h", "q", "o", "s", "k"])),
    ("width", Number),
];
const DYNAMICS: &[(&str, Takes)] = &[
    ("level_in", Number),
    ("mode", Word(&["downward", "upward"])),
    ("threshold", Number),
    ("ratio", Number),
    ("attack", Number),
    ("release", Number),
    ("makeup", Number),
    ("knee", Number),
    ("link", Word(&["average", "maximum"])),
    ("detection", Word(&["peak", "rms"])),
    ("level_sc", Number),
    ("mix", Number),
];

const fn plain(name: &'static str, pads: Pads, params: &'static [(&'static str, Takes)]) -> Entry {
    Entry { name, pads, params, timeline: false }
}

const fn timed(name: &'static str, pads: Pads, params: &'static [(&'static str, Takes)]) -> Entry {
    Entry { name, pads, params, timeline: true }
}

/// All filters, by media and then by name.
static FILTERS: &[Entry] = &[
    // pictures: sources and sinks
    plain("color", V_SOURCE, COLORED),
    plain("nullsrc", V_SOURCE, GENERATED),
    plain("smptebars", V_SOURCE, GENERATED),
    plain("testsrc", V_SOURCE, GENERATED),
    plain("testsrc2", V_SOURCE, GENERATED),
    plain("nullsink", Pads::Fixed(&[Video], &[]), &[]),
    // pictures: time
    plain(
        "fps",
        V,
        &[
            ("fps", Number),
            ("start_time", Seconds),
            ("round", Word(&["zero", "inf", "down", "up", "near"])),
            ("eof_action", Word(&["round", "pass"])),
        ],
    ),
    plain("framestep", V, &[("step", Int(1, 1_000_000))]),
    plain("loop", V, &[("loop", Int(-1, 1_000_000)), ("size", Int(0, 32767)), ("start", COUNT)]),
    plain("minterpolate", V, &[("fps", Number), ("mi_mode", Word(&["dup", "blend", "mci"]))]),
    plain("reverse", V, &[]),
    plain("select", V, EXPRESSION),
    plain("setpts", V, EXPRESSION),
    plain("settb", V, EXPRESSION),
    plain("thumbnail", V, &[("n", Int(2, 10_000))]),
    plain(
        "tpad",
        V,
        &[
            ("start", COUNT),
            ("stop", Int(-1, i64::MAX)),
            ("start_mode", Word(&["add", "clone"])),
            ("stop_mode", Word(&["add", "clone"])),
            ("start_duration", Seconds),
            ("stop_duration", Seconds),
            ("color", Name),
        ],
    ),
    plain("trim", V, TRIM),
    // pictures: shape
    plain(
        "crop",
        V,
        &[
            ("w", Size),
            ("h", Size),
            ("x", Expression),
            ("y", Expression),
            ("keep_aspect", Flag),
            ("exact", Flag),
        ],
    ),
    plain("format", V, &[("pix_fmts", Name)]),
    timed("hflip", V, &[]),
    plain("null", V, &[]),
    plain(
        "pad",
        V,
        &[("width", Size), ("height", Size), ("x", Expression), ("y", Expression), ("color", Name)],
    ),
    timed(
        "rotate",
        V,
        &[("angle", Expression), ("out_w", Size), ("out_h", Size), ("fillcolor", Name), ("bilinear", Flag)],
    ),
    plain(
        "scale",
        V,
        &[
            ("w", Size),
            ("h", Size),
            ("flags", Name),
            ("eval", Word(&["init", "frame"])),
            ("interl", Int(-1, 1)),
            ("force_original_aspect_ratio", Word(&["disable", "decrease", "increase"])),
            ("force_divisible_by", Int(1, 256)),
            ("in_range", RANGE),
            ("out_range", RANGE),
            ("in_color_matrix", Name),
            ("out_color_matrix", Name),
        ],
    ),
    plain("setdar", V, &[("dar", Number)]),
    plain("setfield", V, &[("mode", Word(&["auto", "bff", "tff", "prog"]))]),
    plain(
        "setparams",
        V,
        &[
            ("field_mode", Word(&["auto", "bff", "tff", "prog"])),
            ("range", RANGE),
            ("color_primaries", Name),
            ("color_trc", Name),
            ("colorspace", Name),
        ],
    ),
    plain("setsar", V, &[("sar", Number)]),
    plain(
        "tile",
        V,
        &[("layout", Name), ("nb_frames", COUNT), ("margin", COUNT), ("padding", COUNT), ("color", Name)],
    ),
    timed(
        "transpose",
        V,
        &[
            ("dir", Word(&["cclock_flip", "clock", "cclock", "clock_flip"])),
            ("passthrough", Word(&["none", "portrait", "landscape"])),
        ],
    ),
    timed("vflip", V, &[]),
    timed(
        "yadif",
        V,
        &[
            ("mode", Word(&["send_frame", "send_field"])),
            ("parity", Word(&["auto", "tff", "bff"])),
            ("deint", Word(&["all", "interlaced"])),
        ],
    ),
    timed(
        "bwdif",
        V,
        &[
            ("mode", Word(&["send_frame", "send_field"])),
            ("parity", Word(&["auto", "tff", "bff"])),
            ("deint", Word(&["all", "interlaced"])),
        ],
    ),
    // pictures: look
    plain("alphaextract", V, &[]),
    timed("boxblur", V, &[("luma_radius", Expression), ("luma_power", COUNT)]),
    timed("chromakey", V, KEYED),
    timed(
        "colorchannelmixer",
        V,
        &[
            ("rr", Number),
            ("rg", Number),
            ("rb", Number),
            ("ra", Number),
            ("gr", Number),
            ("gg", Number),
            ("gb", Number),
            ("ga", Number),
            ("br", Number),
            ("bg", Number),
            ("bb", Number),
            ("ba", Number),
            ("ar", Number),
            ("ag", Number),
            ("ab", Number),
            ("aa", Number),
        ],
    ),
    timed("colorkey", V, KEYED),
    timed(
        "drawbox",
        V,
        &[
            ("x", Expression),
            ("y", Expression),
            ("width", Size),
            ("height", Size),
            ("color", Name),
            ("thickness", Name),
            ("replace", Flag),
        ],
    ),
    timed(
        "eq",
        V,
        &[
            ("contrast", Expression),
            ("brightness", Expression),
            ("saturation", Expression),
            ("gamma", Expression),
            ("eval", Word(&["init", "frame"])),
        ],
    ),
    timed(
        "fade",
        V,
        &[
            ("type", Word(&["in", "out"])),
            ("start_frame", COUNT),
            ("nb_frames", COUNT),
            ("start_time", Seconds),
            ("duration", Seconds),
            ("alpha", Flag),
            ("color", Name),
        ],
    ),
    timed("gblur", V, &[("sigma", Number), ("steps", Int(1, 6))]),
    timed("hue", V, &[("h", Expression), ("s", Expression), ("b", Expression)]),
    timed("negate", V, &[]),
    plain(
        "tonemap",
        V,
        &[
            ("tonemap", Word(&["none", "linear", "gamma", "clip", "reinhard", "hable", "mobius"])),
            ("param", Number),
            ("desat", Number),
            ("peak", Number),
        ],
    ),
    timed(
        "unsharp",
        V,
        &[("luma_msize_x", Int(3, 23)), ("luma_msize_y", Int(3, 23)), ("luma_amount", Number)],
    ),
    timed("vignette", V, &[("angle", Expression)]),
    plain(
        "zscale",
        V,
        &[
            ("w", Size),
            ("h", Size),
            ("transfer", Name),
            ("transferin", Name),
            ("matrix", Name),
            ("matrixin", Name),
            ("primaries", Name),
            ("primariesin", Name),
            ("range", Name),
            ("rangein", Name),
            ("npl", Number),
            ("dither", Name),
            ("filter", Name),
        ],
    ),
    // pictures: joining and parting
    plain("alphamerge", VV, &[]),
    timed("blend", VV, &[("all_mode", Name), ("all_opacity", Number), ("shortest", Flag)]),
    plain("concat", Pads::Concat, &[("n", PADS), ("v", Int(0, 1)), ("a", Int(0, 8)), ("unsafe", Flag)]),
    plain("hstack", Pads::Join(Video), STACK),
    timed(
        "overlay",
        VV,
        &[
            ("x", Expression),
            ("y", Expression),
            ("eof_action", Word(&["repeat", "endall", "pass"])),
            ("eval", Word(&["init", "frame"])),
            ("shortest", Flag),
            ("repeatlast", Flag),
            (
                "format",
                Word(&[
                    "auto",
                    "yuv420",
                    "yuv420p10",
                    "yuv422",
                    "yuv422p10",
                    "yuv444",
                    "yuv444p10",
                    "rgb",
                    "gbrp",
                ]),
            ),
            ("alpha", Word(&["straight", "premultiplied"])),
        ],
    ),
    plain("split", Pads::Split(Video), &[("outputs", PADS)]),
    plain("vstack", Pads::Join(Video), STACK),
    plain("xfade", VV, &[("transition", Name), ("duration", Seconds), ("offset", Seconds)]),
    // pictures: measuring
    plain(
        "blackdetect",
        V,
        &[("black_min_duration", Seconds), ("picture_black_ratio_th", Number), ("pixel_black_th", Number)],
    ),
    timed("metadata", V, METADATA),
    plain("showinfo", V, &[("checksum", Flag)]),
    timed("signalstats", V, &[]),
    // sound: sources and sinks
    plain(
        "aevalsrc",
        A_SOURCE,
        &[
            ("exprs", Expression),
            ("sample_rate", Int(1, 768_000)),
            ("duration", Seconds),
            ("channel_layout", Name),
            ("nb_samples", COUNT),
        ],
    ),
    plain(
        "anullsrc",
        A_SOURCE,
        &[
            ("sample_rate", Int(1, 768_000)),
            ("channel_layout", Name),
            ("nb_samples", COUNT),
            ("duration", Seconds),
        ],
    ),
    plain(
        "sine",
        A_SOURCE,
        &[
            ("frequency", Number),
            ("beep_factor", Number),
            ("sample_rate", Int(1, 768_000)),
            ("duration", Seconds),
            ("samples_per_frame", Expression),
        ],
    ),
    plain("anullsink", Pads::Fixed(&[Audio], &[]), &[]),
    // sound: time
    plain("adelay", A, &[("delays", Name), ("all", Flag)]),
    plain(
        "apad",
        A,
        &[
            ("packet_size", COUNT),
            ("pad_len", COUNT),
            ("whole_len", COUNT),
            ("pad_dur", Seconds),
            ("whole_dur", Seconds),
        ],
    ),
    plain("areverse", A, &[]),
    plain("asetnsamples", A, &[("nb_out_samples", Int(1, 1 << 30)), ("pad", Flag)]),
    plain("asetpts", A, EXPRESSION),
    plain("asetrate", A, &[("sample_rate", Int(1, 768_000))]),
    plain("asettb", A, EXPRESSION),
    plain("atempo", A, &[("tempo", Number)]),
    plain("atrim", A, ATRIM),
    // sound: shape
    plain("aformat", A, &[("sample_fmts", Name), ("sample_rates", Name), ("channel_layouts", Name)]),
    plain("anull", A, &[]),
    plain(
        "aresample",
        A,
        &[
            ("sample_rate", Int(1, 768_000)),
            ("async", Int(0, 1 << 30)),
            ("first_pts", INDEX),
            ("min_comp", Number),
            ("min_hard_comp", Number),
            ("resampler", Word(&["swr", "soxr"])),
            ("filter_size", Int(0, 8192)),
            ("cutoff", Number),
            ("dither_method", Name),
            ("osf", Name),
        ],
    ),
    // sound: level and tone
    timed("acompressor", A, DYNAMICS),
    timed(
        "afade",
        A,
        &[
            ("type", Word(&["in", "out"])),
            ("start_sample", COUNT),
            ("nb_samples", COUNT),
            ("start_time", Seconds),
            ("duration", Seconds),
            ("curve", Name),
        ],
    ),
    timed(
        "alimiter",
        A,
        &[
            ("level_in", Number),
            ("level_out", Number),
            ("limit", Number),
            ("attack", Number),
            ("release", Number),
            ("level", Flag),
            ("latency", Flag),
        ],
    ),
    timed("bass", A, SHELF),
    timed(
        "dynaudnorm",
        A,
        &[("framelen", Int(10, 8000)), ("gausssize", Int(3, 301)), ("peak", Number), ("maxgain", Number)],
    ),
    timed("equalizer", A, SHELF),
    timed("highpass", A, PASS),
    plain(
        "loudnorm",
        A,
        &[
            ("I", Number),
            ("LRA", Number),
            ("TP", Number),
            ("measured_I", Number),
            ("measured_LRA", Number),
            ("measured_TP", Number),
            ("measured_thresh", Number),
            ("offset", Number),
            ("linear", Flag),
            ("dual_mono", Flag),
            ("print_format", Word(&["none", "json", "summary"])),
        ],
    ),
    timed("lowpass", A, PASS),
    timed("treble", A, SHELF),
    timed(
        "volume",
        A,
        &[
            ("volume", Expression),
            ("precision", Word(&["fixed", "float", "double"])),
            ("eval", Word(&["once", "frame"])),
        ],
    ),
    // sound: joining and parting
    plain(
        "acrossfade",
        AA,
        &[
            ("nb_samples", Int(1, i64::MAX)),
            ("duration", Seconds),
            ("overlap", Flag),
            ("curve1", Name),
            ("curve2", Name),
        ],
    ),
    plain("amerge", Pads::Join(Audio), &[("inputs", PADS)]),
    plain(
        "amix",
        Pads::Join(Audio),
        &[
            ("inputs", PADS),
            ("duration", Word(&["longest", "shortest", "first"])),
            ("dropout_transition", Number),
            ("normalize", Flag),
        ],
    ),
    plain("asplit", Pads::Split(Audio), &[("outputs", PADS)]),
    timed("sidechaincompress", AA, DYNAMICS),
    // sound: measuring
    timed("ametadata", A, METADATA),
    plain(
        "astats",
        A,
        &[
            ("length", Seconds),
            ("metadata", Flag),
            ("reset", COUNT),
            ("measure_perchannel", Name),
            ("measure_overall", Name),
        ],
    ),
    plain(
        "ebur128",
        A,
        &[
            ("metadata", Flag),
            ("peak", Name),
            ("framelog", Word(&["quiet", "info", "verbose"])),
            ("dualmono", Flag),
        ],
    ),
    plain("silencedetect", A, &[("noise", Number), ("duration", Seconds), ("mono", Flag)]),
];

/// The names of all filters that may be used.
pub fn filter_names() -> impl Iterator<Item = &'static str> {
    FILTERS.iter().map(|entry| entry.name)
}

pub(super) fn find(name: &str) -> Result<&'static Entry> {
    FILTERS
        .iter()
        .find(|entry| entry.name == name)
        .ok_or_else(|| StoatError::new("ffmpeg.filter_unknown").with("name", format!("{name:?}")))
}

impl Entry {
    /// Checks one parameter.
    pub(super) fn check(&self, key: &str, value: &Value) -> Result<()> {
        if let Value::Text(text) = value
            && text.contains('\0')
        {
            return Err(self.refuse(key, value, "text without a NUL character"));
        }
        if key == "enable" && self.timeline {
            return self.check_takes(key, value, Expression);
        }
        match self.params.iter().find(|(name, _)| *name == key) {
            Some((_, takes)) => self.check_takes(key, value, *takes),
            None => Err(StoatError::new("ffmpeg.parameter_unknown")
                .with("filter", self.name)
                .with("name", format!("{key:?}"))
                .with("names", self.params.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "))),
        }
    }

    fn check_takes(&self, key: &str, value: &Value, takes: Takes) -> Result<()> {
        let refuse = |expected: &str| Err(self.refuse(key, value, expected));
        match (takes, value) {
            (Int(low, high), Value::Int(given)) if (low..=high).contains(given) => Ok(()),
            (Int(low, high), _) => refuse(&match (low, high) {
                (i64::MIN, i64::MAX) => "a whole number".to_owned(),
                (low, i64::MAX) => format!("a whole number from {low}"),
                (low, high) => format!("a whole number from {low} to {high}"),
            }),
            (Flag, Value::Int(0 | 1)) => Ok(()),
            (Flag, _) => refuse("0 or 1"),
            (Number, Value::Int(_) | Value::Ratio(_)) => Ok(()),
            (Number, _) => refuse("a whole number or a fraction"),
            (Seconds, Value::Int(_) | Value::Seconds(_)) => Ok(()),
            (Seconds, _) => refuse("a time in seconds"),
            (Size, Value::Int(-16..=16384)) => Ok(()),
            (Size, Value::Text(text)) => validate_expression(text),
            (Size, _) => refuse("a size up to 16384 pixels"),
            (Word(words), Value::Text(text)) if words.contains(&text.as_str()) => Ok(()),
            (Word(words), _) => refuse(&format!("one of {}", words.join(", "))),
            (Name, Value::Text(text)) if is_name(text) => Ok(()),
            (Name, Value::Int(_)) => Ok(()),
            (Name, _) => refuse("a name of letters, digits and _ . + | # @ -"),
            (Expression, Value::Text(text)) => validate_expression(text),
            (Expression, Value::Int(_) | Value::Ratio(_)) => Ok(()),
            (Expression, Value::Seconds(_)) => refuse("an expression, a whole number or a fraction"),
            (Text, Value::Text(_)) => Ok(()),
            (Text, _) => refuse("a text"),
        }
    }

    fn refuse(&self, key: &str, value: &Value, expected: &str) -> StoatError {
        let actual = match value {
            Value::Text(text) => format!("{text:?}"),
            other => other.to_string(),
        };
        StoatError::new("ffmpeg.value_invalid")
            .with("field", format!("{}={key}", self.name))
            .with("actual", actual)
            .with("expected", expected)
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_.+|#@-".contains(c))
}
