//! However a process ends, neither its server nor its folder stays.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Duration,
};

use crate::child::{Child, Task};

/// The private folder of a child: in memory, in the system's temporary folder, or in `/tmp` if that one is too deep.
fn folder_of(child: &Child) -> PathBuf {
    let name = format!("peristyle-{}-0", child.id());
    let parents = [Path::new("/dev/shm"), &env::temp_dir(), Path::new("/tmp")];
    let candidates = parents.map(|parent| parent.join(&name));
    candidates.iter().find(|folder| folder.exists()).unwrap_or(&candidates[1]).clone()
}

/// The server and the watchdog have the folder among their arguments.
fn processes_of(folder: &Path) -> Vec<String> {
    let names_folder = |arguments: &String| arguments.contains(folder.to_str().unwrap());
    arguments_of_processes().into_iter().filter(names_folder).collect()
}

/// Small containers have no `ps`, macOS has no `/proc`.
fn arguments_of_processes() -> Vec<String> {
    let Ok(processes) = fs::read_dir("/proc") else {
        let output = Command::new("ps").args(["-A", "-ww", "-o", "args="]).output().unwrap();
        return String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect();
    };
    let arguments = processes.filter_map(|process| fs::read(process.ok()?.path().join("cmdline")).ok());
    arguments.map(|arguments| String::from_utf8_lossy(&arguments).into_owned()).collect()
}

fn wait_until(what: &str, condition: impl Fn() -> bool) {
    for _ in 0..6000 {
        if condition() {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("{what}");
}

fn nothing_remains(folder: &Path) {
    wait_until("the folder is removed", || !folder.exists());
    wait_until("all processes have ended", || processes_of(folder).is_empty());
}

/// A child whose server runs, and its folder.
fn running(task: Task) -> (Child, PathBuf) {
    let mut child = Child::start(task, &[]);
    let url = child.answer();
    let folder = folder_of(&child);
    assert!(url.contains("peristyle_app"), "{url}");
    (child, folder)
}

#[test]
fn after_the_end() {
    let (child, folder) = running(Task::Use);
    child.wait();
    nothing_remains(&folder);
}

#[test]
fn after_the_end_with_a_shared_server() {
    let (child, folder) = running(Task::Share);
    child.wait();
    nothing_remains(&folder);
}

#[test]
fn after_a_panic() {
    let (child, folder) = running(Task::Panic);
    child.wait();
    nothing_remains(&folder);
}

#[test]
fn after_a_kill() {
    let (child, folder) = running(Task::Wait);
    assert_eq!(processes_of(&folder).len(), 2, "server and watchdog: {:?}", processes_of(&folder));
    child.kill();
    nothing_remains(&folder);
}

#[test]
fn after_a_kill_while_the_cluster_is_created() {
    let child = Child::start(Task::Wait, &[]);
    wait_until("`initdb` runs", || folder_of(&child).join("data/base").exists());
    let folder = folder_of(&child);
    child.kill();
    nothing_remains(&folder);
}
