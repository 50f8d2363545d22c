//! Sound: one stem for each use of a medium, with pre-roll, and its exact place in the mix.
//!
//! Sound is never cut at picture edits: chopped decoding gives wrong waves at right lengths. A stem starts
//! half a second early on a place that both sample grids share, and the early part is dropped.

use super::Request;
use super::exact::{gcd, scaled, signed, whole};
use super::media::{AudioFacts, MediumFacts, seconds};
use super::plan::{Placement, Stem};
use crate::error::Result;
use crate::ffmpeg::{FFmpegCommand, Filter, FilterChain, FilterGraph, Input};
use crate::time::{Rounding, Ticks, Time};
use crate::timeline::SoundUse;

/// A stretch of a medium's sound in samples of the film's rate, counted from its first heard sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    start: i64,
    end: i64,
}

/// A use cut down to what the medium has.
struct Wanted<'a> {
    part: &'a SoundUse,
    /// First sample of the film.
    start: i64,
    stretch: Stretch,
}

/// Plans all stems and their places. What a medium does not have is silence.
pub(super) fn sound(request: &Request<'_>) -> Result<(Vec<Stem>, Vec<Placement>)> {
    let mut stems: Vec<Stem> = Vec::new();
    let mut placements = Vec::new();
    let mut wholes: Vec<(&str, Stretch)> = Vec::new();
    let wanted = request.scene.sound.iter().map(|part| wanted(request, part)).collect::<Result<Vec<_>>>()?;
    for use_ in wanted.iter().flatten() {
        let facts = &request.media[&use_.part.medium];
        let Some(audio) = &facts.audio else { continue };
        let medium = use_.part.medium.as_str();
        let shared = wholes.iter().find(|(id, _)| *id == medium).map(|(_, stretch)| *stretch);
        let stretch = match shared {
            Some(stretch) => stretch,
            None if exact_seek(audio) => use_.stretch,
            None => {
                let all = wanted.iter().flatten().filter(|other| other.part.medium == medium);
                let hull = all.fold(use_.stretch, |a, b| Stretch {
                    start: a.start.min(b.stretch.start),
                    end: a.end.max(b.stretch.end),
                });
                wholes.push((medium, hull));
                hull
            }
        };
        let known = if shared.is_some() { stems.iter_mut().find(|stem| stem.medium == medium) } else { None };
        let id = if let Some(stem) = known {
            stem.clips.extend(use_.part.clips.iter().cloned());
            stem.id.clone()
        } else {
            let id = format!("s{:04}", stems.len() + 1);
            stems.push(stem(request, &id, use_.part, facts, audio, stretch, length(request, audio)?)?);
            id
        };
        placements.push(Placement {
            stem: id,
            stem_start: count(use_.stretch.start - stretch.start),
            start: count(use_.start),
            samples: count(use_.stretch.end - use_.stretch.start),
            track: use_.part.track.clone(),
            label: use_.part.label.clone(),
        });
    }
    Ok((stems, placements))
}

fn count(samples: i64) -> u64 {
    u64::try_from(samples).unwrap_or(0)
}

/// The film's sample `S` sounds like the source's sample `S + round(C * sample rate)`.
fn wanted<'a>(request: &Request<'_>, part: &'a SoundUse) -> Result<Option<Wanted<'a>>> {
    let facts = &request.media[&part.medium];
    let Some(audio) = &facts.audio else { return Ok(None) };
    let per_second = i128::from(request.scene.format.sample_rate);
    let timebase = request.scene.format.timebase()?;
    let edge = |ticks| scaled(timebase.time(ticks)?, per_second, Rounding::Nearest);
    let start = edge(part.start)?;
    let end = edge(Ticks(part.start.0 + part.duration.0))?.min(signed(request.scene.samples)?);
    // One rounding for the medium: all its uses stay in step with one another.
    let late = scaled(
        seconds(audio.first_pts, audio.time_base)?.sub(facts.origin()?)?,
        per_second,
        Rounding::Nearest,
    )?;
    let shift = scaled(part.offset, per_second, Rounding::Nearest)? - late;
    let stretch = Stretch { start: (start + shift).max(0), end: (end + shift).min(length(request, audio)?) };
    if stretch.start >= stretch.end {
        return Ok(None);
    }
    Ok(Some(Wanted { part, start: stretch.start - shift, stretch }))
}

/// How many samples of the film's rate a medium's sound lasts.
fn length(request: &Request<'_>, audio: &AudioFacts) -> Result<i64> {
    let seconds = seconds(audio.end_pts - audio.first_pts, audio.time_base)?;
    scaled(seconds, i128::from(request.scene.format.sample_rate), Rounding::Nearest)
}

/// Whether timestamps name single samples. Matroska's milliseconds do not: there, only counting from the
/// beginning does.
fn exact_seek(audio: &AudioFacts) -> bool {
    let (num, den) = audio.time_base.wide();
    let samples = num * i128::from(audio.sample_rate);
    samples == den || samples * 10 <= den * 6
}

