//! A table that refers to itself, and two that refer to each other.

use peristyle::prelude::*;
use peristyle_build::Checked;
use peristyle_build::advice::{Advice, advise};
use peristyle_build::ddl::{self, Options};

/// A department of a company, which may contain departments.
#[table(name = "departments")]
struct Department {
    id: Id<Department>,
    #[column(varchar(100))]
    name: String,
    #[column(on_delete = restrict, why = "a department with parts is emptied first")]
    parent_id: Option<Id<Department>>,
    #[column(on_delete = set_null, why = "a department outlives who leads it")]
    lead_id: Option<Id<Employee>>,
}

/// An employee of a department.
#[table(name = "employees")]
struct Employee {
    id: Id<Employee>,
    #[column(varchar(255))]
    name: String,
    #[column(on_delete = restrict, why = "a department with employees is kept")]
    department_id: Id<Department>,
}

schema! { SCHEMA = [Department, Employee] }

/// What this example prints.
pub fn show() -> String {
    let ddl = ddl::sql(&SCHEMA, &Options::new()).expect("a valid schema");
    let words = ["CREATE TABLE", "ALTER TABLE", "FOREIGN KEY"];
    let order: Vec<&str> = ddl.lines().filter(|line| words.iter().any(|word| line.contains(word))).collect();
    let checked = Checked::of(&SCHEMA).expect("a valid schema");
    let advice: Vec<String> = advise(&checked).iter().filter(|it| it.name == "circle").map(Advice::to_string).collect();
    format!("{}\n\n{}\n", order.join("\n"), advice.join("\n"))
}

fn main() {
    print!("{}", show());
}
