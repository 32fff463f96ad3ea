//! Pagila, a rental of films: serial keys, an enum, domains, arrays, full text, a computed column, partitions, and an index of an extension.

use peristyle::Timestamp;
use peristyle::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

/// Who may see a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "mpaa_rating")]
pub enum Rating {
    #[pg_enum(name = "G")]
    G,
    #[pg_enum(name = "PG")]
    Pg,
    #[pg_enum(name = "PG-13")]
    Pg13,
    #[pg_enum(name = "R")]
    R,
    #[pg_enum(name = "NC-17")]
    Nc17,
}

/// Who plays.
#[table(
    name = "actor",
    primary_key(actor_id),
    index(last_name, name = "idx_actor_last_name"),
    waive(
        app_side_id = "Pagila is older than the rule",
        primary_key = "Pagila is older than the rule",
        soft_delete = "Pagila is older than the rule",
        timestamps = "Pagila is older than the rule",
        uuid_v7 = "Pagila is older than the rule",
    )
)]
pub struct Actor {
    #[column(serial)]
    pub actor_id: i32,
    pub first_name: String,
    pub last_name: String,
    #[column(default_sql = "now()")]
    pub last_update: Timestamp,
}

/// Where somebody lives, or a store stands.
#[table(
    name = "address",
    primary_key(address_id),
    index(city_id, name = "idx_fk_city_id"),
    waive(
        app_side_id = "Pagila is older than the rule",
        primary_key = "Pagila is older than the rule",
        soft_delete = "Pagila is older than the rule",
        timestamps = "Pagila is older than the rule",
        uuid_v7 = "Pagila is older than the rule",
    )
)]
pub struct Address {
    #[column(serial)]
    pub address_id: i32,
    pub address: String,
    #[column(waive(repeating_group = "Pagila is older than the rule"))]
    pub address2: Option<String>,
    pub district: String,
    #[column(references = City, on_delete = restrict, on_update = cascade, why = "as Pagila has it")]
    pub city_id: i32,
    pub postal_code: Option<String>,
    pub phone: String,
    #[column(default_sql = "now()")]
    pub last_update: Timestamp,
}

/// A kind of film.
#[table(
    name = "category",
    primary_key(category_id),
    waive(
        app_side_id = "Pagila is older than the rule",
        primary_key = "Pagila is older than the rule",
        soft_delete = "Pagila is older than the rule",
        timestamps = "Pagila is older than the rule",
        uuid_v7 = "Pagila is older than the rule",
    )
)]
pub struct Category {
    #[column(serial)]
    pub category_id: i32,
    pub name: String,
    #[column(default_sql = "now()")]
    pub last_update: Timestamp,
}

/// A town.
#[table(
    name = "city",
    primary_key(city_id),
    index(country_id, name = "idx_fk_country_id"),
    waive(
        app_side_id = "Pagila is older than the rule",
        primary_key = "Pagila is older than the rule",
        soft_delete = "Pagila is older than the rule",
        timestamps = "Pagila is older than the rule",
        uuid_v7 = "Pagila is older than the rule",
    )
)]
pub struct City {
    #[column(serial)]
    pub city_id: i32,
    pub city: String,
    #[column(references = Country, on_delete = restrict, on_update = cascade, why = "as Pagila has it")]
    pub country_id: i32,
    #[column(default_sql = "now()")]
    pub last_update: Timestamp,
}

/// A country.
#[table(
    name = "country",
    primary_key(country_id),
    waive(
        app_side_id = "Pagila is older than the rule",
        primary_key = "Pagila is older than the rule",
        soft_delete = "Pagila is older than the rule",
        timestamps = "Pagila is older than the rule",
        uuid_v7 = "Pagila is older than the rule",
    )
)]
pub struct Country {
    #[column(serial)]
    pub country_id: i32,
    pub country: String,
    #[column(default_sql = "now()")]
    pub last_update: Timestamp,
}

