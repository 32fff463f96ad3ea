//! The programs of PostgreSQL that a private cluster is run with.

use std::{
    fmt,
    path::PathBuf,
    process::{Output, Stdio},
};

use crate::server::{candidates::Candidate, version::Version};

/// A folder whose `initdb` was seen to run and is new enough.
#[derive(Clone, Debug)]
pub(crate) struct Binaries {
    pub(crate) candidate: Candidate,
    pub(crate) version: Version,
}

impl Binaries {
    /// The first candidate of that version or newer that can be used, or why none can.
    pub(crate) fn choose(candidates: &[Candidate], oldest: u32) -> Result<Self, Vec<PassedOver>> {
        let mut passed_over = Vec::new();
        for candidate in candidates {
            match Self::inspect(candidate, oldest) {
                Ok(binaries) => return Ok(binaries),
                Err(reason) => passed_over.push(reason),
            }
        }
        Err(passed_over)
    }

    pub(crate) fn inspect(candidate: &Candidate, oldest: u32) -> Result<Self, PassedOver> {
        let version =
            version(candidate, oldest).map_err(|reason| PassedOver { candidate: candidate.clone(), reason })?;
        Ok(Self { candidate: candidate.clone(), version })
    }

    /// The same programs after they were copied to another folder.
    pub(crate) fn moved_to(&self, folder: PathBuf) -> Self {
        let candidate = Candidate { folder, ..self.candidate.clone() };
        Self { candidate, version: self.version.clone() }
    }
}

impl fmt::Display for Binaries {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Candidate { folder, origin } = &self.candidate;
        write!(formatter, "PostgreSQL {} from {} ({origin})", self.version, folder.display())
    }
}

/// A folder that is not used, and why.
#[derive(Clone, Debug)]
pub struct PassedOver {
    candidate: Candidate,
    reason: String,
}

impl fmt::Display for PassedOver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Candidate { folder, origin } = &self.candidate;
        write!(formatter, "{} ({origin}): {}", folder.display(), self.reason)
    }
}

/// The version of the programs, or why they cannot be used.
fn version(candidate: &Candidate, oldest: u32) -> Result<Version, String> {
    if let Some(missing) = ["initdb", "postgres"].into_iter().find(|name| !candidate.program(name).is_file()) {
        return Err(format!("has no `{missing}`"));
    }
    let answer = ask_for_version(candidate)?;
    let version =
        Version::of_program(&answer).ok_or_else(|| format!("`initdb --version` answers {:?}", answer.trim()))?;
    match version.is_older_than(oldest) {
        true => Err(format!("PostgreSQL {version} is older than {oldest}")),
        false => Ok(version),
    }
}

fn ask_for_version(candidate: &Candidate) -> Result<String, String> {
    let answer = candidate.command("initdb").arg("--version").stdin(Stdio::null()).output();
    match answer {
        Ok(answer) if answer.status.success() => Ok(String::from_utf8_lossy(&answer.stdout).into_owned()),
        Ok(answer) => Err(format!("`initdb` does not run here: {}", why_not(&answer))),
        Err(error) => Err(format!("`initdb` does not run here: {error}")),
    }
}

/// The loader's complaint; the usual one, about an old C library, is put in plain words.
fn why_not(answer: &Output) -> String {
    let complaint = String::from_utf8_lossy(&answer.stderr);
    match newest_glibc(&complaint) {
        Some(glibc) => format!("it needs glibc {glibc} or newer, and this system's is older"),
        None => complaint.lines().next().map_or_else(|| answer.status.to_string(), str::to_owned),
    }
}

/// The highest version among complaints such as ``version `GLIBC_2.38' not found``.
fn newest_glibc(complaint: &str) -> Option<String> {
    let wanted = complaint.split("`GLIBC_").skip(1).filter_map(|rest| rest.split('\'').next());
    wanted
        .max_by_key(|version| version.split('.').filter_map(|part| part.parse::<u32>().ok()).collect::<Vec<_>>())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_newest_glibc_that_is_missing() {
        let complaint = "initdb: /lib/libc.so.6: version `GLIBC_2.9' not found (required by initdb)\n\
                         initdb: /lib/libc.so.6: version `GLIBC_2.38' not found (required by initdb)\n";
        assert_eq!(newest_glibc(complaint).as_deref(), Some("2.38"));
        assert_eq!(newest_glibc("initdb: error while loading shared libraries"), None);
    }
}
