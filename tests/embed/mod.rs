//! The crate as other crates' tests use it: in a process that has threads, without the sockspec program, or with it.

use crate::python27::skipped;
use rstest::rstest;
use sockspec::embed::SuiteError;
use sockspec::set_statistics::Clause;
use sockspec::world::{Limits, Sandbox};
use sockspec::{Helper, Suite};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

const SOCKSPEC: &str = env!("CARGO_BIN_EXE_sockspec");

/// The published session of a right server, whose port is passed to it.
fn right() -> Suite {
    let server = [SOCKSPEC, "reference", "tcp-server", "--port", "{port}"];
    Suite::new().tcp_server(server).only("tcp-server/published").only("tcp-server/generated/sizes").generated(8)
}

#[test]
fn a_right_server_is_as_expected_without_any_helper() {
    let verdicts = right().run().unwrap();
    verdicts.assert_as_expected();
    assert!(verdicts.summary.played >= 2, "{}", verdicts.report());
    assert!(verdicts.deviations.is_empty() && verdicts.faults.is_empty());
    assert!(verdicts.report().contains("on this machine's own network"), "{}", verdicts.report());
}

#[test]
fn suites_take_turns() {
    thread::scope(|scope| {
        for suite in [right(), right(), right()] {
            scope.spawn(|| suite.run().unwrap().assert_as_expected());
        }
    });
}

/// A server that prints nothing breaks CON-3, and the report is what the test panics with.
#[test]
fn a_wrong_server_is_told() {
    let mute = ["sh", "-c", "exec \"$0\" reference tcp-server --port \"$1\" >/dev/null", SOCKSPEC, "{port}"];
    let verdicts = Suite::new().name("mute").tcp_server(mute).only("tcp-server/published").run().unwrap();
    assert!(!verdicts.is_as_expected());
    let found = verdicts.deviations.iter().find(|deviation| deviation.clause == Clause::Con3).unwrap();
    assert!(found.is_unexpected && found.implementation == "mute", "{found:?}");
    let panic = thread::spawn(move || verdicts.assert_as_expected()).join().unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(message.contains("FAIL mute: CON-3 (MUST)"), "{message}");
    // The command that shows it again can be typed as it stands.
    assert!(message.contains("sockspec run --name mute --tcp-server "), "{message}");
}

#[test]
fn what_can_not_be_started_is_a_fault_and_no_success() {
    let verdicts = Suite::new().tcp_server("./not-there {port}").only("tcp-server/published").run().unwrap();
    assert!(!verdicts.is_as_expected() && verdicts.summary.exit == 3, "{}", verdicts.report());
    assert_eq!(verdicts.faults.len(), 1);
}

#[test]
fn what_was_asked_for_wrongly_is_an_error() {
    assert!(matches!(Suite::new().run(), Err(SuiteError::NoProgram)));
    assert!(matches!(Suite::new().tcp_server("./a 'b").run(), Err(SuiteError::Command(_))));
    assert!(matches!(Suite::new().manifest("no/such/folder").run(), Err(SuiteError::Manifest(_))));
    let nothing = Suite::new().tcp_server("./a").only("tcp-server/no-such-case").run();
    assert!(matches!(nothing, Err(SuiteError::Selection(_))), "{nothing:?}");
}

#[test]
fn a_program_that_is_lent_serves_in_a_process_with_threads() {
    let verdicts = right().helper(Helper::program(SOCKSPEC)).run().unwrap();
    verdicts.assert_as_expected();
}

/// A right server that waits until `condition` holds of its own process, for ten seconds.
fn waiting_until(condition: &str) -> Suite {
    let script = format!("until {condition}; do :; done; exec \"$0\" reference tcp-server --port \"$1\"");
    let limits = Limits { descriptors: 99, start: Duration::from_secs(10), ..Limits::default() };
    let suite = Suite::new().tcp_server(["sh", "-c", &script, SOCKSPEC, "{port}"]).only("tcp-server/published");
    suite.limits(limits).time_limit(Duration::from_secs(5))
}

#[test]
fn programs_have_the_limits_that_are_asked_for() {
    waiting_until("[ \"$(ulimit -n)\" = 99 ]").run().unwrap().assert_as_expected();
}

/// In the sandbox a program gets no new privileges, and the system says so of it.
#[rstest]
#[case(Sandbox::Off, 0)]
#[case(Sandbox::Auto, 1)]
#[case(Sandbox::On, 1)]
fn programs_are_in_the_sandbox_that_is_asked_for(#[case] sandbox: Sandbox, #[case] confined: u8) {
    if Sandbox::why_unavailable().is_some() && confined == 1 {
        return skipped("the sandbox of a suite: no Landlock here");
    }
    let condition = format!("grep -q 'NoNewPrivs:.*{confined}' /proc/self/status");
    waiting_until(&condition).sandbox(sandbox).run().unwrap().assert_as_expected();
}

/// The example, which is built with the tests.
fn example() -> Option<PathBuf> {
    let path = Path::new(SOCKSPEC).with_file_name("examples").join("own_server");
    if !path.exists() {
        skipped(&format!("{} is not built; `cargo test` without --test builds it", path.display()));
        return None;
    }
    Some(path)
}

#[rstest]
fn a_program_of_ones_own_has_networks_of_its_own(#[values(false, true)] on_host: bool) {
    let Some(example) = example() else { return };
    let mut command = Command::new(example);
    command.arg("tcp-server/published").arg("tcp-server/clients").env_remove("SOCKSPEC_HOST_NETWORK");
    if on_host {
        command.env("SOCKSPEC_HOST_NETWORK", "1");
    }
    let output = command.output().unwrap();
    let report = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{report}");
    let has_namespaces = Command::new(SOCKSPEC).arg("__probe").output().unwrap().status.success();
    assert_eq!(report.contains("each in a network of its own"), has_namespaces && !on_host, "{report}");
    assert!(report.contains("own server  tcp-server    11 cases"), "{report}");
}
