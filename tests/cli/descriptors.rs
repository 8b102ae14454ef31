//! A harness that may have few files open. It plays fewer trials at a time. If not even one can be played, no program
//! is blamed for that.

use super::*;
use rstest::rstest;

/// `files`: how many each process may have open, the harness too.
fn outcome(files: u32, jobs: &str) -> Outcome {
    let bench = Bench::new();
    let sockspec = bench.sockspec.display();
    let cases = "--run tcp-server/clients --run tcp-client/reply --run tcp-client/errors --run udp-server/basics";
    let run = format!("ulimit -n {files} && exec {sockspec} run reference {cases} --jobs {jobs}");
    let mut shell = Command::new("sh");
    shell.args(["-c", &run]).current_dir(bench.folder.path()).timeout(PATIENCE).envs(bench.environment());
    OF_THIS_MACHINE.iter().for_each(|name| {
        shell.env_remove(name);
    });
    bench.outcome(&mut shell)
}

#[rstest]
#[case::of_few(200, "12")]
#[case::of_some(300, "64")]
#[case::of_many(1024, "64")]
fn fewer_trials_are_played_at_a_time(#[case] files: u32, #[case] jobs: &str) {
    let outcome = outcome(files, jobs);
    assert_eq!(outcome.code, Some(0), "{}{}", outcome.out, outcome.err);
    if outcome.out.contains("network namespaces can't be had here") {
        return skipped("fewer trials at a time: no network namespaces here");
    }
    assert!(outcome.out.contains(" at a time: this process may have "), "{}", outcome.out);
}

#[rstest]
#[case::to_set_up(22)]
#[case::to_connect(36)]
fn too_few_are_nobodys_fault(#[case] files: u32) {
    let outcome = outcome(files, "2");
    assert_eq!(outcome.code, Some(3), "{}{}", outcome.out, outcome.err);
    assert!(outcome.out.contains("0 failed, 0 warned"), "{}", outcome.out);
    assert!(outcome.out.contains("ulimit -n"), "{}", outcome.out);
}

/// A shell, a job runner or an editor may leave descriptors open for the programs that it starts. A program under test
/// would find fewer numbers free, and other ones.
#[test]
fn what_the_caller_had_open_is_closed_in_a_tested_program() {
    let bench = Bench::new();
    let server =
        bench.script("server.sh", "[ -e /proc/self/fd/9 ] && exit 7\n\"$sockspec\" reference tcp-server\nexit $?");
    let sockspec = bench.sockspec.display();
    let run = format!("exec 9</dev/null; exec {sockspec} run --tcp-server {server} --run tcp-server/basics/one-number");
    let mut shell = Command::new("sh");
    shell.args(["-c", &run]).current_dir(bench.folder.path()).timeout(PATIENCE).envs(bench.environment());
    bench.outcome(&mut shell).assert_code(0);
}
