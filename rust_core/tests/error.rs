//! The catalogue is in order, and every place in its sentences can be filled.

use std::collections::BTreeSet;

use stoat_core::error::{CATALOGUE, StoatError, fill, find};

#[test]
fn codes_are_unique_and_named_room_dot_what() {
    let codes: BTreeSet<&str> = CATALOGUE.iter().map(|entry| entry.code).collect();
    assert_eq!(codes.len(), CATALOGUE.len());
    for code in codes {
        let (room, what) = code.split_once('.').expect("room.what");
        let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        assert!(plain(room) && plain(what), "{code}");
    }
}

#[test]
fn rows_of_one_room_stand_together() {
    let mut rooms: Vec<&str> = CATALOGUE.iter().filter_map(|entry| entry.code.split('.').next()).collect();
    rooms.dedup();
    let unique: BTreeSet<&str> = rooms.iter().copied().collect();
    assert_eq!(unique.len(), rooms.len(), "a room appears twice in {rooms:?}");
}

#[test]
fn templates_are_sentences_with_closed_places() {
    for entry in CATALOGUE {
        assert!(!entry.message.is_empty() && !entry.message.ends_with('.'), "{}", entry.code);
        for template in [entry.message, entry.hint] {
            let filled = fill(template, |name| {
                assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{name} in {}", entry.code);
                Some("x")
            });
            assert!(!filled.contains(['{', '}']), "{}: {filled}", entry.code);
        }
    }
}

#[test]
fn a_value_that_looks_like_a_place_is_not_filled_again() {
    let error = StoatError::new("time.timecode_invalid")
        .with("text", "{rate}")
        .with("rate", "25")
        .with("reason", "{text}");
    assert_eq!(error.to_string(), "{rate} is not a timecode at 25");
    assert_eq!(error.hint(), "{text}");
}

#[test]
fn a_place_without_a_value_is_left_standing() {
    assert_eq!(StoatError::new("time.overflow").to_string(), find("time.overflow").expect("row").message);
}

#[test]
fn an_unknown_code_has_no_row() {
    assert_eq!(find("no.such_code"), None);
}
