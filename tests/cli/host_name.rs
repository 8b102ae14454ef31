//! Programs that ask for their host's name, which is not that of 127.0.0.1 on most machines.

use super::init::init;
use super::{Bench, has_namespaces, python, skipped};
use rstest::rstest;
use sockspec::protocol::role::{Role, Side};
use sockspec::set_statistics::role::{tcp_client, tcp_server, udp_client, udp_server};
use sockspec::world::HostName;

pub(super) const HOST_NAME_SERVER: &str = "\
import socket
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind((socket.gethostname(), 16000))
s.listen(5)
print('TCP server has started and is ready to receive', flush=True)
while True:
    c, _ = s.accept()
    n = [float(x) for x in c.recv(1024).split()]
    print('Received data:', n, flush=True)
    c.sendall(('%.12g %.12g %.12g %.12g' % (sum(n), min(n), max(n), sum(n) / len(n))).encode())
    c.recv(1024)
    c.close()
";

pub(super) const HOST_NAME_CLIENT: &str = "\
import socket
s = socket.socket()
s.connect((socket.gethostname(), 16000))
message = input('Input integers with space in between: ')
length = input('Enter the length of the set: ')
s.sendall(message.encode())
total, lowest, highest, mean = s.recv(1024).decode().split()
s.sendall(length.encode())
print('The total of all numbers is: ' + total)
print('The lowest number is: ' + lowest)
print('The highest number is: ' + highest)
print('The mean is: ' + mean)
";

pub(super) const HOST_NAME_UDP_SERVER: &str = "\
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
host = socket.gethostname()
s.bind((host, 15000))
print('UDP server has started and is ready to receive', flush=True)
while True:
    n = [float(x) for x in s.recv(2048).split()]
    print('received data:', n, flush=True)
    s.sendto(('%.12g %.12g %.12g %.12g' % (sum(n), min(n), max(n), sum(n) / len(n))).encode(), (host, 8000))
";

/// It takes no reply from another address than the one that it has asked.
pub(super) const HOST_NAME_UDP_CLIENT: &str = "\
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
host = socket.gethostname()
s.bind((host, 8000))
message = input('Input integers with space in between: ')
length = input('Enter the length of the set: ')
s.connect((host, 15000))
s.send(message.encode())
s.send(length.encode())
total, lowest, highest, mean = s.recv(2048).decode().split()
print('The total of all numbers is: ' + total)
print('The lowest number is: ' + lowest)
print('The highest number is: ' + highest)
print('The mean is: ' + mean)
";

/// On most machines the host's name is not that of 127.0.0.1. The harness still serves such a program, and init writes
/// the manifest's line for it.
#[rstest]
#[case::tcp_server(tcp_server(), HOST_NAME_SERVER)]
#[case::tcp_client(tcp_client(), HOST_NAME_CLIENT)]
#[case::udp_server(udp_server(), HOST_NAME_UDP_SERVER)]
#[case::udp_client(udp_client(), HOST_NAME_UDP_CLIENT)]
fn a_program_that_asks_for_its_hosts_name_is_served(#[case] role: Role, #[case] body: &str) {
    let bench = Bench::new();
    let Some(command) = python(&bench, body).filter(|_| has_namespaces()) else { return };
    let (flag, name) = (format!("--{role}"), role.to_string());
    let run = bench.run(&["run", &flag, &command, "--role", &name, "--run", "*/published"]);
    let (outcome, written) = init(&bench, &[&flag, &command]);
    assert_eq!(written.programs[&role].host.as_deref(), Some("this-machine"), "{outcome:?}");
    outcome.assert_code(0);
    assert!(outcome.out.contains("the address of its host's name"), "{outcome:?}");
    assert!(run.out.contains(" 0 failed,") && run.out.contains(" 0 faults "), "{run:?}");
    // The report also says that a server is not at 127.0.0.1, if the manifest does not set the host.
    assert_eq!(run.out.contains("END-1"), role.side() == Side::Server, "{run:?}");
    assert!(!outcome.out.contains("END-1"), "{outcome:?}");
}

/// An address that is written into the program is no name's.
#[test]
fn another_loopback_is_no_hosts_name() {
    let bench = Bench::new();
    let body = HOST_NAME_SERVER.replace("socket.gethostname()", "'127.0.1.1'");
    let Some(command) = python(&bench, &body).filter(|_| has_namespaces()) else { return };
    let (outcome, written) = init(&bench, &["--tcp-server", &command]);
    assert_eq!(written.programs[&tcp_server()].host, None, "{outcome:?}");
    assert!(outcome.out.contains("it uses 127.0.1.1, and the protocol asks for 127.0.0.1"), "{outcome:?}");
}

/// On the host's network the name is what it is. A harness that is not found there would fail a client for its machine.
#[rstest]
#[case::tcp("tcp-client", HOST_NAME_CLIENT)]
#[case::udp("udp-client", HOST_NAME_UDP_CLIENT)]
fn a_client_is_served_on_the_host_too(#[case] role: &str, #[case] body: &str) {
    let bench = Bench::new();
    if HostName::address_of_this_machine().is_none() {
        return skipped("this machine's name is not in its /etc/hosts");
    }
    let Some(command) = python(&bench, body) else { return };
    let run = bench.run_on_host(&["run", &format!("--{role}"), &command, "--role", role, "--run", "*/published"]);
    assert!(run.out.contains(" 0 failed,") && run.out.contains(" 0 faults "), "{run:?}");
}
