//! The wire cuts at the case's places, and nowhere else: it joins nothing, and lets nothing overtake.

use super::*;
use etherparse::{SlicedPacket, TransportSlice};
use pcap_file::pcapng::{Block, PcapNgReader};
use rstest::rstest;
use std::collections::BTreeSet;
use std::fs::File;

/// The way of a piece in a diagram.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    FromClient,
    ToServer,
    FromServer,
    ToClient,
}

/// The pieces that hold a letter in angle brackets, each with its way.
fn talk(diagram: &str) -> Vec<(Way, String)> {
    let lines = diagram.lines().filter_map(|line| {
        let (_, rest) = line.split_once(" ms ")?;
        let piece = rest.split_once('"')?.1.rsplit_once('"')?.0;
        let way = if rest.starts_with("|--") {
            Way::FromClient
        } else if rest.starts_with("|<-") {
            Way::ToClient
        } else if rest.contains("|-- ") {
            Way::ToServer
        } else if rest.contains("|<-") {
            Way::FromServer
        } else {
            return None;
        };
        piece.starts_with('<').then(|| (way, piece.to_owned()))
    });
    lines.collect()
}

/// All that one side sends goes on to the other piece by piece, as it came. This includes pieces that the wire had to
/// hold back, since the reply was to come first.
#[test]
fn what_comes_goes_on_as_it_came() {
    let only = ["--run", "tcp-pair/published/message-first", "--diagrams", "cells"];
    let Some(run) = matrix(&["hostile/talks-on"], &only) else { return };
    let path = run.path("cells/talks-on/talks-on/tcp-pair.published.message-first.txt");
    let diagram = std::fs::read_to_string(path).unwrap();
    let said = talk(&diagram);
    let of = |way: Way| -> Vec<&str> {
        said.iter().filter(|(went, _)| *went == way).map(|(_, piece)| piece.as_str()).collect()
    };
    let letters = |all: std::ops::RangeInclusive<char>| all.map(|letter| format!("<{letter}>")).collect::<String>();
    assert_eq!(of(Way::FromClient).concat(), letters('a'..='p'), "{diagram}");
    assert_eq!(of(Way::ToServer), of(Way::FromClient), "{diagram}");
    assert_eq!(of(Way::FromServer).concat(), letters('A'..='P'), "{diagram}");
    assert_eq!(of(Way::ToClient), of(Way::FromServer), "{diagram}");
}

/// The content of the segments to a server's or from a server's port, on the loopback of one side.
fn segments(file: &Path, side: &str, to_server: bool) -> Vec<String> {
    let mut reader = PcapNgReader::new(File::open(file).unwrap()).unwrap();
    let (mut names, mut told, mut found) = (Vec::new(), BTreeSet::new(), Vec::new());
    while let Some(block) = reader.next_block() {
        match block.unwrap() {
            Block::InterfaceDescription(interface) => names.push(format!("{:?}", interface.options)),
            Block::EnhancedPacket(packet) if names[packet.interface_id as usize].contains(&format!("\"{side}\"")) => {
                let sliced = SlicedPacket::from_ethernet(&packet.data).unwrap();
                let Some(TransportSlice::Tcp(tcp)) = sliced.transport else { continue };
                let port = if to_server { tcp.destination_port() } else { tcp.source_port() };
                let is_new = !tcp.payload().is_empty() && told.insert((tcp.source_port(), tcp.sequence_number()));
                if port == 16000 && is_new {
                    found.push(String::from_utf8(tcp.payload().to_vec()).unwrap());
                }
            }
            _ => {}
        }
    }
    found
}

/// The segments on the server's loopback, and on the client's, are those that the case asks for, in its order. The client
/// sends message and length at once.
#[rstest]
#[case("published/message-first", &["5 4 6 9 3.4", "5"], &["27.4 3.4 9.0 5.48"])]
#[case("published/joined", &["5 4 6 9 3.45"], &["27.45 3.45 9.0 5.49"])]
#[case("message-cut/published", &["5 4", " 6 9 3.4", "5"], &[])]
#[case("reply-cut/published", &["5 4 6 9 3.4", "5"], &["27.4 3", ".4 9.0 5.48"])]
fn the_cuts_are_those_of_the_case(#[case] case: &str, #[case] to_server: &[&str], #[case] to_client: &[&str]) {
    let id = format!("tcp-pair/{case}");
    let only = ["--run", &id, "--client", "length-before-reply", "--server", "reference", "--pcap", "packets"];
    let Some(run) = matrix(&["reference", "open/length-before-reply"], &only) else { return };
    let file = run.path(&format!("packets/length-before-reply/reference/{}.pcapng", id.replace('/', ".")));
    assert_eq!(segments(&file, "server", true), to_server, "{}", run.out);
    if !to_client.is_empty() {
        assert_eq!(segments(&file, "client", false), to_client, "{}", run.out);
    }
}
