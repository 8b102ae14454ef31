//! `sockspec wire`, by hand: what passes it, and how it ends.

use super::Bench;
use rstest::rstest;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

/// A relay, which is killed in the end.
struct Wire(Child);

impl Drop for Wire {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn wire(bench: &Bench, listen: u16, to: u16, arguments: &[&str]) -> Wire {
    let mut command = Command::new(&bench.sockspec);
    command.arg("wire").args(["--listen", &listen.to_string(), "--to", &to.to_string()]).args(arguments);
    Wire(command.spawn().unwrap())
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// Does something until it succeeds.
fn until<T>(mut attempt: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        match attempt() {
            Some(found) => return found,
            None => assert!(begun.elapsed() < Duration::from_secs(60), "it does not come"),
        }
        thread::yield_now();
    }
}

/// A server that answers each client with what it has sent, to the end.
fn echo() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            thread::spawn(move || {
                let (mut client, mut sent) = (client, Vec::new());
                let _ = client.read_to_end(&mut sent);
                let _ = client.write_all(&sent);
            });
        }
    });
    port
}

#[rstest]
#[case("legal/plain", "one\ntwo\n")]
#[case("legal/sent-in-two", "one\ntwo\n")]
#[case("sent/last-byte-lost", "on\ntw\n")]
#[case("sent/lost-every-2nd", "one\n")]
#[case("received/first-line-only", "one\n")]
#[case("ends/at-once", "")]
fn a_stream_passes_with_its_fault(#[case] fault: &str, #[case] expected: &str) {
    let bench = Bench::new();
    let port = free_port();
    let _wire = wire(&bench, port, echo(), &["--fault", fault, "--unit", "line"]);
    let mut client = until(|| TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok());
    // A wire that closes at once may reset what comes too late for it.
    let _ = client.write_all(b"one\ntwo\n").and_then(|()| client.shutdown(Shutdown::Write));
    let mut answer = Vec::new();
    let _ = client.read_to_end(&mut answer);
    assert_eq!(String::from_utf8(answer).unwrap(), expected);
}

#[rstest]
#[case("legal/plain", &["hello"], true)]
#[case("sent/in-two", &["he", "llo"], true)]
#[case("received/seven-bits", &["hello"], true)]
#[case("sockets/other-port", &["hello"], false)]
fn datagrams_pass_with_their_fault(#[case] fault: &str, #[case] expected: &[&str], #[case] from_there: bool) {
    let bench = Bench::new();
    let server = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let (port, to) = (free_port(), server.local_addr().unwrap().port());
    let _wire = wire(&bench, port, to, &["--udp", "--fault", fault]);
    let client = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let there = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    server.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    let (length, caller, mut asked) = until(|| {
        let mut asked = [0; 64];
        client.send_to(b"hello", there).unwrap();
        server.recv_from(&mut asked).ok().map(|(length, caller)| (length, caller, asked))
    });
    server.send_to(&asked[..length], caller).unwrap();
    for part in expected {
        let (length, from) = client.recv_from(&mut asked).unwrap();
        assert_eq!((&asked[..length], from == there), (part.as_bytes(), from_there));
    }
}

/// A server may go on from a port of its own with each client, and anybody can send to that port.
#[test]
fn a_stranger_reaches_the_port_from_which_a_server_answers() {
    let bench = Bench::new();
    let open = || UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let (server, transfer, client, stranger) = (open(), open(), open(), open());
    let (port, to) = (free_port(), server.local_addr().unwrap().port());
    let _wire = wire(&bench, port, to, &["--udp", "--fault", "legal/plain"]);
    let there = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    server.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    let mut bytes = [0; 64];
    let (_, caller) = until(|| {
        client.send_to(b"hello", there).unwrap();
        server.recv_from(&mut bytes).ok()
    });
    transfer.send_to(b"welcome", caller).unwrap();
    let (_, answered_from) = client.recv_from(&mut bytes).unwrap();
    stranger.send_to(b"and me?", answered_from).unwrap();
    transfer.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let (length, sender) = transfer.recv_from(&mut bytes).unwrap();
    assert_eq!(&bytes[..length], b"and me?");
    assert_ne!(sender, caller);
    transfer.send_to(b"no", sender).unwrap();
    assert_eq!(stranger.recv_from(&mut bytes).unwrap(), (2, answered_from));
}

#[rstest]
#[case("legal/plain", 7, "one\ntwo\n", "wrong\n")]
#[case("prints/second-line-lost", 7, "one\n", "wrong\n")]
#[case("prints/to-errors", 7, "", "one\ntwo\nwrong\n")]
#[case("exits/succeeds-after-failure", 0, "one\ntwo\n", "wrong\n")]
fn a_program_behind_it_ends_it(#[case] fault: &str, #[case] code: i32, #[case] out: &str, #[case] err: &str) {
    let bench = Bench::new();
    let (listen, to) = (free_port().to_string(), free_port().to_string());
    let script = "printf 'one\\ntwo\\n'; read line; echo wrong >&2; exit 7";
    let outcome = bench
        .run(&["wire", "--of", "client", "--fault", fault, "--listen", &listen, "--to", &to, "--", "sh", "-c", script]);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(code), out), "{outcome:?}");
    assert_eq!(outcome.err.lines().collect::<Vec<_>>().len(), err.lines().count(), "{outcome:?}");
}

#[test]
fn an_unknown_fault_is_a_mistake() {
    let outcome = Bench::new().run(&["wire", "--fault", "sent/losst", "--listen", "1", "--to", "2"]);
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert!(outcome.err.contains("did you mean `sent/lost`?"), "{outcome:?}");
}
