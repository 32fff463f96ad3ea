use crate::definition::Condition;
use crate::quote::Identifier;

/// A condition as a person would write it. Generated code quotes every column, as a separate piece; here quotes remain
/// only where they are required.
/// they are needed.
pub fn sql(condition: Condition) -> String {
    let mut text = String::new();
    for piece in condition {
        match column(piece) {
            Some(name) => text.push_str(&Identifier(name).to_string()),
            None => text.push_str(piece),
        }
    }
    text
}

fn column(piece: &str) -> Option<&str> {
    piece.strip_prefix('"')?.strip_suffix('"').filter(|name| !name.contains('"'))
}

/// The condition as an operand of AND. Only OR binds less tightly; a text without these letters contains none.
pub(super) fn conjunct(condition: String) -> String {
    if condition.to_ascii_lowercase().contains("or") { format!("({condition})") } else { condition }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_stay_where_they_are_needed() {
        assert_eq!(sql(&["\"price\"", " >= 0"]), "price >= 0");
        assert_eq!(sql(&["\"order\"", " > ", "\"limit\""]), "\"order\" > \"limit\"");
        assert_eq!(sql(&["\"a\" = \"b\""]), "\"a\" = \"b\"");
        assert_eq!(sql(&["\"status\"", " = ", "'active'"]), "status = 'active'");
    }

    #[test]
    fn only_a_possible_or_is_parenthesised() {
        assert_eq!(conjunct("a = 1 OR b".to_owned()), "(a = 1 OR b)");
        assert_eq!(conjunct("a AND b".to_owned()), "a AND b");
    }
}
