//! `Id` in statements of tokio-postgres itself.

use peristyle::prelude::*;

use super::queries::Shop;
use crate::shop::Product;

#[tokio::test]
async fn an_id_goes_to_the_server_and_back() {
    let shop = Shop::open().await;
    let id = Id::<Product>::generate();
    let (ids, none) = (vec![id, Id::generate()], None::<Id<Product>>);
    let client = shop.pool.get().await.unwrap();
    let row = client.query_one("SELECT $1::uuid, $2::uuid[], $3::uuid", &[&id, &ids, &none]).await.unwrap();
    let read: (Id<Product>, Vec<Id<Product>>, Option<Id<Product>>) = (row.get(0), row.get(1), row.get(2));
    assert_eq!(read, (id, ids, none));
}

#[tokio::test]
async fn an_id_of_another_version_is_read_as_it_is_stored() {
    let shop = Shop::open().await;
    let client = shop.pool.get().await.unwrap();
    let id: Id<Product> = client.query_one("SELECT gen_random_uuid()", &[]).await.unwrap().get(0);
    assert_eq!(id.uuid().get_version_num(), 4);
}

#[tokio::test]
async fn an_id_is_no_text() {
    let shop = Shop::open().await;
    let client = shop.pool.get().await.unwrap();
    assert!(client.query("SELECT $1::text", &[&Id::<Product>::generate()]).await.is_err());
    assert!(client.query_one("SELECT 'x'", &[]).await.unwrap().try_get::<_, Id<Product>>(0).is_err());
}