fn stem(
    request: &Request<'_>,
    id: &str,
    part: &SoundUse,
    facts: &MediumFacts,
    audio: &AudioFacts,
    stretch: Stretch,
    length: i64,
) -> Result<Stem> {
    let film_rate = request.scene.format.sample_rate;
    let (own, film) = (i128::from(audio.sample_rate), i128::from(film_rate));
    let step = film / gcd(own, film);
    // Pre-roll of half a second, on a sample that both grids have.
    let early = whole(((i128::from(stretch.start) - film / 2).max(0)).div_euclid(step) * step)?;
    let skip = whole(i128::from(early) / step * (own / gcd(own, film)))?;
    let first = seconds(audio.first_pts, audio.time_base)?;
    let mut why = Vec::new();

    let mut command = FFmpegCommand::new()
        .overwrite(true)
        .log_level("error")
        .abort_on_empty_output()
        .fail_on_damage()
        .copy_timestamps()
        .input(Input::file(&facts.path));
    let mut filters = Vec::new();
    if !exact_seek(audio) {
        // FFmpeg 5.1 gives out the encoder's priming of AAC in Matroska, as frames before the first heard sample.
        let first = scaled(first, own, Rounding::Nearest)? - whole(own / 100)?;
        filters.push(Filter::new("aselect").param("expr", format!("gte(pts,{first})")));
    }
    filters.push(Filter::new("aresample").param("async", 1));
    if exact_seek(audio) {
        let at = seek(facts, first, Time::new(i128::from(skip), own)?)?;
        if at > Time::ZERO {
            command = command.seek(at);
        }
        let pts = scaled(first, own, Rounding::Nearest)? + skip;
        filters.push(Filter::new("atrim").param("start_pts", pts));
    } else {
        why.push(
            "read from the beginning, once for all its uses: timestamps here do not name samples".to_owned(),
        );
        if skip > 0 {
            filters.push(Filter::new("atrim").param("start_sample", skip));
        }
    }
    if stretch.start > 0 {
        why.push(format!("{} samples of pre-roll are decoded and dropped", stretch.start - early));
    }
    filters.push(Filter::new("aformat").param("sample_fmts", "fltp"));
    filters.push(Filter::asetpts("N/SR/TB"));
    if audio.channels == 1 {
        // FFmpeg would make it 3 dB quieter.
        filters.push(Filter::new("pan").param("args", "stereo|c0=c0|c1=c0"));
    }
    if own != film {
        why.push(format!("resampled from {own} to {film} samples a second"));
    }
    filters.push(Filter::new("aresample").param("sample_rate", film_rate).param("rematrix_maxval", 1));
    filters.push(Filter::aformat("flt", film_rate, "stereo"));
    if stretch.end == length {
        // A last packet may hold less than its timestamps say. Elsewhere nothing is filled up: sound that is
        // missing shall be missing in the count.
        filters.push(Filter::new("apad").param("pad_len", i64::from(film_rate / 10)));
    }
    filters.push(Filter::atrim(stretch.start - early, stretch.end - early));

    let graph = FilterGraph::new()
        .chain(FilterChain::new().input(format!("0:{}", audio.index)).filters(filters).output("a"));
    let path = format!("{}/{id}.f32", request.work);
    let args = command
        .threads(1)
        .filter_complex(graph)
        .output(path.as_str())
        .map("[a]")
        .audio_codec("pcm_f32le")
        .format("f32le")
        .build()?;
    Ok(Stem {
        id: id.to_owned(),
        medium: part.medium.clone(),
        label: part.label.clone(),
        clips: part.clips.clone(),
        samples: count(stretch.end - stretch.start),
        file: path,
        args,
        why,
    })
}

/// Where to start reading so that the decoder is settled at `time`, from the first heard sample.
fn seek(facts: &MediumFacts, first: Time, time: Time) -> Result<Time> {
    if time == Time::ZERO {
        return Ok(Time::ZERO);
    }
    let early = Time::new(1, 4)?;
    let at = if let Some(video) = &facts.video {
        // Seeking goes by the picture's key frames. FFmpeg 9.0 lands on the one after in some files with edit
        // lists, and MPEG-TS lands late as a rule: half a second before a key frame, the next one is that.
        let key = video.key_before(first.add(time)?.sub(facts.origin()?)?.sub(early)?)?;
        facts.origin()?.add(key)?.sub(facts.container_start)?.sub(Time::new(1, 2)?)?
    } else if facts.has_index() {
        first.add(time)?.sub(facts.container_start)?.sub(early)?
    } else {
        // No table of places to seek to.
        Time::ZERO
    };
    Ok(if at > Time::ZERO { at } else { Time::ZERO })
}
