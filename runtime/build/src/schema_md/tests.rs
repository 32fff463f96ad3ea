use super::*;
use crate::definition::{
    BudgetDef, ColumnDef, Denormalized, IndexColumn, IndexDef, IndexMethod, OnDelete, ReferenceDef, WaiverDef,
};
use crate::fixture::*;
use crate::{Schema, SqlType, TableDef, advice};

const SHOP: &[&TableDef] = &[&PRODUCT, &ENROLMENT, &ENTRY, &CATEGORY, &ORGANIZATION, &COUNTRY];

fn text_of(tables: &[&'static TableDef]) -> String {
    let checked = Checked::of(&Schema::new(Vec::leak(tables.to_vec()), &[])).unwrap();
    markdown(&checked, &advice::advise(&checked))
}

fn kept(table: TableDef) -> &'static TableDef {
    Box::leak(Box::new(table))
}

#[track_caller]
fn holds<const N: usize>(text: &str, parts: [&str; N]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
}

#[test]
fn every_table_is_listed_and_every_link_leads_to_a_heading() {
    let tables = kept(TableDef { name: "tables", ..COUNTRY });
    let text = text_of(&[SHOP, &[tables]].concat());
    assert_eq!(text.matches("\n### ").count(), 7);
    let mut anchors = anchors::Anchors::default();
    let headings: Vec<_> = text.lines().filter(|line| line.starts_with('#')).collect();
    let anchors: Vec<_> = headings.iter().map(|line| anchors.next(line.trim_start_matches('#').trim())).collect();
    for link in text.split("](#").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(anchors.iter().any(|anchor| anchor == link), "{link} is none of {anchors:?}");
    }
    holds(&text, ["[7 tables](#tables) · [1 enum type](#enum-types) · [1 waiver](#waivers)", "[tables](#tables-1)"]);
}

#[test]
fn the_tenant_is_explained_once() {
    let open = kept(TableDef { name: "org_open", row_security: false, ..OWNED });
    let text = text_of(&[SHOP, &[open]].concat());
    holds(
        &text,
        [
            "Each row of [organizations](#organizations) is a tenant, and the rows of 5 tables belong to one each.",
            "SET LOCAL peristyle.organization_id = '…';  -- an id of organizations",
            "by the function `current_organization_id()`.",
            "**Without row level security**, by waiver: `org_open`.",
        ],
    );
    assert!(!text_of(&[&COUNTRY]).contains("Tenants"));
}

#[test]
fn references_are_told_from_both_sides() {
    let text = text_of(SHOP);
    holds(
        &text,
        [
            "| `category_id` | [org_categories](#org_categories) | `category_id` becomes NULL | a product outlives its category |",
            "| `country_id` | [countries](#countries) | it cannot be while this row is there |  |",
            "| [org_products](#org_products) | `category_id` | any number of them | stay, and refer to nothing |",
            "| [org_enrolments](#org_enrolments) | `product_id` | any number of [org_categories](#org_categories) through them | forbid it |",
            "| `category_id` | `uuid` | yes |  | → [org_categories](#org_categories) |",
        ],
    );
    // That a tenant's rows go with it is said once; that an append-only table forbids it is said there.
    assert_eq!(text.matches("| `organization_id` | [organizations](#organizations) |").count(), 1);
}

#[test]
fn a_unique_reference_is_at_most_one() {
    let unique = IndexDef { columns: list([by("country_id")]), unique: true, ..IndexDef::PLAIN };
    let table = TableDef {
        name: "flags",
        columns: list([ID, column("country_id", SqlType::Uuid)]),
        references: list([ReferenceDef { on_delete: OnDelete::Cascade, ..reference(&["country_id"], || &COUNTRY) }]),
        indexes: list([unique]),
        ..PLAIN
    };
    holds(&text_of(&[&COUNTRY, kept(table)]), ["| [flags](#flags) | `country_id` | at most one | are deleted too |"]);
}

#[test]
fn a_unique_reference_of_a_tenant_to_what_all_share_is_one_of_each_tenant() {
    let text = text_of(&[&ORGANIZATION, &COUNTRY, &CATEGORY, &FLAG]);
    holds(
        &text,
        [
            "| [org_flags](#org_flags) | `country_id` | at most one of each tenant | forbid it |",
            "| [org_flags](#org_flags) | `partner_id` | at most one of each tenant | forbid it |",
            "| [org_flags](#org_flags) | `category_id` | at most one | forbid it |",
            "| [org_flags](#org_flags) | `first_id` | at most one | forbid it |",
        ],
    );
}

