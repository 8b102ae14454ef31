//! A version manager of a few lines: `which` says by a variable, or by a file in the folder, which version is chosen.

use super::*;
use crate::implementation::{AdHoc, PlaceholderValues, ad_hoc};
use crate::set_statistics::role::{tcp_server, udp_server};
use rstest::rstest;
use std::fs;
use tempfile::TempDir;

/// A folder with a manager, its shim of `interp`, and two versions; and the `PATH` on which the shim is.
fn managed_folder() -> (TempDir, String) {
    let root = tempfile::tempdir().unwrap();
    let at = root.path().display();
    write_program(root.path(), "one/interp", "#!/bin/sh\n");
    write_program(root.path(), "two/interp", "#!/bin/sh\n");
    let which = format!(
        "#!/bin/sh\necho asked >> {at}/asked\n[ \"$1 $2\" = 'which interp' ] || exit 127\n\
         version=${{VERSION:-$(cat .version 2>/dev/null)}}\n[ -n \"$version\" ] && echo \"$ROOT/$version/interp\"\n"
    );
    write_program(root.path(), "manager", &which);
    let shim = format!(
        "#!/bin/sh\nset -e\nprogram=\"${{0##*/}}\"\nexport ROOT=\"{at}\"\nexec \"{at}/manager\" exec \"$program\" \"$@\"\n"
    );
    write_program(root.path(), "shims/interp", &shim);
    let path = format!("{at}/shims:/usr/bin:/bin");
    (root, path)
}

/// Writes a program through a process that has ended: a file that this one has written could be "busy" when it is run.
fn write_program(root: &Path, name: &str, text: &str) {
    let file = root.join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let script = "printf '%s' \"$2\" > \"$1\" && chmod 755 \"$1\"";
    let status = Command::new("/bin/sh").args(["-c", script, "sh"]).arg(file).arg(text).status();
    assert!(status.unwrap().success());
}

/// The command and `PATH` with which it is launched in `home`, with `env`.
fn launch_command(home: &Path, path: &str, env: &[(&str, &str)], command: &str) -> (Vec<OsString>, String) {
    let commands = BTreeMap::from([(tcp_server(), command.to_owned()), (udp_server(), command.to_owned())]);
    let mut implementation = ad_hoc(AdHoc { commands, ..AdHoc::default() }).unwrap();
    implementation.home = home.to_path_buf();
    for program in implementation.programs.values_mut() {
        let path = [("PATH", path)];
        program.env = env.iter().chain(&path).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    }
    let implementation = implementation.behind_shims();
    let values = PlaceholderValues { port: 1, reply_port: 2, typed: Vec::new(), folder: "/f".into() };
    let launch = implementation.programs[&tcp_server()].launch(home, &values).unwrap();
    (launch.argv, launch.env["PATH"].clone())
}

#[rstest]
#[case::by_a_variable(&[("VERSION", "two")], "interp s.x", "two")]
#[case::by_a_file_in_the_folder(&[], "interp s.x", "one")]
fn what_the_shim_would_run_is_started(#[case] env: &[(&str, &str)], #[case] command: &str, #[case] version: &str) {
    let (root, path) = managed_folder();
    fs::write(root.path().join(".version"), "one").unwrap();
    let (argv, path_of_program) = launch_command(root.path(), &path, env, command);
    let folder = root.path().join(version);
    assert_eq!(argv, [folder.join("interp").into_os_string(), "s.x".into()]);
    assert_eq!(path_of_program, format!("{}:{path}", folder.display()));
    // Both programs ask the same, and it is asked once.
    assert_eq!(fs::read_to_string(root.path().join("asked")).unwrap(), "asked\n");
}

/// A program that other words start is found on the `PATH` that the shim would have set.
#[rstest]
#[case("nice -n 0 interp s.x")]
#[case("./script")]
fn a_shim_is_found_behind_another_program(#[case] command: &str) {
    let (root, path) = managed_folder();
    write_program(root.path(), "script", "#!/usr/bin/env interp\n");
    let (argv, path_of_program) = launch_command(root.path(), &path, &[("VERSION", "one")], command);
    assert!(!argv[0].to_string_lossy().contains("interp"), "{argv:?}");
    assert!(path_of_program.starts_with(&format!("{}:", root.path().join("one").display())), "{path_of_program}");
}

#[test]
fn a_shim_that_is_named_by_its_path_is_one_too() {
    let (root, path) = managed_folder();
    let (argv, _) = launch_command(root.path(), &path, &[("VERSION", "two")], "./shims/interp s.x");
    assert_eq!(argv[0], root.path().join("two/interp").into_os_string());
}

#[rstest]
#[case::no_version_is_chosen(&[], "interp s.x")]
#[case::the_version_is_not_there(&[("VERSION", "three")], "interp s.x")]
#[case::no_shim(&[("VERSION", "one")], "sh s.x")]
#[case::a_placeholder(&[("VERSION", "one")], "{python3} s.x")]
fn what_is_not_found_stays_as_it_was_typed(#[case] env: &[(&str, &str)], #[case] command: &str) {
    let (root, path) = managed_folder();
    let commands = BTreeMap::from([(tcp_server(), command.to_owned())]);
    let mut implementation = ad_hoc(AdHoc { commands, ..AdHoc::default() }).unwrap();
    implementation.home = root.path().to_path_buf();
    let program = implementation.programs.get_mut(&tcp_server()).unwrap();
    let path = [("PATH", path.as_str())];
    program.env = env.iter().chain(&path).map(|(n, v)| ((*n).into(), (*v).into())).collect();
    assert_eq!(implementation.behind_shims().programs[&tcp_server()].shim, None);
}

/// Such a shim looks for the folder of a script among its arguments; then only it knows which version it chooses.
#[test]
fn a_shim_that_reads_its_arguments_is_left_alone() {
    let (root, path) = managed_folder();
    let shim = fs::read_to_string(root.path().join("shims/interp")).unwrap();
    write_program(root.path(), "shims/interp", &shim.replace("set -e", "for arg; do export DIR=\"${arg%/*}\"; done"));
    let env = [("VERSION", "one")];
    assert_eq!(launch_command(root.path(), &path, &env, "interp sub/s.x").0[0], "interp");
    assert_eq!(
        launch_command(root.path(), &path, &env, "interp s.x").0[0],
        root.path().join("one/interp").into_os_string()
    );
}
