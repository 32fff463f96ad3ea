use peristyle::prelude::*;
use peristyle::query::Insert;

use super::generator::{Draw, Generator};
use super::subject::{RustResult, Subject, broken, plain, subject};

/// A mood of a day; its labels are not in the order of the alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "temper")]
pub enum Mood {
    Sunny,
    #[pg_enum(name = "quite 'grey' \\ so so")]
    Grey,
    Stormy,
}

subject! {
    /// Texts, bytes, enums and arrays.
    Text, TextInsert, TextUpdate, "texts";
    required {
        name: String,
        other_name: String,
        #[column(varchar(8))] short: String,
        #[column(char(8), waive(padded_char = "blanks at the end are compared too"))] padded: String,
        bytes: Vec<u8>,
        other_bytes: Vec<u8>,
        mood: Mood,
        other_mood: Mood,
        most: i64,
        key: uuid::Uuid,
        other_key: uuid::Uuid,
    }
    optional {
        maybe_name: Option<String>,
        #[column(char(9), waive(padded_char = "blanks at the end are compared too"))] maybe_padded: Option<String>,
        maybe_bytes: Option<Vec<u8>>,
        maybe_mood: Option<Mood>,
        maybe_key: Option<uuid::Uuid>,
        tags: Vec<String>,
        other_tags: Vec<String>,
        maybe_tags: Option<Vec<String>>,
        flags: Vec<bool>,
        moods: Vec<Mood>,
        blobs: Vec<Vec<u8>>,
    }
    checks {
        "t0": (name == "it's"), "t1": (name != "it's"), "t2": (name == "a\\b"), "t3": (name != "\\"), "t4": ("\\\\" == name), "t5": ("größe" != name),
        "t6": (name == other_name), "t7": (name != other_name), "t8": (maybe_name == name), "t9": (name != maybe_name), "t10": (maybe_name == ""),
        "t11": (maybe_name != " "), "t12": (name == "ä"), "t13": (name == "a\u{308}"), "t14": (name == "ab "), "t15": (name == "\""), "t16": (name == "\n"),
        "t17": (name == "''"), "t18": (name == "E'x'"), "t19": (name == r"a\b"), "t20": (name == short), "t21": (short != "ab"), "t22": (maybe_name == "日本語"),
        "t23": (maybe_name == "🦀" || maybe_name == "100%"), "t24": (name != "a" && name != "or"), "t25": (name == "it's" || name == "a\\b' OR '1"),

        "n0": (name.len() == 3), "n1": (name.len() != 3), "n2": (name.len() < 3), "n3": (name.len() <= 3), "n4": (name.len() > 3), "n5": (name.len() >= 3),
        "n6": (maybe_name.len() > 0), "n7": (1 <= maybe_name.len()), "n8": (name.is_empty()), "n9": (!maybe_name.is_empty()), "n10": (name.len() == other_name.len()),
        "n11": (maybe_name.len() < name.len()), "n12": (name.len() <= most), "n13": (most > short.len()), "n14": (short.len() < 8), "n15": (name.len() > -1 && name.len() < 2),

        "w0": (name.starts_with("a")), "w1": (name.starts_with("100%")), "w2": (name.starts_with("a_")), "w3": (name.starts_with("\\")), "w4": (name.starts_with("it'")),
        "w5": (maybe_name.starts_with("ä")), "w6": (!maybe_name.starts_with("\"")), "w7": (name.starts_with(" ")), "w8": (short.starts_with("a\\b")), "w9": (name.starts_with("🦀")),
        "w10": (maybe_name.starts_with("") && name.starts_with("a")), "w11": (name.starts_with("%") || name.starts_with("_")), "w12": (maybe_name.starts_with("\\\\")),

        "p0": (padded == "ab"), "p1": (padded != "ab "), "p2": ("ab" == maybe_padded), "p3": (padded == maybe_padded), "p4": (padded != name), "p5": (name == padded),
        "p6": (padded.len() == 2), "p7": (maybe_padded.is_empty()), "p8": (padded.starts_with("ab")), "p9": (padded.starts_with("it") || maybe_padded.starts_with("ab ")),
        "p10": (padded == " " || maybe_padded.is_none()), "p11": (maybe_padded.len() < name.len()),

        "b0": (bytes == other_bytes), "b1": (bytes != other_bytes), "b2": (bytes < other_bytes), "b3": (bytes <= other_bytes), "b4": (bytes > other_bytes),
        "b5": (bytes >= other_bytes), "b6": (maybe_bytes == bytes), "b7": (bytes < maybe_bytes), "b8": (bytes.len() == 2), "b9": (maybe_bytes.len() >= 2),
        "b10": (bytes.is_empty()), "b11": (!maybe_bytes.is_empty()), "b12": ((bytes..=other_bytes).contains(&maybe_bytes)),

        "m0": (mood == Mood::Sunny), "m1": (mood != Mood::Grey), "m2": (Mood::Stormy == mood), "m3": (maybe_mood == Mood::Grey), "m4": (Mood::Grey != maybe_mood),
        "m5": (mood == other_mood), "m6": (mood != maybe_mood), "m7": (maybe_mood == mood), "m8": (mood == Mood::Sunny || maybe_mood == self::Mood::Stormy),

        "k0": (key == other_key), "k1": (key != other_key), "k2": (maybe_key != key),

        "a0": (tags == other_tags), "a1": (tags != other_tags), "a2": (maybe_tags == tags), "a3": (tags != maybe_tags), "a4": (tags.len() == 2), "a5": (tags.len() <= 1),
        "a6": (tags.is_empty()), "a7": (!maybe_tags.is_empty()), "a8": (maybe_tags.len() > 1), "a9": (maybe_tags.is_none() || maybe_tags.len() < 3),
        "a10": (tags.len() > other_tags.len()), "a11": (flags.len() < 2), "a12": (moods.is_empty() || moods.len() >= 3), "a13": (blobs.len() != 1), "a14": (blobs.len() <= most),
    }
}

#[tokio::test]
async fn texts() {
    super::compare::<Text>().await;
}
