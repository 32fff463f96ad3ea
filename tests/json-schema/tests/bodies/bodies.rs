//! Random bodies: values near the limits, of wrong types, absent, null, too long, of too many digits.

use serde_json::{Map, Value, json};

/// How a schema and Rust differ, as `peristyle::json_schema` lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// The schema accepts more.
    More(&'static str),
    /// The schema accepts less.
    Less(&'static str),
}

use Difference::{Less, More};

const INTEGER: Difference = More("1.0 for an integer");
const BOUND: Difference = More("a bound of a decimal other than 0");
const COLUMNS: Difference = More("a check over several columns");
const DOCUMENT: Difference = More("NUL in a document");
const ANY: Difference = More("a type without a schema");
const RANGE: Difference = More("an interval out of range");
const SPELLING: Difference = Less("another spelling");
const ARRAY: Difference = Less("the values in an array");

/// The names of all differences.
pub fn differences(is_insert: bool) -> Vec<&'static str> {
    let all = [INTEGER, BOUND, COLUMNS, DOCUMENT, ANY, RANGE, SPELLING];
    let array = is_insert.then_some(ARRAY);
    all.into_iter().chain(array).map(|(More(name) | Less(name))| name).collect()
}

/// A body, and how its verdicts may differ.
pub struct Body {
    pub value: Value,
    pub difference: Option<Difference>,
}

/// A generator with a seed.
pub struct Generator {
    state: u64,
    columns: Vec<Column>,
    odd: usize,
}

struct Column {
    name: &'static str,
    is_required: bool,
    good: Vec<Value>,
    bad: Vec<Value>,
    odd: Vec<(Difference, Value)>,
}

fn column<const G: usize, const B: usize>(name: &'static str, good: [Value; G], bad: [Value; B]) -> Column {
    let required = ["name", "label", "price", "small", "ratio", "finish", "sku", "settings"];
    Column { name, is_required: required.contains(&name), good: good.into(), bad: bad.into(), odd: Vec::new() }
}

impl Column {
    fn odd<const N: usize>(mut self, difference: Difference, values: [Value; N]) -> Self {
        self.odd.extend(values.map(|value| (difference, value)));
        self
    }
}

/// Values of other types, each of which is refused somewhere.
fn foreign() -> Vec<Value> {
    vec![json!(null), json!(true), json!(3), json!(1.5), json!("x"), json!([]), json!({}), json!(["x"]), json!([null])]
}

