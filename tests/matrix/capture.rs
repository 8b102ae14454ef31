//! The packets of a trial: what tshark sees in the files, and what the segments show.

use super::*;
use std::process::Command as Process;

/// The output of tshark on a file with these arguments; `None` without tshark, which is printed.
fn tshark(file: &Path, arguments: &[&str]) -> Option<String> {
    match Process::new("tshark").arg("-r").arg(file).args(arguments).output() {
        Ok(output) => {
            assert!(output.status.success(), "{output:?}");
            Some(String::from_utf8(output.stdout).unwrap())
        }
        Err(error) => {
            println!("skipped: tshark can't be run here ({error}): the files are not looked at");
            None
        }
    }
}

/// The post's session in packets: the client's two segments, the server's reply, and the ends of both streams.
#[test]
fn tshark_sees_the_segments_and_their_ends() {
    let only = ["--run", "tcp-pair/published/message-first", "--pcap", "packets"];
    let Some(run) = matrix(&["reference"], &only) else { return };
    let file = run.path("packets/reference/reference/tcp-pair.published.message-first.pcapng");
    let fields = ["-T", "fields", "-e", "frame.interface_name", "-e", "tcp.dstport", "-e", "tcp.payload"];
    let Some(text) = tshark(&file, &[&fields[..], &["-Y", "tcp.len > 0 && !tcp.analysis.retransmission"]].concat())
    else {
        return;
    };
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let (message, length) = (hex("5 4 6 9 3.4"), hex("5"));
    let to_servers = |interface: &str| -> Vec<&str> {
        let its = text.lines().filter(|line| line.starts_with(&format!("{interface}\t16000\t")));
        its.map(|line| line.rsplit('\t').next().unwrap()).collect()
    };
    assert_eq!(to_servers("client"), [message.as_str(), &length], "{text}");
    assert_eq!(to_servers("server"), [message.as_str(), &length], "{text}");
    let sides = ["-T", "fields", "-e", "frame.interface_name", "-e", "tcp.srcport"];
    let ends = tshark(&file, &[&sides[..], &["-Y", "tcp.flags.fin == 1"]].concat()).unwrap();
    let ends: std::collections::BTreeSet<&str> = ends.lines().collect();
    assert_eq!(ends.len(), 4, "{ends:?}");
    let times = tshark(&file, &["-T", "fields", "-e", "frame.time_epoch"]).unwrap();
    let times: Vec<f64> = times.lines().map(|line| line.parse().unwrap()).collect();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs_f64();
    assert!(times.is_sorted() && times.iter().all(|time| (0.0..120.0).contains(&(now - time))), "{times:?}");
}

/// The comments stand in the section's header, as plain text.
#[test]
fn a_file_says_which_case_it_is_of_and_what_was_found() {
    let only = ["--run", "tcp-pair/published/joined", "--client", "length-before-reply", "--pcap", "packets"];
    let Some(run) = matrix(&["reference", "open/length-before-reply"], &only) else { return };
    let path = "packets/length-before-reply/reference/tcp-pair.published.joined.pcapng";
    let bytes = std::fs::read(run.path(path)).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    for words in [
        "case tcp-pair/published/joined",
        "played by client length-before-reply, server reference",
        "TCP-C-6 (client) warn: the length goes out before the reply has come",
        "the loopback of the server's network",
    ] {
        assert!(text.contains(words), "{words}");
    }
}

/// The system informs a server whose reply reaches no socket: ICMP port unreachable.
#[test]
fn an_undeliverable_reply_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockspec"));
    command.current_dir(&folder).args(["run", "reference", "--run", "udp-server/robust/undeliverable"]);
    let output = command.args(["--pcap", "packets"]).output().unwrap();
    let file = folder.path().join("packets/reference/udp-server.robust.undeliverable.pcapng");
    if !file.is_file() {
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(printed.contains("no packets are captured"), "{printed}");
        println!("skipped: no namespaces, so nothing is captured");
        return;
    }
    let Some(text) = tshark(&file, &["-Y", "icmp.type == 3 && icmp.code == 3"]) else { return };
    assert!(!text.is_empty());
}

/// The number of segments has a name: a server that writes its reply bit by bit, clients that send twice.
#[test]
fn segments_have_names() {
    let Some(run) = matrix(&["reference", "open/reply-in-pieces"], &["--run", "tcp-pair/segments"]) else { return };
    let noted = |server: &str, clause: &str| {
        let trial = run.trials().iter().find(|trial| trial["implementation"] == server).unwrap();
        let verdicts = trial["verdicts"].as_array().unwrap();
        verdicts.iter().find(|verdict| verdict["clause"] == clause).unwrap()["detail"].as_str().unwrap().to_owned()
    };
    assert_eq!(noted("reference", "TCP-S-12"), "one-piece");
    assert_eq!(noted("reply-in-pieces", "TCP-S-12"), "pieces");
    assert_eq!(noted("reference", "TCP-C-8"), "two-segments");
}
