//! No server: each message says why, and what to do.

use peristyle_test::server::{Candidate, Server};

use crate::child::{Child, Task};

async fn refusal(candidates: &[Candidate]) -> String {
    Server::start_from(candidates).await.unwrap_err().to_string()
}

fn refusal_under(variable: &str, value: &str) -> String {
    Child::start(Task::Use, &[(variable, value)]).answer()
}

#[tokio::test]
async fn nothing_installed() {
    let message = refusal(&[]).await;
    assert!(message.starts_with("no PostgreSQL 15 or newer that runs here\n"), "{message}");
    for way_out in ["apt install", "dnf install", "brew install", "`PG_BIN`", "`PERISTYLE_TEST_URL`"] {
        assert!(message.contains(way_out), "{message}");
    }
}

#[test]
fn a_wrong_folder() {
    let message = refusal_under("PG_BIN", "/nowhere");
    assert!(message.starts_with("`PG_BIN` cannot be used: /nowhere (PG_BIN): has no `initdb`\n= help:"), "{message}");
}

#[test]
fn a_url_that_is_none() {
    let message = refusal_under("PERISTYLE_TEST_URL", "localhost");
    assert!(message.starts_with("`PERISTYLE_TEST_URL` is not a URL such as"), "{message}");
    let message = refusal_under("PERISTYLE_TEST_URL", "mysql://localhost");
    assert!(message.ends_with("its scheme is `mysql`"), "{message}");
}

#[test]
fn a_url_that_leads_nowhere() {
    let message = refusal_under("PERISTYLE_TEST_URL", "postgres://me:secret@localhost:1/postgres");
    assert!(message.starts_with("cannot connect to localhost:1 (PERISTYLE_TEST_URL): "), "{message}");
    assert!(!message.contains("secret"), "{message}");
}

#[cfg(unix)]
mod programs {
    use std::{
        fs,
        os::unix::fs::PermissionsExt,
        path::{Path, PathBuf},
    };

    use super::*;

    /// A folder with scripts in the place of the programs.
    struct Fake {
        folder: PathBuf,
    }

    impl Fake {
        fn new(name: &str, initdb: &str) -> Self {
            let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
            fs::create_dir(&folder).unwrap();
            for program in ["initdb", "postgres"] {
                let path = folder.join(program);
                fs::write(&path, format!("#!/bin/sh\n{initdb}\n")).unwrap();
                fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
            }
            Self { folder }
        }

        fn candidate(&self) -> Candidate {
            Candidate::new(&self.folder, "a test")
        }
    }

    impl Drop for Fake {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }

    #[tokio::test]
    async fn that_are_too_old() {
        let fake = Fake::new("old", "echo 'initdb (PostgreSQL) 13.4'");
        let message = refusal(&[fake.candidate()]).await;
        let expected = format!("passed over {} (a test): PostgreSQL 13.4 is older than 15", fake.folder.display());
        assert!(message.contains(&expected), "{message}");
    }

    #[tokio::test]
    async fn that_need_a_newer_system() {
        let complaint = "initdb: /lib/libc.so.6: version \\`GLIBC_2.38' not found (required by initdb)";
        let fake = Fake::new("new", &format!("echo \"{complaint}\" >&2; exit 1"));
        let message = refusal(&[fake.candidate()]).await;
        assert!(message.contains("it needs glibc 2.38 or newer, and this system's is older"), "{message}");
    }

    #[tokio::test]
    async fn whose_initdb_fails() {
        let script =
            r#"[ "$1" = --version ] && echo "initdb (PostgreSQL) 15.1" || { echo "no space left" >&2; exit 1; }"#;
        let fake = Fake::new("failing", script);
        let message = refusal(&[fake.candidate()]).await;
        assert!(message.starts_with("`initdb` failed, PostgreSQL 15.1 from"), "{message}");
        assert!(message.ends_with("no space left"), "{message}");
    }

    #[tokio::test]
    async fn that_the_crate_brings_or_why_not() {
        let Some(bundled) = Candidate::bundled() else { return };
        match Server::start_from(&[bundled]).await {
            Ok(server) => drop(server.empty_database().await.unwrap()),
            Err(error) => assert!(error.to_string().contains("glibc"), "{error}"),
        }
    }
}
