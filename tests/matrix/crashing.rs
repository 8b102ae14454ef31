//! Servers that fail at some point: that is never their client's deviation, and every run says the same.

use super::*;
use crate::python27::skipped;
use rstest::rstest;
use sockspec::implementation::Tool;

/// Serves TCP and UDP, and ends at the place that its second argument names, in the way that its third does.
const SERVER: &str = "\
import os, socket, sys
role, where, how = sys.argv[1:]
def at(place):
    if place == where:
        if how == 'raise':
            raise OSError('boom')
        os._exit(3) if how == 'exit' else os.kill(os.getpid(), 11)
def answer(data):
    n = [float(word) for word in data.split()]
    print('Received data:' if role == 'tcp' else 'received data:', n, flush=True)
    return ('%s %s %s %s' % (sum(n), min(n), max(n), float('%.12g' % (sum(n) / len(n))))).encode()
if role == 'tcp':
    s = socket.socket()
    s.bind(('127.0.0.1', 16000))
    s.listen(1)
    print('TCP server has started and is ready to receive', flush=True)
    c, _ = s.accept()
    at('connect')
    data = c.recv(1024)
    at('message')
    reply = answer(data)
    c.sendall(reply[:-1])
    at('inside')
    c.sendall(reply[-1:])
    at('reply')
    if c.recv(1024):
        at('length')
else:
    s = socket.socket(type=socket.SOCK_DGRAM)
    s.bind(('127.0.0.1', 15000))
    print('UDP server has started and is ready to receive', flush=True)
    for place in ['message', 'length']:
        data = s.recv(2048)
        at(place)
        s.sendto(answer(data), ('127.0.0.1', 8000))
        at('reply')
";

/// Exits with the first reply; what the server says to its length may find it gone.
const HASTY_CLIENT: &str = "\
import socket
s = socket.create_connection(('127.0.0.1', 16000))
message = input('Input integers with space in between: ')
length = input('Enter the length of the set: ')
s.sendall(message.encode())
reply = s.recv(1024).decode().split()
s.sendall(length.encode())
for label, number in zip(['total of all numbers', 'lowest number', 'highest number', 'mean'], reply):
    print('The', label, 'is:', number)
";

/// A manifest of these sections, with these files beside it; its folder, if there is a Python 3.
fn implementation(files: &[(&str, &str)], sections: &str) -> Option<TempDir> {
    if Tool::Python3.find().is_err() {
        skipped("no Python 3, so that no pair can be tried");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    std::fs::write(folder.path().join("sockspec.toml"), format!("name = \"mine\"\n{sections}")).unwrap();
    Some(folder)
}

#[rstest]
#[case::connect("connect", "raise", &["tcp-server TCP-S-1"])]
#[case::message("message", "exit", &["tcp-server TCP-S-1", "udp-server UDP-S-1"])]
#[case::inside("inside", "signal", &["tcp-server RSP-2"])]
#[case::reply("reply", "raise", &["tcp-server TCP-S-2", "udp-server UDP-S-1"])]
#[case::length("length", "signal", &["tcp-server TCP-S-2", "udp-server UDP-S-1"])]
fn a_server_that_fails(#[case] place: &str, #[case] how: &str, #[case] expected: &[&str]) {
    let section = |role: &str, port: u16| {
        format!(
            "[{role}-server]\ncommand = [\"{{python3}}\", \"server.py\", \"{role}\", \"{place}\", \"{how}\"]\nport = {port}\n"
        )
    };
    let sections = section("tcp", 16000) + &section("udp", 15000);
    let Some(folder) = implementation(&[("server.py", SERVER)], &sections) else { return };
    let server = folder.path().display().to_string();
    let cases = ["--server", "mine", "--run", "*/message-first*", "--run", "*/as-it-comes*", "--repeat", "3"];
    let Some(run) = matrix(&["reference", &server], &cases) else { return };
    let broken = run.broken();
    assert!(broken.iter().all(|(whose, ..)| whose == "mine"), "{broken:?}\n{}", run.out);
    let found = broken.iter().map(|(_, role, clause)| format!("{role} {clause}"));
    let found: Vec<String> = found.filter(|found| !found.ends_with("CON-6")).collect();
    assert_eq!(found, expected, "{}", run.out);
    assert_eq!(run.report["summary"]["flaky"], 0, "{}", run.out);
}

/// A server that answers the length too, and a client that leaves with the first reply. Whether the second still finds
/// it is a race, and no verdict depends on it.
#[test]
fn a_second_reply_that_races_the_clients_exit() {
    let sections = "[tcp-client]\ncommand = [\"{python3}\", \"client.py\"]\nport = 16000\n";
    let Some(folder) = implementation(&[("client.py", HASTY_CLIENT)], sections) else { return };
    let client = folder.path().display().to_string();
    let cases = ["--client", "mine", "--server", "answers-length-too", "--repeat", "8", "--skip", "*/below-zero"];
    let Some(run) = matrix(&["deviating/answers-length-too", &client], &cases) else { return };
    assert_eq!(run.report["summary"]["flaky"], 0, "{}", run.out);
    let broken = run.broken();
    assert!(broken.contains(&("answers-length-too".into(), "tcp-server".into(), "TCP-S-2".into())), "{}", run.out);
    assert!(!broken.iter().any(|(whose, _, clause)| whose == "mine" && clause != "TCP-C-5"), "{broken:?}\n{}", run.out);
}
