use peristyle::prelude::*;

/// Someone who learns.
#[table(name = "students")]
pub struct Student {
    pub id: Id<Student>,
}

/// Which student takes which course.
#[table(name = "enrolments", junction(student_id, course_id))]
pub struct Enrolment {
    #[column(on_delete = cascade, why = "an enrolment means nothing without its student")]
    pub student_id: Id<Student>,
    pub course_id: uuid::Uuid,
}

fn main() {}
