//! What a user's test does with its database.

mod databases;
