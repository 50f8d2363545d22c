//! Whole command lines and graphs as they are written, and everything that is refused.
//! The goldens were run by FFmpeg 5.1 and 9.0; `tests/core/test_ffmpeg_real.py` runs their like in every test.

#![allow(clippy::unwrap_used)] // what tests share may end in a panic, too

use stoat_core::error::{Result, StoatError};
use stoat_core::ffmpeg::{FFmpegCommand, Filter, FilterChain, FilterGraph, Input, Output, RawSource};
use stoat_core::time::{FrameRate, Ratio, Time};

fn time(num: i128, den: i128) -> Time {
    Time::new(num, den).unwrap()
}

fn rate(num: u32, den: u32) -> FrameRate {
    FrameRate::new(num, den).unwrap()
}

fn code<T: std::fmt::Debug>(result: Result<T>) -> &'static str {
    result.unwrap_err().code()
}

fn lines(args: &[String]) -> String {
    args.join("\n")
}

fn video(input: &str, filters: impl IntoIterator<Item = Filter>, output: &str) -> FilterGraph {
    FilterGraph::new().chain(FilterChain::new().input(input).filters(filters).output(output))
}

/// The picture chain of a segment: exact in ticks, then the sampling rule, then the frame.
#[test]
fn a_picture_segment() {
    let graph = video(
        "0:0",
        [
            Filter::setpts_minus(1024),
            Filter::settb(Ratio::new(1, 25).unwrap()),
            Filter::settb(Ratio::new(1, 600).unwrap()),
            Filter::setpts_minus(-48),
            Filter::fps_sampled(rate(30000, 1001)),
            Filter::scale_fit(640, 360),
            Filter::pad(640, 360, "black"),
            Filter::setsar(),
            Filter::format("yuv420p"),
            Filter::trim_frames(240),
            Filter::setparams_bt709(),
        ],
        "v",
    );
    let args = FFmpegCommand::new()
        .overwrite(true)
        .log_level("error")
        .progress(time(1, 10))
        .copy_timestamps()
        .abort_on_empty_output()
        .fail_on_damage()
        .input(Input::file("/footage/it's [1].mp4"))
        .seek(time(1001, 30000))
        .threads(1)
        .filter_complex(graph)
        .output("/cache/piece.mp4")
        .map("[v]")
        .video_codec("libx264")
        .preset("veryfast")
        .crf(18)
        .threads(4)
        .fps_mode("passthrough")
        .video_track_timescale(30000)
        .build()
        .unwrap();
    insta::assert_snapshot!(lines(&args), @r"
    -hide_banner
    -y
    -loglevel
    error
    -nostats
    -progress
    pipe:1
    -stats_period
    0.1
    -copyts
    -abort_on
    empty_output
    -max_error_rate
    0
    -protocol_whitelist
    file
    -format_whitelist
    mov,matroska,webm,avi,mpegts,mpeg,flv,ogg,asf,mxf,dv,wav,w64,aiff,caf,mp3,flac,aac,ac3,gif,png_pipe,apng,jpeg_pipe,webp_pipe,bmp_pipe,tiff_pipe
    -max_pixels
    67108864
    -ss
    0.033366
    -threads
    1
    -i
    file:/footage/it's [1].mp4
    -filter_complex
    [0:0]setpts=expr=PTS-1024,settb=expr=1/25,settb=expr=1/600,setpts=expr=PTS+48,fps=fps=30000/1001:start_time=0:round=up,scale=w=640:h=360:force_original_aspect_ratio=decrease:force_divisible_by=2,pad=width=640:height=360:x=(ow-iw)/2:y=(oh-ih)/2:color=black,setsar=sar=1,format=pix_fmts=yuv420p,trim=end_frame=240,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709[v]
    -map
    [v]
    -c:v
    libx264
    -preset
    veryfast
    -crf
    18
    -fps_mode
    passthrough
    -threads
    4
    -video_track_timescale
    30000
    file:/cache/piece.mp4
    ");
}

/// Our own inputs: raw sound, raw pictures, a generator and a list; joined into one film.
#[test]
fn the_final_join() {
    let args = FFmpegCommand::new()
        .input(Input::concat_list("/cache/pieces.ffconcat"))
        .input(Input::samples(RawSource::File("/cache/mix.f32".into()), "f32le", 48000, 2))
        .output("/films/film.mp4")
        .map("0:v:0")
        .map("1:a:0")
        .video_codec("copy")
        .audio_codec("aac")
        .audio_bitrate(192_000)
        .bitexact()
        .movflags("faststart")
        .metadata("title", "a=b; -y")
        .build()
        .unwrap();
    insta::assert_snapshot!(lines(&args[4..]), @r"
    -nostats
    -f
    concat
    -safe
    0
    -protocol_whitelist
    file
    -format_whitelist
    concat,mov,matroska,webm,mpegts,wav,flac,ogg
    -i
    file:/cache/pieces.ffconcat
    -protocol_whitelist
    file
    -f
    f32le
    -ar
    48000
    -ac
    2
    -i
    file:/cache/mix.f32
    -map
    0:v:0
    -map
    1:a:0
    -c:v
    copy
    -c:a
    aac
    -b:a
    192000
    -flags
    +bitexact
    -fflags
    +bitexact
    -movflags
    +faststart
    -metadata
    title=a=b; -y
    file:/films/film.mp4
    ");
}

#[test]
fn seconds_are_decimals_of_microseconds_and_seek_rounds_down() {
    for (seconds, written) in [
        (time(2, 3), "0.666666"),
        (time(1, 1_000_000), "0.000001"),
        (time(999_999_999, 1_000_000_000), "0.999999"),
        (time(90, 1), "90"),
        (time(5, 2), "2.5"),
    ] {
        let args = FFmpegCommand::new().input("/a.mp4").seek(seconds).output("/b.mp4").build().unwrap();
        let at = args.iter().position(|arg| arg == "-ss").unwrap();
        assert_eq!(args[at + 1], written);
    }
    assert_eq!(Filter::new("trim").param("start", time(-2, 3)).to_string(), "trim=start=-0.666667");
    // A fraction given for a time is seconds; FFmpeg reads no fractions there.
    assert_eq!(Filter::new("trim").param("start", Ratio::new(1, 8).unwrap()).to_string(), "trim=start=0.125");
}

fn minimal() -> FFmpegCommand {
    FFmpegCommand::new().input("/a.mp4").output("/b.mp4")
}

#[test]
fn silent_no_ops_are_refused() {
    let empty = FFmpegCommand::new;
    let encoded = || minimal().video_codec("libx264");
    let cases: Vec<(FFmpegCommand, &str)> = vec![
        (empty(), "ffmpeg.no_input"),
        (empty().input("/a.mp4"), "ffmpeg.no_output"),
        (empty().output("/b.mp4"), "ffmpeg.no_input"),
        (empty().seek(time(1, 1)).input("/a.mp4").output("/b.mp4"), "ffmpeg.option_before_input"),
        (empty().threads(1).input("/a.mp4").output("/b.mp4"), "ffmpeg.option_before_input"),
        (empty().input("/a.mp4").crf(18).output("/b.mp4"), "ffmpeg.option_before_output"),
        (empty().input("/a.mp4").map("0:v").output("/b.mp4"), "ffmpeg.option_before_output"),
        (empty().metadata("title", "x").input("/a.mp4").output("/b.mp4"), "ffmpeg.option_before_output"),
        (minimal().stream_loop(2), "ffmpeg.no_effect"),
        (minimal().no_autorotate(), "ffmpeg.no_effect"),
        (minimal().crf(18), "ffmpeg.no_effect"),
        (minimal().preset("slow"), "ffmpeg.no_effect"),
        (minimal().video_codec("copy").crf(18), "ffmpeg.no_effect"),
        (minimal().video_codec("copy").pix_fmt("yuv420p"), "ffmpeg.no_effect"),
        (minimal().audio_codec("copy").audio_bitrate(128_000), "ffmpeg.no_effect"),
        (minimal().no_video().video_codec("libx264"), "ffmpeg.no_effect"),
        (minimal().map("0:a").video_codec("libx264"), "ffmpeg.no_effect"),
        (minimal().map("0:v").no_audio(), "ffmpeg.no_effect"),
        (encoded().crf(18).video_bitrate(1_000_000), "ffmpeg.no_effect"),
        (encoded().frame_rate(rate(25, 1)).fps_mode("passthrough"), "ffmpeg.no_effect"),
        (encoded().crf(18).crf(20), "ffmpeg.option_repeated"),
        (
            empty().progress(time(1, 1)).input("/a.mp4").output(Output::stdout()).format("nut"),
            "ffmpeg.no_effect",
        ),
    ];
    for (at, (command, expected)) in cases.into_iter().enumerate() {
        assert_eq!(code(command.build()), expected, "case {at}: {command:?}");
    }
}

#[test]
fn values_outside_their_range_are_refused() {
    let encoded = |codec: &str| minimal().video_codec(codec);
    let cases: Vec<FFmpegCommand> = vec![
        minimal().video_codec("h264_but_not_really"),
        minimal().audio_codec("libx264"),
        encoded("libx264").crf(52),
        encoded("libx264").crf(-1),
        encoded("libx265").crf(99),
        encoded("libsvtav1").crf(0),
        encoded("prores_ks").crf(10),
        encoded("libx264").preset("warp"),
        encoded("libsvtav1").preset("fast"),
        encoded("libx264").profile("hq"),
        encoded("libx264").pix_fmt("yuv420p,null"),
        minimal().format("hls"),
        minimal().format("dash"),
        minimal().format("tee"),
        minimal().fps_mode("drop"),
        minimal().seek(time(-1, 1)),
        minimal().duration(Time::ZERO),
        minimal().frames(0),
        minimal().threads(65),
        minimal().movflags("faststart+dash"),
        minimal().metadata("a=b", "c"),
        minimal().metadata("a", "b\0c"),
        minimal().log_level("trace"),
        FFmpegCommand::new().input("/a.mp4").output("/b.m3u8"),
        FFmpegCommand::new().input("/a.mp4").output("/b"),
        FFmpegCommand::new().input("/a.mp4").output(Output::stdout()),
        FFmpegCommand::new().input(Input::file("/a.mp4").max_pixels(0)).output("/b.mp4"),
        FFmpegCommand::new().input(Input::generator(Filter::new("null"))).output("/b.mp4"),
        FFmpegCommand::new().input(Input::samples(RawSource::Stdin, "alsa", 48000, 2)).output("/b.wav"),
        FFmpegCommand::new()
            .input(Input::samples(RawSource::Stdin, "f32le", 48000, 2))
            .input(Input::samples(RawSource::Stdin, "f32le", 48000, 2))
            .output("/b.wav"),
        FFmpegCommand::new().input("/a.mp4").output("/b.mp4").output("/c/../b.mp4"),
    ];
    for (at, command) in cases.into_iter().enumerate() {
        assert_eq!(code(command.build()), "ffmpeg.value_invalid", "case {at}: {command:?}");
    }
}

#[test]
fn only_plain_absolute_files_are_read_and_written() {
    for (path, expected) in [
        ("", "ffmpeg.path_invalid"),
        ("-y", "ffmpeg.path_invalid"),
        ("-report", "ffmpeg.path_invalid"),
        ("/a\0b.mp4", "ffmpeg.path_invalid"),
        ("relative.mp4", "ffmpeg.path_invalid"),
        ("http://host/a.mp4", "ffmpeg.protocol"),
        ("concat:/a.ts|/b.ts", "ffmpeg.protocol"),
        ("subfile,,start,0,end,9,,:/etc/passwd", "ffmpeg.protocol"),
        ("data:text/plain,x", "ffmpeg.protocol"),
        ("pipe:0", "ffmpeg.protocol"),
        ("file:/a.mp4", "ffmpeg.protocol"),
    ] {
        assert_eq!(
            code(FFmpegCommand::new().input(path).output("/b.mp4").build()),
            expected,
            "read {path:?}"
        );
        assert_eq!(
            code(FFmpegCommand::new().input("/b.mp4").output(path).build()),
            expected,
            "write {path:?}"
        );
    }
    for name in [
        "/a/http://x.mp4",
        "/a/-y.mp4",
        "/a/b:c.mp4",
        "/a/new\nline.mp4",
        "/a/🦦 'x' [1],.mp4",
        "/a/%03d.mp4",
    ] {
        let args = FFmpegCommand::new().input(name).output("/b.mp4").build().unwrap();
        assert!(args.contains(&format!("file:{name}")));
    }
    assert_eq!(
        code(FFmpegCommand::new().input("/x/a.mp4").output("/x/./y/../a.mp4").build()),
        "ffmpeg.same_path"
    );
}

#[test]
fn every_file_input_stands_behind_the_guard() {
    let args = FFmpegCommand::new().input("/a.mp4").input("/b.mkv").output("/c.mp4").build().unwrap();
    for at in args.iter().enumerate().filter(|(_, arg)| *arg == "-i").map(|(at, _)| at) {
        assert_eq!(args[at - 6], "-protocol_whitelist");
        assert_eq!(args[at - 4], "-format_whitelist");
        assert_eq!(args[at - 2], "-max_pixels");
    }
    assert_eq!(args.iter().filter(|arg| *arg == "-format_whitelist").count(), 2);
    assert!(!args.iter().any(|arg| arg == "-nostdin"));
}

#[test]
fn single_pictures_never_count_up() {
    let args = FFmpegCommand::new().input("/a.mp4").output("/x%03d.png").frames(1).build().unwrap();
    assert!(args.windows(4).any(|w| w[..] == ["-f", "image2", "-update", "1"]));
}

#[test]
fn vp9_quality_is_not_held_to_a_bit_rate() {
    let args = minimal().video_codec("libvpx-vp9").crf(30).preset("5").build().unwrap();
    assert!(args.windows(2).any(|w| w[..] == ["-b:v", "0"]));
    assert!(args.windows(2).any(|w| w[..] == ["-cpu-used", "5"]));
}

#[test]
fn all_faults_are_told_at_once() {
    let error: StoatError = minimal().video_codec("libx264").crf(99).preset("warp").build().unwrap_err();
    assert!(error.to_string().contains("warp"));
    assert!(error.context()["others"].contains("crf cannot be 99"));
}

fn null(input: &str, output: &str) -> FilterChain {
    FilterChain::new().input(input).filter(Filter::new("null")).output(output)
}

#[test]
fn every_pad_is_connected_once() {
    let graph = FilterGraph::new;
    let chain = FilterChain::new;
    let good = graph()
        .chain(chain().input("0:v").filter(Filter::split(3)).output("a").output("b").output("c"))
        .chain(chain().input("a").input("b").filter(Filter::overlay(0, 0)).output("ab"))
        .chain(chain().filter(Filter::anullsrc(48000, "stereo")).filter(Filter::atrim(0, 48000)).output("s1"))
        .chain(chain().filter(Filter::anullsrc(48000, "stereo")).filter(Filter::atrim(0, 48000)).output("s2"))
        .chain(
            chain()
                .input("ab")
                .input("s1")
                .input("c")
                .input("s2")
                .filter(Filter::concat(2, 1, 1))
                .output("v")
                .output("a1"),
        );
    let labels: Vec<String> = good.check().unwrap().outputs.into_iter().map(|(label, _)| label).collect();
    assert_eq!(labels, ["v", "a1"]);

    let bad = [
        graph(),
        graph().chain(chain().input("0:v").output("v")),
        graph().chain(null("missing", "v")),
        graph().chain(null("0:v", "v")).chain(null("1:v", "v")),
        graph().chain(null("0:v", "a")).chain(null("a", "b")).chain(null("a", "c")),
        graph().chain(null("a", "b")).chain(null("b", "a")),
        graph().chain(null("0:v", "bad label")),
        graph().chain(null("0:v", "x][y")),
        graph().chain(null("0:s", "v")),
        graph().chain(null("-1:v", "v")),
        graph().chain(null("0:a", "v")),
        graph().chain(chain().filter(Filter::new("null")).output("v")),
        graph().chain(chain().input("0:v").filter(Filter::new("null"))),
        graph().chain(chain().input("0:v").filter(Filter::overlay(0, 0)).output("v")),
        graph().chain(chain().input("0:v").filter(Filter::split(2)).output("a")),
        graph()
            .chain(chain().input("0:v").input("1:v").filter(Filter::concat(2, 1, 1)).output("v").output("a")),
        graph().chain(
            chain().input("0:v").filter(Filter::new("null")).filter(Filter::aresample(48000)).output("a"),
        ),
        graph().chain(
            chain().input("0:v").filter(Filter::setsar()).filter(Filter::anullsrc(1, "mono")).output("a"),
        ),
    ];
    for (at, graph) in bad.into_iter().enumerate() {
        assert_eq!(code(graph.check()), "ffmpeg.label_invalid", "case {at}: {graph}");
    }
}

#[test]
fn a_graph_and_its_command_fit_together() {
    let command = |graph| FFmpegCommand::new().input("/a.mp4").filter_complex(graph).output("/b.mp4");
    let graph = || video("0:v", [Filter::setsar()], "v");
    assert!(command(graph()).map("[v]").build().is_ok());
    let bad = [
        command(graph()),
        command(graph()).map("[w]"),
        command(graph()).map("[v]").map("[v]"),
        command(graph()).map("[v]").map("1:a"),
        command(graph()).map("[v]").map("0:v;"),
        command(video("1:v", [Filter::setsar()], "v")).map("[v]"),
    ];
    for (at, command) in bad.into_iter().enumerate() {
        assert_eq!(code(command.build()), "ffmpeg.label_invalid", "case {at}");
    }
    assert_eq!(code(command(graph()).map("[v]").video_codec("copy").build()), "ffmpeg.value_invalid");
    let silent = FFmpegCommand::new()
        .input(Input::samples(RawSource::Stdin, "f32le", 48000, 2))
        .output("/b.mp4")
        .map("0:v");
    assert_eq!(code(silent.build()), "ffmpeg.label_invalid");
}

#[test]
fn filters_and_parameters_come_from_the_list() {
    for name in
        ["movie", "amovie", "subtitles", "ass", "lut3d", "sendcmd", "drawtext", "null,null", "", "nul"]
    {
        assert_eq!(code(Filter::new(name).check()), "ffmpeg.filter_unknown", "{name}");
    }
    for (filter, expected) in [
        (Filter::new("metadata").param("file", "/etc/passwd"), "ffmpeg.value_invalid"),
        (Filter::new("scale").param("w:h", 1), "ffmpeg.parameter_unknown"),
        (Filter::new("scale").param("enable", "t"), "ffmpeg.parameter_unknown"),
        (Filter::scale(640, 360).param("w", 1), "ffmpeg.option_repeated"),
        (Filter::scale(30000, 30000), "ffmpeg.value_invalid"),
        (Filter::setpts("PTS;movie=x"), "ffmpeg.value_invalid"),
        (Filter::setpts("while(1,2)"), "ffmpeg.value_invalid"),
        (Filter::format("yuv420p[x]"), "ffmpeg.value_invalid"),
        (Filter::new("fps").param("round", "sideways"), "ffmpeg.value_invalid"),
        (Filter::volume(Ratio::new(17, 1).unwrap()), "ffmpeg.value_invalid"),
        (Filter::volume(Ratio::new(-1, 2).unwrap()), "ffmpeg.value_invalid"),
        (Filter::atempo(Ratio::new(1, 3).unwrap()), "ffmpeg.value_invalid"),
        (Filter::new("metadata").param("value", "a\0b"), "ffmpeg.value_invalid"),
    ] {
        assert_eq!(code(filter.check()), expected, "{filter}");
    }
    let timed = Filter::new("hue").param("s", 0).param("enable", "gte(t,1)*lt(t,5/2)");
    assert_eq!(timed.to_string(), r"hue=s=0:enable=gte(t\,1)*lt(t\,5/2)");
    assert!(timed.check().is_ok());
}
