//! The commands of the README run in its order.

use crate::database::{ROWS, WithDatabase};

/// The lines of the blocks for a shell, and whether they come after the change of the structs.
fn commands() -> Vec<(String, bool)> {
    let readme = include_str!("../../../runtime/cli/README.md");
    let mut commands = Vec::new();
    let mut is_later = false;
    for (place, part) in readme.split("```").enumerate() {
        is_later |= place % 2 == 0 && part.contains("Now the structs change");
        if let Some(block) = part.strip_prefix("sh\n") {
            commands.extend(block.lines().map(|line| (line.to_owned(), is_later)));
        }
    }
    commands
}

fn arguments(line: &str) -> Vec<String> {
    let rest = line.strip_prefix("cargo peristyle ").unwrap_or_else(|| panic!("{line}"));
    let quoted = rest.split('"').enumerate();
    let words = quoted.flat_map(|(place, part)| match place % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
        _ => vec![part.to_owned()],
    });
    words.collect()
}

#[tokio::test]
async fn the_commands_of_the_readme_run() {
    let commands = commands();
    assert!(commands.len() > 10, "{commands:?}");
    let mut on = WithDatabase::new().await;
    std::fs::remove_dir_all(on.shop.path("migrations")).unwrap();
    std::fs::remove_file(on.shop.path("schema.json")).unwrap();
    let mut is_second = false;
    for (line, is_later) in commands {
        if is_later && !is_second {
            is_second = true;
            on.execute(ROWS).await;
            on.shop.release(2);
        }
        let url = if line.contains("verify") || line.contains("statistics dump") { on.admin() } else { on.owner() };
        let arguments = arguments(&line);
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        let output = on.shop.command(&arguments).env("DATABASE_URL", url).output().unwrap();
        assert!(output.status.success(), "{line}: {output:?}");
    }
    on.is_complete().await;
}

/// Every command and every exit code has its row.
#[test]
fn the_readme_lists_every_command() {
    let readme = include_str!("../../../runtime/cli/README.md");
    let shop = crate::program::Shop::new();
    let names = |arguments: &[&str]| -> Vec<String> {
        let help = shop.ok(arguments);
        let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap().to_owned();
        let first = |line: &str| line.split_whitespace().next().map(str::to_owned);
        list.lines()
            .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
            .filter_map(first)
            .filter(|name| name != "help")
            .collect()
    };
    let top = names(&["--help"]);
    let (groups, single): (Vec<_>, Vec<_>) =
        top.into_iter().partition(|name| ["migrate", "plans", "statistics", "tenant"].contains(&&**name));
    assert!(single.len() > 5 && groups.len() == 4, "{single:?} {groups:?}");
    let of_group = |group: &String| {
        names(&[group, "--help"]).into_iter().map(|name| format!("{group} {name}")).collect::<Vec<_>>()
    };
    let expected = single.into_iter().chain(groups.iter().flat_map(of_group));
    for name in expected {
        let row = readme
            .lines()
            .any(|line| line.starts_with(&format!("| `{name}`")) || line.starts_with(&format!("| `{name} ")));
        assert!(row, "`{name}` has no row");
    }
}
