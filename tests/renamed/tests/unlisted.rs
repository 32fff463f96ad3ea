//! Every list of a crate knows the tables that no list names (rule S02). The crate is compiled without `cfg(test)` here.

use peristyle_test_renamed::unlisted::{FIRST, second::SECOND};
use rails::Schema;

fn unlisted(schema: &Schema) -> Vec<String> {
    schema.unlisted.iter().map(|one| format!("{} {}", one.rust_name, one.table)).collect()
}

#[test]
fn tables_of_modules_and_of_macros_that_no_list_names() {
    // The macro compares names of structs, so the build script compares `Named` with the table of `Alias` once more.
    let expected = ["Coupon billing.coupons", "Discount discounts", "Named aliased"];
    assert_eq!(unlisted(&FIRST), expected);
    assert_eq!(unlisted(&SECOND), expected);
    assert!(FIRST.unlisted[1].location.ends_with("unlisted.rs:26"), "{}", FIRST.unlisted[1].location);
}

#[test]
fn the_build_script_refuses_them() {
    let error = peristyle_build::Checked::of(&FIRST).unwrap_err();
    let messages: Vec<String> = error.diagnostics().iter().map(ToString::to_string).collect();
    assert_eq!(messages.len(), 2, "{messages:#?}");
    assert!(messages[1].starts_with("[S02] `Discount` (table `discounts`, "), "{messages:#?}");
    assert!(messages[1].contains(") is in no `schema!` of its crate"), "{messages:#?}");
}
