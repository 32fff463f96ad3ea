use std::fmt::Write;

use super::model::{Diagram, Entity, Relation, Row};
use crate::Schema;

/// The diagram as a Mermaid `erDiagram`.
///
/// A column's comment says `null` where it may be NULL. Letters that Mermaid has no way to write in a column stand as `_`; those of tables
/// and references stay as they are.
///
/// ```
/// use peristyle::{Schema, diagram};
///
/// assert_eq!(diagram::mermaid(&Schema { tables: &[] }), "erDiagram\n");
/// ```
#[must_use]
pub fn mermaid(schema: &Schema) -> String {
    let diagram = Diagram::of(schema);
    let mut text = String::from("erDiagram\n");
    for entity in &diagram.entities {
        self::entity(&mut text, entity);
    }
    for relation in &diagram.relations {
        self::relation(&mut text, &diagram, relation);
    }
    text
}

fn entity(text: &mut String, entity: &Entity) {
    writeln!(text, "    {} {{", quoted(&entity.def.qualified().to_string())).ok();
    for row in &entity.rows {
        write!(text, "        {} {}", sql_type(&row.sql_type), word(row.name)).ok();
        text.push_str(marks(row));
        text.push_str(if row.nullable { " \"null\"\n" } else { "\n" });
    }
    text.push_str("    }\n");
}

const fn marks(row: &Row) -> &'static str {
    match (row.primary, row.foreign, row.unique) {
        (true, true, _) => " PK, FK",
        (true, false, _) => " PK",
        (false, true, true) => " FK, UK",
        (false, true, false) => " FK",
        (false, false, true) => " UK",
        (false, false, false) => "",
    }
}

fn relation(text: &mut String, diagram: &Diagram, relation: &Relation) {
    let name = |place: usize| quoted(&diagram.entities[place].def.qualified().to_string());
    let one = if relation.optional { "|o" } else { "||" };
    let many = if relation.unique { "o|" } else { "o{" };
    let label = quoted(&relation.columns.join(", "));
    writeln!(text, "    {} {one}--{many} {} : {label}", name(relation.to), name(relation.from)).ok();
}

/// A name between quotes. Mermaid has no escape there, and refuses some letters.
fn quoted(name: &str) -> String {
    let written = name.chars().map(|letter| match letter {
        '"' => '\'',
        '%' | '\\' => '_',
        _ if letter.is_control() => ' ',
        _ => letter,
    });
    format!("\"{}\"", written.collect::<String>())
}

/// `numeric(10,2)`: Mermaid takes no comma in a type.
fn sql_type(sql_type: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-()[]".contains(letter);
    leading(
        sql_type.replace(", ", "-").replace(',', "-").chars().map(|letter| if plain(letter) { letter } else { '_' }),
    )
}

fn word(name: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    leading(name.chars().map(|letter| if plain(letter) { letter } else { '_' }))
}

/// A word begins with a letter.
fn leading(letters: impl Iterator<Item = char>) -> String {
    let word: String = letters.collect();
    let begins = word.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
    if begins { word } else { format!("_{word}") }
}
