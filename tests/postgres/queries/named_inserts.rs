//! `named_insert`: the required columns by name, for one row and for many, in every kind of table.

use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Role, Server};

use crate::accepted::named_insert::*;

fn product(sku: &str, name: &str) -> ProductInsert {
    ProductInsert::new(ProductRequired {
        sku: Sku(sku.to_owned()),
        name: name.to_owned(),
        required: "by law".to_owned(),
        r#type: "light".to_owned(),
    })
}

#[tokio::test]
async fn each_value_is_in_its_column() {
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let template = server.template("named_insert", &ddl::sql(&SCHEMA, &options).unwrap()).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let pool = &super::pool(&database, 2);
    let insert = OrganizationInsert::new(OrganizationRequired { name: "ours".to_owned() });
    let ours = Tenant::<Organization>::new(insert.id());
    let organization = Organization::insert(ours, insert).fetch_one(pool).await.unwrap();
    assert_eq!(organization.name, "ours");

    let lamp = Product::insert(ours, product("L-1", "Lamp").note("new".to_owned())).fetch_one(pool).await.unwrap();
    assert_eq!((lamp.sku.0.as_str(), lamp.name.as_str()), ("L-1", "Lamp"));
    assert_eq!((lamp.r#type.as_str(), lamp.required.as_str()), ("light", "by law"));
    assert_eq!((lamp.note.as_deref(), lamp.status, lamp.tags.len()), (Some("new"), ProductStatus::Draft, 0));
    let many = [product("L-2", "Bulb").part_of_id(lamp.id), product("L-3", "Shade").status(ProductStatus::Active)];
    let many = Product::insert_many(ours, many).fetch_all(pool).await.unwrap();
    assert_eq!((many[0].sku.0.as_str(), many[0].name.as_str(), many[0].part_of_id), ("L-2", "Bulb", Some(lamp.id)));
    assert_eq!((many[1].sku.0.as_str(), many[1].status), ("L-3", ProductStatus::Active));
    let upsert = Product::insert(ours, product("L-1", "Lamps")).on_conflict(Product::BY_SKU).do_update();
    assert_eq!(upsert.fetch_one(pool).await.unwrap().name, "Lamps");

    let bundle = BundleRequired { other_id: many[0].id, one_id: lamp.id, title: "both".to_owned() };
    let bundle = Bundle::insert(ours, BundleInsert::new(bundle)).fetch_one(pool).await.unwrap();
    assert_eq!((bundle.one_id, bundle.other_id), (lamp.id, many[0].id));
    let country = CountryRequired { name: "Norway".to_owned(), code: "NO".to_owned() };
    let country = Country::insert(CountryInsert::new(country)).fetch_one(pool).await.unwrap();
    assert_eq!((country.code.as_str(), country.name.as_str()), ("NO", "Norway"));
}
