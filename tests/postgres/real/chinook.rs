//! Chinook, a shop of music: integer keys, no timestamps, one junction, one reference to the table itself.

use peristyle::prelude::*;
use rust_decimal::Decimal;

/// Music that was published together.
#[table(
    name = "album",
    primary_key(album_id),
    waive(
        on_delete = "Chinook is older than the rule",
        primary_key = "Chinook is older than the rule",
        soft_delete = "Chinook is older than the rule",
        timestamps = "Chinook is older than the rule",
        uuid_v7 = "Chinook is older than the rule",
    )
)]
pub struct Album {
    pub album_id: i32,
    #[column(varchar(160))]
    pub title: String,
    #[column(references = Artist, on_delete = no_action, why = "as Chinook has it")]
    pub artist_id: i32,
}

/// Who makes music.
#[table(
    name = "artist",
    primary_key(artist_id),
    waive(
        primary_key = "Chinook is older than the rule",
        soft_delete = "Chinook is older than the rule",
        timestamps = "Chinook is older than the rule",
        uuid_v7 = "Chinook is older than the rule",
    )
)]
pub struct Artist {
    pub artist_id: i32,
    #[column(varchar(120))]
    pub name: Option<String>,
}

/// Who buys.
#[table(
    name = "customer",
    primary_key(customer_id),
    index(support_rep_id),
    waive(
        on_delete = "Chinook is older than the rule",
        primary_key = "Chinook is older than the rule",
        soft_delete = "Chinook is older than the rule",
        timestamps = "Chinook is older than the rule",
        uuid_v7 = "Chinook is older than the rule",
    )
)]
pub struct Customer {
    pub customer_id: i32,
    #[column(varchar(40))]
    pub first_name: String,
    #[column(varchar(20))]
    pub last_name: String,
    #[column(varchar(80))]
    pub company: Option<String>,
    #[column(varchar(70))]
    pub address: Option<String>,
    #[column(varchar(40))]
    pub city: Option<String>,
    #[column(varchar(40))]
    pub state: Option<String>,
    #[column(varchar(40))]
    pub country: Option<String>,
    #[column(varchar(10))]
    pub postal_code: Option<String>,
    #[column(varchar(24))]
    pub phone: Option<String>,
    #[column(varchar(24))]
    pub fax: Option<String>,
    #[column(varchar(60))]
    pub email: String,
    #[column(references = Employee, on_delete = no_action, why = "as Chinook has it")]
    pub support_rep_id: Option<i32>,
}

/// Who works for the shop.
#[table(
    name = "employee",
    primary_key(employee_id),
    index(reports_to),
    waive(
        on_delete = "Chinook is older than the rule",
        primary_key = "Chinook is older than the rule",
        soft_delete = "Chinook is older than the rule",
        timestamps = "Chinook is older than the rule",
        uuid_v7 = "Chinook is older than the rule",
    )
)]
pub struct Employee {
    pub employee_id: i32,
    #[column(varchar(20))]
    pub last_name: String,
    #[column(varchar(20))]
    pub first_name: String,
    #[column(varchar(30))]
    pub title: Option<String>,
    #[column(references = Employee, on_delete = no_action, why = "as Chinook has it")]
    pub reports_to: Option<i32>,
    #[column(waive(time_zone = "Chinook is older than the rule"))]
    pub birth_date: Option<chrono::NaiveDateTime>,
    #[column(waive(time_zone = "Chinook is older than the rule"))]
    pub hire_date: Option<chrono::NaiveDateTime>,
    #[column(varchar(70))]
    pub address: Option<String>,
    #[column(varchar(40))]
    pub city: Option<String>,
    #[column(varchar(40))]
    pub state: Option<String>,
    #[column(varchar(40))]
    pub country: Option<String>,
    #[column(varchar(10))]
    pub postal_code: Option<String>,
    #[column(varchar(24))]
    pub phone: Option<String>,
    #[column(varchar(24))]
    pub fax: Option<String>,
    #[column(varchar(60))]
    pub email: Option<String>,
}

/// A kind of music.
#[table(
    name = "genre",
    primary_key(genre_id),
    waive(
        primary_key = "Chinook is older than the rule",
        soft_delete = "Chinook is older than the rule",
        timestamps = "Chinook is older than the rule",
        uuid_v7 = "Chinook is older than the rule",
    )
)]
pub struct Genre {
    pub genre_id: i32,
    #[column(varchar(120))]
    pub name: Option<String>,
}

