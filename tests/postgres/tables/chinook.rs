//! Chinook, a shop of music, as one of many in a database: its eleven tables belong to a tenant.

use peristyle::prelude::*;
use rust_decimal::Decimal;

/// A shop.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
    #[column(max_len = 120)]
    pub name: String,
}

/// Who makes music.
#[table(name = "org_artists", tenant = Organization, unique(name))]
pub struct Artist {
    pub id: Id<Artist>,
    pub organization_id: Id<Organization>,
    #[column(max_len = 120)]
    pub name: String,
}

/// Music that was published together.
#[table(name = "org_albums", tenant = Organization)]
pub struct Album {
    pub id: Id<Album>,
    pub organization_id: Id<Organization>,
    #[column(max_len = 160)]
    pub title: String,
    #[column(on_delete = restrict, why = "an album is by its artist")]
    pub artist_id: Id<Artist>,
}

/// A kind of music.
#[table(name = "org_genres", tenant = Organization, unique(name))]
pub struct Genre {
    pub id: Id<Genre>,
    pub organization_id: Id<Organization>,
    #[column(max_len = 120)]
    pub name: String,
}

/// A format of files.
#[table(name = "org_media_types", tenant = Organization, unique(name))]
pub struct MediaType {
    pub id: Id<MediaType>,
    pub organization_id: Id<Organization>,
    #[column(max_len = 120)]
    pub name: String,
}

/// A piece of music.
#[table(
    name = "org_tracks",
    tenant = Organization,
    check(milliseconds > 0, message = "the length must be positive"),
    check(unit_price >= 0, message = "the price must not be negative")
)]
pub struct Track {
    pub id: Id<Track>,
    pub organization_id: Id<Organization>,
    #[column(max_len = 200)]
    pub name: String,
    #[column(on_delete = set_null, why = "a track is also sold without its album")]
    pub album_id: Option<Id<Album>>,
    #[column(on_delete = restrict, why = "a track has a format")]
    pub media_type_id: Id<MediaType>,
    #[column(on_delete = set_null, why = "a track outlives its genre")]
    pub genre_id: Option<Id<Genre>>,
    #[column(max_len = 220)]
    pub composer: Option<String>,
    pub milliseconds: i32,
    pub bytes: Option<i64>,
    #[column(numeric(10, 2))]
    pub unit_price: Decimal,
}

/// A list of tracks.
#[table(name = "org_playlists", tenant = Organization, unique(name))]
pub struct Playlist {
    pub id: Id<Playlist>,
    pub organization_id: Id<Organization>,
    #[column(max_len = 120)]
    pub name: String,
}

/// Which track is in which list.
#[table(name = "org_playlist_tracks", tenant = Organization, junction(playlist_id, track_id))]
pub struct PlaylistTrack {
    pub organization_id: Id<Organization>,
    #[column(on_delete = cascade, why = "the entries go with their list")]
    pub playlist_id: Id<Playlist>,
    #[column(on_delete = cascade, why = "a track that is gone is in no list")]
    pub track_id: Id<Track>,
}

/// Who works for the shop.
#[table(name = "org_employees", tenant = Organization, unique(email))]
pub struct Employee {
    pub id: Id<Employee>,
    pub organization_id: Id<Organization>,
    #[column(max_len = 20)]
    pub last_name: String,
    #[column(max_len = 20)]
    pub first_name: String,
    #[column(max_len = 60)]
    pub email: String,
    #[column(on_delete = set_null, why = "who reported to somebody stays")]
    pub reports_to_id: Option<Id<Employee>>,
}

/// Who buys.
#[table(name = "org_customers", tenant = Organization, unique(email))]
pub struct Customer {
    pub id: Id<Customer>,
    pub organization_id: Id<Organization>,
    #[column(max_len = 40)]
    pub first_name: String,
    #[column(max_len = 20)]
    pub last_name: String,
    #[column(max_len = 60)]
    pub email: String,
    #[column(on_delete = set_null, why = "a customer outlives who helps them")]
    pub support_rep_id: Option<Id<Employee>>,
}

/// What a customer owes.
#[table(name = "org_invoices", tenant = Organization, index(created_at(desc)))]
pub struct Invoice {
    pub id: Id<Invoice>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = restrict, why = "the accounts need the customer of each invoice")]
    pub customer_id: Id<Customer>,
    #[column(max_len = 70)]
    pub billing_address: Option<String>,
    #[column(numeric(10, 2))]
    pub total: Decimal,
}

/// A track on an invoice.
#[table(name = "org_invoice_lines", tenant = Organization, check(quantity > 0, message = "the quantity must be positive"))]
pub struct InvoiceLine {
    pub id: Id<InvoiceLine>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = cascade, why = "a line is a part of its invoice")]
    pub invoice_id: Id<Invoice>,
    #[column(on_delete = restrict, why = "a track that was sold stays")]
    pub track_id: Id<Track>,
    #[column(numeric(10, 2))]
    pub unit_price: Decimal,
    pub quantity: i32,
}

schema! {
    pub SCHEMA = [
        Organization, Artist, Album, Genre, MediaType, Track, Playlist, PlaylistTrack, Employee, Customer, Invoice, InvoiceLine
    ]
}
