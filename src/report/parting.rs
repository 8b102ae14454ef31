//! Output on standard error after the harness has asked the program to stop. The harness causes it and no clause is
//! about it, so reports leave it out.

use crate::protocol::role::Side;
use crate::transcript::{Happening, Seen, Stream};

/// The happenings without such words. A program that is started again has its say again.
pub fn without_parting_words<'a>(seen: impl Iterator<Item = &'a Seen>) -> impl Iterator<Item = &'a Seen> {
    let mut stopped: Vec<Side> = Vec::new();
    seen.filter(move |seen| match &seen.what {
        Happening::StopAsked { program, .. } => {
            stopped.push(*program);
            true
        }
        Happening::Started { program } => {
            stopped.retain(|side| side != program);
            true
        }
        Happening::Printed { program, stream: Stream::Err, .. } => !stopped.contains(program),
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Side::{Client, Server};

    fn says(program: Side, stream: Stream) -> Happening {
        Happening::Printed { program, stream, bytes: "x\n".into() }
    }

    #[test]
    fn only_what_the_stop_signal_made_a_program_say_is_left_out() {
        let all = [
            Happening::Started { program: Server },
            says(Server, Stream::Err),
            Happening::StopAsked { program: Server, signal: "SIGINT".to_owned() },
            says(Server, Stream::Err),
            says(Server, Stream::Out),
            says(Client, Stream::Err),
            Happening::Started { program: Server },
            says(Server, Stream::Err),
        ];
        let seen: Vec<Seen> = all.into_iter().map(|what| Seen { at: 0, step: None, what }).collect();
        let kept: Vec<&Seen> = without_parting_words(seen.iter()).collect();
        let wanted: Vec<&Seen> = [0, 1, 2, 4, 5, 6, 7].map(|at| &seen[at]).into();
        assert_eq!(kept, wanted);
    }
}
