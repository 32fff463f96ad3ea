//! Where a heading is linked to, as GitHub makes it.

use std::collections::HashMap;

/// The anchors that are taken.
#[derive(Debug, Default)]
pub(super) struct Anchors(HashMap<String, usize>);

impl Anchors {
    /// The anchor of the next heading of the page: one that says the same as another has a number behind it.
    pub(super) fn next(&mut self, heading: &str) -> String {
        let anchor = anchor(heading);
        let taken = self.0.entry(anchor.clone()).or_default();
        *taken += 1;
        match *taken {
            1 => anchor,
            number => format!("{anchor}-{}", number - 1),
        }
    }
}

fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_is_what_github_makes_of_a_heading() {
        let mut anchors = Anchors::default();
        for (heading, anchor) in [
            ("Tables", "tables"),
            ("org_products", "org_products"),
            ("tables", "tables-1"),
            ("A (b) c", "a-b-c"),
            ("Größe", "größe"),
        ] {
            assert_eq!(anchors.next(heading), anchor);
        }
    }
}
