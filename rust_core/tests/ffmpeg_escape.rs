//! Escaped text read back by a small parser that follows `av_get_token` and the filter graph grammar.

use proptest::prelude::*;
use stoat_core::ffmpeg::{
    Filter, FilterChain, FilterGraph, concat_list, escape_concat_path, validate_expression,
};

const WHITE: &str = " \n\t\r";

/// FFmpeg's `av_get_token`: reads to one of `end`, unquotes, drops unquoted white space at both ends.
fn token<'a>(text: &'a str, end: &str) -> (String, &'a str) {
    let mut chars = text.trim_start_matches(|c| WHITE.contains(c)).chars();
    let (mut out, mut kept) = (String::new(), 0);
    loop {
        let before = chars.as_str();
        match chars.next() {
            None => break,
            Some(c) if end.contains(c) => {
                chars = before.chars();
                break;
            }
            Some('\\') if !chars.as_str().is_empty() => {
                out.extend(chars.next());
                kept = out.len();
            }
            Some('\'') => {
                for c in chars.by_ref() {
                    if c == '\'' {
                        break;
                    }
                    out.push(c);
                }
                kept = out.len();
            }
            Some(c) => out.push(c),
        }
    }
    while out.len() > kept && out.ends_with(|c| WHITE.contains(c)) {
        out.pop();
    }
    (out, chars.as_str())
}

/// The filters of a graph without labels: name and options, unquoted at both levels.
fn parse(graph: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut filters = Vec::new();
    let mut rest = graph;
    loop {
        let (name, after) = token(rest, "=,;[");
        let mut options = Vec::new();
        rest = after;
        if let Some(after) = rest.strip_prefix('=') {
            let (args, after) = token(after, "[],;");
            rest = after;
            let mut args = args.as_str();
            while !args.is_empty() {
                let (key, after) = args.split_once('=').expect("every option is named");
                let (value, after) = token(after, ":");
                options.push((key.to_owned(), value));
                args = after.strip_prefix(':').unwrap_or(after);
            }
        }
        filters.push((name, options));
        match rest.chars().next() {
            Some(',' | ';') => rest = &rest[1..],
            Some(other) => panic!("unexpected {other:?} in {graph:?}"),
            None => return filters,
        }
    }
}

fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\\"),
        Just("'"),
        Just(":"),
        Just(","),
        Just(";"),
        Just("["),
        Just("]"),
        Just("[out]"),
        Just("="),
        Just(" "),
        Just("\n"),
        Just("\t"),
        Just("\r"),
        Just("%{n}"),
        Just(",movie=/etc/passwd"),
        Just("é"),
        Just("🦦"),
    ];
    let word = "[ -~]{0,6}";
    prop::collection::vec(
        prop_oneof![3 => piece.prop_map(str::to_owned), 1 => word.prop_map(String::from)],
        0..12,
    )
    .prop_map(|parts| parts.concat())
}

fn read_back(text: &str) -> Vec<(String, Vec<(String, String)>)> {
    let filter = Filter::new("metadata").param("mode", "add").param("key", "k").param("value", text);
    assert!(filter.check().is_ok());
    parse(&format!("{filter},null"))
}

fn expected(text: &str) -> Vec<(String, Vec<(String, String)>)> {
    let option = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let options = vec![option("mode", "add"), option("key", "k"), option("value", text)];
    vec![("metadata".to_owned(), options), ("null".to_owned(), Vec::new())]
}

proptest! {
    #[test]
    fn hostile_text_stays_one_value(text in nasty()) {
        prop_assert_eq!(read_back(&text), expected(&text));
    }

    #[test]
    fn any_text_stays_one_value(text in "[^\0]{0,40}") {
        prop_assert_eq!(read_back(&text), expected(&text));
    }

    #[test]
    fn text_in_the_middle_stays_one_value(text in nasty()) {
        let filter = Filter::new("metadata").param("value", text.as_str()).param("mode", "add");
        let options = vec![("value".to_owned(), text), ("mode".to_owned(), "add".to_owned())];
        prop_assert_eq!(parse(&filter.to_string()), vec![("metadata".to_owned(), options)]);
    }

    #[test]
    fn a_label_is_legal_or_refused(label in nasty()) {
        let chain = FilterChain::new().input("0:v").filter(Filter::new("null")).output(label.as_str());
        let legal = label.starts_with(|c: char| c.is_ascii_alphabetic())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        prop_assert_eq!(FilterGraph::new().chain(chain).text().is_ok(), legal);
    }

    #[test]
    fn an_expression_holds_no_graph_syntax_outside_parentheses(text in nasty()) {
        if validate_expression(&text).is_ok() {
            prop_assert!(!text.contains(['\\', '\'', ':', ';', '[', ']', '=']));
        }
    }

    /// The concat demuxer reads names with `av_get_token` too, one line at a time.
    #[test]
    fn names_survive_a_concat_list(text in nasty()) {
        let path = format!("/a/{text}");
        if path.contains(['\n', '\r']) {
            prop_assert!(escape_concat_path(&path).is_err());
        } else {
            let list = concat_list([&path]).unwrap();
            let line = list.lines().nth(1).unwrap().strip_prefix("file ").unwrap();
            let (name, rest) = token(line, WHITE);
            prop_assert_eq!((name, rest), (format!("file:{path}"), ""));
        }
    }
}

/// The strings of the measurement against `drawtext=textfile=`, the ones that earlier escapers lost.
#[test]
fn white_space_at_the_ends_is_kept() {
    for text in [" a", "a ", " ", "\n", "a\n", "  a  ", "\ta\t", "a\\", "\\", "'", "''", "a '", "%", "\\ "] {
        assert_eq!(read_back(text), expected(text), "{text:?}");
    }
}
