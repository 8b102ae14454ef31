//! The floors: the same programs, started and asked by bare loops.

use super::timed;
use sockspec::world::{Network, WorldError};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream, UdpSocket};
use std::process::{Child, ChildStdout, Command, Stdio};

/// As many exchanges as a generated session has: after so many the harness starts a fresh server, and so does the floor.
const SESSION: usize = 32;
const SESSIONS: usize = 20;
const REQUEST: &[u8] = b"12 -7.25 3 400 0.5 19 8 8 1000 -3";

fn reference(role: &str, ports: &[(&str, u16)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockspec"));
    command.args(["reference", role]);
    for (flag, port) in ports {
        command.arg(flag).arg(port.to_string());
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// A server that has said that it is ready, and its console.
fn server(role: &str, ports: &[(&str, u16)]) -> (Child, BufReader<ChildStdout>) {
    let mut child = reference(role, ports).spawn().expect("the reference starts");
    let mut console = BufReader::new(child.stdout.take().expect("a pipe"));
    console.read_line(&mut String::new()).expect("the ready line");
    (child, console)
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|socket| socket.local_addr()).expect("a free port").port()
}

/// Exchanges a second with the reference server, one after the other.
pub fn exchanges(transport: &str) -> f64 {
    let ((), took) = timed(|| {
        for _ in 0..SESSIONS {
            let port = free_port();
            match transport {
                "tcp" => tcp_session(port),
                _ => udp_session(port),
            }
        }
    });
    (SESSIONS * SESSION) as f64 / took.as_secs_f64()
}

fn tcp_session(port: u16) {
    let (mut child, mut console) = server("tcp-server", &[("--port", port)]);
    let mut line = String::new();
    for _ in 0..SESSION {
        let mut client = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("a connection");
        client.write_all(REQUEST).expect("a request");
        let mut reply = [0; 1024];
        assert!(client.read(&mut reply).expect("a reply") > 0);
        client.shutdown(Shutdown::Write).expect("the end of the client's side");
        assert_eq!(client.read(&mut reply).expect("the end of the server's side"), 0);
        console.read_line(&mut line).expect("the line for the request");
    }
    end(&mut child);
}

fn udp_session(port: u16) {
    let client = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a socket");
    let reply_port = client.local_addr().expect("an address").port();
    let (mut child, mut console) = server("udp-server", &[("--port", port), ("--reply-port", reply_port)]);
    let mut line = String::new();
    for _ in 0..SESSION {
        client.send_to(REQUEST, (Ipv4Addr::LOCALHOST, port)).expect("a request");
        client.recv(&mut [0; 1024]).expect("a reply");
        console.read_line(&mut line).expect("the line for the request");
    }
    end(&mut child);
}

fn end(child: &mut Child) {
    child.kill().and_then(|()| child.wait()).expect("the server ends");
}

/// Starts of the reference's TCP client a second: it is fed, answered, read and waited for.
pub fn client_trials() -> f64 {
    const TRIALS: usize = 100;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let ((), took) = timed(|| (0..TRIALS).for_each(|_| client_trial(&listener, port)));
    TRIALS as f64 / took.as_secs_f64()
}

/// The same, each in a network of its own; `None` if that can't be had.
pub fn client_trials_apart() -> Option<f64> {
    const TRIALS: usize = 100;
    let apart = || {
        Network::in_new_namespace()?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 16000)).expect("a port of a network without any");
        client_trial(&listener, 16000);
        Ok::<(), WorldError>(())
    };
    // The first network of a thread has the host's large tables, as for the harness's workers. The thread ends in another
    // network than it began in, and nothing else shall.
    let all = || {
        Network::in_new_namespace()?;
        let (done, took) = timed(|| (0..TRIALS).try_for_each(|_| apart()));
        done.map(|()| TRIALS as f64 / took.as_secs_f64())
    };
    std::thread::scope(|scope| scope.spawn(all).join().expect("no panic")).ok()
}

fn client_trial(listener: &TcpListener, port: u16) {
    let mut command = reference("tcp-client", &[("--port", port)]);
    let mut child = command.stdin(Stdio::piped()).spawn().expect("the client starts");
    child.stdin.take().expect("a pipe").write_all(b"5 4 6\n3\n").expect("two lines");
    let (mut connection, _) = listener.accept().expect("a connection");
    let mut message = [0; 64];
    assert!(connection.read(&mut message).expect("a message") > 0);
    connection.write_all(b"15.0 4.0 6.0 5.0").expect("a reply");
    connection.shutdown(Shutdown::Write).expect("the end of the server's side");
    connection.read_to_end(&mut Vec::new()).expect("the length");
    let mut printed = String::new();
    child.stdout.take().expect("a pipe").read_to_string(&mut printed).expect("what it prints");
    assert!(child.wait().expect("its end").success() && printed.contains("The mean is: 5.0"));
}
