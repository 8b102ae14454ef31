//! The costs of the harness: each figure stands next to its floor, measured in the same run.
//!
//! `cargo bench` prints the table. The floors are bare loops of the same work by the same programs: no namespace, no
//! transcript, no judging. Figure and floor are measured in turn, and the median of the rounds counts.

#[path = "floor/bare.rs"]
mod bare;
#[path = "floor/flood.rs"]
mod flood;
#[path = "floor/harness.rs"]
mod harness;
#[path = "floor/judging.rs"]
mod judging;

use std::time::Duration;

/// How many times figure and floor are measured, in turn.
const ROUNDS: usize = 5;

fn main() {
    // `cargo bench` and `cargo test --benches` pass flags of the standard harness, which means nothing here.
    if std::env::args().any(|argument| argument == "--test" || argument == "--list") {
        return;
    }
    let mut arguments = std::env::args().skip(1);
    if arguments.next().is_some_and(|first| first == flood::CLIENT) {
        return flood::client(arguments.next().and_then(|port| port.parse().ok()).expect("a port"));
    }
    println!("{:<58} {:>12} {:>12} {:>8}", "", "harness", "floor", "ratio");
    // First: the kernel takes a while to clear thousands of networks away, which the others leave.
    let [figure, floor] = in_turn(|| harness::start(&["list"]), || harness::start(&["--version"]));
    times("sockspec list, beside sockspec --version", figure, floor);
    for (name, transport) in [("TCP exchanges with a server", "tcp"), ("UDP exchanges with a server", "udp")] {
        let [figure, floor] = in_turn(|| harness::exchanges(transport), || bare::exchanges(transport));
        rates(name, "a second", figure, floor);
    }
    let [figure, floor] = in_turn(harness::client_trials, bare::client_trials);
    rates("trials of a TCP client", "a second", figure, floor);
    if let Some(apart) = bare::client_trials_apart() {
        rates("the same beside a floor that makes a network for each", "a second", figure, apart);
    }
    let verdicts = median((0..ROUNDS).map(|_| judging::verdicts_per_second()).collect());
    println!("{:<58} {:>10.0}/s {:>12} {:>8}", "verdicts on a core, sets of ten numbers", verdicts, "", "");
    let run = median((0..3).map(|_| harness::start(&["run", "reference", "-q"])).collect());
    println!("{:<58} {:>10.0} ms {:>12} {:>8}", "the default run on the reference", run * 1e3, "", "");
    if let Some((run, floor)) = harness::run_of_the_original() {
        times("the default run on the original, beside its interpreter's starts", run, floor);
    }
    println!("{:<58} {:>9.0} µs", "what the relay of a pair adds to a message", harness::relayed() * 1e6);
    let [figure, floor] = in_turn(flood::relayed, flood::bare);
    rates("a flood through the relay, beside a bare loop", "MB a second", figure / 1e6, floor / 1e6);
    match harness::pytest() {
        Some((ours, theirs)) => times("the single programs' cases, beside the same in pytest-xdist", ours, theirs),
        None => println!("{:<58} {:>12}", "the same cases in pytest: no python3 -m pytest -n here", ""),
    }
    for exchanges in [10_000, 100_000] {
        let (peak, took) = harness::soak(exchanges);
        let name = format!("a soak of {exchanges} exchanges, peak memory");
        println!("{name:<58} {:>9} MiB {:>10.1} s {:>8}", peak >> 20, took.as_secs_f64(), "");
    }
    for jobs in [1, 2, 4, 16, 64] {
        let took = harness::sleepers(jobs);
        println!(
            "{:<58} {:>10.2} s",
            format!("a client that sleeps for half a second, --jobs {jobs}"),
            took.as_secs_f64()
        );
    }
}

/// Measures both in turn, and returns the median of each.
fn in_turn(mut figure: impl FnMut() -> f64, mut floor: impl FnMut() -> f64) -> [f64; 2] {
    let rounds: Vec<(f64, f64)> = (0..ROUNDS).map(|_| (figure(), floor())).collect();
    [median(rounds.iter().map(|round| round.0).collect()), median(rounds.iter().map(|round| round.1).collect())]
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Of rates more is better: the ratio is the figure's share of the floor.
fn rates(name: &str, unit: &str, figure: f64, floor: f64) {
    println!("{:<58} {figure:>12.0} {floor:>12.0} {:>8.2}", format!("{name}, {unit}"), figure / floor);
}

/// Of times less is better.
fn times(name: &str, figure: f64, floor: f64) {
    println!("{name:<58} {:>9.1} ms {:>9.1} ms {:>8.2}", figure * 1e3, floor * 1e3, figure / floor);
}

/// How long something took.
fn timed<T>(what: impl FnOnce() -> T) -> (T, Duration) {
    let begun = std::time::Instant::now();
    let done = what();
    (done, begun.elapsed())
}