/// What a customer bought on one day.
#[table(
    name = "invoice",
    primary_key(invoice_id),
    waive(
        on_delete = "Chinook is older than the rule",
        primary_key = "Chinook is older than the rule",
        soft_delete = "Chinook is older than the rule",
        timestamps = "Chinook is older than the rule",
        uuid_v7 = "Chinook is older than the rule",
    )
)]
pub struct Invoice {
    pub invoice_id: i32,
    #[column(references = Customer, on_delete = no_action, why = "as Chinook has it")]
    pub customer_id: i32,
    #[column(waive(time_zone = "Chinook is older than the rule"))]
    pub invoice_date: chrono::NaiveDateTime,
    #[column(varchar(70))]
    pub billing_address: Option<String>,
    #[column(varchar(40))]
    pub billing_city: Option<String>,
    #[column(varchar(40))]
    pub billing_state: Option<String>,
    #[column(varchar(40))]
    pub billing_country: Option<String>,
    #[column(varchar(10))]
    pub billing_postal_code: Option<String>,
    #[column(numeric(10, 2))]
    pub total: Decimal,
}

/// One track on an invoice.
#[table(
    name = "invoice_line",
    primary_key(invoice_line_id),
    waive(
        on_delete = "Chinook is older than the rule",
        primary_key = "Chinook is older than the rule",
        soft_delete = "Chinook is older than the rule",
        timestamps = "Chinook is older than the rule",
        uuid_v7 = "Chinook is older than the rule",
    )
)]
pub struct InvoiceLine {
    pub invoice_line_id: i32,
    #[column(references = Invoice, on_delete = no_action, why = "as Chinook has it")]
    pub invoice_id: i32,
    #[column(references = Track, on_delete = no_action, why = "as Chinook has it")]
    pub track_id: i32,
    #[column(numeric(10, 2))]
    pub unit_price: Decimal,
    pub quantity: i32,
}

/// How a track is encoded.
#[table(
    name = "media_type",
    primary_key(media_type_id),
    waive(
        primary_key = "Chinook is older than the rule",
        soft_delete = "Chinook is older than the rule",
        timestamps = "Chinook is older than the rule",
        uuid_v7 = "Chinook is older than the rule",
    )
)]
pub struct MediaType {
    pub media_type_id: i32,
    #[column(varchar(120))]
    pub name: Option<String>,
}

/// Tracks in an order of taste.
#[table(
    name = "playlist",
    primary_key(playlist_id),
    waive(
        primary_key = "Chinook is older than the rule",
        soft_delete = "Chinook is older than the rule",
        timestamps = "Chinook is older than the rule",
        uuid_v7 = "Chinook is older than the rule",
    )
)]
pub struct Playlist {
    pub playlist_id: i32,
    #[column(varchar(120))]
    pub name: Option<String>,
}

/// Which track is on which playlist.
#[table(
    name = "playlist_track",
    junction(playlist_id, track_id),
    index(playlist_id),
    index(track_id),
    waive(on_delete = "Chinook is older than the rule", timestamps = "Chinook is older than the rule",)
)]
pub struct PlaylistTrack {
    #[column(references = Playlist, on_delete = no_action, why = "as Chinook has it")]
    pub playlist_id: i32,
    #[column(references = Track, on_delete = no_action, why = "as Chinook has it")]
    pub track_id: i32,
}

/// One piece of music.
#[table(
    name = "track",
    primary_key(track_id),
    index(album_id),
    index(genre_id),
    waive(
        on_delete = "Chinook is older than the rule",
        primary_key = "Chinook is older than the rule",
        soft_delete = "Chinook is older than the rule",
        timestamps = "Chinook is older than the rule",
        uuid_v7 = "Chinook is older than the rule",
    )
)]
pub struct Track {
    pub track_id: i32,
    #[column(varchar(200))]
    pub name: String,
    #[column(references = Album, on_delete = no_action, why = "as Chinook has it")]
    pub album_id: Option<i32>,
    #[column(references = MediaType, on_delete = no_action, why = "as Chinook has it")]
    pub media_type_id: i32,
    #[column(references = Genre, on_delete = no_action, why = "as Chinook has it")]
    pub genre_id: Option<i32>,
    #[column(varchar(220))]
    pub composer: Option<String>,
    pub milliseconds: i32,
    pub bytes: Option<i32>,
    #[column(numeric(10, 2))]
    pub unit_price: Decimal,
}

schema! { pub SCHEMA = [Album, Artist, Customer, Employee, Genre, Invoice, InvoiceLine, MediaType, Playlist, PlaylistTrack, Track] }
