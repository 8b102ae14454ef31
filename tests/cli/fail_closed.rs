//! Whatever goes wrong, a run never looks like success. The tests check for each failure the exit code, the report, the
//! time that it takes, and that nothing is left.

use super::subject::command;
use super::{Bench, Outcome};
use rstest::rstest;
use std::time::Duration;

/// One published case of this role with this program, and at most 1 s for a wait.
fn run_published(bench: &Bench, role: &str, program: &str) -> Outcome {
    let (flag, pattern) = (format!("--{role}"), format!("{role}/published/session"));
    bench.run(&["run", &flag, program, "--run", &pattern, "--time-limit", "1s", "-j", "2"])
}

#[test]
fn a_pattern_that_matches_nothing() {
    let bench = Bench::new();
    let outcome = bench.run(&["run", "reference", "--run", "tcp-server/publishd/*"]);
    outcome.assert_code(4).pin(&bench, "no-such-case");
}

#[test]
fn a_flag_that_does_not_exist() {
    Bench::new().run(&["run", "reference", "--rum", "tcp-server"]).assert_code(2);
}

#[test]
fn a_skip_pattern_that_matches_nothing() {
    let bench = Bench::new();
    bench.run(&["run", "reference", "--skip", "udp-sever/*"]).assert_code(2).pin(&bench, "no-such-case-to-skip");
}

#[test]
fn a_role_that_leaves_nothing() {
    let bench = Bench::new();
    let server = bench.reference("tcp-server");
    let outcome = bench.run(&["run", "--tcp-server", &server, "--role", "udp-client", "-j", "2"]);
    outcome.assert_code(4).pin(&bench, "role-leaves-nothing");
}

#[test]
fn patterns_that_leave_nothing() {
    let bench = Bench::new();
    let outcome = bench.run(&["run", "reference", "--run", "tcp-server", "--skip", "tcp-*", "-j", "2"]);
    outcome.assert_code(4).pin(&bench, "patterns-leave-nothing");
}

#[rstest]
fn a_program_that_does_not_exist(#[values("tcp-server", "tcp-client", "udp-server", "udp-client")] role: &str) {
    let bench = Bench::new();
    let outcome = run_published(&bench, role, "/no/such/program");
    outcome.assert_code(3).pin(&bench, &format!("no-such-program-{role}"));
}

#[test]
fn a_program_that_is_no_program() {
    let bench = Bench::new();
    bench.file("notes.txt", "not a program");
    let outcome = run_published(&bench, "tcp-server", "./notes.txt");
    outcome.assert_code(3);
    assert!(outcome.out.contains("Permission denied"), "{outcome:?}");
}

#[test]
fn a_server_that_exits_at_once() {
    let bench = Bench::new();
    let program = bench.script("server.sh", "echo 'no config' >&2; exit 3");
    run_published(&bench, "tcp-server", &program).assert_code(3).pin(&bench, "exits-at-once");
}

#[test]
fn a_server_that_exits_at_once_as_if_all_were_well() {
    let bench = Bench::new();
    let program = bench.script("server.sh", "exit 0");
    run_published(&bench, "udp-server", &program).assert_code(3).pin(&bench, "exits-at-once-with-0");
}

#[rstest]
#[case("tcp-client")]
#[case("udp-client")]
fn a_client_that_exits_at_once_as_if_all_were_well(#[case] role: &str) {
    let bench = Bench::new();
    let program = bench.script("client.sh", "exit 0");
    let outcome = run_published(&bench, role, &program);
    outcome.assert_code(1).pin(&bench, &format!("{role}-exits-at-once"));
}

#[test]
fn a_server_that_never_binds() {
    let bench = Bench::new();
    let program = bench.script("server.sh", "sleep 1000; exit 0");
    let outcome = run_published(&bench, "tcp-server", &program);
    outcome.assert_code(3).pin(&bench, "never-binds");
}

