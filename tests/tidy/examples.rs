//! What the examples show is what the tools say of them.

use std::collections::BTreeSet;

use peristyle_build::Checked;
use peristyle_build::advice::advise;
use peristyle_tests::{in_workspace, text};
use quickstart_schema::SCHEMA;

/// A newcomer's first build prints no warning, and nothing is silenced that is not given.
#[test]
fn the_quickstart_silences_the_advice_that_it_gets() {
    let script = text(&in_workspace("examples/quickstart/build.rs"));
    let silenced = script.split("without_advice(&[").nth(1).and_then(|rest| rest.split(']').next()).unwrap_or_default();
    let silenced: BTreeSet<_> = silenced.split(',').map(|code| code.trim().trim_matches('"')).collect();
    let given: BTreeSet<_> = advise(&Checked::of(&SCHEMA).unwrap()).iter().map(|advice| advice.code).collect();
    assert_eq!(silenced, given);
}
