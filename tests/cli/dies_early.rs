//! A server that takes its port and dies soon was never ready: one outcome, however soon and however busy the machine is.

use super::{Bench, has_namespaces, python};
use rstest::rstest;

/// Seconds after it has its port; how it ends; the transport.
#[rstest]
fn a_server_that_dies_behind_its_listen(
    #[values("0", "0.001", "0.02", "0.05", "0.2")] after: &str,
    #[values("raise OSError('boom')", "os._exit(3)", "os.kill(os.getpid(), 11)")] end: &str,
) {
    let tcp = "s = socket.socket()\ns.bind(('127.0.0.1', 16000))\ns.listen(1)\n";
    assert_never_ready("tcp", &format!("import os, socket, time\n{tcp}time.sleep({after})\n{end}\n"));
}

#[rstest]
fn a_udp_server_that_dies_behind_its_bind(#[values("0", "0.02", "0.05", "0.2")] after: &str) {
    let udp = "s = socket.socket(type=socket.SOCK_DGRAM)\ns.bind(('127.0.0.1', 15000))\n";
    assert_never_ready("udp", &format!("import os, socket, time\n{udp}time.sleep({after})\nos._exit(3)\n"));
}

/// A server that looks for clients again and again, and sleeps in between, is ready.
#[test]
fn a_server_that_sleeps_between_two_looks() {
    let body = "\
import socket, time
s = socket.socket()
s.bind(('127.0.0.1', 16000))
s.listen(1)
s.setblocking(False)
print('TCP server has started and is ready to receive', flush=True)
while True:
    try:
        c, _ = s.accept()
    except BlockingIOError:
        time.sleep(0.02)
        continue
    c.setblocking(True)
    n = [float(x) for x in c.recv(1024).split()]
    print('Received data:', n, flush=True)
    c.sendall(('%s %s %s %s' % (sum(n), min(n), max(n), sum(n) / len(n))).encode())
    c.recv(1024)
    c.close()
";
    let bench = Bench::new();
    let Some(command) = python(&bench, body).filter(|_| has_namespaces()) else { return };
    bench.run(&["run", "--tcp-server", &command, "--run", "tcp-server/basics/integers"]).assert_code(0);
}

fn assert_never_ready(transport: &str, body: &str) {
    let bench = Bench::new();
    let Some(command) = python(&bench, body).filter(|_| has_namespaces()) else { return };
    let (flag, cases) = (format!("--{transport}-server"), format!("{transport}-server/basics/*"));
    let run = bench.run(&["run", &flag, &command, "--run", &cases, "--repeat", "3"]);
    assert!(run.out.contains(" 0 clauses passed, 0 failed, 0 warned"), "{run:?}");
    assert!(!run.out.to_lowercase().contains("flaky"), "{run:?}");
    run.assert_code(3);
}
