//! "did you mean ...": the nearest of the words that would have been right.

/// ", did you mean `name`?" or nothing.
pub fn did_you_mean(written: &str, words: &[&str]) -> String {
    match nearest(written, words) {
        Some(word) => format!(", did you mean `{word}`?"),
        None => String::new(),
    }
}

/// The words in backticks, with commas.
pub fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// The word that was probably meant.
pub fn nearest<'words>(written: &str, words: &[&'words str]) -> Option<&'words str> {
    words
        .iter()
        .map(|word| (strsim::jaro_winkler(written, word), *word))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_suggested() {
        assert_eq!(did_you_mean("tennant", &["name", "tenant"]), ", did you mean `tenant`?");
        assert_eq!(did_you_mean("zebra", &["name", "tenant"]), "");
        assert_eq!(list(&["a", "b"]), "`a`, `b`");
    }
}
