"""What every VideoRepository does, in SQLite and in memory alike."""

import threading

import pytest

from stoat_nb.errors import ConflictError, NotFoundError, ValidationError
from stoat_nb.library import MemoryVideoRepository, NewVideo, SqliteVideoRepository, VideoRepository
from stoat_nb.store import Database
from tests.support.media_facts import audio_facts, video_facts


@pytest.fixture(params=["sqlite", "memory"])
def videos(request, tmp_path):
    if request.param == "memory":
        repository = MemoryVideoRepository()
        database = repository._database
    else:
        database = Database(tmp_path / "library.sqlite3")
        database.upgrade()
        repository = SqliteVideoRepository(database)
    with database.write("test.root") as connection:
        for name in ("footage", "archive"):
            connection.execute("INSERT INTO media_roots(name, path, added_at) VALUES (?, '/x', '')", (name,))
    yield repository
    database.close()


def new(path, facts=None, root="footage", size=10, modified=5):
    return NewVideo(root, path, facts or video_facts(), size, modified)


def names(found):
    return [video.filename for video in found]


def test_both_satisfy_the_protocol(videos):
    checked: VideoRepository = videos
    assert checked.count() == 0
    assert checked.list() == []
    assert checked.search("anything") == []


def test_add_returns_the_row(videos):
    facts = video_facts(rate="30000/1001", creation_time="2024-05-01T10:00:00Z", timecode="10:00:00;00")
    video = videos.add(new("day1/beach.mp4", facts, size=1234, modified=99))
    assert (video.root, video.path, video.filename, video.key) == (
        "footage",
        "day1/beach.mp4",
        "beach.mp4",
        "footage/day1/beach.mp4",
    )
    assert (video.kind, video.video_codec, video.audio_codec, video.has_sound) == (
        "video",
        "h264",
        "aac",
        True,
    )
    assert (video.frame_rate_numerator, video.frame_rate_denominator, video.variable_rate) == (
        30000,
        1001,
        False,
    )
    assert (video.duration_frames, video.duration) == (250, "1001/120")
    assert video.duration_seconds == 1001 / 120
    assert (video.width, video.height, video.rotation, video.sample_aspect_ratio) == (640, 360, 0, "1/1")
    assert (video.file_size, video.modified_ns, video.recorded_at, video.timecode) == (
        1234,
        99,
        "2024-05-01T10:00:00Z",
        "10:00:00;00",
    )
    assert (video.title, video.notes, video.tags, video.offline) == ("", "", (), False)
    assert len(video.id) == 12
    assert video.created_at == video.updated_at
    assert videos.get(video.id) == video


@pytest.mark.parametrize(
    "facts", [video_facts(), video_facts(variable=True), video_facts(sound=False), audio_facts()]
)
def test_all_facts_come_back(videos, facts):
    video = videos.add(new("a.mp4", facts))
    assert video.metadata == facts
    assert videos.list()[0].metadata == facts


def test_an_audio_file_has_no_picture_columns(videos):
    video = videos.add(new("song.wav", audio_facts()))
    assert video.kind == "audio"
    assert (
        video.width,
        video.height,
        video.frame_rate_numerator,
        video.duration_frames,
        video.video_codec,
    ) == (None,) * 5
    assert video.audio_codec == "aac"


def test_add_many_is_all_or_nothing(videos):
    added = videos.add_many(new(f"IMG_{i}.mp4") for i in range(50))
    assert names(added) == [f"IMG_{i}.mp4" for i in range(50)]
    assert len({video.id for video in added}) == 50
    with pytest.raises(ConflictError) as caught:
        videos.add_many([new("fresh.mp4"), new("IMG_7.mp4")])
    assert caught.value.code == "library.already_there"
    assert videos.count() == 50
    assert videos.add_many([]) == []


def test_a_path_is_there_once_in_a_root(videos):
    videos.add(new("a.mp4"))
    videos.add(new("a.mp4", root="archive"))
    with pytest.raises(ConflictError) as caught:
        videos.add(new("a.mp4"))
    assert "footage/a.mp4" in caught.value.message


def test_what_breaks_the_rules_is_refused(videos):
    for bad in (new("a.mp4", root="nowhere"), new("/absolute.mp4"), new(""), new("a.mp4", size=-1)):
        with pytest.raises(ValidationError) as caught:
            videos.add(bad)
        assert caught.value.code == "library.record_invalid"
    assert videos.count() == 0


def test_get_and_delete_of_what_is_not_there(videos):
    for ask in (videos.get, videos.delete, videos.find, lambda key: videos.update(key, title="x")):
        with pytest.raises(NotFoundError) as caught:
            ask("0123456789ab")
        assert caught.value.code == "library.not_found"
    assert videos.get_by_path("footage", "a.mp4") is None


