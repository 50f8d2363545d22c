//! The filters of sound.

use super::Media::Audio;
use super::Takes::{Expression, Flag, Int, Name, Number, Seconds, Tempo, Text, Volume, Word};
use super::{COUNT, EXPRESSION, Entry, INDEX, METADATA, PADS, Pads, Takes, plain, timed};

type Params = &'static [(&'static str, Takes)];

const A: Pads = Pads::Fixed(&[Audio], &[Audio]);
const AA: Pads = Pads::Fixed(&[Audio, Audio], &[Audio]);
const A_SOURCE: Pads = Pads::Fixed(&[], &[Audio]);
#[rustfmt::skip]
const ATRIM: Params = &[
    ("start", Seconds), ("end", Seconds), ("duration", Seconds), ("start_pts", INDEX), ("end_pts", INDEX),
    ("start_sample", COUNT), ("end_sample", COUNT),
];
const PASS: Params = &[("frequency", Number), ("poles", Int(1, 2)), ("mix", Number), ("width", Number)];
#[rustfmt::skip]
const SHELF: Params = &[
    ("gain", Number), ("frequency", Number), ("width_type", Word(&["h", "q", "o", "s", "k"])), ("width", Number),
];
#[rustfmt::skip]
const DYNAMICS: Params = &[
    ("level_in", Number), ("mode", Word(&["downward", "upward"])), ("threshold", Number), ("ratio", Number),
    ("attack", Number), ("release", Number), ("makeup", Number), ("knee", Number),
    ("link", Word(&["average", "maximum"])), ("detection", Word(&["peak", "rms"])), ("level_sc", Number), ("mix", Number),
];

/// By purpose, then by name.
#[rustfmt::skip]
pub(super) static FILTERS: &[Entry] = &[
    // sources and sinks
    plain("aevalsrc", A_SOURCE, &[
        ("exprs", Expression), ("sample_rate", Int(1, 768_000)), ("duration", Seconds),
        ("channel_layout", Name), ("nb_samples", COUNT),
    ]),
    plain("anullsrc", A_SOURCE, &[
        ("sample_rate", Int(1, 768_000)), ("channel_layout", Name), ("nb_samples", COUNT),
        ("duration", Seconds),
    ]),
    plain("sine", A_SOURCE, &[
        ("frequency", Number), ("beep_factor", Number), ("sample_rate", Int(1, 768_000)),
        ("duration", Seconds), ("samples_per_frame", Expression),
    ]),
    plain("anullsink", Pads::Fixed(&[Audio], &[]), &[]),
    // time
    plain("adelay", A, &[("delays", Name), ("all", Flag)]),
    plain("apad", A, &[
        ("packet_size", COUNT), ("pad_len", COUNT), ("whole_len", COUNT), ("pad_dur", Seconds),
        ("whole_dur", Seconds),
    ]),
    plain("areverse", A, &[]),
    plain("asetnsamples", A, &[("nb_out_samples", Int(1, 1 << 30)), ("pad", Flag)]),
    plain("asetpts", A, EXPRESSION),
    plain("asetrate", A, &[("sample_rate", Int(1, 768_000))]),
    plain("asettb", A, EXPRESSION),
    plain("atempo", A, &[("tempo", Tempo)]),
    plain("atrim", A, ATRIM),
    // shape
    plain("aformat", A, &[("sample_fmts", Name), ("sample_rates", Name), ("channel_layouts", Name)]),
    plain("anull", A, &[]),
    plain("aselect", A, EXPRESSION),
    plain("pan", A, &[("args", Text)]),
    plain("aresample", A, &[
        ("sample_rate", Int(1, 768_000)), ("async", Int(0, 1 << 30)), ("first_pts", INDEX),
        ("min_comp", Number), ("min_hard_comp", Number), ("resampler", Word(&["swr", "soxr"])),
        ("filter_size", Int(0, 8192)), ("cutoff", Number), ("rematrix_maxval", Number), ("dither_method", Name),
        ("osf", Name),
    ]),
    // level and tone
    timed("acompressor", A, DYNAMICS),
    timed("afade", A, &[
        ("type", Word(&["in", "out"])), ("start_sample", COUNT), ("nb_samples", COUNT),
        ("start_time", Seconds), ("duration", Seconds), ("curve", Name),
    ]),
    timed("alimiter", A, &[
        ("level_in", Number), ("level_out", Number), ("limit", Number), ("attack", Number),
        ("release", Number), ("level", Flag), ("latency", Flag),
    ]),
    timed("bass", A, SHELF),
    timed("dynaudnorm", A, &[
        ("framelen", Int(10, 8000)), ("gausssize", Int(3, 301)), ("peak", Number), ("maxgain", Number),
    ]),
    timed("equalizer", A, SHELF),
    timed("highpass", A, PASS),
    plain("loudnorm", A, &[
        ("I", Number), ("LRA", Number), ("TP", Number), ("measured_I", Number), ("measured_LRA", Number),
        ("measured_TP", Number), ("measured_thresh", Number), ("offset", Number), ("linear", Flag),
        ("dual_mono", Flag), ("print_format", Word(&["none", "json", "summary"])),
    ]),
    timed("lowpass", A, PASS),
    timed("treble", A, SHELF),
    timed("volume", A, &[
        ("volume", Volume), ("precision", Word(&["fixed", "float", "double"])),
        ("eval", Word(&["once", "frame"])),
    ]),
    // joining and parting
    plain("acrossfade", AA, &[
        ("nb_samples", Int(1, i64::MAX)), ("duration", Seconds), ("overlap", Flag), ("curve1", Name),
        ("curve2", Name),
    ]),
    plain("amerge", Pads::Join(Audio), &[("inputs", PADS)]),
    plain("amix", Pads::Join(Audio), &[
        ("inputs", PADS), ("duration", Word(&["longest", "shortest", "first"])),
        ("dropout_transition", Number), ("normalize", Flag),
    ]),
    plain("asplit", Pads::Split(Audio), &[("outputs", PADS)]),
    timed("sidechaincompress", AA, DYNAMICS),
    // measuring
    timed("ametadata", A, METADATA),
    plain("astats", A, &[
        ("length", Seconds), ("metadata", Flag), ("reset", COUNT), ("measure_perchannel", Name),
        ("measure_overall", Name),
    ]),
    plain("ebur128", A, &[
        ("metadata", Flag), ("peak", Name), ("framelog", Word(&["quiet", "info", "verbose"])),
        ("dualmono", Flag),
    ]),
    plain("silencedetect", A, &[("noise", Number), ("duration", Seconds), ("mono", Flag)]),
];
