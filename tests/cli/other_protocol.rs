//! Programs that plainly speak another protocol: it is said first, and once, and changes no verdict.

use super::init::init;
use super::{Bench, python};
use rstest::rstest;

const ECHO_SERVER: &str = "\
import socket
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('127.0.0.1', 16000))
s.listen(5)
while True:
    c, _ = s.accept()
    while True:
        try:
            data = c.recv(1024)
        except OSError:
            break
        if not data:
            break
        c.sendall(data)
    c.close()
";

const LINE_SERVER: &str = "\
import socket
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('127.0.0.1', 16000))
s.listen(5)
while True:
    c, _ = s.accept()
    for line in c.makefile('r'):
        n = [float(x) for x in line.split()]
        c.sendall(b'%r %r %r %r\\n' % (sum(n), min(n), max(n), sum(n) / len(n)))
    c.close()
";

const UPPER_CASE_CLIENT: &str = "\
import socket
s = socket.socket()
s.connect(('127.0.0.1', 16000))
s.sendall(input('Input lowercase sentence: ').encode())
print('From server:', s.recv(1024).decode())
";

#[rstest]
#[case::echo("tcp-server", ECHO_SERVER, "this server echoes what it is sent")]
#[case::lines("tcp-server", LINE_SERVER, "this server answers only what ends in a line feed")]
#[case::upper_case("tcp-client", UPPER_CASE_CLIENT, "this client asks \"Input lowercase sentence:\"")]
fn another_protocol_is_said_first(#[case] role: &str, #[case] body: &str, #[case] said: &str) {
    let bench = Bench::new();
    let Some(command) = python(&bench, body) else { return };
    let said = format!("{said}: it does not speak the set-statistics protocol");
    let flag = format!("--{role}");
    let (outcome, _) = init(&bench, &[&flag, &command]);
    let lines: Vec<&str> = outcome.out.lines().collect();
    assert_eq!(lines[1].trim(), said, "{outcome:?}");
    let cases = ["*/published", "*/ends-in-line-feed"];
    let run =
        bench.run(&["run", &flag, &command, "--role", role, "--run", cases[0], "--run", cases[1], "--generated", "0"]);
    run.assert_code(1);
    let notes: Vec<&str> = run.out.lines().filter(|line| line.starts_with("note: ad-hoc")).collect();
    assert_eq!(notes, [format!("note: ad-hoc ({role}): {said}")], "{run:?}");
    assert!(run.out.find("note: ad-hoc") < run.out.find("FAIL"), "{run:?}");
}

/// Neither of the built-in ones, nor of one that is wrong in one respect, in any trial.
#[rstest]
#[case(&["reference"])]
#[case(&["--role", "tcp-client", "--tcp-client", "fault tcp-client/prompting/other-first-prompt"])]
#[case(&["--role", "tcp-server", "--tcp-server", "fault tcp-server/layout/commas"])]
fn it_is_not_said_of_those_that_speak_this_one(#[case] arguments: &[&str]) {
    let bench = Bench::new();
    let fault = bench.script("fault", "exec \"$sockspec\" reference \"${1%%/*}\" --fault \"$1\"");
    let arguments: Vec<String> = arguments.iter().map(|word| word.replace("fault ", &format!("{fault} "))).collect();
    let words: Vec<&str> = ["run"].into_iter().chain(arguments.iter().map(String::as_str)).collect();
    let outcome = bench.run(&words);
    assert!(!outcome.out.contains("does not speak"), "{outcome:?}");
    assert!(outcome.out.contains(" 0 faults "), "{outcome:?}");
}
