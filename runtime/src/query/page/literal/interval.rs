//! Intervals.

use crate::query::page::place::Returned;

/// Months, days and microseconds, as the interval that PostgreSQL reads the same under every `IntervalStyle`: every
/// number with its sign.
pub(in crate::query::page) fn returned(text: &str) -> Option<Returned> {
    if matches!(text, "infinity" | "-infinity") {
        // Those before PostgreSQL 17 know none.
        return Some(Returned { text: text.to_owned(), checked: false });
    }
    let mut parts = text.split(' ');
    let (months, days) = (parts.next()?.parse::<i32>().ok()?, parts.next()?.parse::<i32>().ok()?);
    let microseconds = parts.next()?.parse::<i64>().ok()?;
    let text = format!("{months:+} mons {days:+} days {microseconds:+} microseconds");
    parts.next().is_none().then_some(Returned { text, checked: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_sign() {
        let text = |text: &str| returned(text).map(|returned| returned.text);
        assert_eq!(text("-1 2 0").as_deref(), Some("-1 mons +2 days +0 microseconds"));
        assert!(text(&format!("{} {} {}", i32::MIN, i32::MAX, i64::MIN)).is_some());
        for other in ["", "1 2", "1 2 3 4", "2147483648 0 0", "1 day", "1.5 0 0", "P1D", " 1 2 3"] {
            assert_eq!(text(other), None, "{other}");
        }
    }
}
