use super::*;

#[tokio::test]
async fn every_reference_is_led_by_an_index_the_server_can_use() {
    let mut shop = Shop::open().await;
    // An index leads when its first columns are those of the reference, and it covers each row in which they are not NULL.
    let led = "SELECT constraints.conname::text FROM pg_constraint constraints
        WHERE contype = 'f' AND NOT EXISTS (
            SELECT FROM pg_index indexes
            WHERE indrelid = conrelid
                AND (string_to_array(indkey::text, ' ')::int2[])[1:cardinality(conkey)] @> conkey
                AND (indpred IS NULL OR pg_get_expr(indpred, indrelid) = format('(%s IS NOT NULL)', (
                    SELECT attname FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[cardinality(conkey)]
                )))
        )";
    assert_eq!(texts(&mut shop.owner, led).await, [""; 0]);
    let count = one::<(i64,)>(&mut shop.owner, "SELECT count(*) FROM pg_constraint WHERE contype = 'f'").await;
    assert_eq!(count, (12,));
}

#[tokio::test]
async fn comments_say_what_the_structs_say() {
    let mut shop = Shop::open().await;
    for (object, comment) in [
        ("obj_description('org_products'::regclass)", "Something an organization sells."),
        ("obj_description('product_status'::regtype)", "Where a product stands in its life."),
        ("col_description('org_products'::regclass, 4)", "The shop's own number for it."),
        (
            "obj_description('countries'::regclass)",
            "A country of the world, the same for everyone.\n\nWaived soft_delete (T03): countries are never deleted here",
        ),
        (
            "obj_description((SELECT oid FROM pg_constraint WHERE conname = 'org_products_organization_id_category_id_fkey'))",
            "a product outlives its category",
        ),
        (
            "obj_description((SELECT oid FROM pg_constraint WHERE conname = 'org_products_price_check'))",
            "the price must not be negative",
        ),
    ] {
        assert_eq!(texts(&mut shop.owner, &format!("SELECT {object}")).await, [comment]);
    }
}

#[tokio::test]
async fn names_are_those_postgresql_gives() {
    let named = ddl::sql(&shop::SCHEMA, &ddl::Options::new()).unwrap();
    let lines =
        named.lines().filter(|line| !line.starts_with("COMMENT ON CONSTRAINT") && !line.contains("CONSTRAINT = "));
    let unnamed: Vec<_> = lines.map(without_name).collect();
    assert!(!unnamed.iter().any(|line| line.trim_start().starts_with("CONSTRAINT")));

    let database = Server::shared().await.unwrap().empty_database().await.unwrap();
    let mut owner = connect(&database, Role::Owner).await;
    run(&mut owner, &unnamed.join("\n")).await;
    let names =
        "SELECT conname::text FROM pg_constraint WHERE contype IN ('p', 'u', 'f', 'c') AND conrelid <> 0 ORDER BY 1";
    let given = texts(&mut owner, names).await;
    assert_eq!(texts(&mut Shop::open().await.owner, names).await, given);
}

fn without_name(line: &str) -> &str {
    let Some((_, rest)) = line.split_once("    CONSTRAINT ") else { return line };
    rest.split_once(' ').map_or("", |(_, definition)| definition)
}
