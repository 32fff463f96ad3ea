//! The output of the scenario.

/// A heading.
pub fn chapter(title: &str) {
    println!("\n  {title}\n  {}\n", "─".repeat(title.chars().count()));
}

/// A sentence.
pub fn line(text: &str) {
    println!("  {text}");
}

/// A step and its result.
pub fn step(what: &str, outcome: &str) {
    println!("  {what:<58} {outcome}");
}

/// Some SQL.
pub fn sql(text: &str) {
    println!();
    text.lines().for_each(|line| println!("  │ {line}"));
    println!();
}

/// The end.
pub fn end() {
    println!("\n  All steps succeeded. The tables: examples/quickstart/schema/src/lib.rs\n");
}

/// The statements of one table, without its comments.
pub fn table_of(sql: &str, table: &str) -> String {
    let own = [
        between(sql, &format!("CREATE TABLE {table} "), &format!("\nCOMMENT ON TABLE {table} ")),
        between(sql, &format!("ALTER TABLE {table} ENABLE"), "\n\n"),
    ];
    own.map(str::trim_end).join("\n\n").trim_end().to_owned()
}

fn between<'sql>(sql: &'sql str, start: &str, end: &str) -> &'sql str {
    let rest = sql.find(start).map_or("", |start| &sql[start..]);
    rest.find(end).map_or(rest, |end| &rest[..end])
}
