//! A program with a hundred tables of eleven columns, for the time of `plans check`.
#![allow(missing_docs, reason = "the structs are those of a test")]

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/organization.rs"]
mod organization;

use organization::Organization;
use peristyle::prelude::*;

/// A group of things.
#[table(name = "org_categories", tenant = Organization, unique(name))]
pub struct Category {
    pub id: Id<Category>,
    pub organization_id: Id<Organization>,
    #[column(max_len = 100)]
    pub name: String,
}

macro_rules! tables {
    ($($table:ident $name:tt,)+) => {
        $(
            /// Things of one kind.
            #[table(name = $name, tenant = Organization, unique(sku), index(created_at(desc)), index(name))]
            pub struct $table {
                pub id: Id<$table>,
                pub organization_id: Id<Organization>,
                #[column(max_len = 40)]
                pub sku: String,
                #[column(max_len = 100)]
                pub name: String,
                pub note: Option<String>,
                pub stock: i32,
                pub is_active: bool,
                #[column(on_delete = restrict, why = "a thing is in a category")]
                pub category_id: Id<Category>,
            }
        )+

        schema! { pub SCHEMA = [Organization, Category, $($table),+] }
    };
}

tables! {
    T001 "org_t001", T002 "org_t002", T003 "org_t003", T004 "org_t004", T005 "org_t005", T006 "org_t006", T007 "org_t007", T008 "org_t008", T009 "org_t009", T010 "org_t010",
    T011 "org_t011", T012 "org_t012", T013 "org_t013", T014 "org_t014", T015 "org_t015", T016 "org_t016", T017 "org_t017", T018 "org_t018", T019 "org_t019", T020 "org_t020",
    T021 "org_t021", T022 "org_t022", T023 "org_t023", T024 "org_t024", T025 "org_t025", T026 "org_t026", T027 "org_t027", T028 "org_t028", T029 "org_t029", T030 "org_t030",
    T031 "org_t031", T032 "org_t032", T033 "org_t033", T034 "org_t034", T035 "org_t035", T036 "org_t036", T037 "org_t037", T038 "org_t038", T039 "org_t039", T040 "org_t040",
    T041 "org_t041", T042 "org_t042", T043 "org_t043", T044 "org_t044", T045 "org_t045", T046 "org_t046", T047 "org_t047", T048 "org_t048", T049 "org_t049", T050 "org_t050",
    T051 "org_t051", T052 "org_t052", T053 "org_t053", T054 "org_t054", T055 "org_t055", T056 "org_t056", T057 "org_t057", T058 "org_t058", T059 "org_t059", T060 "org_t060",
    T061 "org_t061", T062 "org_t062", T063 "org_t063", T064 "org_t064", T065 "org_t065", T066 "org_t066", T067 "org_t067", T068 "org_t068", T069 "org_t069", T070 "org_t070",
    T071 "org_t071", T072 "org_t072", T073 "org_t073", T074 "org_t074", T075 "org_t075", T076 "org_t076", T077 "org_t077", T078 "org_t078", T079 "org_t079", T080 "org_t080",
    T081 "org_t081", T082 "org_t082", T083 "org_t083", T084 "org_t084", T085 "org_t085", T086 "org_t086", T087 "org_t087", T088 "org_t088", T089 "org_t089", T090 "org_t090",
    T091 "org_t091", T092 "org_t092", T093 "org_t093", T094 "org_t094", T095 "org_t095", T096 "org_t096", T097 "org_t097", T098 "org_t098", T099 "org_t099", T100 "org_t100",
}

fn main() {
    common::run(&SCHEMA)
}
