//! `Id` in statements of sqlx itself.

use peristyle::prelude::*;

use super::queries::Shop;
use crate::shop::Product;

#[tokio::test]
async fn an_id_goes_to_the_server_and_back() {
    let shop = Shop::open().await;
    let id = Id::<Product>::generate();
    let ids = vec![id, Id::generate()];
    let (one, all, none): (Id<Product>, Vec<Id<Product>>, Option<Id<Product>>) = sqlx::query_as("SELECT $1, $2, $3")
        .bind(id)
        .bind(&ids)
        .bind(None::<Id<Product>>)
        .fetch_one(&shop.pool)
        .await
        .unwrap();
    assert_eq!((one, all, none), (id, ids, None));
}

#[tokio::test]
async fn an_id_of_another_version_is_read_as_it_is_stored() {
    let shop = Shop::open().await;
    let id: Id<Product> = sqlx::query_scalar("SELECT gen_random_uuid()").fetch_one(&shop.pool).await.unwrap();
    assert_eq!(id.uuid().get_version_num(), 4);
}
