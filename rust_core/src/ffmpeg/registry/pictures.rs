//! The filters of pictures.

use super::Media::Video;
use super::Takes::{Expression, Flag, Int, Name, Number, Seconds, Size, Word};
use super::{COUNT, EXPRESSION, Entry, INDEX, METADATA, PADS, Pads, Takes, plain, timed};

type Params = &'static [(&'static str, Takes)];

const V: Pads = Pads::Fixed(&[Video], &[Video]);
const VV: Pads = Pads::Fixed(&[Video, Video], &[Video]);
const V_SOURCE: Pads = Pads::Fixed(&[], &[Video]);
#[rustfmt::skip]
const TRIM: Params = &[
    ("start", Seconds), ("end", Seconds), ("duration", Seconds), ("start_pts", INDEX), ("end_pts", INDEX),
    ("start_frame", COUNT), ("end_frame", COUNT),
];
const GENERATED: Params = &[("size", Name), ("rate", Number), ("duration", Seconds), ("sar", Number)];
#[rustfmt::skip]
const COLORED: Params =
    &[("color", Name), ("size", Name), ("rate", Number), ("duration", Seconds), ("sar", Number)];
#[rustfmt::skip]
const RANGE: Takes =
    Word(&["auto", "unspecified", "unknown", "limited", "tv", "mpeg", "full", "pc", "jpeg"]);
const KEYED: Params = &[("color", Name), ("similarity", Number), ("blend", Number)];
const STACK: Params = &[("inputs", PADS), ("shortest", Flag)];

