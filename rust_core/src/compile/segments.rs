//! Cuts the film's pictures into pieces of at most ten seconds.

use super::Request;
use super::exact::signed;
use super::picture::{black, clip};
use super::plan::Segment;
use crate::error::Result;
use crate::time::{FrameRate, Rounding, Time};
use crate::timeline::PictureUse;

const LONGEST_SECONDS: i128 = 10;

/// A stretch of a use, or of black.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'a> {
    pub(super) part: Option<&'a PictureUse>,
    pub(super) start_frame: u64,
    pub(super) frames: u64,
    pub(super) source_start: Time,
}

/// Plans every piece, in order.
pub(super) fn segments(request: &Request<'_>) -> Result<Vec<Segment>> {
    let scene = request.scene;
    let rate = scene.format.rate;
    let mut pieces = Vec::new();
    let mut at = 0;
    for part in &scene.picture {
        gap(&mut pieces, at, part.start_frame, rate)?;
        cut(&mut pieces, part, rate)?;
        at = part.start_frame + part.frames;
    }
    gap(&mut pieces, at, scene.frames, rate)?;
    pieces
        .iter()
        .enumerate()
        .map(|(number, piece)| {
            let id = format!("p{:04}", number + 1);
            match piece.part {
                Some(part) => clip(request, &id, piece, part),
                None => black(request, &id, piece),
            }
        })
        .collect()
}

/// Most frames of a piece.
fn longest(rate: FrameRate) -> Result<u64> {
    let frames = Time::new(LONGEST_SECONDS, 1)?.frames(rate, Rounding::Floor)?;
    Ok(u64::try_from(frames).unwrap_or(1).max(1))
}

fn gap(pieces: &mut Vec<Piece<'_>>, from: u64, to: u64, rate: FrameRate) -> Result<()> {
    let most = longest(rate)?;
    let mut at = from;
    while at < to {
        let frames = most.min(to - at);
        pieces.push(Piece { part: None, start_frame: at, frames, source_start: Time::ZERO });
        at += frames;
    }
    Ok(())
}

/// Cuts a long use where its source passes a multiple of ten seconds. The places belong to the source, so
/// that what happens earlier in the film, or a trim of its other end, leaves the inner pieces as they are.
fn cut<'a>(pieces: &mut Vec<Piece<'a>>, part: &'a PictureUse, rate: FrameRate) -> Result<()> {
    let most = longest(rate)?;
    let mut done = 0;
    while done < part.frames {
        let source_start = part.source_start.add(rate.time_of(signed(done)?)?)?;
        let rest = part.frames - done;
        let frames = if part.frames <= most {
            rest
        } else {
            let (num, den) = source_start.ratio().wide();
            let next = (num.div_euclid(den * LONGEST_SECONDS) + 1) * LONGEST_SECONDS;
            let ahead = Time::new(next, 1)?.sub(source_start)?.frames(rate, Rounding::Ceil)?;
            u64::try_from(ahead).unwrap_or(1).clamp(1, rest)
        };
        pieces.push(Piece { part: Some(part), start_frame: part.start_frame + done, frames, source_start });
        done += frames;
    }
    Ok(())
}
