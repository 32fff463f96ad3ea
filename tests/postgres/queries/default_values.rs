//! What the database fills in is what each default says, of one row and of many.

use std::collections::BTreeMap;

use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Role, Server};
use rust_decimal::Decimal;

use crate::accepted::every_default::{Billing, Offer, OfferInsert, SCHEMA};

/// Each column with the value that its default says.
fn assert_defaults(offer: &Offer) {
    assert_eq!((offer.most, offer.least, offer.computed, offer.seats), (i32::MAX, i64::MIN, Some(-1999), 7));
    assert_eq!(format!("{:?}", offer.of_a_newtype), "Seats(32767)");
    assert_eq!((offer.country.as_str(), offer.version.as_deref(), offer.open), ("it's", Some("v1.2"), true));
    assert_eq!((offer.billing, offer.next_billing), (Billing::Yearly, Some(Billing::Monthly)));
    assert_eq!((&offer.tags, &offer.numbers), (&vec!["a".to_owned(), "b\"'\\".to_owned()], &vec![1, -2, 1000]));
    assert_eq!((&offer.flags, &offer.billings), (&Some(vec![true, true]), &vec![Billing::Monthly, Billing::Yearly]));
    assert_eq!((&offer.labels, &offer.none), (&vec![Billing::Yearly], &Vec::new()));
    assert_eq!(offer.bytes, b"a\x00\xff");
    assert_eq!(offer.waits, ["P1D", "PT2H"].map(|text| text.parse::<peristyle::Interval>().unwrap()));
    assert_eq!(offer.documents, [Json(BTreeMap::from([("a".to_owned(), vec![1, 2])]))]);
    assert_eq!((offer.since, offer.network.to_string().as_str(), offer.small), (2000, "10.0.0.0/8", 1000));
    assert_eq!(offer.price, Decimal::new(9500, 2));
}

#[tokio::test]
async fn an_insert_takes_every_default() {
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let template = server.template("every_default", &ddl::sql(&SCHEMA, &options).unwrap()).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let pool = super::pool(&database, 2);
    let one = Offer::insert(OfferInsert::new()).fetch_one(&pool).await.unwrap();
    assert_defaults(&one);
    let many = Offer::insert_many([OfferInsert::new(), OfferInsert::new().since(1999)]).fetch_all(&pool).await.unwrap();
    assert_defaults(&many[0]);
    assert_eq!((many[1].since, many[1].most), (1999, i32::MAX));
}
