//! Whatever two programs send each other, in whatever pieces: the relay cuts where the case says, and loses, doubles and
//! turns nothing round that the case does not.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sockspec::case::{Cut, Wire};
use sockspec::transcript::{Bytes, Happening, Seen, Transcript};

fn wire(which: u8, at: usize) -> Wire {
    match which % 8 {
        0 => Wire::MessageFirst,
        1 => Wire::Joined,
        2 => Wire::MessageCut { at },
        3 => Wire::ReplyCut { at },
        4 => Wire::AsItComes,
        5 => Wire::Overtaken,
        6 => Wire::Doubled,
        _ => Wire::RepliesLost,
    }
}

/// What came on two connections, each piece on the one that its number says.
fn transcript(pieces: &[(bool, Vec<u8>)]) -> Transcript {
    let happening = |(from_server, bytes): &(bool, Vec<u8>)| {
        let peer = if *from_server { Wire::PEER } else { "connection" }.to_owned();
        Seen { at: 0, step: None, what: Happening::Received { peer, bytes: Bytes::from(bytes.as_slice()) } }
    };
    Transcript { seen: pieces.iter().map(happening).collect(), capture: None }
}

/// A stream goes through whole, its first `first` bytes as one message.
fn stream(wire: Wire, message: &[u8], first: usize, pieces: &[(bool, Vec<u8>)]) {
    let (before, all) = (transcript(&pieces[..first.min(pieces.len())]), transcript(pieces));
    let held = before.received("connection");
    let through = wire.first_pieces(message, &held);
    match wire {
        Wire::MessageCut { at } if held.starts_with(message) && (1..message.len()).contains(&at) => {
            assert_eq!(through, [&message[..at], &message[at..]]);
        }
        Wire::Joined => assert_eq!(through, [held.as_slice()]),
        _ if held.starts_with(message) => assert_eq!(through, [message]),
        _ => assert_eq!(through, [held.as_slice()]),
    }
    let mut passed = through.concat();
    passed.extend(all.pieces_after("connection", passed.len()).concat());
    assert_eq!(passed, all.received("connection"));

    let answer = before.received(Wire::PEER);
    let through = wire.pieces_of_reply(&answer);
    match wire {
        Wire::ReplyCut { at } if (1..answer.len()).contains(&at) => {
            assert_eq!(through, [&answer[..at], &answer[at..]]);
        }
        _ => assert_eq!(through, [answer.as_slice()]),
    }
    let mut passed = through.concat();
    passed.extend(all.pieces_after(Wire::PEER, passed.len()).concat());
    assert_eq!(passed, all.received(Wire::PEER));
}

/// Datagrams go through as the wire says: all in order, but for those that it loses or turns round, and one doubled.
fn datagrams(wire: Wire, before: usize, replies: Vec<Vec<u8>>) {
    let mut expected = replies.clone();
    match wire {
        Wire::RepliesLost => expected.clear(),
        Wire::Overtaken if before == 0 => expected.reverse(),
        _ => {}
    }
    assert_eq!(wire.returned(before, replies), expected);
    assert_eq!(wire.copies(before), if wire == Wire::Doubled && before == 0 { 2 } else { 1 });
}

/// The wire and its cut, the message, how many pieces came before it goes through, the pieces, other cuts.
type Data = (u8, u16, Vec<u8>, u8, Vec<(bool, Vec<u8>)>, Vec<u16>);

fuzz_target!(|data: Data| {
    let (which, at, message, first, pieces, cuts) = data;
    let wire = wire(which, usize::from(at) % 64);
    stream(wire, &message, usize::from(first), &pieces);
    datagrams(wire, usize::from(first), pieces.into_iter().map(|(_, bytes)| bytes).collect());

    let cut = Cut { at: cuts.into_iter().map(usize::from).collect(), ..Cut::default() };
    let pieces = cut.pieces(&message);
    assert_eq!(pieces.concat(), message);
    assert!(pieces.iter().all(|piece| !piece.is_empty()) || message.is_empty());
});
