//! A junction: its primary key is the pair of linked rows, which belong to the same tenant.

use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};

/// A school, which is a tenant.
#[table(name = "schools", tenant_root, prefix = "school_")]
struct School {
    id: Id<School>,
}

/// A student.
#[table(name = "school_students", tenant = School)]
struct Student {
    id: Id<Student>,
    school_id: Id<School>,
    #[column(varchar(255))]
    name: String,
}

/// A course of a school.
#[table(name = "school_courses", tenant = School)]
struct Course {
    id: Id<Course>,
    school_id: Id<School>,
    #[column(varchar(255))]
    title: String,
}

/// The enrolment of a student in a course.
#[table(name = "school_enrolments", tenant = School, junction(student_id, course_id))]
struct Enrolment {
    school_id: Id<School>,
    #[column(on_delete = cascade, why = "an enrolment means nothing without its student")]
    student_id: Id<Student>,
    #[column(on_delete = cascade, why = "an enrolment means nothing without its course")]
    course_id: Id<Course>,
    // Only created_at is added: an enrolment never changes, and is deleted for good.
}

schema! { SCHEMA = [School, Student, Course, Enrolment] }

/// What this example prints.
pub fn show() -> String {
    let ddl = ddl::sql(&SCHEMA, &Options::new()).expect("a valid schema");
    let enrolments: Vec<&str> = ddl.split("\n\n").filter(|part| part.contains("school_enrolments")).collect();

    let tenant = Tenant::<School>::new(Id::generate()); // from what authenticated the caller
    let key = (Id::<Student>::generate(), Id::<Course>::generate());
    let leave = Enrolment::delete(tenant, key).into_statement().expect("values that PostgreSQL can store");

    format!("{}\n{leave};\n", enrolments.join("\n\n"))
}

fn main() {
    print!("{}", show());
}