#[test]
fn an_index_says_whom_it_serves_and_when_it_is_written() {
    let text = text_of(SHOP);
    holds(
        &text,
        [
            "(organization_id, id) | the row of a key, and all rows of a tenant | every insert |",
            "(organization_id, sku) | the live row of a tenant by `sku`; no two rows agree | every insert; a change of `sku`; a soft delete |",
            "(organization_id, created_at desc, id desc) | the live rows of a tenant, the newest `created_at` first, where `status = 'active'` (which the filter of a query has to say) | the insert of a row that it covers; a change of `status`; a soft delete |",
            "(country_id) | the rows that refer to one of [countries](#countries) by `country_id`: lists, and the server's own look-up when that row is deleted | every insert; a change of `country_id` |",
            "(organization_id, product_id, category_id) | the row of a key, the rows of one `product_id`, and all rows of a tenant |",
        ],
    );
}

#[test]
fn every_kind_of_index_has_its_words() {
    let over = |name| list([by(name)]);
    let index = |method| IndexDef { columns: over("tags"), method, ..IndexDef::PLAIN };
    let named = |name, index| IndexDef { name: Some(name), ..index };
    let ordered = list([by("kind"), IndexColumn { descending: true, ..by("rank") }]);
    let table = TableDef {
        columns: list([
            ID,
            column("tags", SqlType::Text),
            column("kind", SqlType::Text),
            column("rank", SqlType::Integer),
        ]),
        indexes: list([
            named("gin", index(IndexMethod::Gin)),
            named("brin", index(IndexMethod::Brin)),
            named("hash", index(IndexMethod::Hash)),
            IndexDef { columns: ordered, doc: "The board.", include: &["tags"], ..IndexDef::PLAIN },
        ]),
        ..PLAIN
    };
    holds(
        &text_of(&[kept(table)]),
        [
            "| `gin`<br>gin (tags) | the rows by what is in `tags` |",
            "brin (tags) | the rows by a range of `tags`, if rows are stored in its order |",
            "hash (tags) | the rows by one `tags` |",
            "(kind, rank desc) with tags | The board.<br>the rows by `kind`, the greatest `rank` first | every insert; a change of `tags`, `kind` or `rank` |",
            "Plain::select()\n    .filter(Plain::KIND.eq(kind))\n    .order_by(Plain::RANK.desc())\n",
        ],
    );
}

#[test]
fn what_the_user_wrote_is_there_and_breaks_nothing() {
    let waivers = list([WaiverDef::new("T03", "soft_delete", "a | b")]);
    let copied = Some(Denormalized::new("name", "as it was"));
    let said = ColumnDef { doc: "One | two.\nThree.", denormalized: copied, waivers, ..column("said", SqlType::Text) };
    let text =
        text_of(&[kept(TableDef { doc: "Plain.\n\n# Not a heading", waivers, columns: list([ID, said]), ..PLAIN })]);
    holds(
        &text,
        [
            "Plain.\n\n\\# Not a heading\n",
            "> **Waived `soft_delete`** (T03): a \\| b\n",
            "| `said` | `text` |  |  | One \\| two. Three. A copy of `name`: as it was. Waived `soft_delete` (T03): a \\| b. |",
            "## Waivers\n",
            "| [plain](#plain) | T03 `soft_delete` | a \\| b |\n| [plain](#plain) `said` | T03 `soft_delete` | a \\| b |\n",
            "> **Advice A02**: ",
            "## Advice\n",
            "| A02 `unbounded_text` | [plain](#plain) |",
        ],
    );
}

#[test]
fn what_statements_may_cost_is_told() {
    let budget =
        BudgetDef { rows: Some(1_020_000), sort: Some(500), why: "the archive | reads all", ..BudgetDef::PLAIN };
    let text = text_of(&[kept(TableDef { budget, ..COUNTRY })]);
    holds(&text, ["A statement may cost 1,020,000 rows read and 500 rows sorted: the archive \\| reads all.\n"]);
    assert!(!text_of(&[&COUNTRY]).contains("may cost"));
}

#[test]
fn silenced_advice_is_not_listed() {
    let schema = Checked::of(&Schema::new(SHOP, &[])).unwrap();
    assert!(markdown(&schema, &advice::advise(&schema)).contains("## Advice"));
    assert!(!markdown(&schema, &[]).contains("Advice"));
}

#[test]
fn the_same_bytes_on_every_run() {
    let first = text_of(SHOP);
    for _ in 0..100 {
        assert_eq!(text_of(SHOP), first);
    }
}

#[test]
fn every_row_of_a_table_has_its_cells() {
    let text = text_of(SHOP);
    let mut width = None;
    for line in text.lines() {
        let cells = line.starts_with('|').then(|| line.replace("\\|", "").matches('|').count());
        assert!(width.is_none() || cells.is_none() || cells == width, "{line}");
        width = cells;
    }
}
