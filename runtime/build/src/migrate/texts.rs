//! What the SQL of a database has made: the texts of its functions, triggers, policies and rights. A snapshot does not have them.

use rustc_hash::FxHashMap;

use super::statements::{self, Subject, Text};

/// The texts that a database has after some files, by what they are of.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// Nothing where a rename made the text that is known another one.
    known: FxHashMap<Subject<'static>, Option<String>>,
}

impl Texts {
    /// Those after the files, in the order in which they run.
    pub(super) fn of<'f>(files: impl IntoIterator<Item = &'f str>) -> Self {
        let mut texts = Self::default();
        for file in files {
            for statement in statements::of(file) {
                let sql = statement.sql;
                match statement.subject {
                    Subject::Other(text) => texts.change(&text),
                    // How a trigger is enabled, and who may call a function, stand by themselves in a file of another migration.
                    Subject::Function(_) | Subject::Trigger { .. } | Subject::Policy { .. }
                        if !sql.contains("CREATE ") => {}
                    subject @ (Subject::Function(_)
                    | Subject::Trigger { .. }
                    | Subject::Policy { .. }
                    | Subject::Comment(_)
                    | Subject::Grant { .. }) => {
                        texts.known.insert(owned(subject), Some(sql.into_owned()));
                    }
                    _ => {}
                }
            }
        }
        texts
    }

    pub(super) fn get<'t>(&'t self, subject: &'t Subject<'t>) -> Option<&'t str> {
        self.known.get(subject)?.as_deref()
    }

    /// Whether a rename changed the text of any that the condition takes.
    pub(super) fn is_unsure(&self, takes: impl Fn(&Subject<'_>) -> bool) -> bool {
        self.known.iter().any(|(subject, text)| text.is_none() && takes(subject))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    fn change(&mut self, sql: &str) {
        if let Some(rest) = sql.strip_prefix("DROP ") {
            let Some((kind, rest)) = rest.split_once(' ') else { return };
            let what = rest.strip_prefix("IF EXISTS ").unwrap_or(rest);
            self.known.remove(&Subject::Comment(format!("{kind} {what}").into()));
            let on = || what.split_once(" ON ").map(|(name, table)| (name.to_owned().into(), table.to_owned().into()));
            match (kind, on()) {
                ("FUNCTION", _) => drop(self.known.remove(&Subject::Function(what.to_owned().into()))),
                ("TRIGGER", Some((name, table))) => drop(self.known.remove(&Subject::Trigger { name, table })),
                ("POLICY", Some((name, table))) => drop(self.known.remove(&Subject::Policy { name, table })),
                ("TABLE", _) => self.known.retain(|subject, _| subject.table() != Some(what)),
                _ => {}
            }
        } else if let Some((on, to)) = sql.strip_prefix("REVOKE ALL ON ").and_then(|sql| sql.split_once(" FROM ")) {
            self.known.remove(&Subject::Grant { on: on.to_owned().into(), to: to.to_owned().into() });
        } else if let Some((old, new)) = sql.strip_prefix("ALTER TABLE ").and_then(|sql| sql.split_once(" RENAME TO "))
        {
            self.rename(old, new);
        }
    }

    fn rename(&mut self, old: &str, new: &str) {
        // The new name has no schema in the statement.
        let schema = old.rsplit_once('.').map(|(schema, _)| format!("{schema}.")).unwrap_or_default();
        let moved: Vec<_> = self.known.keys().filter(|subject| subject.table() == Some(old)).cloned().collect();
        for subject in moved {
            self.known.remove(&subject);
            let now: Text<'static> = format!("{schema}{new}").into();
            let subject = match subject {
                Subject::Trigger { name, .. } => Subject::Trigger { name, table: now },
                Subject::Policy { name, .. } => Subject::Policy { name, table: now },
                Subject::Grant { to, .. } => Subject::Grant { on: now, to },
                other => other,
            };
            self.known.insert(subject, None);
        }
    }
}

fn owned(subject: Subject<'_>) -> Subject<'static> {
    let text = |text: Text<'_>| Text::Owned(text.into_owned());
    match subject {
        Subject::Function(signature) => Subject::Function(text(signature)),
        Subject::Trigger { name, table } => Subject::Trigger { name: text(name), table: text(table) },
        Subject::Policy { name, table } => Subject::Policy { name: text(name), table: text(table) },
        Subject::Comment(on) => Subject::Comment(text(on)),
        Subject::Grant { on, to } => Subject::Grant { on: text(on), to: text(to) },
        other => Subject::Other(format!("{other:?}").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_text_counts() {
        let first = "CREATE FUNCTION f() RETURNS trigger AS $$a;$$;\nCREATE TRIGGER x BEFORE UPDATE ON t EXECUTE FUNCTION f();\n\
                     CREATE POLICY p ON t USING (a);\nCREATE POLICY p ON s USING (a);";
        let second = "CREATE OR REPLACE FUNCTION f() RETURNS trigger AS $$b;$$;\nDROP TRIGGER IF EXISTS x ON t;\nALTER TABLE s RENAME TO u;";
        let texts = Texts::of([first, second]);
        let policy = |table: &'static str| Subject::Policy { name: "p".into(), table: table.into() };
        assert!(texts.get(&Subject::Function("f()".into())).unwrap().contains("$$b;$$"));
        assert_eq!(texts.get(&Subject::Trigger { name: "x".into(), table: "t".into() }), None);
        assert_eq!(texts.get(&policy("t")), Some("CREATE POLICY p ON t USING (a)"));
        assert_eq!(texts.get(&policy("u")), None);
        assert!(
            texts.is_unsure(|subject| *subject == policy("u")) && !texts.is_unsure(|subject| *subject == policy("t"))
        );
    }
}
