//! Names of the schema as words in a sentence for users.

/// `OrderLine` as `order line`.
pub(crate) fn of_type(rust_name: &str) -> String {
    snake_case(rust_name).replace('_', " ")
}

/// `unit_price` as `unit price`, and `category_id` as `category`: the reader thinks of the row, not of its key.
pub(crate) fn of_column(name: &str) -> String {
    let words = name.strip_suffix("_id").unwrap_or(name).replace('_', " ");
    if words.trim().is_empty() { name.to_owned() } else { words }
}

/// `name, sku and status`.
pub(crate) fn of_columns(names: &[&str]) -> String {
    let words: Vec<_> = names.iter().map(|name| of_column(name)).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

/// `OrderLine` as `order_line`; `HTTPServer` as `http_server`.
pub(crate) fn snake_case(rust_name: &str) -> String {
    let mut snake = String::with_capacity(rust_name.len() + 4);
    let mut letters = rust_name.chars().peekable();
    let mut before: Option<char> = None;
    while let Some(letter) = letters.next() {
        let begins_word = letter.is_uppercase()
            && before.is_some_and(|before| {
                before != '_' && (!before.is_uppercase() || letters.peek().is_some_and(|next| next.is_lowercase()))
            });
        if begins_word {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
        before = Some(letter);
    }
    snake
}

/// Whether a reason has no word: nothing but blanks, signs and invisible characters, the fillers of Hangul among them.
#[cfg_attr(not(any(feature = "sqlx", feature = "deadpool-postgres")), allow(dead_code, reason = "used by a pool"))]
pub(crate) fn has_no_word(text: &str) -> bool {
    let is_filler = |letter| matches!(letter, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}');
    !text.chars().any(|letter| letter.is_alphanumeric() && !is_filler(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rust_name_becomes_snake_case_words() {
        for (rust_name, snake) in [
            ("Organization", "organization"),
            ("OrderLine", "order_line"),
            ("HTTPServer", "http_server"),
            ("Tenant2", "tenant2"),
            ("already_snake", "already_snake"),
            ("A", "a"),
        ] {
            assert_eq!(snake_case(rust_name), snake);
        }
    }

    #[test]
    fn a_word_has_a_letter_or_a_digit_that_is_seen() {
        for text in ["", " ", ".", "\u{200b}\u{feff}", "\u{3164}", "\u{2800}"] {
            assert!(has_no_word(text), "{text:?}");
        }
        assert!(["a reason", "§ 4", "理由"].iter().all(|text| !has_no_word(text)));
    }

    #[test]
    fn names_read_as_words() {
        assert_eq!(of_type("OrderLine"), "order line");
        assert_eq!(of_column("unit_price"), "unit price");
        assert_eq!(of_column("category_id"), "category");
        assert_eq!(of_column("id"), "id");
        assert_eq!((of_column("_id").as_str(), of_column("_").as_str()), ("_id", "_"));
        assert_eq!(of_columns(&["sku"]), "sku");
        assert_eq!(of_columns(&["name", "sku", "status"]), "name, sku and status");
        assert_eq!(of_columns(&[]), "");
    }
}