/// Who rents.
#[table(
    name = "customer",
    primary_key(customer_id),
    unique(uuid),
    index(address_id, name = "idx_fk_address_id"),
    index(store_id, name = "idx_fk_store_id"),
    index(last_name, name = "idx_last_name"),
    waive(
        app_side_id = "Pagila is older than the rule",
        primary_key = "Pagila is older than the rule",
        soft_delete = "Pagila is older than the rule",
        timestamps = "Pagila is older than the rule",
        uuid_v7 = "Pagila is older than the rule",
    )
)]
pub struct Customer {
    #[column(serial)]
    pub customer_id: i32,
    #[column(references = Store, on_delete = restrict, on_update = cascade, why = "as Pagila has it")]
    pub store_id: i32,
    pub first_name: String,
    pub last_name: String,
    pub email: Option<String>,
    #[column(references = Address, on_delete = restrict, on_update = cascade, why = "as Pagila has it")]
    pub address_id: i32,
    #[column(default = true)]
    pub activebool: bool,
    #[column(default_sql = "CURRENT_DATE")]
    pub create_date: chrono::NaiveDate,
    #[column(default_sql = "now()")]
    pub last_update: Option<Timestamp>,
    pub active: Option<i32>,
    #[column(default_sql = "public.uuidv7()")]
    pub uuid: Uuid,
}

/// A film, of which the stores have copies.
#[table(
    name = "film",
    primary_key(film_id),
    index(fulltext, method = gist),
    index(language_id, name = "idx_fk_language_id"),
    index(original_language_id, name = "idx_fk_original_language_id"),
    index(title, name = "idx_title"),
    waive(
        app_side_id = "Pagila is older than the rule",
        primary_key = "Pagila is older than the rule",
        soft_delete = "Pagila is older than the rule",
        timestamps = "Pagila is older than the rule",
        uuid_v7 = "Pagila is older than the rule",
    )
)]
pub struct Film {
    #[column(serial)]
    pub film_id: i32,
    pub title: String,
    pub description: Option<String>,
    #[column(sql_type = "public.year", waive(column_type = "Pagila is older than the rule"))]
    pub release_year: Option<i32>,
    #[column(references = Language, on_delete = restrict, on_update = cascade, why = "as Pagila has it")]
    pub language_id: i32,
    #[column(references = Language, on_delete = restrict, on_update = cascade, why = "as Pagila has it")]
    pub original_language_id: Option<i32>,
    #[column(default = 3)]
    pub rental_duration: i16,
    #[column(numeric(4, 2), default = 4.99)]
    pub rental_rate: Decimal,
    pub length: Option<i16>,
    #[column(numeric(5, 2), default = 19.99)]
    pub replacement_cost: Decimal,
    #[column(default = Rating::G)]
    pub rating: Option<Rating>,
    #[column(default_sql = "now()")]
    pub last_update: Timestamp,
    pub special_features: Option<Vec<String>>,
    #[column(sql_type = "tsvector", waive(column_type = "Pagila is older than the rule"))]
    pub fulltext: String,
    #[column(numeric(4, 2), generated(sql = "round(length / 60.0, 2)"))]
    pub length_hours: Option<Decimal>,
}

/// Who plays in which film.
#[table(
    name = "film_actor",
    junction(actor_id, film_id),
    index(film_id, name = "idx_fk_film_id"),
    waive(timestamps = "Pagila is older than the rule",)
)]
pub struct FilmActor {
    #[column(references = Actor, on_delete = restrict, on_update = cascade, why = "as Pagila has it")]
    pub actor_id: i32,
    #[column(references = Film, on_delete = restrict, on_update = cascade, why = "as Pagila has it")]
    pub film_id: i32,
    #[column(default_sql = "now()")]
    pub last_update: Timestamp,
}

/// Which film is of which kind.
#[table(name = "film_category", junction(film_id, category_id), waive(timestamps = "Pagila is older than the rule",))]
pub struct FilmCategory {
    #[column(references = Film, on_delete = restrict, on_update = cascade, why = "as Pagila has it")]
    pub film_id: i32,
    #[column(references = Category, on_delete = restrict, on_update = cascade, why = "as Pagila has it", waive(fk_index = "Pagila is older than the rule"))]
    pub category_id: i32,
    #[column(default_sql = "now()")]
    pub last_update: Timestamp,
}

/// A film as a point in a space of likeness.
#[table(
    name = "film_embedding",
    primary_key(film_id),
    index(embedding(ops = "vector_cosine_ops"), method = "hnsw", name = "film_embedding_embedding_hnsw_idx"),
    waive(
        primary_key = "Pagila is older than the rule",
        soft_delete = "Pagila is older than the rule",
        timestamps = "Pagila is older than the rule",
        uuid_v7 = "Pagila is older than the rule",
    )
)]
pub struct FilmEmbedding {
    #[column(references = Film, on_delete = cascade, on_update = cascade, why = "as Pagila has it")]
    pub film_id: i32,
    #[column(sql_type = "public.vector(20)", waive(column_type = "Pagila is older than the rule"))]
    pub embedding: Vec<f32>,
    #[column(default_sql = "now()")]
    pub last_update: Timestamp,
}

