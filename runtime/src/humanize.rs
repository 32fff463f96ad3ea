//! Names of the schema as words in a sentence for users.

use heck::ToSnakeCase;

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

/// `OrderLine` as `order_line`; `HTTPServer` as `http_server`. The macros name columns by the same function.
pub(crate) fn snake_case(rust_name: &str) -> String {
    rust_name.to_snake_case()
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
            ("A1B", "a1b"),
            ("_Draft", "draft"),
            ("already_snake", "already_snake"),
            ("A", "a"),
        ] {
            assert_eq!(snake_case(rust_name), snake);
        }
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
