//! Who wrote the functions of a database: the files of the migrations, or somebody by hand.

use std::path::Path;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::error::MigrateError;
use super::migration::Migrate;
use super::statements::{self, Subject};
use crate::diff::Change;
use crate::model::Outdated;

/// What the files of the migrations say of the functions of a database: [`Migrate::provenance`].
#[derive(Debug, Clone, Default)]
pub struct Provenance {
    /// The bodies that the files have made of a function, the last one behind the others.
    bodies: FxHashMap<String, Vec<String>>,
    outdated: Vec<Change>,
}

/// Who wrote a function that differs from the one that is emitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Origin {
    /// The last migration that has it, with the text of an earlier version of this crate.
    EarlierVersion,
    /// The last migration that has it, before the structs changed.
    LastMigration,
    /// A migration, and a later one has another text: the database does not have that one.
    EarlierMigration,
    /// No migration: somebody changed it by hand.
    ByHand,
}

impl Migrate {
    /// Reads what the files of the migrations and the snapshot say of the functions of a database.
    ///
    /// # Errors
    ///
    /// As [`Migrate::check_files`].
    pub fn provenance(&self, folder: impl AsRef<Path>) -> Result<Provenance, MigrateError> {
        let (files, old) = self.files_and_snapshot(folder.as_ref())?;
        let mut bodies: FxHashMap<String, Vec<String>> = FxHashMap::default();
        for file in &files {
            for statement in statements::of(file) {
                if let (Subject::Function(signature), Some(body)) = (&statement.subject, body(&statement.sql)) {
                    bodies.entry(signature.to_string()).or_default().push(body.to_owned());
                }
            }
        }
        let outdated = Outdated::of(&old, &self.database).into_iter().map(Change::of_outdated).collect();
        Ok(Provenance { bodies, outdated })
    }
}

impl Provenance {
    /// Returns what the migrations have in the text of an earlier version of this crate. The next migration replaces it.
    #[must_use]
    pub fn outdated(&self) -> &[Change] {
        &self.outdated
    }

    /// Returns who wrote a function, by its schema, its name with its arguments, and its definition as `pg_get_functiondef` prints it. Nothing where no
    /// migration creates the function, or the server does not keep the text of its body.
    #[must_use]
    pub fn of_function(&self, schema: &str, signature: &str, definition: &str) -> Option<Origin> {
        let names = [format!("{schema}.{signature}"), signature.to_owned()];
        let bodies = names.iter().find_map(|name| self.bodies.get(name))?;
        let found = body(definition)?;
        let place = bodies.iter().rposition(|body| body == found);
        Some(match place {
            None => Origin::ByHand,
            Some(place) if place + 1 < bodies.len() => Origin::EarlierMigration,
            Some(_) if self.outdated.is_empty() => Origin::LastMigration,
            Some(_) => Origin::EarlierVersion,
        })
    }
}

/// What stands between the quotes of `AS $name$ .. $name$`.
fn body(sql: &str) -> Option<&str> {
    let quoted = &sql[sql.find("\nAS $")? + 4..];
    let tag = &quoted[..quoted[1..].find('$')? + 2];
    let body = &quoted[tag.len()..];
    Some(&body[..body.find(tag)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(bodies: &[&str], outdated: usize) -> Provenance {
        let change = Change { table: None, text: "older".to_owned() };
        let bodies = bodies.iter().map(|body| (*body).to_owned()).collect();
        Provenance { bodies: [("s.f()".to_owned(), bodies)].into_iter().collect(), outdated: vec![change; outdated] }
    }

    #[test]
    fn the_body_says_who_wrote_it() {
        let printed = |body: &str| {
            format!(
                "CREATE OR REPLACE FUNCTION s.f()\n RETURNS trigger\n LANGUAGE plpgsql\nAS $function${body}$function$\n"
            )
        };
        let of = |known: &Provenance, body: &str| known.of_function("s", "f()", &printed(body));
        assert_eq!(of(&known(&["a", "b"], 0), "b"), Some(Origin::LastMigration));
        assert_eq!(of(&known(&["a", "b"], 1), "b"), Some(Origin::EarlierVersion));
        assert_eq!(of(&known(&["a", "b"], 1), "a"), Some(Origin::EarlierMigration));
        assert_eq!(of(&known(&["a", "b"], 1), "c"), Some(Origin::ByHand));
        assert_eq!(known(&["a"], 0).of_function("s", "g()", &printed("a")), None);
        assert_eq!(
            known(&["a"], 0).of_function("s", "f()", "CREATE FUNCTION s.f()\nBEGIN ATOMIC\n SELECT 1;\nEND"),
            None
        );
    }
}
