//! The address of a server, for each of its databases and users.

use sqlx::{ConnectOptions, postgres::PgConnectOptions};
use url::Url;

/// A user with a password of its own.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    pub(crate) name: String,
    pub(crate) password: String,
}

/// The URL by which the administrator reaches the server.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    url: Url,
}

impl Endpoint {
    pub(crate) fn new(url: Url) -> Self {
        Self { url }
    }

    /// The administrator's URL for a database.
    pub(crate) fn database(&self, name: &str) -> Self {
        let mut url = self.url.clone();
        remove_parameters(&mut url, &["dbname"]);
        url.set_path(name);
        Self { url }
    }

    /// The same database for another user.
    pub(crate) fn login(&self, login: &Login) -> Self {
        let mut url = self.url.clone();
        remove_parameters(&mut url, &["user", "password"]);
        let Login { name, password } = login;
        if url.set_username(name).and_then(|()| url.set_password(Some(password))).is_err() {
            // A URL whose host is a parameter has no place for a user before it.
            url.query_pairs_mut().append_pair("user", name).append_pair("password", password);
        }
        Self { url }
    }

    pub(crate) fn url(&self) -> &str {
        self.url.as_str()
    }

    pub(crate) fn options(&self) -> Result<PgConnectOptions, sqlx::Error> {
        PgConnectOptions::from_url(&self.url)
    }
}

fn remove_parameters(url: &mut Url, names: &[&str]) {
    let others: Vec<(String, String)> =
        url.query_pairs().into_owned().filter(|(name, _)| !names.contains(&name.as_str())).collect();
    url.set_query(None);
    if !others.is_empty() {
        url.query_pairs_mut().extend_pairs(others);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_application(url: &str) -> String {
        let login = Login { name: "app".to_owned(), password: "secret".to_owned() };
        Endpoint::new(Url::parse(url).unwrap()).database("shop").login(&login).url().to_owned()
    }

    #[test]
    fn takes_the_place_of_user_and_database() {
        assert_eq!(of_application("postgres://admin:pw@host:6432/postgres"), "postgres://app:secret@host:6432/shop");
        assert_eq!(
            of_application("postgres://host?sslmode=disable"),
            "postgres://app:secret@host/shop?sslmode=disable"
        );
        assert_eq!(
            of_application("postgresql:///postgres?host=/run/postgresql&user=admin&dbname=other"),
            "postgresql:///shop?host=%2Frun%2Fpostgresql&user=app&password=secret"
        );
        assert_eq!(
            of_application("postgresql://postgres@%2Ftmp%2Fx:5432/y"),
            "postgresql://app:secret@%2Ftmp%2Fx:5432/shop"
        );
    }
}
