//! A server that is tested by its own program: the suite, with a network namespace for each trial, in a `main` of one's own.
//!
//! `cargo run --example own_server` runs the suite; `cargo run --example own_server -- serve 16000` is the server. A
//! package's tests do the same in a file under `tests/` that has `harness = false` in `Cargo.toml`, and name their server's
//! binary: `env!("CARGO_BIN_EXE_server")`.

use sockspec::{Helper, Suite};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::ExitCode;
use std::thread;

fn main() -> ExitCode {
    // First of all: this may be one of the harness's own processes.
    let helper = Helper::this_program().expect("this program has a path");
    let words: Vec<String> = std::env::args().collect();
    if let [_, command, port] = &words[..]
        && command == "serve"
    {
        serve(port.parse().expect("a port"));
    }
    let suite = Suite::new().name("own server").tcp_server([words[0].as_str(), "serve", "{port}"]);
    let verdicts = words[1..].iter().fold(suite, |suite, pattern| suite.only(pattern)).helper(helper).run();
    match verdicts {
        Ok(verdicts) => {
            print!("{}", verdicts.report());
            ExitCode::from(verdicts.summary.exit)
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// The server: for each client a thread, for each request a reply.
fn serve(port: u16) -> ! {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).expect("the port is free");
    println!("TCP server has started and is ready to receive");
    loop {
        if let Ok((client, _)) = listener.accept() {
            thread::spawn(move || answer(client));
        }
    }
}

/// Answers a client's first request; the length, which comes after it, changes nothing.
fn answer(mut client: TcpStream) {
    let mut request = vec![0; 64 * 1024];
    let Ok(length) = client.read(&mut request) else { return };
    let text = String::from_utf8_lossy(&request[..length]).into_owned();
    let text = text.trim_end_matches(['\r', '\n']);
    let numbers: Result<Vec<f64>, _> = text.split(' ').map(str::parse).collect();
    let Ok(numbers) = numbers else { return };
    let listed: Vec<String> = numbers.iter().map(|number| format!("{number:?}")).collect();
    println!("Received data: [{}]", listed.join(", "));
    let total: f64 = numbers.iter().sum();
    let lowest = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mean = total / numbers.len() as f64;
    let _ = client.write_all(format!("{total:?} {lowest:?} {highest:?} {mean:?}").as_bytes());
    // Whatever follows is read to its end, so that closing does not reset.
    let _ = std::io::copy(&mut client, &mut std::io::sink());
}
