use peristyle::prelude::*;

macro_rules! cases {
    ($($name:ident as $case:literal;)*) => {
        $(
            /// Who may see a film.
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
            #[pg_enum(rename_all = $case)]
            pub enum $name {
                VeryTasty,
                #[pg_enum(name = "PG-13")]
                Pg13,
                r#Type,
            }
        )*
    };
}

cases! {
    Lower as "lowercase";
    Upper as "UPPERCASE";
    Pascal as "PascalCase";
    Camel as "camelCase";
    Snake as "snake_case";
    ScreamingSnake as "SCREAMING_SNAKE_CASE";
    Kebab as "kebab-case";
    ScreamingKebab as "SCREAMING-KEBAB-CASE";
}

/// Labels as no rule asks for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "Odd \"Labels\"", serde, waive(snake_case = "the type is older than the rule"))]
pub enum Odd {
    #[pg_enum(name = "")]
    Empty,
    #[pg_enum(name = "it's \"quoted\", {braced} \\ $1 ?")]
    Quoted,
    #[pg_enum(name = "größe 😀\n")]
    Wide,
    #[pg_enum(name = "NULL")]
    Null,
    #[pg_enum(name = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    Longest,
}

/// A film by all of them.
#[table(name = "films")]
#[derive(Debug, Clone, PartialEq)]
pub struct Film {
    pub id: Id<Film>,
    pub lower: Lower,
    pub upper: Upper,
    pub pascal: Pascal,
    pub camel: Camel,
    pub snake: Snake,
    pub screaming_snake: ScreamingSnake,
    pub kebab: Kebab,
    #[column(default = ScreamingKebab::VeryTasty)]
    pub screaming_kebab: ScreamingKebab,
    #[column(default = "PG-13")]
    pub odd_kebab: Kebab,
    pub odd: Odd,
    pub odds: Vec<Odd>,
    pub maybe: Option<Odd>,
    #[column(default = Odd::Quoted)]
    pub quoted: Odd,
}

schema! { pub SCHEMA = [Film] }

fn main() {}
