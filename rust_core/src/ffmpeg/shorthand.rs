//! The filters that the product uses most, with their parameters by name.

use super::filter::Filter;
use crate::time::{FrameRate, Ratio, Time};

impl Filter {
    /// Scales to exactly `width` x `height` pixels.
    #[must_use]
    pub fn scale(width: u32, height: u32) -> Self {
        Self::new("scale").param("w", width).param("h", height)
    }

    /// Scales to the largest size that fits into `width` x `height` and keeps the aspect ratio, on even pixels.
    #[must_use]
    pub fn scale_fit(width: u32, height: u32) -> Self {
        Self::scale(width, height)
            .param("force_original_aspect_ratio", "decrease")
            .param("force_divisible_by", 2)
    }

    /// Centres the picture on `width` x `height` pixels of `color`.
    #[must_use]
    pub fn pad(width: u32, height: u32, color: &str) -> Self {
        Self::new("pad")
            .param("width", width)
            .param("height", height)
            .param("x", "(ow-iw)/2")
            .param("y", "(oh-ih)/2")
            .param("color", color)
    }

    /// Cuts out `width` x `height` pixels from `x`, `y`.
    #[must_use]
    pub fn crop(width: u32, height: u32, x: u32, y: u32) -> Self {
        Self::new("crop").param("w", width).param("h", height).param("x", x).param("y", y)
    }

    /// Declares square pixels.
    #[must_use]
    pub fn setsar() -> Self {
        Self::new("setsar").param("sar", 1)
    }

    /// Converts to one of `pixel_formats`, such as `yuv420p`.
    #[must_use]
    pub fn format(pixel_formats: &str) -> Self {
        Self::new("format").param("pix_fmts", pixel_formats)
    }

    /// A constant rate, by FFmpeg's default choice of frames. For the sampling rule see [`Filter::fps_sampled`].
    #[must_use]
    pub fn fps(rate: FrameRate) -> Self {
        Self::new("fps").param("fps", rate)
    }

    /// A constant rate from instant nought on: at each instant the latest frame at or before it.
    #[must_use]
    pub fn fps_sampled(rate: FrameRate) -> Self {
        Self::fps(rate).param("start_time", 0).param("round", "up")
    }

    /// Ends after `frames` frames.
    #[must_use]
    pub fn trim_frames(frames: i64) -> Self {
        Self::new("trim").param("end_frame", frames)
    }

    /// Keeps the frames `start..end`.
    #[must_use]
    pub fn trim(start: i64, end: i64) -> Self {
        Self::new("trim").param("start_frame", start).param("end_frame", end)
    }

    /// Keeps the samples `start..end`.
    #[must_use]
    pub fn atrim(start: i64, end: i64) -> Self {
        Self::new("atrim").param("start_sample", start).param("end_sample", end)
    }

    /// Sets presentation times of pictures by an expression.
    #[must_use]
    pub fn setpts(expression: &str) -> Self {
        Self::new("setpts").param("expr", expression)
    }

    /// Sets presentation times of sound by an expression.
    #[must_use]
    pub fn asetpts(expression: &str) -> Self {
        Self::new("asetpts").param("expr", expression)
    }

    /// Moves presentation times of pictures earlier by `ticks` of the stream's time base.
    #[must_use]
    pub fn setpts_minus(ticks: i64) -> Self {
        Self::setpts(&minus("PTS", ticks))
    }

    /// Moves presentation times of sound earlier by `ticks` of the stream's time base.
    #[must_use]
    pub fn asetpts_minus(ticks: i64) -> Self {
        Self::asetpts(&minus("PTS", ticks))
    }

    /// Sets the time base of pictures in seconds a tick.
    #[must_use]
    pub fn settb(seconds: Ratio) -> Self {
        Self::new("settb").param("expr", seconds)
    }

    /// Sets the time base of sound in seconds a tick.
    #[must_use]
    pub fn asettb(seconds: Ratio) -> Self {
        Self::new("asettb").param("expr", seconds)
    }

