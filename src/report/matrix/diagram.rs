//! One trial of a pair as a sequence diagram in text: the client, the wire that the harness is, the server.

use crate::case::{Case, PairWire};
use crate::protocol::role::Side;
use crate::report::parting::without_parting_words;
use crate::report::plain::plain;
use crate::report::words;
use crate::transcript::{Happening, Stream, Transcript, describe_happening, quote_bytes};

/// The relay's connection to the server, and its socket that stands for the client there; see the engine's player.
const WIRE: &str = PairWire::PEER;
/// A line between two lifelines is no longer than this, however long its words are.
const WIDEST: usize = 64;

/// One line of the diagram.
enum DiagramLine {
    /// Something goes between a program and the wire.
    Arrow { side: Side, towards: Direction, what: String },
    /// A program, or the harness, does something by itself.
    Note { of: Option<Side>, what: String },
}

/// The direction of an arrow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    ToTheWire,
    FromTheWire,
}

/// The diagram; `client` and `server` are the names of the implementations that play.
pub fn render_diagram(case: &Case, transcript: &Transcript, client: &str, server: &str) -> String {
    let all = without_parting_words(transcript.seen.iter())
        .flat_map(|seen| diagram_lines(&seen.what).into_iter().map(|line| (seen.at, line)));
    let lines: Vec<(u64, DiagramLine)> = all.collect();
    let width = lines.iter().filter_map(|(_, line)| match line {
        DiagramLine::Arrow { what, .. } => Some(what.chars().count()),
        DiagramLine::Note { .. } => None,
    });
    let width = width.chain([20]).max().unwrap_or_default().min(WIDEST) + 6;
    let wire = words::cut_of(case).unwrap_or_default();
    let mut out = format!("{}\n  {}\n\n", plain(case.id.as_str()), plain(&case.summary));
    let (client, server) = (plain(client), plain(server));
    out += &format!("{:12}{:width$} {:^width$}  {}\n", "", "client", "wire", "server");
    out += format!("{:12}{client:width$} {:^width$}  {server}", "", plain(&wire)).trim_end();
    out.push('\n');
    for (at, line) in lines {
        out += format!("{:>8.1} ms {}", at as f64 / 1000.0, draw_line(&line, width)).trim_end();
        out.push('\n');
    }
    out
}

fn draw_line(line: &DiagramLine, width: usize) -> String {
    let empty = " ".repeat(width);
    match line {
        DiagramLine::Arrow { side: Side::Client, towards, what } => {
            format!("|{}|{empty}|", draw_arrow(what, *towards == Direction::ToTheWire, width))
        }
        DiagramLine::Arrow { side: Side::Server, towards, what } => {
            format!("|{empty}|{}|", draw_arrow(what, *towards == Direction::FromTheWire, width))
        }
        DiagramLine::Note { of: Some(Side::Server), what } => format!("|{empty}|{empty}* {what}"),
        DiagramLine::Note { of: Some(Side::Client), what } => format!("* {what}"),
        DiagramLine::Note { of: None, what } => format!("|{empty}* {what}"),
    }
}

/// `-- "5 4 6" ------->` or `<------ "5 4 6" --`, so wide.
fn draw_arrow(what: &str, to_the_right: bool, width: usize) -> String {
    let long = what.chars().count() + 6 > width;
    let what = if long { what.chars().take(width - 7).chain(['…']).collect() } else { what.to_owned() };
    let rest = "-".repeat(width.saturating_sub(what.chars().count() + 5));
    if to_the_right { format!("-- {what} {rest}>") } else { format!("<{rest} {what} --") }
}

/// The lines for what happened: of an output each line by itself.
fn diagram_lines(what: &Happening) -> Vec<DiagramLine> {
    let Happening::Printed { program, stream, bytes } = what else {
        return single_diagram_line(what).into_iter().collect();
    };
    let verb = if *stream == Stream::Out { "prints" } else { "complains" };
    let each = bytes.as_slice().split_inclusive(|&byte| byte == b'\n');
    each.map(|part| DiagramLine::Note {
        of: Some(*program),
        what: plain(&format!("{verb} {}", quote_bytes(&part.into()))),
    })
    .collect()
}

/// The line for anything else; `None` if nothing is drawn.
fn single_diagram_line(what: &Happening) -> Option<DiagramLine> {
    use Direction::{FromTheWire, ToTheWire};
    use Happening as H;
    let side = |peer: &str| if peer == WIRE { Side::Server } else { Side::Client };
    let arrow = |side, towards, what: String| Some(DiagramLine::Arrow { side, towards, what: plain(&what) });
    let note = |of, what: String| Some(DiagramLine::Note { of, what: plain(&what) });
    match what {
        H::Accepted { .. } => arrow(Side::Client, ToTheWire, "connects".to_owned()),
        H::Connected { peer } => arrow(side(peer), FromTheWire, "connects".to_owned()),
        H::Received { peer, bytes } | H::DatagramReceived { peer, bytes, .. } => {
            arrow(side(peer), ToTheWire, quote_bytes(bytes))
        }
        H::Sent { peer, bytes } | H::DatagramSent { peer, bytes, .. } => {
            arrow(side(peer), FromTheWire, quote_bytes(bytes))
        }
        H::PeerClosed { peer } => arrow(side(peer), ToTheWire, "closes".to_owned()),
        H::PeerReset { peer } => arrow(side(peer), ToTheWire, "resets".to_owned()),
        H::HalfClosed { peer } => arrow(side(peer), FromTheWire, "closes its sending side".to_owned()),
        H::Left { peer } => arrow(side(peer), FromTheWire, "closes".to_owned()),
        H::Typed { program, bytes } => note(Some(*program), format!("is typed {}", quote_bytes(bytes))),
        H::InputEnded { program } => note(Some(*program), "its input ends".to_owned()),
        H::Exited { program, status } => note(Some(*program), status.to_string()),
        H::StopAsked { program, signal } => note(Some(*program), format!("is asked to stop ({signal})")),
        H::Killed { program } => note(Some(*program), "is killed".to_owned()),
        H::SendFailed { .. } | H::ConnectFailed { .. } | H::NotAccepted { .. } | H::Overflow { .. } => {
            note(None, describe_happening(what))
        }
        H::Started { .. } | H::Ready { .. } | H::NotReady { .. } | H::Bound { .. } | H::PortTaken { .. } => None,
        H::FileMade { .. } | H::FileSeen { .. } => None,
        H::Printed { .. } | H::Setting { .. } | H::Waited { .. } | H::ResetSent { .. } => None,
    }
}