/// By purpose, then by name.
#[rustfmt::skip]
pub(super) static FILTERS: &[Entry] = &[
    // sources and sinks
    plain("color", V_SOURCE, COLORED),
    plain("nullsrc", V_SOURCE, GENERATED),
    plain("smptebars", V_SOURCE, GENERATED),
    plain("testsrc", V_SOURCE, GENERATED),
    plain("testsrc2", V_SOURCE, &[("size", Name), ("rate", Number), ("duration", Seconds), ("sar", Number), ("alpha", Int(0, 255))]),
    plain("nullsink", Pads::Fixed(&[Video], &[]), &[]),
    // time
    plain("fps", V, &[
        ("fps", Number), ("start_time", Seconds), ("round", Word(&["zero", "inf", "down", "up", "near"])),
        ("eof_action", Word(&["round", "pass"])),
    ]),
    plain("framestep", V, &[("step", Int(1, 1_000_000))]),
    plain("loop", V, &[("loop", Int(-1, 1_000_000)), ("size", Int(0, 32767)), ("start", COUNT)]),
    plain("minterpolate", V, &[("fps", Number), ("mi_mode", Word(&["dup", "blend", "mci"]))]),
    plain("reverse", V, &[]),
    plain("select", V, EXPRESSION),
    plain("setpts", V, EXPRESSION),
    plain("settb", V, EXPRESSION),
    plain("thumbnail", V, &[("n", Int(2, 10_000))]),
    plain("tpad", V, &[
        ("start", COUNT), ("stop", Int(-1, i64::MAX)), ("start_mode", Word(&["add", "clone"])),
        ("stop_mode", Word(&["add", "clone"])), ("start_duration", Seconds), ("stop_duration", Seconds),
        ("color", Name),
    ]),
    plain("trim", V, TRIM),
    // shape
    plain("crop", V, &[
        ("w", Size), ("h", Size), ("x", Expression), ("y", Expression), ("keep_aspect", Flag),
        ("exact", Flag),
    ]),
    plain("format", V, &[("pix_fmts", Name)]),
    timed("hflip", V, &[]),
    plain("null", V, &[]),
    plain("pad", V, &[
        ("width", Size), ("height", Size), ("x", Expression), ("y", Expression), ("color", Name),
    ]),
    timed("rotate", V, &[
        ("angle", Expression), ("out_w", Size), ("out_h", Size), ("fillcolor", Name), ("bilinear", Flag),
    ]),
    plain("scale", V, &[
        ("w", Size), ("h", Size), ("flags", Name), ("eval", Word(&["init", "frame"])),
        ("interl", Int(-1, 1)), ("force_original_aspect_ratio", Word(&["disable", "decrease", "increase"])),
        ("force_divisible_by", Int(1, 256)), ("in_range", RANGE), ("out_range", RANGE),
        ("in_color_matrix", Name), ("out_color_matrix", Name),
    ]),
    plain("setdar", V, &[("dar", Number)]),
    plain("setfield", V, &[("mode", Word(&["auto", "bff", "tff", "prog"]))]),
    plain("setparams", V, &[
        ("field_mode", Word(&["auto", "bff", "tff", "prog"])), ("range", RANGE), ("color_primaries", Name),
        ("color_trc", Name), ("colorspace", Name),
    ]),
    plain("setsar", V, &[("sar", Number)]),
    plain("tile", V, &[
        ("layout", Name), ("nb_frames", COUNT), ("margin", COUNT), ("padding", COUNT), ("color", Name),
    ]),
    timed("transpose", V, &[
        ("dir", Word(&["cclock_flip", "clock", "cclock", "clock_flip"])),
        ("passthrough", Word(&["none", "portrait", "landscape"])),
    ]),
    timed("vflip", V, &[]),
    timed("yadif", V, &[
        ("mode", Word(&["send_frame", "send_field"])), ("parity", Word(&["auto", "tff", "bff"])),
        ("deint", Word(&["all", "interlaced"])),
    ]),
    timed("bwdif", V, &[
        ("mode", Word(&["send_frame", "send_field"])), ("parity", Word(&["auto", "tff", "bff"])),
        ("deint", Word(&["all", "interlaced"])),
    ]),
    // look
    plain("alphaextract", V, &[]),
    timed("boxblur", V, &[("luma_radius", Expression), ("luma_power", COUNT)]),
    timed("chromakey", V, KEYED),
    timed("colorchannelmixer", V, &[
        ("rr", Number), ("rg", Number), ("rb", Number), ("ra", Number), ("gr", Number), ("gg", Number),
        ("gb", Number), ("ga", Number), ("br", Number), ("bg", Number), ("bb", Number), ("ba", Number),
        ("ar", Number), ("ag", Number), ("ab", Number), ("aa", Number),
    ]),
    timed("colorkey", V, KEYED),
    timed("drawbox", V, &[
        ("x", Expression), ("y", Expression), ("width", Size), ("height", Size), ("color", Name),
        ("thickness", Name), ("replace", Flag),
    ]),
    timed("eq", V, &[
        ("contrast", Expression), ("brightness", Expression), ("saturation", Expression),
        ("gamma", Expression), ("eval", Word(&["init", "frame"])),
    ]),
    timed("fade", V, &[
        ("type", Word(&["in", "out"])), ("start_frame", COUNT), ("nb_frames", COUNT),
        ("start_time", Seconds), ("duration", Seconds), ("alpha", Flag), ("color", Name),
    ]),
    timed("gblur", V, &[("sigma", Number), ("steps", Int(1, 6))]),
    timed("hue", V, &[("h", Expression), ("s", Expression), ("b", Expression)]),
    timed("negate", V, &[]),
    plain("tonemap", V, &[
        ("tonemap", Word(&["none", "linear", "gamma", "clip", "reinhard", "hable", "mobius"])),
        ("param", Number), ("desat", Number), ("peak", Number),
    ]),
    timed("unsharp", V, &[
        ("luma_msize_x", Int(3, 23)), ("luma_msize_y", Int(3, 23)), ("luma_amount", Number),
    ]),
    timed("vignette", V, &[("angle", Expression)]),
    plain("zscale", V, &[
        ("w", Size), ("h", Size), ("transfer", Name), ("transferin", Name), ("matrix", Name),
        ("matrixin", Name), ("primaries", Name), ("primariesin", Name), ("range", Name), ("rangein", Name),
        ("npl", Number), ("dither", Name), ("filter", Name),
    ]),
    // joining and parting
    plain("alphamerge", VV, &[]),
    timed("blend", VV, &[("all_mode", Name), ("all_opacity", Number), ("shortest", Flag)]),
    plain("concat", Pads::Concat, &[("n", PADS), ("v", Int(0, 1)), ("a", Int(0, 8)), ("unsafe", Flag)]),
    plain("hstack", Pads::Join(Video), STACK),
    timed("overlay", VV, &[
        ("x", Expression), ("y", Expression), ("eof_action", Word(&["repeat", "endall", "pass"])),
        ("eval", Word(&["init", "frame"])), ("shortest", Flag), ("repeatlast", Flag),
        ("format", Word(&["auto", "yuv420", "yuv420p10", "yuv422", "yuv422p10", "yuv444", "rgb", "gbrp"])),
        ("alpha", Word(&["straight", "premultiplied"])),
    ]),
    plain("split", Pads::Split(Video), &[("outputs", PADS)]),
    plain("vstack", Pads::Join(Video), STACK),
    plain("xfade", VV, &[("transition", Name), ("duration", Seconds), ("offset", Seconds)]),
    // measuring
    plain("blackdetect", V, &[
        ("black_min_duration", Seconds), ("picture_black_ratio_th", Number), ("pixel_black_th", Number),
    ]),
    timed("metadata", V, METADATA),
    plain("showinfo", V, &[("checksum", Flag)]),
    timed("signalstats", V, &[]),
];
