//! The four programs against each other and against peers that misbehave, on ports that the system chooses.

use super::*;
use crate::set_statistics::statistics::Statistics;
use rstest::rstest;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::thread;

const LOCALHOST: (Ipv4Addr, u16) = (Ipv4Addr::LOCALHOST, 0);

fn tcp_server() -> SocketAddr {
    let listener = TcpListener::bind(LOCALHOST).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || tcp_server::serve_clients(&listener, &Injected::default()));
    address
}

fn ask_server(server: SocketAddr, request: &[u8]) -> String {
    let mut connection = TcpStream::connect(server).unwrap();
    connection.write_all(request).unwrap();
    let mut reply = [0; 1024];
    let length = connection.read(&mut reply).unwrap_or(0); // a reset says as much as a close
    String::from_utf8_lossy(&reply[..length]).into_owned()
}

#[test]
fn the_tcp_server_survives_its_clients() {
    let server = tcp_server();
    let _silent = TcpStream::connect(server).unwrap();
    drop(TcpStream::connect(server).unwrap());
    assert_eq!(ask_server(server, b"five"), "");
    let resetting = TcpStream::connect(server).unwrap();
    socket2::SockRef::from(&resetting).set_linger(Some(std::time::Duration::ZERO)).unwrap();
    drop(resetting);
    assert_eq!(ask_server(server, b"5 4 6 9 3.4"), "27.4 3.4 9.0 5.48");
}

#[test]
fn the_tcp_server_ignores_the_length_and_closes_after_the_client() {
    let mut connection = TcpStream::connect(tcp_server()).unwrap();
    connection.write_all(b"5 4 6 9 3.4").unwrap();
    let mut reply = [0; 17];
    connection.read_exact(&mut reply).unwrap();
    connection.write_all(b"5").unwrap();
    connection.shutdown(std::net::Shutdown::Write).unwrap();
    let mut rest = Vec::new();
    connection.read_to_end(&mut rest).unwrap();
    assert_eq!((&reply[..], &rest[..]), (&b"27.4 3.4 9.0 5.48"[..], &b""[..]));
}

/// The client's result for a reply in these pieces, with the connection closed after the last.
fn served_with(pieces: &'static [&'static str]) -> (Result<Statistics, Failure>, Vec<u8>) {
    let listener = TcpListener::bind(LOCALHOST).unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        connection.set_nodelay(true).unwrap();
        let mut received = [0; 64];
        let length = connection.read(&mut received).unwrap();
        pieces.iter().for_each(|piece| connection.write_all(piece.as_bytes()).unwrap());
        connection.shutdown(std::net::Shutdown::Write).unwrap();
        let mut received = received[..length].to_vec();
        received.push(b'|');
        connection.read_to_end(&mut received).unwrap_or(0);
        received
    });
    let outcome = tcp_client::converse_with_server(
        TcpStream::connect(address).unwrap(),
        b"5 4 6 9 3.4\r",
        b"5",
        &Injected::default(),
    );
    (outcome, server.join().unwrap())
}

#[rstest]
#[case(&["27.4 3.4 9.0 5.48"])]
#[case(&["27.4 3.4 ", "9.0 5.48"])]
#[case(&["27.4 3", ".4 9.0 5.48"])]
#[case(&["27.4 3.4 9.0 5", ".48"])]
#[case(&["27.4 3.4 9.0 5.48\n"])]
fn the_tcp_client_reads_a_whole_reply_and_then_sends_the_length(#[case] pieces: &'static [&'static str]) {
    let (outcome, received) = served_with(pieces);
    assert_eq!(outcome.unwrap(), Statistics { total: 27.4, lowest: 3.4, highest: 9.0, mean: 5.48 });
    assert_eq!(received, b"5 4 6 9 3.4\r|5");
}

#[rstest]
#[case(&[])]
#[case(&["27.4 3.4 9.0"])]
#[case(&["27.4 3.4 9.0 5.48 1"])]
#[case(&["27.4 3.4  9.0 5.48"])]
#[case(&["error"])]
fn the_tcp_client_refuses_what_is_no_response(#[case] pieces: &'static [&'static str]) {
    assert!(served_with(pieces).0.is_err());
}

fn udp_pair() -> (UdpSocket, UdpSocket, SocketAddr) {
    let (client, server) = (UdpSocket::bind(LOCALHOST).unwrap(), UdpSocket::bind(LOCALHOST).unwrap());
    let address = server.local_addr().unwrap();
    (client, server, address)
}

#[test]
fn the_udp_server_answers_all_that_is_a_request() {
    let (client, server, address) = udp_pair();
    let reply_port = client.local_addr().unwrap().port();
    thread::spawn(move || udp_server::serve_datagrams(&server, reply_port, &Injected::default()));
    let elsewhere = UdpSocket::bind(LOCALHOST).unwrap();
    let large = "0".repeat(65_506) + "1"; // as large as a datagram can be
    for request in ["", "five", "6 5 9 7 4.2", &large] {
        elsewhere.send_to(request.as_bytes(), address).unwrap();
    }
    for reply in ["31.2 4.2 9.0 6.24", "1.0 1.0 1.0 1.0"] {
        let mut buffer = [0; 1024];
        let (length, from) = client.recv_from(&mut buffer).unwrap();
        assert_eq!((&buffer[..length], from), (reply.as_bytes(), address));
    }
}

#[rstest]
#[case(&["31.2 4.2 9.0 6.24", "5.0 5.0 5.0 5.0"])]
#[case(&["5.0 5.0 5.0 5.0", "31.2 4.2 9.0 6.24"])]
fn the_udp_client_prints_the_reply_to_the_message(#[case] replies: &[&str]) {
    let (client, server, address) = udp_pair();
    let reply_to = client.local_addr().unwrap();
    UdpSocket::bind(LOCALHOST).unwrap().send_to(b"1.0 1.0 1.0 1.0", reply_to).unwrap();
    for reply in replies {
        server.send_to(reply.as_bytes(), reply_to).unwrap();
    }
    let outcome =
        udp_client::converse_with_server(&client, address, b"6 5 9 7 4.2", b"5", &Injected::default()).unwrap();
    assert_eq!(outcome, Statistics { total: 31.2, lowest: 4.2, highest: 9.0, mean: 6.24 });
}

#[test]
fn the_udp_client_refuses_what_is_no_response() {
    let (client, server, address) = udp_pair();
    server.send_to(b"27.4 3.4 9.0", client.local_addr().unwrap()).unwrap();
    let outcome = udp_client::converse_with_server(&client, address, b"5", b"1", &Injected::default());
    assert!(matches!(outcome, Err(Failure::Count(3))), "{outcome:?}");
}