    /// Joins `segments` groups of `video` and `audio` streams end to end.
    #[must_use]
    pub fn concat(segments: u32, video: u32, audio: u32) -> Self {
        Self::new("concat").param("n", segments).param("v", video).param("a", audio)
    }

    /// Copies pictures to `outputs` labels.
    #[must_use]
    pub fn split(outputs: u32) -> Self {
        Self::new("split").param("outputs", outputs)
    }

    /// Copies sound to `outputs` labels.
    #[must_use]
    pub fn asplit(outputs: u32) -> Self {
        Self::new("asplit").param("outputs", outputs)
    }

    /// Lays the second picture over the first at `x`, `y`.
    #[must_use]
    pub fn overlay(x: i64, y: i64) -> Self {
        Self::new("overlay").param("x", x).param("y", y)
    }

    /// Adds `inputs` sounds without making them quieter.
    #[must_use]
    pub fn amix(inputs: u32) -> Self {
        // FFmpeg's default divides by the number of inputs (-6 dB for two).
        Self::new("amix").param("inputs", inputs).param("normalize", 0)
    }

    /// Resamples to `rate` samples a second.
    #[must_use]
    pub fn aresample(rate: u32) -> Self {
        Self::new("aresample").param("sample_rate", rate)
    }

    /// Converts sound to a sample format (`fltp`), rate and channel layout (`stereo`).
    #[must_use]
    pub fn aformat(sample_format: &str, rate: u32, layout: &str) -> Self {
        Self::new("aformat")
            .param("sample_fmts", sample_format)
            .param("sample_rates", rate)
            .param("channel_layouts", layout)
    }

    /// Continues with silence up to `samples` samples in all.
    #[must_use]
    pub fn apad(samples: i64) -> Self {
        Self::new("apad").param("whole_len", samples)
    }

    /// Declares the picture as BT.709 in the limited range, the only way that every FFmpeg keeps.
    #[must_use]
    pub fn setparams_bt709() -> Self {
        Self::new("setparams")
            .param("range", "tv")
            .param("color_primaries", "bt709")
            .param("color_trc", "bt709")
            .param("colorspace", "bt709")
    }

    /// Changes the loudness by a factor, 1 leaving it as it is.
    #[must_use]
    pub fn volume(factor: Ratio) -> Self {
        Self::new("volume").param("volume", factor)
    }

    /// Plays sound faster or slower at the same pitch.
    #[must_use]
    pub fn atempo(factor: Ratio) -> Self {
        Self::new("atempo").param("tempo", factor)
    }

    /// A source of one colour.
    #[must_use]
    pub fn color(color: &str, width: u32, height: u32, rate: FrameRate) -> Self {
        Self::new("color")
            .param("color", color)
            .param("size", format!("{width}x{height}"))
            .param("rate", rate)
    }

    /// A source of moving test pictures.
    #[must_use]
    pub fn testsrc2(width: u32, height: u32, rate: FrameRate) -> Self {
        Self::new("testsrc2").param("size", format!("{width}x{height}")).param("rate", rate)
    }

    /// A source of silence.
    #[must_use]
    pub fn anullsrc(rate: u32, layout: &str) -> Self {
        Self::new("anullsrc").param("sample_rate", rate).param("channel_layout", layout)
    }

    /// A source of a pure tone.
    #[must_use]
    pub fn sine(frequency: u32, rate: u32) -> Self {
        Self::new("sine").param("frequency", frequency).param("sample_rate", rate)
    }

    /// For a source: ends after `duration`.
    #[must_use]
    pub fn lasting(self, duration: Time) -> Self {
        self.param("duration", duration)
    }
}

fn minus(name: &str, ticks: i64) -> String {
    if ticks < 0 { format!("{name}+{}", ticks.unsigned_abs()) } else { format!("{name}-{ticks}") }
}
