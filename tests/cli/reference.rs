//! `sockspec reference ROLE`: the four programs by hand.

use super::Bench;
use rstest::rstest;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream, UdpSocket};
use std::process::{Child, Stdio};
use std::thread;

/// A server of the reference that goes when the test is over.
struct Server {
    child: Child,
    first_line: String,
}

impl Server {
    fn start(bench: &Bench, arguments: &[&str]) -> Server {
        let arguments = [&["reference"], arguments].concat();
        let mut child = bench.spawnable(&arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut first_line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut first_line).unwrap();
        Server { child, first_line }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port of this kind that was free a moment ago.
fn free_port(udp: bool) -> String {
    let local = (Ipv4Addr::LOCALHOST, 0);
    let address =
        if udp { UdpSocket::bind(local).unwrap().local_addr() } else { TcpListener::bind(local).unwrap().local_addr() };
    address.unwrap().port().to_string()
}

#[test]
fn the_tcp_server_answers_on_its_port() {
    let bench = Bench::new();
    let port = free_port(false);
    let server = Server::start(&bench, &["tcp-server", "--port", &port]);
    assert_eq!(server.first_line, "TCP server has started and is ready to receive\n");
    let mut connection = TcpStream::connect((Ipv4Addr::LOCALHOST, port.parse().unwrap())).unwrap();
    connection.write_all(b"5 4 6 9 3.4").unwrap();
    let mut reply = [0; 17];
    connection.read_exact(&mut reply).unwrap();
    assert_eq!(&reply, b"27.4 3.4 9.0 5.48");
}

#[test]
fn the_udp_server_answers_on_the_reply_port() {
    let bench = Bench::new();
    let home = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let reply_port = home.local_addr().unwrap().port().to_string();
    let port = free_port(true);
    let server = Server::start(&bench, &["udp-server", "--port", &port, "--reply-port", &reply_port]);
    assert_eq!(server.first_line, "UDP server has started and is ready to receive\n");
    home.send_to(b"6 5 9 7 4.2", (Ipv4Addr::LOCALHOST, port.parse().unwrap())).unwrap();
    let mut reply = [0; 64];
    let length = home.recv(&mut reply).unwrap();
    assert_eq!(&reply[..length], b"31.2 4.2 9.0 6.24");
}

#[rstest]
#[case("tcp-server", false)]
#[case("udp-server", true)]
fn a_server_on_a_port_that_is_taken(#[case] role: &str, #[case] udp: bool) {
    let local = (Ipv4Addr::LOCALHOST, 0);
    let (tcp, datagrams) = (TcpListener::bind(local).unwrap(), UdpSocket::bind(local).unwrap());
    let port = if udp { datagrams.local_addr() } else { tcp.local_addr() }.unwrap().port().to_string();
    let outcome = Bench::new().run(&["reference", role, "--port", &port]);
    outcome.assert_code(1);
    assert_eq!(outcome.out, "");
    assert!(outcome.err.contains(&format!("cannot use port {port}: Address already in use")), "{outcome:?}");
}

#[test]
fn the_tcp_client_prompts_asks_and_prints() {
    let bench = Bench::new();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let server = thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let mut message = [0; 11];
        connection.read_exact(&mut message).unwrap();
        connection.write_all(b"27.4 3.4 9.0 5.48").unwrap();
        let mut rest = Vec::new();
        connection.read_to_end(&mut rest).unwrap();
        (message.to_vec(), rest)
    });
    let mut command = bench.sockspec(&["reference", "tcp-client", "--port", &port]);
    let outcome = bench.outcome(command.write_stdin("5 4 6 9 3.4\n5\n"));
    outcome.assert_code(0).pin(&bench, "reference-tcp-client");
    assert_eq!(server.join().unwrap(), (b"5 4 6 9 3.4".to_vec(), b"5".to_vec()));
}

#[test]
fn the_udp_client_prompts_asks_and_prints() {
    let bench = Bench::new();
    let server = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let (port, reply_port) = (server.local_addr().unwrap().port().to_string(), free_port(true));
    let answering = thread::spawn(move || {
        let mut message = [0; 64];
        let (length, from) = server.recv_from(&mut message).unwrap();
        server.send_to(b"31.2 4.2 9.0 6.24", from).unwrap();
        (message[..length].to_vec(), from.port().to_string())
    });
    let mut command = bench.sockspec(&["reference", "udp-client", "--port", &port, "--reply-port", &reply_port]);
    let outcome = bench.outcome(command.write_stdin("6 5 9 7 4.2\n5\n"));
    outcome.assert_code(0).pin(&bench, "reference-udp-client");
    assert_eq!(answering.join().unwrap(), (b"6 5 9 7 4.2".to_vec(), reply_port));
}

#[test]
fn the_tcp_client_without_a_server_fails() {
    let bench = Bench::new();
    let port = free_port(false);
    let mut command = bench.sockspec(&["reference", "tcp-client", "--port", &port]);
    let outcome = bench.outcome(command.write_stdin("5 4\n2\n"));
    outcome.assert_code(1);
    assert!(outcome.err.contains(&format!("cannot connect to port {port}: Connection refused")), "{outcome:?}");
}

#[rstest]
#[case(&["reference"])]
#[case(&["reference", "sctp-server"])]
#[case(&["reference", "tcp-server", "--port", "70000"])]
fn what_makes_no_sense_is_a_usage_error(#[case] arguments: &[&str]) {
    let outcome = Bench::new().run(arguments);
    outcome.assert_code(2);
    assert!(outcome.err.contains("Usage:") || outcome.err.contains("For more information"), "{outcome:?}");
}
