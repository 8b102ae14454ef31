//! The figures: the sockspec program itself, from outside.

use super::{median, timed};
use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

pub(super) fn sockspec(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockspec"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.current_dir(std::env::temp_dir());
    command
}

/// How long one run takes, in seconds.
pub fn start(arguments: &[&str]) -> f64 {
    let (status, took) = timed(|| sockspec(arguments).status().expect("sockspec starts"));
    assert!(status.success(), "sockspec {arguments:?} ends with {status}");
    took.as_secs_f64()
}

/// The rate at which more generated cases are played: what start-up costs is in both runs, and falls out.
fn rate(families: &str, few: u32, many: u32) -> f64 {
    let run =
        |number: u32| start(&["run", "reference", "--run", families, "--generated", &number.to_string(), "-j1", "-q"]);
    f64::from(many - few) / (run(many) - run(few))
}

/// Exchanges a second with the reference server, judged, on one worker.
pub fn exchanges(transport: &str) -> f64 {
    rate(&format!("{transport}-server/generated/numbers/*"), 64, 64 + 640)
}

/// Trials of the reference's TCP client a second, judged, on one worker. What start-up costs falls out.
pub fn client_trials() -> f64 {
    const FEW: u32 = 10;
    const MANY: u32 = 110;
    let case = closing_case();
    let run = |times: u32| start(&["run", "reference", "--run", &case, "--repeat", &times.to_string(), "-j1", "-q"]);
    f64::from(MANY - FEW) / (run(MANY) - run(FEW))
}

/// A case whose server closes after its reply, as that of the floor does. Otherwise the reference's client waits a
/// tenth of a second for more of it.
fn closing_case() -> String {
    let mut command = sockspec(&["run", "reference", "--run", "tcp-client/generated/replies/*", "--generated", "20"]);
    let output = command.args(["-j1", "--trace"]).stdout(Stdio::piped()).output().expect("sockspec runs");
    let trace = String::from_utf8_lossy(&output.stdout);
    let mut cases = trace.split("reference: ").skip(1);
    let case = cases.find(|case| case.contains("closes its sending side")).expect("one of them closes");
    case.lines().next().expect("its name").to_owned()
}

/// The default run on the original scripts, and its floor: as many bare starts of its interpreter, on all cores.
pub fn run_of_the_original() -> Option<(f64, f64)> {
    let named = std::env::var("SOCKSPEC_PYTHON27").ok();
    let interpreter = named.iter().map(String::as_str).chain(["python2.7", "python2"]).find_map(itself)?;
    let run = median((0..3).map(|_| start(&["run", "original", "-q"])).collect());
    let text = timings(&mut sockspec(&["run", "original", "-q"]));
    // A pair starts two programs.
    let starts = text.lines().count() + text.lines().filter(|line| line.contains("-pair/")).count();
    let floor = median((0..3).map(|_| bare_starts(&interpreter, starts)).collect());
    Some((run, floor))
}

/// The output of `--timings` for a run: a line of JSON for each trial. The result of the run does not matter.
pub(super) fn timings(run: &mut Command) -> String {
    let file = std::env::temp_dir().join(format!("sockspec-bench-{}.json", std::process::id()));
    run.arg("--timings").arg(&file).status().expect("sockspec starts");
    let text = fs::read_to_string(&file).expect("the timings");
    let _ = fs::remove_file(&file);
    text
}

fn bare_starts(interpreter: &str, starts: usize) -> f64 {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let one = || {
        let mut bare = Command::new(interpreter);
        bare.args(["-c", "import socket"]).stdin(Stdio::null());
        assert!(bare.status().expect("it starts").success());
    };
    let share = |core: usize| (core..starts).step_by(cores).for_each(|_| one());
    let ((), took) =
        timed(|| std::thread::scope(|scope| (0..cores).for_each(|core| drop(scope.spawn(move || share(core))))));
    took.as_secs_f64()
}

/// The interpreter, and not what a version manager puts before it.
fn itself(name: &str) -> Option<String> {
    let output = Command::new(name).args(["-c", "import sys; print(sys.executable)"]).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| path.trim().to_owned())
}

/// The peak of the harness's own memory in bytes, and the time, for so many exchanges with the reference's TCP server.
pub fn soak(exchanges: u32) -> (u64, Duration) {
    let number = (exchanges / 5).to_string();
    let arguments = ["run", "reference", "--run", "tcp-server/generated/*", "--generated", &number, "-q"];
    let ((peak, ended), took) = timed(|| {
        let mut child = sockspec(&arguments).spawn().expect("sockspec starts");
        let mut peak = 0;
        loop {
            peak = peak.max(high_water(child.id()).unwrap_or(0));
            if let Some(status) = child.try_wait().expect("it can be waited for") {
                break (peak, status);
            }
            std::thread::park_timeout(Duration::from_millis(20));
        }
    });
    assert!(ended.success());
    (peak, took)
}

/// VmHWM of /proc/PID/status, in bytes (proc(5)).
fn high_water(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kib| kib << 10)
}

/// The TCP client's cases, so many at once, on a program that sleeps for half a second. What is found in it is not the
/// question.
pub fn sleepers(jobs: u32) -> Duration {
    let mut command = sockspec(&["run", "--tcp-client", "sleep 0.5", "--generated", "0", "-q"]);
    command.args(["--run", "tcp-client/*/*", "--artifacts", "/dev/null/none", "--jobs", &jobs.to_string()]);
    let (_, took) = timed(|| command.status().expect("sockspec starts"));
    took
}

/// How long a client's message is in the relay of a pair, in seconds. It is the time from its arrival on one side to
/// its leaving on the other, as the transcript has it.
pub fn relayed() -> f64 {
    median((0..9).filter_map(|_| time_in_the_relay()).collect())
}

fn time_in_the_relay() -> Option<f64> {
    let mut command = sockspec(&["run", "reference", "--run", "tcp-pair/message-first/one-number", "--trace"]);
    let output = command.stdout(Stdio::piped()).output().expect("sockspec runs");
    let trace = String::from_utf8_lossy(&output.stdout);
    let at = |what: &str| {
        let line = trace.lines().find(|line| line.contains(what))?;
        line.split_whitespace().next()?.parse::<f64>().ok()
    };
    Some((at("→ wire sends")? - at("← connection receives")?) / 1e3)
}

/// The single programs' cases, played by this harness and by benches/pytest, which asks for less; in seconds.
pub fn pytest() -> Option<(f64, f64)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/pytest");
    let mut pytest = Command::new("python3");
    pytest.args(["-m", "pytest", "-q", "-n", "auto", "-p", "no:cacheprovider", folder]);
    pytest.env("SOCKSPEC", env!("CARGO_BIN_EXE_sockspec")).stdout(Stdio::null()).stderr(Stdio::null());
    let (status, theirs) = timed(|| pytest.status().ok());
    let ours = start(&["run", "reference", "--skip", "*-pair/*/*", "--generated", "0", "-q"]);
    status?.success().then_some((ours, theirs.as_secs_f64()))
}
