//! Decimal notation read exactly: `12.5` is 25/2, never a float.

use crate::error::Result;
use crate::time::Ratio;
use crate::time::ratio::overflow;

/// More digits than this cannot come to lowest terms within 64 bits in any useful case.
const MOST_DIGITS: usize = 37;

/// A number as it was written: all its digits, and how many stand after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decimal {
    digits: i128,
    scale: Option<i128>,
    after_point: u32,
}

impl Decimal {
    /// Reads `12`, `12.5`, `-0.04`: ASCII digits, and if there is a point, digits on both sides.
    /// A text that is no such number is `None`; one with too many digits keeps no value.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (negative, body) = text.strip_prefix('-').map_or((false, text), |body| (true, body));
        let (whole, fraction) = body.split_once('.').map_or((body, None), |(w, f)| (w, Some(f)));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !fraction.is_none_or(digits) {
            return None;
        }
        let fraction = fraction.unwrap_or("").trim_end_matches('0');
        let whole = whole.trim_start_matches('0');
        if whole.len() + fraction.len() > MOST_DIGITS {
            return Some(Self { digits: 0, scale: None, after_point: 0 });
        }
        let value = whole.bytes().chain(fraction.bytes()).fold(0, |sum, b| sum * 10 + i128::from(b - b'0'));
        let after_point = u32::try_from(fraction.len()).ok()?;
        Some(Self {
            digits: if negative { -value } else { value },
            scale: Some(10_i128.pow(after_point)),
            after_point,
        })
    }

    /// Digits after the point, without trailing noughts.
    pub(crate) fn digits_after_point(&self) -> u32 {
        self.after_point
    }

    /// The exact value as numerator and denominator, not reduced.
    pub(crate) fn wide(&self) -> Option<(i128, i128)> {
        self.scale.map(|scale| (self.digits, scale))
    }

    /// The exact value, or `time.overflow`.
    pub(crate) fn ratio(&self) -> Result<Ratio> {
        let (num, den) = self.wide().ok_or_else(|| overflow("a number with that many digits"))?;
        Ratio::new(num, den)
    }

    /// Whether this is `num / den` rounded to the digits that were written.
    pub(crate) fn is_rounded(&self, num: u32, den: u32) -> bool {
        let Some(scale) = self.scale else { return false };
        let (Some(written), Some(exact)) =
            (self.digits.checked_mul(i128::from(den)), scale.checked_mul(i128::from(num)))
        else {
            return false;
        };
        (written - exact).unsigned_abs() * 2 <= u128::from(den)
    }
}
