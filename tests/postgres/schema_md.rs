//! The page and the diagram of a schema that uses every option.

use peristyle_build::Checked;

use crate::every_option::SCHEMA;

#[test]
fn schema_md_documents_every_option() {
    let page = peristyle_build::schema_md::markdown(&Checked::of(&SCHEMA).unwrap(), &[]);
    for told in [
        "| `worth` | `numeric(12,2)` | yes | computed: `price * pieces` |",
        "<br>(house_id, code collate C nulls first) |",
        "<br>gin (name gin_trgm_ops) |",
        "tstzrange(starts, ends) with &&) | A tool is lent once at a time.<br>no two live rows of a tenant are alike in all of them |",
        "no two rows agree; checked when the transaction ends |",
        "no two rows agree, of whatever tenant",
        "no two rows agree, NULL with NULL too |",
        "> **Old name** `scraps`: a view, until 9.0",
        "> **Retired**: the desk has a telephone",
    ] {
        assert!(page.contains(told), "`{told}` is not in\n{page}");
    }
    // A house has one door, of whatever colour.
    let diagram = peristyle_build::diagram::mermaid(&Checked::of(&SCHEMA).unwrap());
    assert!(diagram.contains("varchar(20) colour\n") && diagram.contains("varchar(40) code UK\n"), "{diagram}");
}
