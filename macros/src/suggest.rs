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
        .map(|word| (likeness(written, word), *word))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, word)| word)
}

/// How alike two words are, from 0 to 1, by Jaro and Winkler: letters that stand near each other in both, and the same beginning.
fn likeness(one: &str, other: &str) -> f64 {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.is_empty() || other.is_empty() {
        return if one.len() == other.len() { 1.0 } else { 0.0 };
    }
    let reach = (one.len().max(other.len()) / 2).saturating_sub(1);
    let mut is_matched = vec![false; other.len()];
    let mut matched = Vec::new();
    for (at, letter) in one.iter().enumerate() {
        for near in at.saturating_sub(reach)..other.len().min(at + reach + 1) {
            if !is_matched[near] && other[near] == *letter {
                is_matched[near] = true;
                matched.push(*letter);
                break;
            }
        }
    }
    if matched.is_empty() {
        return 0.0;
    }
    let (mut place, mut moved) = (0, 0);
    for (near, letter) in other.iter().enumerate() {
        if is_matched[near] {
            moved += usize::from(matched[place] != *letter);
            place += 1;
        }
    }
    let count = |letters: usize| letters as f64;
    let matches = count(matched.len());
    let likeness =
        (matches / count(one.len()) + matches / count(other.len()) + (matches - count(moved / 2)) / matches) / 3.0;
    if likeness <= 0.7 {
        return likeness;
    }
    let mut begin = 0;
    while begin < 4 && begin < one.len() && one.get(begin) == other.get(begin) {
        begin += 1;
    }
    likeness + 0.1 * count(begin) * (1.0 - likeness)
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

    #[test]
    fn words_are_as_alike_as_strsim_finds_them() {
        let words = "tenant tennant tenent name nmae renamed_from rename from unique uniqe index idnex dixon dicksonx a b ab ba abc größe \
                     grosse testabctest test\u{f6}\u{999}test on_delete ondelete set_null setnull cascade casacde restrict martha marhta";
        let words: Vec<&str> = words.split_whitespace().chain([""]).collect();
        for one in &words {
            for other in &words {
                assert_eq!(likeness(one, other), strsim::jaro_winkler(one, other), "{one} {other}");
            }
        }
    }
}
