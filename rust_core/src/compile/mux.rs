//! The last command of a render.

use super::Request;
use super::plan::Mux;
use crate::error::Result;
use crate::ffmpeg::{FFmpegCommand, Input, RawSource};

/// Plans the join of picture and sound. AAC is encoded once, over everything: encoded in pieces and joined
/// it would drift by 34.7 ms a piece.
pub(super) fn mux(request: &Request<'_>) -> Result<Mux> {
    let picture = format!("{}/picture.mp4", request.work);
    let mix = format!("{}/mix.f32", request.work);
    let format = request.scene.format;
    let profile = &request.profile.audio;
    let args = FFmpegCommand::new()
        .overwrite(true)
        .log_level("error")
        .abort_on_empty_output()
        .input(Input::file(&picture))
        .input(Input::samples(RawSource::File(mix.clone()), "f32le", format.sample_rate, 2))
        .output(request.output)
        .map("0:v:0")
        .map("1:a:0")
        .video_codec("copy")
        .audio_codec(&profile.codec)
        .audio_bitrate(profile.bitrate)
        .video_track_timescale(format.rate.numerator())
        .movie_timescale(format.timebase()?.per_second())
        .movflags("faststart")
        .format("mp4")
        .build()?;
    Ok(Mux { picture, mix, file: request.output.to_owned(), args })
}
