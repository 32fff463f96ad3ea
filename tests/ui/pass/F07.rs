use peristyle::prelude::*;

/// Work that belongs together.
#[table(name = "projects")]
pub struct Project {
    pub id: Id<Project>,
}

/// Something to do.
#[table(name = "tasks")]
pub struct Task {
    pub id: Id<Task>,
    #[column(on_delete = cascade, why = "a task is part of its project")]
    pub project_id: Id<Project>,
}

/// Hours that were worked.
#[table(name = "hours", append_only)]
pub struct Hours {
    pub id: Id<Hours>,
    #[column(
        on_delete = restrict,
        why = "hours are paid",
        waive(live_reference = "hours outlive their project")
    )]
    pub project_id: Id<Project>,
}

schema! { pub SCHEMA = [Project, Task, Hours] }
