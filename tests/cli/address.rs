//! Programs with an address compiled in that is not the loopback's: `address` in the manifest gives it to them.

use super::host_name::{HOST_NAME_CLIENT, HOST_NAME_SERVER, HOST_NAME_UDP_CLIENT, HOST_NAME_UDP_SERVER};
use super::{Bench, has_namespaces, python, skipped};
use rstest::rstest;

const ADDRESS: &str = "10.0.0.3";

/// A manifest for the program with the address compiled in; none without a Python 3.
fn manifest(bench: &Bench, role: &str, body: &str) -> Option<String> {
    let body = body.replace("socket.gethostname()", &format!("'{ADDRESS}'"));
    let command = python(bench, &body)?;
    let ports = if role.starts_with("tcp") { "port = 16000" } else { "port = 15000\nreply-port = 8000" };
    let text = format!("name = \"{role}\"\n[{role}]\ncommand = \"{command}\"\n{ports}\naddress = \"{ADDRESS}\"\n");
    Some(bench.file(&format!("{role}.toml"), &text))
}

/// In a network of its own each program is served at its address. Only END-1 objects, since the protocol has 127.0.0.1.
#[rstest]
#[case::tcp_server("tcp-server", HOST_NAME_SERVER)]
#[case::tcp_client("tcp-client", HOST_NAME_CLIENT)]
#[case::udp_server("udp-server", HOST_NAME_UDP_SERVER)]
#[case::udp_client("udp-client", HOST_NAME_UDP_CLIENT)]
fn a_program_with_another_address_is_served(#[case] role: &str, #[case] body: &str) {
    let bench = Bench::new();
    if !has_namespaces() {
        return;
    }
    let Some(manifest) = manifest(&bench, role, body) else { return };
    let run = bench.run(&["run", &manifest, "--run", "*/published"]);
    assert!(run.out.contains(" 0 failed,") && run.out.contains(" 0 faults "), "{run:?}");
    assert_eq!(run.out.contains("END-1"), role.ends_with("server"), "{run:?}");
}

const UPPERCASE_AT_ADDRESS: &str = "\
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('10.0.0.3', 12000))
while True:
    data, sender = s.recvfrom(65536)
    s.sendto(data.upper(), sender)
";

const UPPERCASE_AT_IPV6: &str = "\
import socket
s = socket.socket(socket.AF_INET6)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('::1', 12000))
s.listen(5)
while True:
    c, _ = s.accept()
    c.sendall(c.recv(1024).upper())
    c.close()
";

/// Replies come from the program's own address, to whatever port asked.
#[test]
fn a_reply_from_another_address_is_heard() {
    let bench = Bench::new();
    if !has_namespaces() {
        return;
    }
    let Some(command) = python(&bench, UPPERCASE_AT_ADDRESS) else { return };
    let text =
        format!("name = \"there\"\n[udp-server]\ncommand = \"{command}\"\nport = 12000\naddress = \"{ADDRESS}\"\n");
    let manifest = bench.file("there.toml", &text);
    let run = bench.run(&["run", "--protocol", "uppercase", &manifest, "--run", "udp-server/basics/*"]);
    assert!(run.assert_code(0).out.contains(" 0 failed, 0 warned"), "{run:?}");
}

/// A server that nobody can call over IPv4 is a fault of the set-up, said once, and breaks no clause.
#[test]
fn a_server_at_ipv6_alone_is_a_fault_of_the_set_up() {
    let bench = Bench::new();
    if !has_namespaces() {
        return;
    }
    if std::net::TcpListener::bind(("::1", 0)).is_err() {
        return skipped("this machine has no IPv6");
    }
    let Some(command) = python(&bench, UPPERCASE_AT_IPV6) else { return };
    let manifest =
        bench.file("six.toml", &format!("name = \"six\"\n[tcp-server]\ncommand = \"{command}\"\nport = 12000\n"));
    let run = bench.run(&["run", "--protocol", "uppercase", &manifest, "--run", "tcp-server/basics/*"]);
    let said = "the tcp-server listens at [::1]:12000 alone, and clients call it over IPv4";
    assert!(run.assert_code(3).out.matches(said).count() == 1 && run.out.contains(" 0 failed, "), "{run:?}");
}

/// Client and server of a pair have a network each, and both have the address.
#[test]
fn a_pair_with_another_address_is_joined() {
    let bench = Bench::new();
    if !has_namespaces() {
        return;
    }
    let Some(server) = manifest(&bench, "tcp-server", HOST_NAME_SERVER) else { return };
    let text = std::fs::read_to_string(&server).unwrap();
    let client = HOST_NAME_CLIENT.replace("socket.gethostname()", &format!("'{ADDRESS}'"));
    let script = bench.file("client.py", &client);
    let command = text.lines().find(|line| line.starts_with("command")).unwrap();
    let client_command = command.replace(&bench.path("program.py").display().to_string(), &script);
    let both = format!("{text}\n[tcp-client]\n{client_command}\nport = 16000\naddress = \"{ADDRESS}\"\n");
    let manifest = bench.file("both.toml", &both);
    let run = bench.run(&["run", &manifest, "--run", "tcp-pair/published/*"]);
    assert!(run.out.contains(" 0 failed,") && run.out.contains(" 0 faults "), "{run:?}");
    assert!(run.out.contains("tcp-pair") && !run.out.contains("\n0 trials"), "{run:?}");
}

/// The host's network is not sockspec's to change: the role is skipped, and the reason says what is missing.
#[test]
fn on_the_hosts_network_the_address_must_be_there() {
    let bench = Bench::new();
    if std::net::UdpSocket::bind((ADDRESS, 0)).is_ok() {
        return skipped("this machine has the address 10.0.0.3");
    }
    let Some(manifest) = manifest(&bench, "tcp-client", HOST_NAME_CLIENT) else { return };
    let run = bench.run_on_host(&["run", &manifest, "--run", "*/published"]);
    assert!(run.out.contains("a program needs the address 10.0.0.3"), "{run:?}");
}
