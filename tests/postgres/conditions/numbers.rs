use peristyle::prelude::*;
use peristyle::query::Insert;
use rust_decimal::Decimal;

use super::generator::{Draw, Generator};
use super::subject::{RustResult, Subject, broken, plain, subject};

subject! {
    /// Whole numbers beside whole numbers.
    Whole, WholeInsert, WholeUpdate, "whole_numbers";
    required {
        small: i16,
        other_small: i16,
        whole: i32,
        other_whole: i32,
        big: i64,
        other_big: i64,
    }
    optional {
        maybe_small: Option<i16>,
        maybe_whole: Option<i32>,
        maybe_big: Option<i64>,
    }
    checks {
        "s0": (small == 5), "s1": (small != 5), "s2": (small < 5), "s3": (small <= 5), "s4": (small > 5), "s5": (small >= 5),
        "s6": (small == other_small), "s7": (small != other_small), "s8": (small < other_small), "s9": (small <= other_small),
        "s10": (small > other_small), "s11": (small >= other_small), "s12": (maybe_small == small), "s13": (maybe_small != small),
        "s14": (small < maybe_small), "s15": (maybe_small <= -5), "s16": (-5 < maybe_small), "s17": (small > -32768), "s18": ((-5..=5).contains(&maybe_small)),
        "s19": (small == -6), "s20": (small > 0x05), "s21": (small < 5i16),

        "w0": (whole == 5), "w1": (whole != 5), "w2": (whole < 5), "w3": (whole <= 5), "w4": (whole > 5), "w5": (whole >= 5),
        "w6": (whole == other_whole), "w7": (whole != other_whole), "w8": (whole < other_whole), "w9": (whole <= other_whole),
        "w10": (whole > other_whole), "w11": (whole >= other_whole), "w12": (maybe_whole == whole), "w13": (maybe_whole != whole),
        "w14": (whole > maybe_whole), "w15": (maybe_whole >= -5), "w16": (-5 >= maybe_whole), "w17": (whole > -2147483648), "w18": (whole < 2_147_483_647),
        "w19": ((-6..5).contains(&whole)), "w20": ((other_whole..=5).contains(&whole)),

        "b0": (big == 5), "b1": (big != 5), "b2": (big < 5), "b3": (big <= 5), "b4": (big > 5), "b5": (big >= 5),
        "b6": (big == other_big), "b7": (big != other_big), "b8": (big < other_big), "b9": (big <= other_big),
        "b10": (big > other_big), "b11": (big >= other_big), "b12": (maybe_big == big), "b13": (maybe_big != big),
        "b14": (big <= maybe_big), "b15": (maybe_big < -5), "b16": (-5 == maybe_big), "b17": (big > -9223372036854775808), "b18": (big != 9223372036854775807),
        "b19": (big >= 9007199254740993), "b20": ((-2147483649..=9007199254740992).contains(&big)),
        "b21": (big < 9223372036854775808 && big > 5),
    }
}

subject! {
    /// Numbers with parts, and those that are none.
    Broken, BrokenInsert, BrokenUpdate, "broken_numbers";
    required {
        single: f32,
        other_single: f32,
        double: f64,
        other_double: f64,
        #[column(numeric(12, 4))] price: Decimal,
        #[column(numeric(12, 4))] other_price: Decimal,
    }
    optional {
        maybe_single: Option<f32>,
        maybe_double: Option<f64>,
        #[column(numeric(12, 4))] maybe_price: Option<Decimal>,
        doubles: Vec<f64>,
        other_doubles: Vec<f64>,
    }
    checks {
        "f0": (single == 0.5), "f1": (single != 0.5), "f2": (single < 0.5), "f3": (single <= 0.5), "f4": (single > 0.5), "f5": (single >= 0.5),
        "f6": (single == other_single), "f7": (single != other_single), "f8": (single < other_single), "f9": (single <= other_single),
        "f10": (single > other_single), "f11": (single >= other_single), "f12": (maybe_single == single), "f13": (maybe_single != single),
        "f14": (single < maybe_single), "f15": (maybe_single <= -0.5), "f16": (-0.5 < maybe_single), "f17": (single <= 0.1), "f18": (single >= 0.1),
        "f19": (single == 0), "f20": (single > 16777216), "f21": (single >= 16777217), "f22": ((0.0..=1.0).contains(&single)), "f23": ((-1..1).contains(&maybe_single)),
        "f24": (single < 1e3), "f25": (single == -0.0), "f26": (!(single < 0)),

        "d0": (double == 0.5), "d1": (double != 0.5), "d2": (double < 0.5), "d3": (double <= 0.5), "d4": (double > 0.5), "d5": (double >= 0.5),
        "d6": (double == other_double), "d7": (double != other_double), "d8": (double < other_double), "d9": (double <= other_double),
        "d10": (double > other_double), "d11": (double >= other_double), "d12": (maybe_double == double), "d13": (maybe_double != double),
        "d14": (double >= maybe_double), "d15": (maybe_double > -0.5), "d16": (-0.5 <= maybe_double), "d17": (double == 0.1), "d18": (0.1 != double),
        "d19": (double != 0), "d20": (double > 9007199254740993), "d21": (double < 16777217), "d22": ((0.1..0.5).contains(&double)), "d23": ((-1..=1).contains(&maybe_double)),
        "d24": (double <= 1e3), "d25": (double > -1.5e-3), "d26": (double < 1_000.0f64), "d27": (double == 1000.), "d28": ((double..=other_double).contains(&maybe_double)),

        "p0": (price == 0.5), "p1": (price != 0.5), "p2": (price < 0.5), "p3": (price <= 0.5), "p4": (price > 0.5), "p5": (price >= 0.5),
        "p6": (price == other_price), "p7": (price != other_price), "p8": (price < other_price), "p9": (price <= other_price),
        "p10": (price > other_price), "p11": (price >= other_price), "p12": (maybe_price == price), "p13": (maybe_price != price),
        "p14": (price > maybe_price), "p15": (maybe_price < -0.0001), "p16": (-0.0001 >= maybe_price), "p17": (0 <= price), "p18": (price == 0.0),
        "p19": (price < 1e3), "p20": (price >= -5e-1), "p21": (price != 0.50000), "p22": ((0.0001..=99999999.9999).contains(&price)), "p23": ((-1..1).contains(&maybe_price)),
        "p24": (price > 0.4999999999999999999999999999), "p25": (price < 99999999999999999999999999999999 && price > 0), "p26": (price == 1000.),
        "p27": (price >= 0.5000000000000000000000000001), "p28": (price < -100000000000000000000000000000 || price == 5),

        "l0": (doubles == other_doubles), "l1": (doubles != other_doubles), "l2": (doubles.len() > 1), "l3": (doubles.is_empty()),
    }
}

#[tokio::test]
async fn whole_numbers() {
    super::compare::<Whole>().await;
}

#[tokio::test]
async fn broken_numbers() {
    super::compare::<Broken>().await;
}