/// A copy of a film in a store.
#[table(
    name = "inventory",
    primary_key(inventory_id),
    index(store_id, film_id, name = "idx_store_id_film_id"),
    waive(
        app_side_id = "Pagila is older than the rule",
        primary_key = "Pagila is older than the rule",
        soft_delete = "Pagila is older than the rule",
        timestamps = "Pagila is older than the rule",
        uuid_v7 = "Pagila is older than the rule",
    )
)]
pub struct Inventory {
    #[column(serial)]
    pub inventory_id: i32,
    #[column(references = Film, on_delete = restrict, on_update = cascade, why = "as Pagila has it", waive(fk_index = "Pagila is older than the rule"))]
    pub film_id: i32,
    #[column(references = Store, on_delete = restrict, on_update = cascade, why = "as Pagila has it")]
    pub store_id: i32,
    #[column(default_sql = "now()")]
    pub last_update: Timestamp,
}

/// What is spoken in a film.
#[table(
    name = "language",
    primary_key(language_id),
    waive(
        app_side_id = "Pagila is older than the rule",
        primary_key = "Pagila is older than the rule",
        soft_delete = "Pagila is older than the rule",
        timestamps = "Pagila is older than the rule",
        uuid_v7 = "Pagila is older than the rule",
    )
)]
pub struct Language {
    #[column(serial)]
    pub language_id: i32,
    pub name: String,
    #[column(default_sql = "now()")]
    pub last_update: Timestamp,
}

