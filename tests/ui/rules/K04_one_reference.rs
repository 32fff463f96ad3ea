use peristyle::prelude::*;

/// A person who learns.
#[table(name = "students")]
pub struct Student {
    pub id: Id<Student>,
}

/// Which student is enrolled.
#[table(name = "enrolments", junction(student_id))]
pub struct Enrolment {
    #[column(on_delete = cascade, why = "an enrolment means nothing without its student")]
    pub student_id: Id<Student>,
}

fn main() {}