#[allow(clippy::too_many_lines, reason = "one line for each column")]
fn columns() -> Vec<Column> {
    let v7 = "0197d5c4-6f1e-7a53-8c3b-0d9e2f4a6b81";
    let v4 = "4b0a9b5e-9b0a-4b0a-9b0a-4b0a9b5e9b0a";
    let settings = json!({ "featured": true, "low": 3, "finish": null });
    vec![
        column("id", [json!(v7), json!(v7.to_uppercase())], [json!(v4), json!("0197"), json!(null)])
            .odd(SPELLING, [json!(format!("urn:uuid:{v7}")), json!(v7.replace('-', ""))]),
        column(
            "name",
            [json!(""), json!("äöüßé"), json!("a\nb"), json!("😀😀😀😀😀")],
            [json!("123456"), json!("a\0"), json!(null)],
        ),
        column(
            "code",
            [json!("A+"), json!("abc"), json!("ä+c"), json!(null)],
            [json!("A"), json!("abcd"), json!("abcde"), json!(""), json!("A+ ")],
        ),
        column(
            "label",
            [json!("L-x"), json!("L-1234567890123456789")],
            [json!("L-"), json!("l-xx"), json!("xL-xx"), json!("L-\0"), json!("\nL-xx")],
        ),
        column(
            "aWord",
            [json!("yes"), json!("no "), json!("no\n"), json!("nono"), json!("sixsix"), json!(null)],
            [json!("no"), json!("sevense")],
        ),
        column("note", [json!("x"), json!("")], []),
        column(
            "price",
            [
                json!("0"),
                json!("9999.99"),
                json!("1.50"),
                json!("0001.5000"),
                json!("-0.00"),
                json!(".5"),
                json!("5."),
                json!("+1"),
                json!(0),
                json!(9999),
                json!(12.25),
                json!(9999.99),
                json!(0.5),
                json!(19.99),
            ],
            [
                json!("10000"),
                json!("0.001"),
                json!("-0.01"),
                json!("-1"),
                json!("1,5"),
                json!(""),
                json!("."),
                json!("1.2.3"),
                json!(" 1"),
                json!("1 "),
                json!("abc"),
                json!(10000),
                json!(-1),
                json!(-0.01),
                json!(0.001),
                json!(1e30),
                json!(null),
            ],
        )
        .odd(SPELLING, [json!("1e2"), json!("1_000"), json!("1.50000000000000000000000000000000000001")]),
        column(
            "discount",
            [json!("1"), json!("9999"), json!(8), json!("8.0"), json!(null)],
            [json!("0"), json!("-1"), json!("10000"), json!("0.5"), json!(0), json!(-3), json!(0.5)],
        )
        .odd(BOUND, [json!("7"), json!(7), json!("7.00")]),
        column("margin", [json!("12.5"), json!("-99.99"), json!(12), json!(null)], [json!("100"), json!("0.123")])
            .odd(BOUND, [json!("12.51"), json!(99.99), json!("99")]),
        column(
            "stock",
            [json!(0), json!(1000), json!(500)],
            [json!(-1), json!(1001), json!(1.5), json!("5"), json!(null), json!(2_147_483_648_i64)],
        )
        .odd(INTEGER, [json!(1.0), json!(1e2)]),
        column(
            "small",
            [json!(-32768), json!(32767), json!(0)],
            [json!(-32769), json!(32768), json!("1"), json!(0.5), json!(null)],
        ),
        column(
            "big",
            [json!(10), json!(i64::MAX), json!(11), json!(13), json!(null)],
            [json!(9), json!(12), json!(i64::MIN), json!(u64::MAX), json!(0.5)],
        ),
        column("least", [json!(1), json!(i32::MIN), json!(null)], [json!(i64::MAX)])
            .odd(COLUMNS, [json!(6), json!(i32::MAX)]),
        column("most", [json!(5), json!(null)], [json!(2_147_483_648_i64)]),
        column(
            "ratio",
            [json!(0.49), json!(2.51), json!(-1e300), json!(3), json!(0)],
            [json!(0.5), json!(2.5), json!(1), json!("0.1"), json!(null)],
        ),
        column("factor", [json!(0.1), json!(-5), json!(1e300), json!(null)], [json!("1"), json!(true)]),
        column("isActive", [json!(false)], [json!(0), json!("true"), json!(null)]),
        column("isLocked", [json!(false), json!(null)], [json!(true), json!(0)]),
        column(
            "status",
            [json!("draft"), json!("on_sale")],
            [json!("retired"), json!("OnSale"), json!(""), json!(0), json!(null)],
        ),
        column("before", [json!("retired"), json!("draft"), json!(null)], [json!("Draft"), json!(1)]),
        column("finish", [json!("Matt"), json!("Glossy")], [json!("matt"), json!(null), json!(1)]),
        column("shape", [json!("Round"), json!(null)], []).odd(ANY, [json!("round"), json!(1), json!([])]),
        column("sku", [json!("ab"), json!("abcd")], [json!("abcde"), json!("a\0"), json!(1), json!(null)]),
        column("weight", [json!(5), json!(null)], [json!("5"), json!(0.5), json!(2_147_483_648_i64)]),
        column(
            "tags",
            [json!([]), json!(["a", "ä"])],
            [json!(["a", null]), json!(["\0"]), json!("a"), json!([1]), json!(null)],
        ),
        column("history", [json!([]), json!(["draft", "retired"]), json!(null)], [json!(["x"]), json!([null])]),
        column(
            "numbers",
            [json!([]), json!([1, -2])],
            [json!([1, 2, 3]), json!([2_147_483_648_i64]), json!(["1"]), json!(null)],
        ),
        column(
            "bytes",
            [json!([0, 255]), json!([]), json!(null)],
            [json!([256]), json!([-1]), json!("AA=="), json!([0.5])],
        ),
        column(
            "reference",
            [json!(v4), json!(v7), json!(null)],
            [json!("4b0a"), json!("4b0a9b5e-9b0a-4b0a-9b0a-4b0a9b5e9b0g")],
        )
        .odd(SPELLING, [json!(format!("{{{v4}}}"))]),
        column("parentId", [json!(v7), json!(null)], [json!(v4), json!("x")]),
        column(
            "starts",
            [
                json!("2024-02-29T23:59:59.999999Z"),
                json!("0001-01-01T00:00:00+14:00"),
                json!("9999-12-31T23:59:59-00:30"),
                json!(null),
            ],
            [
                json!("2023-02-29T00:00:00Z"),
                json!("2024-01-01T24:00:00Z"),
                json!("2024-01-01T00:00:00"),
                json!("2024-01-01"),
                json!("2024-13-01T00:00:00Z"),
                json!(""),
            ],
        )
        .odd(SPELLING, [json!("2024-01-01 00:00:00Z"), json!("+12024-01-01T00:00:00Z")]),
        column(
            "local",
            [json!("2024-02-29T23:59:59.5"), json!("2000-02-29T00:00:00"), json!("1999-12-31T12:30:00"), json!(null)],
            [
                json!("1900-02-29T00:00:00"),
                json!("2024-04-31T00:00:00"),
                json!("2024-01-01T24:00:00"),
                json!("2024-01-01T00:00:00Z"),
            ],
        ),
        column(
            "day",
            [json!("2024-02-29"), json!("0001-01-01"), json!("9999-12-31"), json!(null)],
            [json!("2023-02-29"), json!("2024-00-10"), json!("2024-06-31"), json!("2024-01-32"), json!("today")],
        )
        .odd(SPELLING, [json!("2024-1-5")]),
        column(
            "opens",
            [json!("00:00:00"), json!("23:59:59.999999"), json!(null)],
            [json!("24:00:00"), json!("12:60:00"), json!("noon"), json!("12:00:00Z"), json!("23:59:60")],
        )
        .odd(SPELLING, [json!("12:30"), json!("12:30:60")]),
        column(
            "lasts",
            [json!("PT0S"), json!("P1Y2M3W4DT5H6M7.5S"), json!("P-1DT-0.000001S"), json!(null)],
            [json!("P"), json!("PT"), json!("1 day"), json!("P1.5D"), json!("PT1.1234567S"), json!("P1D1Y")],
        )
        .odd(RANGE, [json!("P999999999Y"), json!("P99999999999D")]),
        column(
            "days",
            [json!("[2024-02-29,2024-03-01)"), json!("(,)"), json!("empty"), json!("[0044-03-15,]"), json!(null)],
            [
                json!("2024-02-29"),
                json!("[2023-02-29,)"),
                json!("[2024-01-01,infinity)"),
                json!("[,,)"),
                json!([]),
                json!("[,"),
            ],
        )
        .odd(RANGE, [json!("[2024-02-02,2024-02-01)")])
        .odd(SPELLING, [json!("[ 2024-02-01, )"), json!("[0044-03-15 BC,)")]),
        column(
            "hours",
            [
                json!("[\"2024-02-29 12:00:00.5+00\",)"),
                json!("(\"2024-02-29T12:00:00+05:30\",\"2024-02-29T12:00:00Z\"]"),
                json!("empty"),
                json!(null),
            ],
            [json!("[\"2024-02-29 12:00:00\",)"), json!("[\"2024-02-29 25:00:00Z\",)"), json!("[now,)")],
        )
        .odd(SPELLING, [json!("[2024-02-29 12:00:00Z,)")]),
        column(
            "sizes",
            [json!("[-1.50,2]"), json!("(,0)"), json!(null)],
            [json!("[1,a)"), json!("[1e3,)"), json!(1), json!("[.,)")],
        ),
        column(
            "address",
            [json!("10.0.0.1"), json!("::1"), json!("2001:db8::8:800:200c:417a"), json!(null)],
            [json!("10.0.0.256"), json!("10.0.0.1/8"), json!("::g"), json!("")],
        ),
        column(
            "settings",
            [
                settings.clone(),
                json!({ "featured": false, "low": 0 }),
                json!({ "featured": false, "low": 0, "finish": "Matt" }),
            ],
            [
                json!({ "featured": true }),
                json!({ "featured": true, "low": 1, "more": 1 }),
                json!({ "featured": 1, "low": 1 }),
                json!({ "featured": true, "low": 1, "finish": "x" }),
                json!(null),
                json!("x"),
            ],
        ),
        column("free", [json!({ "word": "x" }), json!({ "word": "", "more": [] }), json!(null)], [])
            .odd(ANY, [json!({}), json!(1), json!({ "word": 1 })])
            .odd(DOCUMENT, [json!({ "word": "a\0b" })]),
    ]
}