#[test]
fn a_server_that_prints_nothing() {
    let bench = Bench::new();
    let program = bench.script("server.sh", "exec \"$sockspec\" reference tcp-server >/dev/null");
    run_published(&bench, "tcp-server", &program).assert_code(1).pin(&bench, "prints-nothing");
}

#[test]
fn a_server_that_ignores_both_polite_signals() {
    let bench = Bench::new();
    let program = bench.script("server.sh", "trap '' INT TERM\n\"$sockspec\" reference tcp-server\nexit 0");
    let outcome = run_published(&bench, "tcp-server", &program);
    outcome.assert_code(0);
    assert!(outcome.took < Duration::from_secs(60), "{outcome:?}");
}

/// A child in a process group of its own, whose parent is gone: nothing but its home shows that it belongs to the trial.
#[rstest]
fn a_server_whose_children_go_their_own_way(#[values(false, true)] on_host: bool) {
    let bench = Bench::new();
    let child = bench.script("child.sh", "trap '' HUP INT TERM\nsleep 1000\nexit 0");
    let server = bench.script(
        "server.sh",
        &format!("sh -mc \"'{child}' >/dev/null 2>&1 </dev/null &\"\nexec \"$sockspec\" reference tcp-server"),
    );
    let arguments = ["run", "--tcp-server", &server, "--run", "tcp-server/published/session"];
    let outcome = if on_host { bench.run_on_host(&arguments) } else { bench.run(&arguments) };
    outcome.assert_code(0);
}

#[test]
fn a_server_that_died_in_mid_run() {
    let bench = Bench::new();
    let program = command("dies_after_an_answer", &bench.mark);
    let arguments = ["run", "--tcp-server", &program, "--run", "tcp-server/robust", "--run", "tcp-server/clients"];
    let outcome = bench.run(&[&arguments[..], &["--time-limit", "1s", "-j", "2"]].concat());
    outcome.assert_code(1);
    for text in ["FAIL ad-hoc: TCP-S-3", "Connection refused", "the server exits with code 0"] {
        assert!(outcome.out.contains(text), "{text}: {outcome:?}");
    }
}

/// The JSON report's verdicts on a clause, one per case.
fn verdicts(report: &serde_json::Value, clause: &str) -> Vec<String> {
    let trials = report["trials"].as_array().unwrap().iter();
    let all = trials.flat_map(|trial| trial["verdicts"].as_array().cloned().unwrap_or_default());
    all.filter(|verdict| verdict["clause"] == clause).map(|v| v["verdict"].as_str().unwrap().to_owned()).collect()
}

fn report(bench: &Bench) -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(bench.path("report.json")).unwrap()).unwrap()
}

#[rstest]
#[case("dies_of_nonsense")]
#[case("dies_of_a_connection")]
fn a_rejection_that_is_really_a_dead_server(#[case] subject: &str) {
    let bench = Bench::new();
    let program = command(subject, &bench.mark);
    let cases = ["--run", "tcp-server/robust/nonsense", "--run", "tcp-server/not-numbers/comma"];
    let start = ["run", "--tcp-server", &program, "--time-limit", "1s", "--report-json", "report.json"];
    bench.run(&[&start[..], &cases].concat()).assert_code(1);
    let report = report(&bench);
    assert_eq!(verdicts(&report, "NUM-2"), ["skipped"]);
    assert_eq!(verdicts(&report, "TCP-S-5"), ["warn"]);
}

#[test]
fn an_error_that_is_really_a_client_that_can_not_start() {
    let bench = Bench::new();
    let program = bench.script("client.sh", "echo 'out of memory' >&2; exit 1");
    let cases = ["--run", "tcp-client/errors/nonsense", "--run", "tcp-client/errors/closed"];
    let start = ["run", "--tcp-client", &program, "--time-limit", "1s", "--report-json", "report.json"];
    bench.run(&[&start[..], &cases].concat()).assert_code(1);
    assert_eq!(verdicts(&report(&bench), "TCP-C-4"), ["skipped", "skipped"]);
}

