//! The steps by which a table complies.

use crate::program::Shop;

#[test]
fn the_steps_of_a_table_are_listed() {
    let mut shop = Shop::new();
    shop.release(3);
    let steps = shop.ok(&["adopt", "org_products"]);
    let first = "1. make `price` exact [C02]\n   remove `exact_money = \"TODO: 5 rows\"` in `waive(..)` of `#[column(..)]` on `Product.price`\n   \
                 write  `#[column(numeric(12, 2))] pub price: Decimal,`\n";
    assert!(steps.starts_with(first), "{steps}");
    assert!(steps.contains("\n2. delete rows by `deleted_at` [T03]\n"), "{steps}");
    assert!(steps.contains("run    cargo peristyle migrate new adopt_org_products_t03\n"), "{steps}");
    // The struct by its name.
    let json = shop.run(&["adopt", "Product", "--json"]).json();
    assert_eq!(
        (json["table"].as_str(), json["steps"][0]["hazards"][0].as_str()),
        (Some("org_products"), Some("rewrites_table"))
    );

    shop.release(2);
    assert_eq!(shop.ok(&["adopt", "org_products"]), "`org_products` has no waiver\n");
}

#[test]
fn a_table_or_a_root_that_is_not_there_is_named() {
    let shop = Shop::new();
    let unknown = shop.run(&["adopt", "products"]);
    assert!(unknown.code == 64 && unknown.stderr.contains("the names are organizations, org_products"), "{unknown:?}");
    let unknown = shop.run(&["adopt", "org_products", "--tenant", "Shop"]);
    assert!(unknown.code == 64 && unknown.stderr.contains("there is no tenant root `Shop`"), "{unknown:?}");
    let none = shop.run(&["adopt", "organizations", "--tenant", "Product"]);
    assert!(none.code == 64 && none.stderr.contains("`org_products` is not a tenant root"), "{none:?}");
    assert!(none.stderr.contains("write `#[table(name = \"org_products\", tenant_root)]` on `Product`"), "{none:?}");
    let has = shop.run(&["adopt", "org_products", "--tenant", "Organization"]);
    assert!(has.code == 64 && has.stderr.contains("`org_products` has a tenant already"), "{has:?}");
}
