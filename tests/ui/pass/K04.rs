use peristyle::prelude::*;

/// A person who learns.
#[table(name = "students")]
pub struct Student {
    pub id: Id<Student>,
}

/// Something that is taught.
#[table(name = "courses")]
pub struct Course {
    pub id: Id<Course>,
}

/// Which student takes which course.
#[table(name = "enrolments", junction(student_id, course_id))]
pub struct Enrolment {
    #[column(on_delete = cascade, why = "an enrolment means nothing without its student")]
    pub student_id: Id<Student>,
    #[column(on_delete = cascade, why = "an enrolment means nothing without its course")]
    pub course_id: Id<Course>,
}

schema! { pub SCHEMA = [Student, Course, Enrolment] }