def test_get_by_path(videos):
    video = videos.add(new("day1/a.mp4"))
    assert videos.get_by_path("footage", "day1/a.mp4") == video
    assert videos.get_by_path("archive", "day1/a.mp4") is None


def test_find_takes_an_id_or_as_much_of_the_path_as_is_needed(videos):
    one, two = videos.add(new("day1/beach.mp4")), videos.add(new("day2/beach.mp4"))
    other = videos.add(new("night.mov", root="archive"))
    assert videos.find("day1/beach.mp4") == one
    assert videos.find(two.id) == two
    assert videos.find("night.mov") == other
    assert videos.find("archive/night.mov") == other
    assert videos.find("day2\\beach.mp4") == two
    with pytest.raises(ConflictError) as caught:
        videos.find("beach.mp4")
    assert caught.value.code == "library.ambiguous_name"
    assert "footage/day1/beach.mp4" in caught.value.message
    for nothing in ("each.mp4", "ay1/beach.mp4", "beach", "%", "_ight.mov", ""):
        with pytest.raises(NotFoundError):
            videos.find(nothing)


def test_find_prefers_the_whole_path(videos):
    top, _ = videos.add(new("beach.mp4")), videos.add(new("day1/beach.mp4"))
    assert videos.find("beach.mp4") == top


def test_list_sorts_and_pages(videos):
    for path, frames, size in (("b.mp4", 100, 3), ("A.mp4", 300, 1), ("c.mp4", 200, 2)):
        videos.add(new(path, video_facts(frames=frames), size=size))
    videos.add(new("song.wav", audio_facts(), size=9))
    assert names(videos.list()) == ["A.mp4", "b.mp4", "c.mp4", "song.wav"]
    assert names(videos.list(sort="filename", descending=True)) == ["song.wav", "c.mp4", "b.mp4", "A.mp4"]
    assert names(videos.list(sort="size")) == ["A.mp4", "c.mp4", "b.mp4", "song.wav"]
    assert names(videos.list(sort="duration", limit=2)) == ["b.mp4", "c.mp4"]
    assert names(videos.list(sort="created", offset=1, limit=2)) == ["A.mp4", "c.mp4"]
    assert videos.list(offset=10) == []
    assert videos.list(limit=0) == []


def test_update_changes_what_is_named_and_nothing_else(videos):
    video = videos.add(new("a.mp4"))
    changed = videos.update(
        video.id, title="Otter", notes="at dusk", tags=["river", "Night", "river"], offline=True
    )
    assert (changed.title, changed.notes, changed.tags, changed.offline) == (
        "Otter",
        "at dusk",
        ("Night", "river"),
        True,
    )
    assert changed.metadata == video.metadata
    assert changed.created_at == video.created_at
    assert changed.updated_at > video.updated_at
    assert videos.get(video.id) == changed
    moved = videos.update(video.id, root="archive", path="new/place.mp4")
    assert moved.key == "archive/new/place.mp4"
    assert moved.filename == "place.mp4"
    assert names(videos.search("place")) == ["place.mp4"]


def test_update_takes_new_facts(videos):
    video = videos.add(new("a.mp4", video_facts(variable=True)))
    facts = audio_facts()
    changed = videos.update(video.id, metadata=facts, file_size=77, modified_ns=78, fingerprint="f")
    assert changed.metadata == facts
    assert (changed.kind, changed.width, changed.file_size, changed.modified_ns) == ("audio", None, 77, 78)


def test_update_refuses_what_it_does_not_know(videos):
    video = videos.add(new("a.mp4"))
    videos.add(new("b.mp4"))
    with pytest.raises(ValidationError) as caught:
        videos.update(video.id, width=3)
    assert caught.value.code == "library.field_unknown"
    with pytest.raises(ConflictError):
        videos.update(video.id, path="b.mp4")
    assert videos.get(video.id) == video


def test_delete_forgets_the_medium_everywhere(videos):
    video = videos.add(new("beach.mp4"))
    videos.delete(video.id)
    assert videos.count() == videos.count("beach") == 0
    assert videos.add(new("beach.mp4")).id != video.id


def test_stamps_are_by_path(videos):
    video = videos.add(new("a.mp4", size=3, modified=4))
    videos.add(new("b.mp4", root="archive"))
    assert videos.stamps("footage") == {"a.mp4": (video.id, 3, 4, False)}
    assert videos.stamps("nowhere") == {}


