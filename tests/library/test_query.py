"""Any text that a person types is a legal query, and means what it says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoat_nb.library import MemoryVideoRepository, NewVideo
from stoat_nb.library.query import FLAGS, NUMBER_FIELDS, TEXT_FIELDS, Field, Words, parse
from stoat_nb.library.words import split_words
from tests.support.media_facts import audio_facts, video_facts


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("   ", []),
        ("-", []),
        ('""', []),
        ("beach", [Words("beach")]),
        ("-beach", [Words("beach", negated=True)]),
        ("--beach", [Words("-beach", negated=True)]),
        ('"night shot', [Words("night shot", phrase=True)]),
        ('a"b c"d', [Words("a"), Words("b c", phrase=True), Words("d")]),
        ("AND OR NOT", [Words("AND"), Words("OR"), Words("NOT")]),
        ("codec:h264", [Field("codec", "h264")]),
        ('-name:"a b"', [Field("name", "a b", negated=True)]),
        ("codec:", [Words("codec:")]),
        ("foo:bar", [Words("foo:bar")]),
        ("is:nothing", [Words("is:nothing")]),
        ("width:wide", [Words("width:wide")]),
        ("duration:>10s", [Field("duration", ">10s", 10.0, ">")]),
        ("duration:2min", [Field("duration", "2min", 120.0)]),
        ("duration:<=1:00:30.5", [Field("duration", "<=1:00:30.5", 3630.5, "<=")]),
        ("duration:10parsec", [Words("duration:10parsec")]),
        ("size:<1.5gb", [Field("size", "<1.5gb", 1.5e9, "<")]),
        ("fps:29.97", [Field("fps", "29.97", 29.97)]),
        ("10:30", [Words("10:30")]),
        ("a\0b", [Words("a"), Words("b")]),
    ],
)
def test_parse(text, terms):
    assert parse(text) == terms


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("CatSunset.mp4", "Cat Sunset mp 4"),
        ("IMG2034.MOV", "IMG 2034 MOV"),
        ("HTTPServer", "HTTP Server"),
        ("day_1-take3", "day 1 take 3"),
        ("MöweFlug", "Möwe Flug"),
        ("日本2024", "日本 2024"),
        ("🦦", ""),
        ("", ""),
    ],
)
def test_words_of_a_name(name, words):
    assert split_words(name) == words


@pytest.fixture(scope="module")
def shelf():
    videos = MemoryVideoRepository()
    with videos._database.write("test.root") as connection:
        connection.execute("INSERT INTO media_roots(name, path, added_at) VALUES ('f', '/x', '')")
    for name in (
        "beach sunset.mp4",
        "c++ 100%.mp4",
        'it\'s "quoted".mov',
        "Möwe 🦦\n.mp4",
        "a-b_c.d",
        "'; DROP TABLE x",
    ):
        videos.add(NewVideo("f", name, video_facts(), 1, 1))
    videos.add(NewVideo("f", "song.wav", audio_facts(), 1, 1))
    yield videos
    videos._database.close()


HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from("\"'`*^:+-(){}[]<>=~|&!?.,;/\\%_ \t\n\0#@$" + "aZ9éß日🦦\u0301\u200f\ud800"),
        st.characters(),
    ),
    max_size=40,
)
PIECES = st.lists(
    st.one_of(
        HOSTILE,
        st.sampled_from(
            ['"', "NEAR(", "AND", "OR", "NOT", "*", "-", ":", "rowid", "videos_text", "filename :", "^a"]
        ),
        st.builds("{}:{}".format, st.sampled_from(sorted(TEXT_FIELDS | NUMBER_FIELDS)), HOSTILE),
        st.builds("is:{}".format, st.sampled_from(sorted(FLAGS))),
        st.builds(
            "{}:{}{}".format,
            st.sampled_from(sorted(NUMBER_FIELDS)),
            st.sampled_from(["<", ">=", ""]),
            st.integers(0),
        ),
    ),
    max_size=6,
).map(" ".join)


@settings(max_examples=settings().max_examples * 16, deadline=None)
@given(PIECES)
def test_no_text_raises(shelf, text):
    found = shelf.search(text, limit=None)
    assert shelf.count(text) == len(found)
    assert len({video.id for video in found}) == len(found)


@settings(max_examples=settings().max_examples * 3, deadline=None)
@given(HOSTILE)
def test_a_negated_term_finds_the_rest(shelf, text):
    for term in parse(text)[:1]:
        if isinstance(term, Words) and '"' not in term.text and term.text.strip():
            without = shelf.count(f'-"{term.text}"')
            assert shelf.count(f'"{term.text}"') + without == shelf.count()


@settings(max_examples=settings().max_examples * 3, deadline=None)
@given(st.data())
def test_every_part_of_a_file_name_finds_it(shelf, data):
    name = data.draw(st.sampled_from(["beach sunset.mp4", "c++ 100%.mp4", "a-b_c.d"]))
    start = data.draw(st.integers(0, len(name) - 3))
    end = data.draw(st.integers(start + 3, len(name)))
    part = name[start:end]
    assert name in [video.filename for video in shelf.search(f'"{part}"', limit=None)]
