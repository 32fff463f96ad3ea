use peristyle::Timestamp;
use peristyle::prelude::*;
use peristyle::query::Insert;
use sqlx::types::chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::generator::{Draw, Generator};
use super::subject::{RustResult, Subject, broken, plain, subject};

subject! {
    /// Days, hours and instants.
    Moment, MomentInsert, MomentUpdate, "moments";
    required {
        day: NaiveDate,
        other_day: NaiveDate,
        hour: NaiveTime,
        other_hour: NaiveTime,
        begin: Timestamp,
        end: DateTime<Utc>,
        #[column(precision(2))]
        short_hour: NaiveTime,
        #[column(precision(0))]
        short_begin: Timestamp,
    }
    optional {
        maybe_day: Option<NaiveDate>,
        maybe_hour: Option<NaiveTime>,
        maybe_end: Option<Timestamp>,
        instants: Vec<Timestamp>,
        other_instants: Vec<Timestamp>,
        #[column(precision(6))]
        maybe_short: Option<Timestamp>,
    }
    checks {
        "d0": (day == other_day), "d1": (day != other_day), "d2": (day < other_day), "d3": (day <= other_day), "d4": (day > other_day), "d5": (day >= other_day),
        "d6": (maybe_day == day), "d7": (day != maybe_day), "d8": (maybe_day < day), "d9": (day >= maybe_day), "d10": ((day..other_day).contains(&maybe_day)),

        "h0": (hour == other_hour), "h1": (hour != other_hour), "h2": (hour < other_hour), "h3": (hour <= other_hour), "h4": (hour > other_hour),
        "h5": (hour >= other_hour), "h6": (maybe_hour == hour), "h7": (hour != maybe_hour), "h8": (maybe_hour < hour), "h9": ((hour..=other_hour).contains(&maybe_hour)),

        "i0": (begin == end), "i1": (begin != end), "i2": (begin < end), "i3": (begin <= end), "i4": (begin > end), "i5": (begin >= end),
        "i6": (maybe_end == begin), "i7": (begin != maybe_end), "i8": (maybe_end.is_none() || begin < maybe_end), "i9": ((begin..=end).contains(&maybe_end)),
        "p0": (short_hour == hour), "p1": (short_hour < hour), "p2": (hour <= short_hour),
        "p3": (short_begin == begin), "p4": (short_begin < begin), "p5": (begin >= short_begin),
        "p6": (maybe_short == begin), "p7": (short_begin != maybe_short),
        "p8": ((short_begin..=end).contains(&maybe_short)),

        "i10": (maybe_end >= end), "i11": (!(maybe_end < end) && maybe_day.is_some()), "i12": (instants == other_instants), "i13": (instants.len() > other_instants.len()),
    }
}

#[tokio::test]
async fn moments() {
    super::compare::<Moment>().await;
}
