//! Programs under test that no shell can be: this test binary again, as one of the ignored tests below. What the test
//! framework prints around them is more than the protocol allows, so that only other clauses can be looked at.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};

/// The command that runs one of the programs below, with the bench's mark.
pub(super) fn command(program: &str, mark: &str) -> String {
    let binary = std::env::current_exe().unwrap();
    format!("'{}' --ignored --exact --nocapture cli::subject::{program} {mark}", binary.to_str().unwrap())
}

/// Whether [`command`] started this process, and not a person who wants to run the ignored tests too.
fn is_under_test() -> bool {
    std::env::args().any(|argument| argument.starts_with("bench-"))
}

fn listen() -> TcpListener {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 16000)).unwrap()
}

/// The bytes of one read; nothing if the other side is gone.
fn read(connection: &mut TcpStream) -> Vec<u8> {
    let mut buffer = [0; 1024];
    let length = connection.read(&mut buffer).unwrap_or(0);
    buffer[..length].to_vec()
}

const RIGHT: &[u8] = b"9.0 1.0 6.0 3.0";

/// Takes a minute for each answer.
#[test]
#[ignore = "a program under test"]
fn answers_after_a_minute() {
    if is_under_test() {
        let listener = listen();
        loop {
            let (mut connection, _) = listener.accept().unwrap();
            read(&mut connection);
            std::thread::sleep(std::time::Duration::from_secs(60));
            let _ = connection.write_all(RIGHT);
        }
    }
}

/// Answers, but ends at the first thing that is no request.
#[test]
#[ignore = "a program under test"]
fn dies_of_nonsense() {
    if is_under_test() {
        let listener = listen();
        loop {
            let (mut connection, _) = listener.accept().unwrap();
            let request = read(&mut connection);
            if request.iter().any(u8::is_ascii_alphabetic) || request.contains(&b',') {
                eprintln!("that is no number");
                std::process::exit(7);
            }
            let _ = connection.write_all(RIGHT);
            while !read(&mut connection).is_empty() {}
        }
    }
}

/// Ends as soon as a client connects.
#[test]
#[ignore = "a program under test"]
fn dies_of_a_connection() {
    if is_under_test() {
        let _ = listen().accept();
        eprintln!("somebody is here");
        std::process::exit(7);
    }
}

/// Answers the first client and ends, in good order, in mid-run.
#[test]
#[ignore = "a program under test"]
fn dies_after_an_answer() {
    if is_under_test() {
        let (mut connection, _) = listen().accept().unwrap();
        read(&mut connection);
        let _ = connection.write_all(RIGHT);
        std::process::exit(0);
    }
}