@pytest.fixture
def shelf(videos):
    videos.add(
        new(
            "day1/CatSunset_IMG2034.MOV",
            video_facts(width=360, height=640, creation_time="2024-05-01T10:00:00Z"),
        )
    )
    videos.add(new("day1/beach sunset.mp4", video_facts(codec="hevc", frames=1500, rate="24000/1001")))
    videos.add(new("day2/beach-night.mp4", video_facts(sound=False, variable=True), size=5_000_000))
    videos.add(new("Café/Möwe.wav", audio_facts()))
    tagged = videos.add(new("c++ 100%.mp4"))
    videos.update(tagged.id, title="Otters at play", notes="near the river", tags=["night", "Best Of"])
    return videos


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sunset", {"CatSunset_IMG2034.MOV", "beach sunset.mp4"}),
        ("sun", {"CatSunset_IMG2034.MOV", "beach sunset.mp4"}),
        ("SUNSET beach", {"beach sunset.mp4"}),
        ("beach", {"beach sunset.mp4", "beach-night.mp4"}),
        ("beach -night", {"beach sunset.mp4"}),
        ('"beach sunset"', {"beach sunset.mp4"}),
        ('"sunset beach"', set()),
        ("chSun", set()),
        ("tSunset", {"CatSunset_IMG2034.MOV"}),
        ("2034", {"CatSunset_IMG2034.MOV"}),
        ("img2034", {"CatSunset_IMG2034.MOV"}),
        ("MG_20", set()),
        ("t_IMG", {"CatSunset_IMG2034.MOV"}),
        ("mowe", {"Möwe.wav"}),
        ("cafe", {"Möwe.wav"}),
        ("CAFÉ", {"Möwe.wav"}),
        ("day1", {"CatSunset_IMG2034.MOV", "beach sunset.mp4"}),
        ("c++", {"c++ 100%.mp4"}),
        ("++", {"c++ 100%.mp4"}),
        ("100%", {"c++ 100%.mp4"}),
        ("otter river", {"c++ 100%.mp4"}),
        ("tag:night", {"c++ 100%.mp4"}),
        ('tag:"best of"', {"c++ 100%.mp4"}),
        ("tag:nigh", set()),
        ("title:play", {"c++ 100%.mp4"}),
        ("codec:h265", set()),
        ("codec:hevc", {"beach sunset.mp4"}),
        ("codec:AAC -kind:video", {"Möwe.wav"}),
        ("kind:audio", {"Möwe.wav"}),
        ("is:silent", {"beach-night.mp4"}),
        ("is:variable", {"beach-night.mp4"}),
        ("is:portrait", {"CatSunset_IMG2034.MOV"}),
        ("ext:mov", {"CatSunset_IMG2034.MOV"}),
        ("fps:23.98", {"beach sunset.mp4"}),
        ("fps:<24", {"beach sunset.mp4"}),
        ("duration:>1m", {"beach sunset.mp4"}),
        ("duration:>01:02", {"beach sunset.mp4"}),
        ("duration:>1h", set()),
        ("size:>=5mb", {"beach-night.mp4"}),
        ("width:360", {"CatSunset_IMG2034.MOV"}),
        ("height:<=360 beach", {"beach sunset.mp4", "beach-night.mp4"}),
        ("frames:>1000", {"beach sunset.mp4"}),
        ("recorded:2024-05", {"CatSunset_IMG2034.MOV"}),
        ("path:day2/", {"beach-night.mp4"}),
        ("name:%", {"c++ 100%.mp4"}),
        ("nosuchfield:x", set()),
        ("-is:silent -kind:audio -sunset", {"c++ 100%.mp4"}),
    ],
)
def test_search_finds(shelf, text, found):
    assert set(names(shelf.search(text))) == found
    assert shelf.count(text) == len(found)


def test_search_ranks_pages_and_sorts(videos):
    videos.add(new("a long name in which the otter is one word of many others.mp4"))
    videos.add(new("otter.mp4"))
    videos.add_many(new(f"sea/otter {i}.mp4") for i in range(8))
    assert names(videos.search("otter", limit=1)) == ["otter.mp4"]
    everything = names(videos.search("otter"))
    assert len(everything) == 10
    assert [
        name for page in range(4) for name in names(videos.search("otter", offset=3 * page, limit=3))
    ] == everything
    assert names(videos.search("otter", sort="path"))[0].startswith("a long")


def test_threads_work_side_by_side(videos):
    failures = []

    def work(number):
        try:
            for i in range(10):
                video = videos.add(new(f"{number}/{i}.mp4"))
                videos.update(video.id, title=f"t{number}")
                assert videos.count(f"title:t{number}") == i + 1
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert videos.count() == 40