#[test]
fn more_than_255_failures() {
    let bench = Bench::new();
    let client = "command = [\"/bin/sh\", \"-c\", \"exit 0\"]\nport = 16000\n";
    let names: Vec<String> = (0..6).map(|at| format!("client-{at}.toml")).collect();
    names.iter().for_each(|name| {
        bench.file(name, &format!("name = \"{name}\"\n[tcp-client]\n{client}"));
    });
    let names = names.iter().map(String::as_str).collect::<Vec<_>>();
    let outcome = bench.run(&[&["run", "--report-json", "report.json", "-q"], &names[..]].concat());
    outcome.assert_code(1);
    let summary = &report(&bench)["summary"];
    assert!(summary["failed"].as_u64().unwrap() > 255, "{summary}");
    assert_eq!(summary["exit"], 1);
}

/// The arguments with a machine that has no Python 2.7.
fn run_without_python(arguments: &[&str]) -> (Bench, Outcome) {
    let bench = Bench::new();
    let empty = bench.path("empty");
    std::fs::create_dir(&empty).unwrap();
    let mut command = bench.sockspec(arguments);
    command.env("PATH", &empty).env("HOME", &empty).env("PYENV_ROOT", &empty).env_remove("SOCKSPEC_PYTHON27");
    let outcome = bench.outcome(&mut command);
    (bench, outcome)
}

#[test]
fn everything_skipped() {
    let (bench, outcome) = run_without_python(&["run", "original", "-j", "2"]);
    outcome.assert_code(4).pin(&bench, "everything-skipped");
}

#[test]
fn something_skipped() {
    let (bench, outcome) = run_without_python(&["run", "-j", "2", "--run", "udp-server/published"]);
    outcome.assert_code(0).pin(&bench, "something-skipped");
}

#[test]
fn something_skipped_that_is_required() {
    let required = ["run", "-j", "2", "--run", "udp-server/published", "--require", "original"];
    let (bench, outcome) = run_without_python(&required);
    outcome.assert_code(3).pin(&bench, "required-skipped");
}

#[test]
fn something_required_that_takes_no_part() {
    let bench = Bench::new();
    bench.run(&["run", "reference", "--require", "original"]).assert_code(2).pin(&bench, "required-takes-no-part");
}

#[rstest]
#[case("broken", "name = ")]
#[case("without-programs", "name = \"mine\"\n")]
#[case("with-a-typo", "name = \"mine\"\n[tcp-sever]\ncommand = [\"./server\"]\n")]
#[case("not-text", "\u{0}\u{1}")]
fn an_unreadable_manifest(#[case] name: &str, #[case] text: &str) {
    let bench = Bench::new();
    bench.file("sockspec.toml", text);
    bench.run(&["run", "sockspec.toml"]).assert_code(2).pin(&bench, &format!("manifest-{name}"));
}

#[test]
fn a_manifest_that_is_not_there() {
    let bench = Bench::new();
    bench.run(&["run", "mine/sockspec.toml"]).assert_code(2).pin(&bench, "manifest-missing");
}

#[test]
fn a_report_that_can_not_be_written() {
    let bench = Bench::new();
    let cases = ["run", "reference", "--run", "tcp-server/published/session", "-j", "2"];
    let outcome = bench.run(&[&cases[..], &["--report-json", "/dev/full"]].concat());
    outcome.assert_code(3).pin(&bench, "report-on-a-full-disk");
}

#[test]
fn a_report_in_a_folder_that_is_not_there() {
    let bench = Bench::new();
    let cases = ["run", "reference", "--run", "tcp-server/published/session", "-j", "2"];
    let outcome = bench.run(&[&cases[..], &["--report-json", "no/such/folder/report.json"]].concat());
    outcome.assert_code(2).pin(&bench, "report-without-folder");
}

#[test]
fn a_console_that_can_not_be_written() {
    let bench = Bench::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = bench.spawnable(&["run", "reference", "--run", "tcp-server/published/session"]);
    let output = command.stdout(full).stderr(std::process::Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output could not be written"), "{output:?}");
}
