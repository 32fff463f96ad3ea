//! The version of a PostgreSQL server or program.

use std::fmt;

/// The oldest major version that is used.
pub(crate) const OLDEST: u32 = 15;

/// A version as PostgreSQL writes it, such as `15.18` or `19beta1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    text: String,
    major: u32,
}

impl Version {
    /// Reads the answer to `initdb --version`: `initdb (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
    pub(crate) fn of_program(answer: &str) -> Option<Self> {
        answer.split_once("(PostgreSQL) ").and_then(|(_, version)| Self::parse(version))
    }

    /// Reads the setting `server_version`: `15.18 (Debian 15.18-0+deb12u1)`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.split_whitespace().next()?;
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        Some(Self { text: text.to_owned(), major: text[..digits].parse().ok()? })
    }

    pub(crate) fn is_older_than(&self, major: u32) -> bool {
        self.major < major
    }

    /// From version 17 PostgreSQL brings a UTF-8 locale that needs nothing from the system.
    pub(crate) fn has_builtin_locale(&self) -> bool {
        self.major >= 17
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_programs_answer() {
        let version = Version::of_program("initdb (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n").unwrap();
        assert_eq!(
            (version.to_string().as_str(), version.is_older_than(15), version.is_older_than(16)),
            ("15.18", false, true)
        );
        assert!(Version::of_program("initdb (PostgreSQL) 13.4").unwrap().is_older_than(OLDEST));
        assert!(!Version::of_program("initdb (PostgreSQL) 19devel").unwrap().is_older_than(18));
        assert_eq!(Version::of_program("initdb: error: no such option"), None);
    }
}
