//! Cases in which clients only ask and go share a server process, and no verdict changes by it.

use super::*;
use rstest::rstest;
use std::collections::BTreeMap;

/// A server of the reference, with a fault if one is named, that writes a line for each of its starts. Returns the path
/// of its manifest.
fn server(bench: &Bench, role: &str, fault: &str) -> String {
    let fault = if fault.is_empty() { String::new() } else { format!("--fault {role}/{fault}") };
    let (reply, port) = match role {
        "udp-server" => ("--reply-port \"$2\"", ", \"{reply-port}\""),
        _ => ("", ""),
    };
    let script = format!("echo start >>starts\nexec \"$sockspec\" reference {role} --port \"$1\" {reply} {fault}");
    let command = bench.script("server.sh", &script);
    let manifest = format!("name = \"it\"\n[{role}]\ncommand = [\"{command}\", \"{{port}}\"{port}]\n");
    bench.file("sockspec.toml", &manifest)
}

/// The verdict of a run of the server on each case and clause, and how often it was started.
fn run(role: &str, fault: &str, arguments: &[&str]) -> Option<(BTreeMap<String, String>, usize)> {
    let bench = Bench::new();
    server(&bench, role, fault);
    let cases = ["--run", &format!("{role}/*")].map(str::to_owned);
    let cases: Vec<&str> = cases.iter().map(String::as_str).collect();
    let run = ["run", ".", "--generated", "0", "--report-json", "report.json", "--skip", "*/clients/*"];
    let outcome = bench.run(&[&run[..], &cases, arguments].concat());
    if outcome.out.contains("network namespaces can't be had here") {
        skipped("sharing servers: no network namespaces here");
        return None;
    }
    let report: serde_json::Value = serde_json::from_slice(&fs::read(bench.path("report.json")).unwrap()).unwrap();
    let mut said = BTreeMap::new();
    for trial in report["trials"].as_array().unwrap() {
        for verdict in trial["verdicts"].as_array().unwrap() {
            let detail = if verdict["verdict"] == "noted" { verdict["detail"].to_string() } else { String::new() };
            said.insert(format!("{} {}", trial["case"], verdict["clause"]), format!("{} {detail}", verdict["verdict"]));
        }
    }
    let starts = fs::read_to_string(bench.path("starts")).unwrap().lines().count();
    Some((said, starts))
}

/// A right server is started seldom; one with a fault is judged by what it does when it is fresh.
#[rstest]
#[case::right("tcp-server", "", 2)]
#[case::right_over_udp("udp-server", "", 2)]
#[case::always_wrong("tcp-server", "values/mean-over-one-less", 1)]
#[case::wrong_in_some_cases("tcp-server", "values/median", 1)]
fn verdicts_are_those_of_fresh_processes(#[case] role: &str, #[case] fault: &str, #[case] fewer: usize) {
    let Some((fresh, each)) = run(role, fault, &["--fresh"]) else { return };
    let (shared, seldom) = run(role, fault, &[]).unwrap();
    assert!(each > 60, "{each}");
    assert_eq!(shared, fresh);
    // A server that is wrong everywhere gives nothing to share, and only a few cases are played twice.
    assert!(seldom <= each / fewer + 8, "{seldom} instead of {each}");
}

/// If the first case on a process that others have used fails, the report shows the result of a fresh process: right.
#[test]
fn a_server_that_serves_three_clients_is_judged_fresh() {
    let bench = Bench::new();
    let Ok(python) = Tool::Python3.find() else {
        return skipped("a server for three clients: no Python 3 here");
    };
    let program = "\
import socket, sys
listener = socket.create_server(('127.0.0.1', int(sys.argv[1])))
print('TCP server has started and is ready to receive', flush=True)
for _ in range(3):
    connection, _ = listener.accept()
    data = connection.recv(65536)
    numbers = [float(word) for word in data.split()]
    print('Received data:', numbers, flush=True)
    total = sum(numbers)
    answer = ' '.join(map(str, (total, min(numbers), max(numbers), total / len(numbers))))
    connection.sendall(answer.encode())
    while connection.recv(4096):
        pass
    connection.close()
listener.close()
while True:
    sys.stdin.read() or __import__('time').sleep(60)
";
    let program = bench.file("server.py", program);
    let command = format!("{} {program} {{port}}", text_of(&python));
    let cases = ["--run", "tcp-server/numbers", "--run", "tcp-server/basics", "--skip", "*/two-*"];
    let run = ["run", "--generated", "0", "--port", "16000", "--tcp-server", &command];
    let [fresh, shared] = [&["--fresh"][..], &[]].map(|how| bench.run(&[&run[..], &cases, how].concat()));
    let told = |outcome: &Outcome| outcome.out.lines().rfind(|line| line.contains(" clauses passed")).map(until_time);
    assert_eq!(told(&shared), told(&fresh), "{}", shared.out);
    assert!(told(&fresh).is_some(), "{}{}", fresh.out, fresh.err);
}

/// A line of the summary without how long it took.
fn until_time(line: &str) -> String {
    line.split(" faults").next().unwrap_or_default().to_owned()
}
