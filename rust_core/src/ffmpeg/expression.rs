//! FFmpeg's arithmetic expressions: only numbers, known names and operators pass.

use crate::error::{Result, StoatError};

/// Constants of the allowed filters and functions without side effects or loops.
const NAMES: &[&str] = &[
    "A",
    "B",
    "FRAME_RATE",
    "FR",
    "H",
    "N",
    "NB_CONSUMED_SAMPLES",
    "NB_SAMPLES",
    "P",
    "PI",
    "PREV_INPTS",
    "PREV_OUTPTS",
    "PTS",
    "S",
    "SAMPLE_RATE",
    "SR",
    "STARTPTS",
    "STARTT",
    "T",
    "TB",
    "W",
    "X",
    "Y",
    "a",
    "abs",
    "between",
    "ceil",
    "clip",
    "cos",
    "dar",
    "eq",
    "exp",
    "floor",
    "gt",
    "gte",
    "h",
    "hsub",
    "hypot",
    "if",
    "ifnot",
    "ih",
    "in_h",
    "in_w",
    "iw",
    "key",
    "lerp",
    "log",
    "lt",
    "lte",
    "main_h",
    "main_w",
    "max",
    "min",
    "mod",
    "n",
    "nan",
    "not",
    "oh",
    "out_h",
    "out_w",
    "overlay_h",
    "overlay_w",
    "ow",
    "pict_type",
    "pow",
    "pts",
    "random",
    "round",
    "s",
    "sar",
    "scene",
    "sgn",
    "sin",
    "sqrt",
    "squish",
    "t",
    "tan",
    "trunc",
    "vsub",
    "w",
    "x",
    "y",
];

/// Checks that `text` is an expression of numbers, known names and operators.
///
/// ```
/// use stoat_core::ffmpeg::validate_expression;
/// assert!(validate_expression("PTS-STARTPTS").is_ok());
/// assert!(validate_expression("gte(t,1)*lt(t,5/2)").is_ok());
/// assert!(validate_expression("PTS,movie=x").is_err());
/// ```
pub fn validate_expression(text: &str) -> Result<()> {
    let refuse = |why: &str| {
        StoatError::new("ffmpeg.value_invalid")
            .with("field", "an expression")
            .with("actual", format!("{text:?}"))
            .with("expected", why)
    };
    let mut depth = 0_usize;
    let mut rest = text;
    if text.is_empty() {
        return Err(refuse("numbers, names and operators"));
    }
    while let Some(first) = rest.chars().next() {
        let word = |keep: fn(char) -> bool| rest.len() - rest.trim_start_matches(keep).len();
        let taken = if first.is_ascii_alphabetic() {
            let length = word(|c| c.is_ascii_alphanumeric() || c == '_');
            if !NAMES.contains(&&rest[..length]) {
                return Err(refuse(&format!("known names only, not {}", &rest[..length])));
            }
            length
        } else if first.is_ascii_digit() || first == '.' {
            word(|c| c.is_ascii_digit() || c == '.')
        } else {
            match first {
                '(' => depth += 1,
                ')' if depth > 0 => depth -= 1,
                ',' if depth > 0 => {}
                '+' | '-' | '*' | '/' | '^' | '|' => {}
                _ => return Err(refuse("numbers, names, + - * / ^ and balanced parentheses")),
            }
            1
        };
        rest = &rest[taken..];
    }
    if depth == 0 { Ok(()) } else { Err(refuse("balanced parentheses")) }
}
