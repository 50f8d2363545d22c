//! One piece of picture: the chain that shows, at every instant, the frame of the sampling rule.
//!
//! Measured over five rates, MP4 with offsets and edit lists, MPEG-TS, Matroska and variable rate, on FFmpeg
//! 5.1 and 9.0: no wrong frame. The usual `setpts=PTS-STARTPTS,fps=R` is right only for equal rates.

use super::Request;
use super::exact::{lcm, scaled, signed};
use super::media::{MediumFacts, VideoFacts, seconds};
use super::plan::Segment;
use super::rectangle::Rectangle;
use super::segments::Piece;
use crate::error::{Result, StoatError};
use crate::ffmpeg::{FFmpegCommand, Filter, FilterChain, FilterGraph, Input};
use crate::time::{Ratio, Rounding, Time};
use crate::timeline::PictureUse;

/// Filter time bases are kept in 32-bit fractions.
const LARGEST_TIME_BASE: i128 = 1 << 31;
/// Seeks aim this much early: less than the rounding of a container's start, more than of a microsecond.
const EARLY: (i128, i128) = (1, 20);
/// Without an index a seek lands past its time; measured on MPEG-TS.
const EARLY_WITHOUT_INDEX: (i128, i128) = (1, 2);

/// Plans a piece of a clip.
pub(super) fn clip(request: &Request<'_>, id: &str, piece: &Piece<'_>, part: &PictureUse) -> Result<Segment> {
    let format = request.scene.format;
    let facts = &request.media[&part.medium];
    let Some(video) = &facts.video else {
        return Err(StoatError::new("compile.no_picture")
            .with("clip", &part.label)
            .with("path", &facts.path));
    };
    let last = piece.source_start.add(format.rate.time_of(signed(piece.frames)? - 1)?)?;
    video.check_range(&part.label, piece.source_start, last)?;
    let shown = (video.shown_at(piece.source_start)?, video.shown_at(last)?);
    let rectangle = Rectangle::fit(video, format.width, format.height)?;

    let mut why = vec![match video.rate {
        Some(rate) => format!("constant rate {rate}: timestamps snap to the frame number"),
        None => format!("variable rate: the {} timestamps of the medium decide", video.frame_count),
    }];
    let mut chain = FilterChain::new().input(format!("0:{}", video.index));
    chain = chain.filters(retime(request, piece, part, video, shown.1, &mut why)?);
    chain = chain.filters(shape(request, video, rectangle, &mut why)?);
    let graph =
        FilterGraph::new().chain(chain.filter(Filter::trim_frames(signed(piece.frames)?)).output("v"));

    let mut command = command().copy_timestamps().input(Input::file(&facts.path));
    if let Some((seek, reason)) = seek(facts, video, shown.0)? {
        command = command.seek(seek);
        why.push(reason);
    }
    let file = format!("{}/{id}.mp4", request.work);
    let args = encode(request, command.threads(1).filter_complex(graph), &file)?;
    Ok(Segment {
        id: id.to_owned(),
        start_frame: piece.start_frame,
        frames: piece.frames,
        medium: Some(part.medium.clone()),
        label: part.label.clone(),
        clips: part.clips.clone(),
        source_start: Some(piece.source_start),
        source_frames: Some(shown),
        picture: Some(rectangle),
        file,
        args,
        why,
    })
}

/// Plans a piece where no clip is.
pub(super) fn black(request: &Request<'_>, id: &str, piece: &Piece<'_>) -> Result<Segment> {
    let format = request.scene.format;
    let graph = FilterGraph::new().chain(
        FilterChain::new()
            .input("0:v:0")
            .filters([Filter::setsar(), Filter::format("yuv420p"), Filter::setparams_bt709()])
            .filter(Filter::trim_frames(signed(piece.frames)?))
            .output("v"),
    );
    let source = Input::generator(Filter::color("black", format.width, format.height, format.rate));
    let file = format!("{}/{id}.mp4", request.work);
    let args = encode(request, command().input(source).filter_complex(graph), &file)?;
    Ok(Segment {
        id: id.to_owned(),
        start_frame: piece.start_frame,
        frames: piece.frames,
        medium: None,
        label: String::new(),
        clips: Vec::new(),
        source_start: None,
        source_frames: None,
        picture: None,
        file,
        args,
        why: vec!["no clip is here: black".to_owned()],
    })
}

