//! Two runs at the same time, although the ports are compiled into the programs.

use super::{Bench, Outcome};
use rstest::rstest;
use std::thread;

/// Two benches, each with a run of servers on the same fixed ports, at the same time.
fn two_at_once(on_host: bool) -> [Outcome; 2] {
    let run = move || {
        let bench = Bench::new();
        let (tcp, udp) = (bench.reference("tcp-server"), bench.reference("udp-server"));
        let clients = [bench.reference("tcp-client"), bench.reference("udp-client")];
        let arguments = ["run", "--tcp-server", &tcp, "--udp-server", &udp, "--run", "*/published"];
        let clients = ["--tcp-client", &clients[0], "--udp-client", &clients[1]];
        let arguments = [&arguments[..], &clients].concat();
        if on_host { bench.run_on_host(&arguments) } else { bench.run(&arguments) }
    };
    thread::scope(|scope| [scope.spawn(run), scope.spawn(run)].map(|run| run.join().unwrap()))
}

#[rstest]
fn two_runs_do_not_disturb_each_other(#[values(false, true)] on_host: bool) {
    for outcome in two_at_once(on_host) {
        outcome.assert_code(0);
        assert!(outcome.out.contains(" 0 failed, 0 warned"), "{outcome:?}");
    }
}

/// A run that would answer for another one's server says nothing right of either.
#[test]
fn on_the_host_a_run_waits_for_one_with_another_program() {
    let [wrong, right] = thread::scope(|scope| {
        let wrong = scope.spawn(|| {
            let bench = Bench::new();
            let program = bench.script("mute.sh", "exec \"$sockspec\" reference tcp-server >/dev/null");
            bench.run_on_host(&["run", "--tcp-server", &program, "--run", "tcp-server/published"])
        });
        let right = scope.spawn(|| {
            let bench = Bench::new();
            let program = bench.reference("tcp-server");
            bench.run_on_host(&["run", "--tcp-server", &program, "--run", "tcp-server/published"])
        });
        [wrong.join().unwrap(), right.join().unwrap()]
    });
    wrong.assert_code(1);
    right.assert_code(0);
}
