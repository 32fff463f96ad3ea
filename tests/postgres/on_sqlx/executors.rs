//! What a statement runs on in sqlx.

use peristyle::prelude::*;

use super::queries::Shop;
use crate::shop::{Country, CountryInsert};

#[tokio::test]
async fn a_global_table_is_served_by_everything() {
    let shop = Shop::open().await;
    let country = Country::insert(CountryInsert::new("de")).fetch_one(&shop.pool).await.unwrap();
    let mut connection = shop.pool.acquire().await.unwrap();
    assert_eq!(Country::find(country.id).fetch_one(&mut connection).await.unwrap(), country);
    assert_eq!(Country::find_by_code("de").fetch_one(&mut *connection).await.unwrap(), country);
    drop(connection);
    let mut plain = shop.pool.begin().await.unwrap();
    assert_eq!(Country::select().limit(9).fetch_all(&mut plain).await.unwrap(), std::slice::from_ref(&country));
    plain.rollback().await.unwrap();
    let mut tx = shop.begin().await;
    Country::delete(country.id).execute(&mut tx).await.unwrap();
    assert_eq!(Country::find(country.id).fetch_optional(&mut tx).await.unwrap(), None);
}