fn command() -> FFmpegCommand {
    FFmpegCommand::new().overwrite(true).log_level("error").abort_on_empty_output().fail_on_damage()
}

fn encode(request: &Request<'_>, command: FFmpegCommand, file: &str) -> Result<Vec<String>> {
    let video = &request.profile.video;
    command
        .output(file)
        .map("[v]")
        .video_codec(&video.codec)
        .preset(&video.preset)
        .crf(video.crf)
        .gop(video.gop)
        .pix_fmt("yuv420p")
        .threads(video.threads)
        // The graph has made every frame; FFmpeg shall neither repeat nor drop one.
        .fps_mode("passthrough")
        .video_track_timescale(request.scene.format.rate.numerator())
        .build()
}

/// Where to start reading; none from the beginning.
fn seek(facts: &MediumFacts, video: &VideoFacts, first: u64) -> Result<Option<(Time, String)>> {
    let origin = seconds(video.first_pts, video.time_base)?.sub(facts.container_start)?;
    let (time, early, reason) = if facts.has_index() {
        (video.time_of(first.saturating_sub(1))?, EARLY, "the frame before the first one shown")
    } else {
        let key = video.key_before(video.time_of(first)?)?;
        (key, EARLY_WITHOUT_INDEX, "a key frame, early, for this container has no index")
    };
    let at = origin.add(time)?.sub(Time::new(early.0, early.1)?)?;
    let reason = format!("reading starts at {reason} (frame {first})");
    Ok((at > Time::ZERO).then_some((at, reason)))
}

/// Gives every frame its exact time from the piece's first instant, in ticks that hold all of them.
fn retime(
    request: &Request<'_>,
    piece: &Piece<'_>,
    part: &PictureUse,
    video: &VideoFacts,
    last_shown: u64,
    why: &mut Vec<String>,
) -> Result<Vec<Filter>> {
    let own = match video.rate {
        Some(rate) => i128::from(rate.numerator()),
        None => i128::from(video.time_base.denominator()),
    };
    let start = piece.source_start;
    let ticks =
        lcm(lcm(own, i128::from(request.scene.format.rate.numerator())), i128::from(start.denominator()));
    if ticks >= LARGEST_TIME_BASE {
        return Err(StoatError::new("compile.time_base").with("clip", &part.label).with("ticks", ticks));
    }
    let shift = scaled(start, ticks, Rounding::Exact)?;
    let mut filters = vec![Filter::setpts(&minus(video.first_pts))];
    if let Some(rate) = video.rate {
        filters.push(Filter::settb(Ratio::new(rate.denominator().into(), rate.numerator().into())?));
    }
    filters.push(Filter::settb(Ratio::new(1, ticks)?));
    let mut expression = minus(shift);
    if last_shown + 1 == video.frame_count {
        // The medium's last frame stays until its end. FFmpeg's own idea of that end differs by version and
        // container (5.1 drops the frame when it guesses too early), so what comes after the last frame, which
        // is the end, is put behind the piece. A last frame that is missing is still missing in the count.
        let last = scaled(video.time_of(last_shown)?, ticks, Rounding::Exact)?;
        let beyond =
            scaled(request.scene.format.rate.time_of(signed(piece.frames)? + 1)?, ticks, Rounding::Ceil)?;
        expression = format!("{expression}+{beyond}*gte(PREV_INPTS,{last})");
        why.push("the medium's last frame is shown until its end".to_owned());
    }
    filters.push(Filter::setpts(&expression));
    filters.push(Filter::fps_sampled(request.scene.format.rate));
    Ok(filters)
}

