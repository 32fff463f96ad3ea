use super::model::{Diagram, Entity, Relation, Row};
use crate::checks::Checked;

/// The diagram as a Mermaid `erDiagram`.
///
/// A column's comment says `null` where it may be NULL. `UK` marks a column that is unique by itself; in a tenant table
/// it is unique within a tenant. A line ends in "at most one" (`o|`) where no two rows refer to one row, whatever their
/// tenant. Letters that Mermaid has no way to write in a column stand as `_`; those of tables
/// and references stay as they are.
///
/// ```
/// use peristyle::Schema;
/// use peristyle_build::{Checked, diagram};
///
/// let checked = Checked::of(&Schema::new(&[], &[]))?;
/// assert_eq!(diagram::mermaid(&checked), "erDiagram\n");
/// # Ok::<(), peristyle_build::SchemaError>(())
/// ```
#[must_use]
pub fn mermaid(checked: &Checked) -> String {
    write(&Diagram::of(checked))
}

pub(super) fn write(diagram: &Diagram) -> String {
    let mut text = String::from("erDiagram\n");
    for entity in &diagram.entities {
        self::entity(&mut text, entity);
    }
    for relation in &diagram.relations {
        self::relation(&mut text, diagram, relation);
    }
    text
}

fn entity(text: &mut String, entity: &Entity) {
    text.push_str("    ");
    quoted(text, &entity.name);
    text.push_str(" {\n");
    for row in &entity.rows {
        text.push_str("        ");
        sql_type(text, &row.sql_type);
        text.push(' ');
        word(text, &row.name);
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
    let name = |text: &mut String, place: usize| quoted(text, &diagram.entities[place].name);
    text.push_str("    ");
    name(text, relation.to);
    text.push_str(if relation.optional { " |o--" } else { " ||--" });
    text.push_str(if relation.unique { "o| " } else { "o{ " });
    name(text, relation.from);
    text.push_str(" : ");
    quoted(text, &relation.columns);
    text.push('\n');
}

/// A name between quotes. Mermaid has no escape there, and refuses some letters.
fn quoted(text: &mut String, name: &str) {
    let written = name.chars().map(|letter| match letter {
        '"' => '\'',
        '%' | '\\' => '_',
        _ if letter.is_control() => ' ',
        _ => letter,
    });
    text.push('"');
    text.extend(written);
    text.push('"');
}

/// `numeric(10,2)`: Mermaid takes no comma in a type.
fn sql_type(text: &mut String, sql_type: &str) {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-()[]".contains(letter);
    for (at, part) in sql_type.split(',').enumerate() {
        let part = if at > 0 { part.trim_start_matches(' ') } else { part };
        text.push_str(if at > 0 { "-" } else { leading(part, plain) });
        text.extend(part.chars().map(|letter| if plain(letter) { letter } else { '_' }));
    }
}

fn word(text: &mut String, name: &str) {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    text.push_str(leading(name, plain));
    text.extend(name.chars().map(|letter| if plain(letter) { letter } else { '_' }));
}

/// What is missing in front of a word, which begins with a letter.
fn leading(word: &str, plain: impl Fn(char) -> bool) -> &'static str {
    let begins = |first: char| first.is_ascii_alphabetic() || first == '_' || !plain(first);
    if word.starts_with(begins) { "" } else { "_" }
}
