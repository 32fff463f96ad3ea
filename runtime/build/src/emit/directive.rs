//! What cargo reads of a build script, each on one line.

use std::path::Path;

use super::error::EmitError;
use crate::advice::Advice;
use crate::waivers::Comparison;

/// So many findings of one piece of advice are printed; of more it is said how many. A warning comes back with every build.
const MOST: usize = 3;

/// An error as lines for cargo, which shows each behind the name of the package.
pub(super) fn errors(error: &EmitError) -> String {
    error.to_string().lines().map(|line| format!("cargo::error={line}\n")).collect()
}

/// An error that does not stop the build, as one warning.
pub(super) fn warning_of(error: &EmitError) -> String {
    warning(&error.to_string())
}

/// That the baseline of the waivers can be lowered, so that none comes back.
pub(super) fn stale(path: &Path, comparison: &Comparison) -> String {
    let path = path.display();
    match comparison.fallen.len() {
        0 => String::new(),
        count => warning(&format!(
            "`{path}` says more waivers than there are: {count} of its lines\nhelp: lower it by `cargo peristyle waivers --max {path} --update`"
        )),
    }
}

/// Advice as warnings; it is sorted by code.
pub(super) fn warnings(advice: &[Advice]) -> String {
    advice.chunk_by(|one, next| one.code == next.code).map(of_one_code).collect()
}

fn of_one_code(advice: &[Advice]) -> String {
    let mut lines: String = advice.iter().take(MOST).map(|advice| warning(&advice.to_string())).collect();
    if let Some(Advice { code, table, .. }) = advice.get(MOST) {
        let more = advice.len() - MOST;
        lines.push_str(&warning(&format!(
            "[{code}] {more} more of this, the next in `{table}`\nhelp: SCHEMA.md lists everything: `.schema_md()`"
        )));
    }
    lines
}

/// cargo shows one line of a warning, so all lines become one.
fn warning(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(|line| line.trim().trim_start_matches("= ")).collect();
    format!("cargo::warning={}\n", lines.join("; "))
}