fn minus(ticks: i64) -> String {
    if ticks < 0 { format!("PTS+{}", ticks.unsigned_abs()) } else { format!("PTS-{ticks}") }
}

/// Size, pixel shape and colour.
fn shape(
    request: &Request<'_>,
    video: &VideoFacts,
    rectangle: Rectangle,
    why: &mut Vec<String>,
) -> Result<Vec<Filter>> {
    let format = request.scene.format;
    let mut filters = if high_dynamic_range(video) {
        why.push("high dynamic range is mapped to that of BT.709".to_owned());
        tone_mapped(video, rectangle)
    } else {
        let mut scale = Filter::scale(rectangle.width, rectangle.height)
            .param("out_color_matrix", "bt709")
            .param("out_range", "tv");
        if let Some(matrix) = matrix(video) {
            if matrix != "bt709" {
                why.push(format!("colours are converted from {matrix} to bt709"));
            }
            scale = scale.param("in_color_matrix", matrix);
        }
        if video.color.range.as_deref() == Some("pc") || video.pixel_format.starts_with("yuvj") {
            scale = scale.param("in_range", "pc");
        }
        vec![scale]
    };
    if video.rotation != 0 {
        why.push(format!("turned by {} degrees, as the file asks", video.rotation));
    }
    if (rectangle.width, rectangle.height) != (format.width, format.height) {
        let (x, y) = (rectangle.x.to_string(), rectangle.y.to_string());
        filters.push(
            Filter::new("pad")
                .param("width", format.width)
                .param("height", format.height)
                .param("x", x)
                .param("y", y)
                .param("color", "black"),
        );
    }
    filters.extend([Filter::setsar(), Filter::format("yuv420p"), Filter::setparams_bt709()]);
    for filter in &filters {
        request.capabilities.need_filter(filter.name())?;
    }
    Ok(filters)
}

fn high_dynamic_range(video: &VideoFacts) -> bool {
    matches!(video.color.transfer.as_deref(), Some("smpte2084" | "arib-std-b67"))
}

/// PQ or HLG as BT.709: through linear light, with highlights bent into range by the Hable curve.
fn tone_mapped(video: &VideoFacts, rectangle: Rectangle) -> Vec<Filter> {
    let color = &video.color;
    let said = |word: &Option<String>, otherwise: &str| word.as_deref().unwrap_or(otherwise).to_owned();
    vec![
        Filter::scale(rectangle.width, rectangle.height),
        // zscale goes by what the frames say, and some files say it only in their headers.
        Filter::new("setparams")
            .param("range", if color.range.as_deref() == Some("pc") { "pc" } else { "tv" })
            .param("color_primaries", said(&color.primaries, "bt2020"))
            .param("color_trc", said(&color.transfer, "arib-std-b67"))
            .param("colorspace", said(&color.space, "bt2020nc")),
        Filter::new("zscale").param("transfer", "linear").param("npl", 203),
        Filter::format("gbrpf32le"),
        Filter::new("zscale").param("primaries", "709"),
        Filter::new("tonemap").param("tonemap", "hable").param("desat", 0),
        Filter::new("zscale").param("transfer", "709").param("matrix", "709").param("range", "limited"),
    ]
}

/// The matrix of the stored colours; none for RGB. A file that says nothing is read as players read it:
/// BT.709 from 720 lines or 1280 columns on, else BT.601.
fn matrix(video: &VideoFacts) -> Option<&'static str> {
    let name = video.pixel_format.as_str();
    if ["rgb", "bgr", "gbr", "argb", "abgr", "pal8"].iter().any(|start| name.starts_with(start)) {
        return None;
    }
    Some(match video.color.space.as_deref() {
        Some("bt709") => "bt709",
        Some("smpte170m" | "bt470bg") => "bt601",
        Some("bt2020nc" | "bt2020c") => "bt2020",
        Some("smpte240m") => "smpte240m",
        Some("fcc") => "fcc",
        _ if video.coded_height >= 720 || video.coded_width >= 1280 => "bt709",
        _ => "bt601",
    })
}