/// What a customer paid, in a partition for each month.
#[table(
    name = "payment",
    primary_key(payment_date, payment_id),
    partition(
        range(payment_date),
        child("payment_p2022_01", from = "2022-01-01 00:00:00+00", to = "2022-02-01 00:00:00+00"),
        child("payment_p2022_02", from = "2022-02-01 00:00:00+00", to = "2022-03-01 00:00:00+00"),
        child("payment_p2022_03", from = "2022-03-01 00:00:00+00", to = "2022-04-01 00:00:00+00"),
        child("payment_p2022_04", from = "2022-04-01 00:00:00+00", to = "2022-05-01 00:00:00+00"),
        child("payment_p2022_05", from = "2022-05-01 00:00:00+00", to = "2022-06-01 00:00:00+00"),
        child("payment_p2022_06", from = "2022-06-01 00:00:00+00", to = "2022-07-01 00:00:00+00"),
        child("payment_p2022_07", from = "2022-07-01 00:00:00+00", to = "2022-08-01 00:00:00+00"),
        child("payment_p2022_08", from = "2022-08-01 00:00:00+00", to = "2022-09-01 00:00:00+00"),
        child("payment_p2022_09", from = "2022-09-01 00:00:00+00", to = "2022-10-01 00:00:00+00"),
        child("payment_p2022_10", from = "2022-10-01 00:00:00+00", to = "2022-11-01 00:00:00+00"),
        child("payment_p2022_11", from = "2022-11-01 00:00:00+00", to = "2022-12-01 00:00:00+00"),
        child("payment_p2022_12", from = "2022-12-01 00:00:00+00", to = "2023-01-01 00:00:00+00"),
        child("payment_p2023_01", from = "2023-01-01 00:00:00+00", to = "2023-02-01 00:00:00+00"),
        child("payment_p2023_02", from = "2023-02-01 00:00:00+00", to = "2023-03-01 00:00:00+00"),
        child("payment_p2023_03", from = "2023-03-01 00:00:00+00", to = "2023-04-01 00:00:00+00"),
        child("payment_p2023_04", from = "2023-04-01 00:00:00+00", to = "2023-05-01 00:00:00+00"),
        child("payment_p2023_05", from = "2023-05-01 00:00:00+00", to = "2023-06-01 00:00:00+00"),
        child("payment_p2023_06", from = "2023-06-01 00:00:00+00", to = "2023-07-01 00:00:00+00"),
        child("payment_p2023_07", from = "2023-07-01 00:00:00+00", to = "2023-08-01 00:00:00+00"),
        child("payment_p2023_08", from = "2023-08-01 00:00:00+00", to = "2023-09-01 00:00:00+00"),
        child("payment_p2023_09", from = "2023-09-01 00:00:00+00", to = "2023-10-01 00:00:00+00"),
        child("payment_p2023_10", from = "2023-10-01 00:00:00+00", to = "2023-11-01 00:00:00+00"),
        child("payment_p2023_11", from = "2023-11-01 00:00:00+00", to = "2023-12-01 00:00:00+00"),
        child("payment_p2023_12", from = "2023-12-01 00:00:00+00", to = "2024-01-01 00:00:00+00"),
        child("payment_p2024_01", from = "2024-01-01 00:00:00+00", to = "2024-02-01 00:00:00+00"),
        child("payment_p2024_02", from = "2024-02-01 00:00:00+00", to = "2024-03-01 00:00:00+00"),
        child("payment_p2024_03", from = "2024-03-01 00:00:00+00", to = "2024-04-01 00:00:00+00"),
        child("payment_p2024_04", from = "2024-04-01 00:00:00+00", to = "2024-05-01 00:00:00+00"),
        child("payment_p2024_05", from = "2024-05-01 00:00:00+00", to = "2024-06-01 00:00:00+00"),
        child("payment_p2024_06", from = "2024-06-01 00:00:00+00", to = "2024-07-01 00:00:00+00"),
        child("payment_p2024_07", from = "2024-07-01 00:00:00+00", to = "2024-08-01 00:00:00+00"),
        child("payment_p2024_08", from = "2024-08-01 00:00:00+00", to = "2024-09-01 00:00:00+00"),
        child("payment_p2024_09", from = "2024-09-01 00:00:00+00", to = "2024-10-01 00:00:00+00"),
        child("payment_p2024_10", from = "2024-10-01 00:00:00+00", to = "2024-11-01 00:00:00+00"),
        child("payment_p2024_11", from = "2024-11-01 00:00:00+00", to = "2024-12-01 00:00:00+00"),
        child("payment_p2024_12", from = "2024-12-01 00:00:00+00", to = "2025-01-01 00:00:00+00"),
        child("payment_p2025_01", from = "2025-01-01 00:00:00+00", to = "2025-02-01 00:00:00+00"),
        child("payment_p2025_02", from = "2025-02-01 00:00:00+00", to = "2025-03-01 00:00:00+00"),
        child("payment_p2025_03", from = "2025-03-01 00:00:00+00", to = "2025-04-01 00:00:00+00"),
        child("payment_p2025_04", from = "2025-04-01 00:00:00+00", to = "2025-05-01 00:00:00+00"),
        child("payment_p2025_05", from = "2025-05-01 00:00:00+00", to = "2025-06-01 00:00:00+00"),
        child("payment_p2025_06", from = "2025-06-01 00:00:00+00", to = "2025-07-01 00:00:00+00"),
        child("payment_p2025_07", from = "2025-07-01 00:00:00+00", to = "2025-08-01 00:00:00+00"),
        child("payment_p2025_08", from = "2025-08-01 00:00:00+00", to = "2025-09-01 00:00:00+00"),
        child("payment_p2025_09", from = "2025-09-01 00:00:00+00", to = "2025-10-01 00:00:00+00"),
        child("payment_p2025_10", from = "2025-10-01 00:00:00+00", to = "2025-11-01 00:00:00+00"),
        child("payment_p2025_11", from = "2025-11-01 00:00:00+00", to = "2025-12-01 00:00:00+00"),
        child("payment_p2025_12", from = "2025-12-01 00:00:00+00", to = "2026-01-01 00:00:00+00"),
        child("payment_p2026_01", from = "2026-01-01 00:00:00+00", to = "2026-02-01 00:00:00+00"),
        child("payment_p2026_02", from = "2026-02-01 00:00:00+00", to = "2026-03-01 00:00:00+00"),
        child("payment_p2026_03", from = "2026-03-01 00:00:00+00", to = "2026-04-01 00:00:00+00"),
        child("payment_p2026_04", from = "2026-04-01 00:00:00+00", to = "2026-05-01 00:00:00+00"),
        child("payment_p2026_05", from = "2026-05-01 00:00:00+00", to = "2026-06-01 00:00:00+00"),
        child("payment_p2026_06", from = "2026-06-01 00:00:00+00", to = "2026-07-01 00:00:00+00"),
        child("payment_p2026_07", from = "2026-07-01 00:00:00+00", to = "2026-08-01 00:00:00+00"),
    ),
    unique(uuid, payment_date, name = "payment_uuid_key"),
    waive(
        app_side_id = "Pagila is older than the rule",
        junction = "Pagila is older than the rule",
        soft_delete = "Pagila is older than the rule",
        timestamps = "Pagila is older than the rule",
    )
)]
pub struct Payment {
    #[column(serial, waive(foreign_key = "Pagila is older than the rule"))]
    pub payment_id: i32,
    #[column(waive(foreign_key = "Pagila is older than the rule"))]
    pub customer_id: i32,
    #[column(waive(foreign_key = "Pagila is older than the rule"))]
    pub staff_id: i32,
    #[column(waive(foreign_key = "Pagila is older than the rule"))]
    pub rental_id: i32,
    #[column(numeric(5, 2))]
    pub amount: Decimal,
    pub payment_date: Timestamp,
    #[column(default_sql = "public.uuidv7()")]
    pub uuid: Uuid,
}

