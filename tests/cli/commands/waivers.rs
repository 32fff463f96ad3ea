//! Waivers that only become fewer.

use crate::program::{Shop, text};

#[test]
fn waivers_are_listed_recorded_and_only_lowered() {
    let mut shop = Shop::new();
    assert_eq!(shop.ok(&["waivers"]), "there is no waiver\n");
    shop.ok(&["waivers", "--baseline", "db/none.json"]);

    shop.release(3);
    let listed = shop.ok(&["waivers"]);
    assert!(listed.starts_with("C02 exact_money: 1\n    org_products.price: TODO: 5 rows\n"), "{listed}");
    assert!(
        listed.contains("T03 soft_delete: 2\n    org_products: TODO: 5 rows\n    organizations: shops stay\n"),
        "{listed}"
    );
    assert!(listed.ends_with("3 waivers, 2 of them with a reason that begins with TODO\n"), "{listed}");
    let json = shop.run(&["waivers", "--json"]).json();
    assert_eq!((json["undecided"].as_u64(), json["waivers"][0]["column"].as_str()), (Some(2), Some("price")), "{json}");

    // None of them was there before.
    let risen = shop.run(&["waivers", "--max", "db/none.json"]);
    assert!(risen.code == 1 && risen.stderr.contains("`org_products` has 1 waiver of T03 `soft_delete`"), "{risen:?}");
    let risen = shop.run(&["waivers", "--max", "db/none.json", "--update", "--json"]).json();
    assert_eq!(
        (risen["error"]["exit"].as_u64(), risen["error"]["done"]["risen"].as_array().map(Vec::len)),
        (Some(1), Some(3))
    );
    assert!(!text(&shop.path("db/none.json")).contains("T03"));

    let recorded = shop.ok(&["waivers", "--baseline", "waivers.json"]);
    assert_eq!(recorded, "wrote waivers.json with 3 waivers: commit it\n");
    assert_eq!(shop.ok(&["waivers", "--max", "waivers.json"]), "no table has more waivers than `waivers.json`\n");
    let before = text(&shop.path("waivers.json"));
    let again = shop.run(&["waivers", "--baseline", "waivers.json"]);
    assert!(again.code == 3 && again.stderr.contains("`waivers.json` is there already"), "{again:?}");

    // They are gone.
    shop.release(2);
    let stale = shop.ok(&["waivers", "--max", "waivers.json"]);
    assert!(stale.contains("`org_products` has 0 waivers of C02 `exact_money`, the baseline 1\n"), "{stale}");
    assert!(stale.ends_with("`waivers.json` can be lowered: `waivers --max waivers.json --update`\n"), "{stale}");
    assert_eq!(shop.run(&["waivers", "--max", "waivers.json", "--deny-stale"]).code, 1);
    assert_eq!(text(&shop.path("waivers.json")), before);
    let lowered = shop.run(&["waivers", "--max", "waivers.json", "--update", "--json"]).json();
    assert_eq!((lowered["lowered"].as_bool(), lowered["fallen"].as_array().map(Vec::len)), (Some(true), Some(3)));
    assert_eq!(shop.ok(&["waivers", "--max", "waivers.json", "--deny-stale"]).lines().count(), 1);
    shop.release(3);
    assert_eq!(shop.run(&["waivers", "--max", "waivers.json"]).code, 1);
}

#[test]
fn a_file_that_is_no_baseline_is_refused_with_its_place() {
    let shop = Shop::new();
    let missing = shop.run(&["waivers", "--max", "waivers.json"]);
    assert!(
        missing.code == 3 && missing.stderr.contains("`cargo peristyle waivers --baseline waivers.json`"),
        "{missing:?}"
    );
    for (content, place) in [
        ("{\"version\": 1, \"waivers\": {", "waivers.json:1:27: EOF while parsing an object"),
        ("{\"version\": 9, \"waivers\": {}}", "waivers.json:1:13: `version`: the baseline is of version 9"),
        ("{\"version\": 1, \"waivers\": {\"Z99\": {}}}", "`Z99` is not the code of a rule"),
        ("{\"version\": 1, \"waivers\": {\"T03\": {\"a\": 1, \"a\": 2}}}", "the key \"a\" stands twice"),
    ] {
        std::fs::write(shop.path("waivers.json"), content).unwrap();
        for more in [&[][..], &["--update"]] {
            let refused = shop.run(&[&["waivers", "--max", "waivers.json"], more].concat());
            assert!(refused.code == 3 && refused.stderr.contains(place), "{refused:?}");
            assert_eq!(text(&shop.path("waivers.json")), content);
        }
    }
    assert_eq!(shop.run(&["waivers", "--max", "a", "--baseline", "b"]).code, 64);
    assert_eq!(shop.run(&["waivers", "--update"]).code, 64);
}