impl Generator {
    pub fn new(seed: u64) -> Self {
        Self { state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1, columns: columns(), odd: 0 }
    }

    /// The number of odd values in the last body.
    pub fn odd(&self) -> usize {
        self.odd
    }

    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 33) as usize % limit
    }

    /// A body of an insert or an update.
    pub fn body(&mut self, is_insert: bool) -> Body {
        let columns = std::mem::take(&mut self.columns);
        let body = self.of(&columns, is_insert);
        self.columns = columns;
        body
    }

    fn of(&mut self, columns: &[Column], is_insert: bool) -> Body {
        let (mut object, mut difference) = (Map::new(), None);
        self.odd = 0;
        // Half of the bodies have an odd value or a bad one.
        let (has_bad, has_odd) = (self.below(2) == 0, self.below(4) == 0);
        let (bad_at, odd_at) = (self.below(columns.len()), self.below(columns.len()));
        for (place, column) in columns.iter().enumerate() {
            if !is_insert && column.name == "id" {
                continue;
            }
            let is_bad = has_bad && place == bad_at;
            let is_odd = has_odd && place == odd_at && !column.odd.is_empty();
            let value = if is_odd {
                self.odd += 1;
                let (how, value) = &column.odd[self.below(column.odd.len())];
                difference = Some(*how);
                if *how == COLUMNS {
                    object.insert("most".to_owned(), json!(5));
                }
                value.clone()
            } else if is_bad {
                match self.below(4) {
                    0 if column.is_required && is_insert => continue,
                    0 | 1 => {
                        let foreign = foreign();
                        foreign[self.below(foreign.len())].clone()
                    }
                    _ if column.bad.is_empty() => continue,
                    _ => column.bad[self.below(column.bad.len())].clone(),
                }
            } else {
                let is_left_out = self.below(if is_insert { 3 } else { 2 }) == 0;
                if is_left_out && !(column.is_required && is_insert) {
                    continue;
                }
                column.good[self.below(column.good.len())].clone()
            };
            if is_bad && !is_odd && difference.is_none() {
                difference = of_foreign(column, &value);
            }
            if column.name == "most" && difference == Some(COLUMNS) {
                continue;
            }
            object.insert(column.name.to_owned(), value);
        }
        if self.below(50) == 0 {
            object.insert("unknown".to_owned(), json!([1]));
        }
        if is_insert && self.below(400) == 0 {
            self.odd = 1;
            let value = json!(["x", null, "L-x", null, null, "1"]);
            return Body { value: if self.below(2) == 0 { value } else { in_order(&object) }, difference: Some(ARRAY) };
        }
        Body { value: object.into(), difference }
    }
}

/// A foreign value of a type without a schema.
fn of_foreign(column: &Column, value: &Value) -> Option<Difference> {
    let is_any = ["shape", "free"].contains(&column.name);
    (is_any && !value.is_null()).then_some(ANY)
}

/// The values of a body in the order of the fields.
fn in_order(object: &Map<String, Value>) -> Value {
    columns().iter().map(|column| object.get(column.name).cloned().unwrap_or_default()).collect()
}
