//! The judge says something of every transcript, however odd, and the same again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sockspec::case::built_in;
use sockspec::judge::judge;
use sockspec::protocol::role::Side;
use sockspec::transcript::{Bytes, ExitStatus, Happening, Seen, Stream, Transcript, WaitEnd};
use std::net::{Ipv4Addr, SocketAddr};

const PEERS: [&str; 8] = ["a", "b", "c", "client-1", "connection", "wire", "server", "elsewhere"];
const TEXTS: [&[u8]; 8] = [
    b"5 4 6 9 3.4",
    b"27.4 3.4 9.0 5.48",
    b"5",
    b"TCP server has started and is ready to receive\n",
    b"Received data: [5.0, 4.0, 6.0, 9.0, 3.4]\n",
    b"Input integers with space in between: ",
    b"Enter the length of the set: ",
    b"The total of all numbers is: 27.4\nThe lowest number is: 3.4\nThe highest number is: 9.0\nThe mean is: 5.48\n",
];

/// Takes what it needs from the front; zeros when nothing is left.
struct Source<'d>(&'d [u8]);

impl Source<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn bytes(&mut self) -> Bytes {
        let kind = self.byte();
        if kind < 128 {
            return Bytes::from(TEXTS[usize::from(kind) % TEXTS.len()]);
        }
        let (text, rest) = self.0.split_at(usize::from(kind - 128).min(self.0.len()));
        self.0 = rest;
        Bytes::from(text)
    }

    fn happening(&mut self) -> Happening {
        use Happening as H;
        let kind = self.byte();
        let at = self.byte();
        let peer = PEERS[usize::from(at) % PEERS.len()].to_owned();
        let program = if at < 128 { Side::Server } else { Side::Client };
        let address = |port: u16| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        match kind % 22 {
            0 => H::Started { program },
            1 => H::Ready { program, endpoints: vec![address(16000)] },
            2 => H::NotReady { program },
            3 => H::Connected { peer },
            4 => H::ConnectFailed { peer, reason: "refused".to_owned() },
            5 => H::Accepted { peer },
            6 => H::Sent { peer, bytes: self.bytes() },
            7 => H::SendFailed { peer, reason: "reset".to_owned() },
            8 => H::Received { peer, bytes: self.bytes() },
            9 => H::PeerClosed { peer },
            10 => H::PeerReset { peer },
            11 => H::HalfClosed { peer },
            12 => H::Left { peer },
            13 => H::DatagramSent { peer, to: address(15000), bytes: self.bytes() },
            14 => H::DatagramReceived { peer, from: address(8000), bytes: self.bytes() },
            15 => H::Typed { program, bytes: self.bytes() },
            16 => H::Printed {
                program,
                stream: if at % 2 == 0 { Stream::Out } else { Stream::Err },
                bytes: self.bytes(),
            },
            17 => H::Exited { program, status: ExitStatus::Code(i32::from(self.byte())) },
            18 => H::StopAsked { program, signal: "SIGINT".to_owned() },
            19 => H::Killed { program },
            20 => H::Overflow { channel: peer },
            _ => H::Waited { until: [WaitEnd::Met, WaitEnd::Still, WaitEnd::Deadline, WaitEnd::Gone][usize::from(at % 4)] },
        }
    }
}

fuzz_target!(|data: &[u8]| {
    thread_local!(static CASES: Vec<sockspec::case::Case> = built_in());
    CASES.with(|cases| {
        let mut source = Source(data);
        let case = &cases[(usize::from(source.byte()) << 8 | usize::from(source.byte())) % cases.len()];
        let mut transcript = Transcript::default();
        let (mut at, mut step) = (0, 0);
        while !source.0.is_empty() && transcript.seen.len() < 500 {
            let pace = source.byte();
            at += u64::from(pace) * 20_000;
            step = (step + usize::from(pace % 2)).min(case.steps.len());
            let step = (step < case.steps.len()).then_some(step);
            transcript.seen.push(Seen { at, step, what: source.happening() });
        }
        let said = judge(case, &transcript);
        assert_eq!(said, judge(case, &transcript));
        for clause in &case.clauses {
            assert!(said.iter().any(|finding| finding.clause == *clause), "nothing is said of {clause} in {}", case.id);
        }
    });
});