/// A copy that was lent.
#[table(
    name = "rental",
    primary_key(rental_id),
    index(inventory_id, name = "idx_fk_inventory_id"),
    unique(rental_date, inventory_id, customer_id, name = "idx_unq_rental_rental_date_inventory_id_customer_id"),
    unique(uuid),
    waive(
        app_side_id = "Pagila is older than the rule",
        primary_key = "Pagila is older than the rule",
        soft_delete = "Pagila is older than the rule",
        timestamps = "Pagila is older than the rule",
        uuid_v7 = "Pagila is older than the rule",
    )
)]
pub struct Rental {
    #[column(serial)]
    pub rental_id: i32,
    pub rental_date: Timestamp,
    #[column(references = Inventory, on_delete = restrict, on_update = cascade, why = "as Pagila has it")]
    pub inventory_id: i32,
    #[column(references = Customer, on_delete = restrict, on_update = cascade, why = "as Pagila has it", waive(fk_index = "Pagila is older than the rule"))]
    pub customer_id: i32,
    pub return_date: Option<Timestamp>,
    #[column(references = Staff, on_delete = restrict, on_update = cascade, why = "as Pagila has it", waive(fk_index = "Pagila is older than the rule"))]
    pub staff_id: i32,
    #[column(default_sql = "now()")]
    pub last_update: Timestamp,
    #[column(default_sql = "public.uuidv7()")]
    pub uuid: Uuid,
}

/// Who works in a store.
#[table(
    name = "staff",
    primary_key(staff_id),
    waive(
        app_side_id = "Pagila is older than the rule",
        on_delete = "Pagila is older than the rule",
        primary_key = "Pagila is older than the rule",
        soft_delete = "Pagila is older than the rule",
        timestamps = "Pagila is older than the rule",
        uuid_v7 = "Pagila is older than the rule",
    )
)]
pub struct Staff {
    #[column(serial)]
    pub staff_id: i32,
    pub first_name: String,
    pub last_name: String,
    #[column(references = Address, on_delete = restrict, on_update = cascade, why = "as Pagila has it", waive(fk_index = "Pagila is older than the rule"))]
    pub address_id: i32,
    pub email: Option<String>,
    #[column(references = Store, on_delete = no_action, why = "as Pagila has it", waive(fk_index = "Pagila is older than the rule"))]
    pub store_id: i32,
    #[column(default = true)]
    pub active: bool,
    pub username: String,
    pub password: Option<String>,
    #[column(default_sql = "now()")]
    pub last_update: Timestamp,
    pub picture: Option<Vec<u8>>,
}

/// Where films are lent.
#[table(
    name = "store",
    primary_key(store_id),
    unique(manager_staff_id, name = "idx_unq_manager_staff_id"),
    waive(
        app_side_id = "Pagila is older than the rule",
        primary_key = "Pagila is older than the rule",
        soft_delete = "Pagila is older than the rule",
        timestamps = "Pagila is older than the rule",
        uuid_v7 = "Pagila is older than the rule",
    )
)]
pub struct Store {
    #[column(serial)]
    pub store_id: i32,
    #[column(waive(foreign_key = "Pagila is older than the rule"))]
    pub manager_staff_id: i32,
    #[column(references = Address, on_delete = restrict, on_update = cascade, why = "as Pagila has it", waive(fk_index = "Pagila is older than the rule"))]
    pub address_id: i32,
    #[column(default_sql = "now()")]
    pub last_update: Timestamp,
}

schema! {
    pub SCHEMA = [Actor, Address, Category, City, Country, Customer, Film, FilmActor, FilmCategory, FilmEmbedding, Inventory, Language, Payment, Rental, Staff, Store];
    sql_before(name = "a year of a film", sql = "CREATE DOMAIN year AS integer CONSTRAINT year_check CHECK (VALUE >= 1901 AND VALUE <= 2155)");
    sql_before(name = "an integer of Turkish letters", sql = "CREATE DOMAIN \"bıgınt\" AS bigint");
}
