//! Addresses and networks.

use std::net::IpAddr;

use ipnetwork::IpNetwork;
use peristyle::Error;
use peristyle::prelude::*;

use super::{as_owner, database, driver};

/// Who may come in.
#[table(
    name = "visitors",
    unique(address),
    waive(column_type = "one of the networks is held as cidr"),
    derive_insert(PartialEq)
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Visitor {
    pub id: Id<Visitor>,
    pub address: IpAddr,
    pub network: IpNetwork,
    #[column(sql_type = "cidr")]
    pub routed: Option<IpNetwork>,
    #[column(sql_type = "cidr[]")]
    pub routes: Vec<IpNetwork>,
    pub addresses: Vec<IpAddr>,
    pub networks: Vec<IpNetwork>,
    pub last: Option<Seen>,
    #[column(default = "127.0.0.1")]
    pub home: IpAddr,
}

/// Where somebody was seen last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnType)]
pub struct Seen(IpAddr);

schema! { pub VISITORS = [Visitor] }

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn network(text: &str) -> IpNetwork {
    text.parse().unwrap()
}

fn draft(own: &str) -> VisitorInsert {
    VisitorInsert::new(address(own), network("10.1.2.3/8"))
        .routed(network("10.0.0.0/8"))
        .routes(vec![network("2001:db8::/32"), network("0.0.0.0/0")])
        .addresses(vec![address("255.255.255.255"), address("::1")])
        .networks(vec![network("::ffff:1.2.3.4/128"), network("192.168.0.1/24")])
        .last(Seen(address("fe80::1")))
}

#[tokio::test]
async fn addresses_and_networks_come_back_as_they_went() {
    let (_database, pool) = database(&VISITORS, "").await;
    for own in ["0.0.0.0", "255.255.255.255", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::ffff:1.2.3.4"] {
        let draft = draft(own);
        let row = Visitor::insert(draft.clone()).fetch_one(&pool).await.unwrap();
        assert_eq!((row.address, row.network, row.routed), (address(own), draft.network, Some(network("10.0.0.0/8"))));
        assert_eq!((Some(&row.routes), Some(&row.addresses)), (draft.routes.as_ref(), draft.addresses.as_ref()));
        assert_eq!((Some(&row.networks), row.last), (draft.networks.as_ref(), Some(Seen(address("fe80::1")))));
        assert_eq!(row.home, address("127.0.0.1"));
        let live = "SELECT * FROM visitors WHERE deleted_at IS NULL";
        assert_eq!(driver::rows::<Visitor>(&pool, live).await.unwrap(), std::slice::from_ref(&row));
        Visitor::delete(row.id).execute(&pool).await.unwrap();
        let many = Visitor::insert_many([draft.with_id(Id::generate())]).fetch_all(&pool).await.unwrap();
        let same = Visitor { id: many[0].id, created_at: many[0].created_at, updated_at: many[0].updated_at, ..row };
        assert_eq!(many[0], same);
        Visitor::delete(same.id).execute(&pool).await.unwrap();
    }
}

#[tokio::test]
async fn they_are_compared_and_changed() {
    let (_database, pool) = database(&VISITORS, "").await;
    let row = Visitor::insert(draft("10.0.0.1")).fetch_one(&pool).await.unwrap();
    for condition in [
        Visitor::ADDRESS.eq(row.address),
        Visitor::ADDRESS.lt(address("10.0.0.2")),
        Visitor::ADDRESS.is_in([row.address]),
        Visitor::NETWORK.eq(row.network),
        Visitor::ROUTED.eq(network("10.0.0.0/8")),
        Visitor::ROUTED.is_in([network("10.0.0.0/8")]),
        Visitor::ROUTES.eq(row.routes.clone()),
        Visitor::ADDRESSES.eq(row.addresses.clone()),
        Visitor::NETWORKS.eq(row.networks.clone()),
        Visitor::LAST.eq(Seen(address("fe80::1"))),
    ] {
        let told = format!("{condition:?}");
        let found = Visitor::select().filter(condition).limit(2).fetch_all(&pool).await;
        assert_eq!(found.unwrap_or_else(|error| panic!("{told}: {error}")), std::slice::from_ref(&row), "{told}");
    }
    assert_eq!(Visitor::find_by_address(row.address).fetch_one(&pool).await.unwrap(), row);
    let changes = VisitorUpdate::new().address(address("::1")).routed(None).routes(vec![]).networks(vec![]);
    let changed = Visitor::update(row.id, changes).fetch_one(&pool).await.unwrap();
    assert_eq!((changed.address, changed.routed, changed.routes.len()), (address("::1"), None, 0));
}

#[tokio::test]
async fn a_network_is_no_address_and_a_cidr_has_no_bits_behind_its_mask() {
    let (database, pool) = database(&VISITORS, "").await;
    let row = Visitor::insert(draft("10.0.0.1")).fetch_one(&pool).await.unwrap();
    let bits = VisitorUpdate::new().routed(network("10.0.0.1/8"));
    assert!(matches!(Visitor::update(row.id, bits).execute(&pool).await, Err(Error::Driver(_))));
    as_owner(&database, "UPDATE visitors SET address = '10.0.0.0/8'").await;
    let error = Visitor::find(row.id).fetch_one(&pool).await.unwrap_err();
    assert!(matches!(&error, Error::Decode { column, .. } if column == "address"), "{error:?}");
    let problem = "the value in `address` does not fit its Rust type: `10.0.0.0/8` is a network, not a single address";
    assert_eq!(error.to_string(), problem);
}
