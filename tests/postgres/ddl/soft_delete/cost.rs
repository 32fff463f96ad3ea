//! A measurement, not a test: what the triggers cost.

use super::*;

/// What the triggers cost, in one run: the figures of tests/README.md.
#[tokio::test]
#[ignore = "a measurement: `cargo test -p peristyle-tests --test postgres cost_of_the_triggers -- --ignored --nocapture`"]
async fn cost_of_the_triggers() {
    let mut work = Work::open().await;
    let of_many = "INSERT INTO org_tasks (id, organization_id, project_id) SELECT gen_random_uuid(), @, #10 FROM generate_series(1, 1000)";
    let statements = [
        (
            "insert of a child",
            "INSERT INTO org_tasks (id, organization_id, project_id) VALUES (gen_random_uuid(), @, #10)",
            60,
        ),
        ("insert of 1,000 children in one statement", of_many, 6),
        ("update of a child", "UPDATE org_tasks SET updated_at = now() WHERE id = #30", 60),
        ("update of a parent", "UPDATE org_projects SET number = number WHERE id = #20", 60),
        ("soft delete", "UPDATE org_projects SET deleted_at = now() WHERE id = #20", 60),
    ];
    work.run("INSERT INTO org_tasks (id, organization_id, project_id) VALUES (#30, @, #10)").await.unwrap();
    for (name, sql, times) in statements {
        let sql = work.written(sql);
        let mut taken = [Vec::new(), Vec::new()];
        for round in 0..40 {
            let with = round % 2;
            let state = ["DISABLE", "ENABLE"][with];
            for (table, triggers) in [
                ("org_tasks", "live_insert live_update delete_begin delete_lock delete_rows delete_settle delete_end"),
                (
                    "org_projects",
                    "live_insert live_update delete_begin delete_lock delete_rows delete_settle delete_end",
                ),
            ] {
                for trigger in triggers.split(' ') {
                    run(&mut work.admin, &format!("ALTER TABLE {table} {state} TRIGGER peristyle_{trigger}")).await;
                }
            }
            for sql in [
                "DELETE FROM org_tasks WHERE id <> '0190b0a0-0000-7000-8000-000000000030'",
                "VACUUM org_tasks",
                "VACUUM org_projects",
            ] {
                run(&mut work.admin, sql).await;
            }
            for time in 0..times {
                let start = std::time::Instant::now();
                enter(&mut work.one, work.tenant).await;
                sqlx::query(AssertSqlSafe(sql.as_str())).execute(&mut work.one).await.unwrap();
                run(&mut work.one, "COMMIT").await;
                if time > 0 {
                    taken[with].push(start.elapsed());
                }
            }
        }
        let [without, with] = taken.map(|mut times| {
            times.sort();
            times[times.len() / 2]
        });
        println!("{name}: {without:?} without, {with:?} with, ratio {:.3}", with.as_secs_f64() / without.as_secs_f64());
    }
}
