//! A client that sends a gigabyte in the place of its length: through the relay of a pair, and to a bare loop of reads.

use super::{harness, timed};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Command, Stdio};

/// The first argument that makes this program the client; the second is the port.
pub const CLIENT: &str = "__flood";
const FLOOD: usize = 1 << 30;
const PIECE: usize = 1 << 16;

/// The client: it reads its two lines, talks to the server, and floods it.
pub fn client(port: u16) {
    let mut lines = std::io::stdin().lines();
    let mut ask = |prompt: &str| {
        print!("{prompt}");
        std::io::stdout().flush().expect("a console");
        lines.next().expect("a line").expect("a line")
    };
    let message = ask("Input integers with space in between: ");
    ask("Enter the length of the set: ");
    let mut server = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("a server");
    server.write_all(message.as_bytes()).expect("it takes the message");
    assert!(server.read(&mut [0; 1024]).expect("a reply") > 0);
    let piece = [b'5'; PIECE];
    for _ in 0..FLOOD / PIECE {
        server.write_all(&piece).expect("it takes the flood");
    }
}

fn this_program() -> String {
    std::env::current_exe().expect("it has a path").display().to_string()
}

/// Bytes a second through the relay. What the judge says of it is not the question.
pub fn relayed() -> f64 {
    let client = format!("{} {CLIENT} {{port}}", this_program());
    let server = format!("{} reference tcp-server --port {{port}}", env!("CARGO_BIN_EXE_sockspec"));
    let mut command = harness::sockspec(&["run", "--tcp-client", &client, "--tcp-server", &server, "-q"]);
    command.args(["--run", "tcp-pair/published/message-first", "--artifacts", "/dev/null/none"]);
    let line: serde_json::Value = serde_json::from_str(&harness::timings(&mut command)).expect("one trial");
    FLOOD as f64 / line["steps"].as_f64().expect("its steps")
}

/// Bytes a second into a loop that reads and forgets.
pub fn bare() -> f64 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let mut client = Command::new(this_program());
    client.args([CLIENT, &port.to_string()]).stdin(Stdio::piped()).stdout(Stdio::null());
    let mut client = client.spawn().expect("it starts");
    client.stdin.take().expect("a pipe").write_all(b"5 4 6\n3\n").expect("two lines");
    let (mut connection, _) = listener.accept().expect("a connection");
    let mut room = vec![0; PIECE];
    assert!(connection.read(&mut room).expect("a message") > 0);
    connection.write_all(b"15.0 4.0 6.0 5.0").expect("a reply");
    let ((), took) = timed(|| while connection.read(&mut room).expect("the flood") > 0 {});
    assert!(client.wait().expect("its end").success());
    FLOOD as f64 / took.as_secs_f64()
}
