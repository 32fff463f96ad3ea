//! A junction: a row is named by the two rows that it joins, and both of them are of its tenant.

use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};

/// A school; every row of a tenant belongs to one.
#[table(name = "schools", tenant_root, prefix = "school_")]
struct School {
    id: Id<School>,
}

/// Somebody who takes courses.
#[table(name = "school_students", tenant = School)]
struct Student {
    id: Id<Student>,
    school_id: Id<School>,
    #[column(varchar(255))]
    name: String,
}

/// Something a school teaches.
#[table(name = "school_courses", tenant = School)]
struct Course {
    id: Id<Course>,
    school_id: Id<School>,
    #[column(varchar(255))]
    title: String,
}

/// Which student takes which course.
#[table(name = "school_enrolments", tenant = School, junction(student_id, course_id))]
struct Enrolment {
    school_id: Id<School>,
    #[column(on_delete = cascade, why = "an enrolment means nothing without its student")]
    student_id: Id<Student>,
    #[column(on_delete = cascade, why = "an enrolment means nothing without its course")]
    course_id: Id<Course>,
    // created_at is added, and nothing else: an enrolment never changes, and is deleted for good.
}

schema! { SCHEMA = [School, Student, Course, Enrolment] }

/// What this example prints.
pub fn show() -> String {
    let ddl = ddl::sql(&SCHEMA, &Options::new()).expect("a schema that fits together");
    let enrolments: Vec<&str> = ddl.split("\n\n").filter(|part| part.contains("school_enrolments")).collect();

    let tenant = Tenant::<School>::new(Id::generate()); // from what authenticated the caller
    let key = (Id::<Student>::generate(), Id::<Course>::generate());
    let leave = Enrolment::delete(tenant, key).into_statement().expect("values that PostgreSQL can hold");

    format!("{}\n{leave};\n", enrolments.join("\n\n"))
}

fn main() {
    print!("{}", show());
}
