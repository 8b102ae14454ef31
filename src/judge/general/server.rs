//! Judges a server's answers.

use super::ear::{Ear, HeardFrom, HeardMessage};
use super::{describe_expected, escape_bytes};
use crate::case::{Expectation, Matcher, NamedPattern, ReplyOrigin, Step, When};
use crate::judge::called::client_called;
use crate::judge::docket::Docket;
use crate::judge::finding::Evidence;
use crate::judge::hearing::Hearing;
use crate::judge::life::Life;
use crate::protocol::Unit;
use crate::protocol::clause::ClauseId;
use crate::protocol::role::{Side, Transport};
use crate::transcript::Happening;

/// The demands of an expectation about replies.
pub(super) struct Wanted<'a> {
    pub(super) on: &'a str,
    pub(super) what: &'a Matcher,
    pub(super) times: usize,
    pub(super) from: ReplyOrigin,
    pub(super) when: When,
    pub(super) optional: bool,
}

/// The server's next messages on a client or socket of the harness are as expected.
pub(super) fn judge_reply(
    hearing: &Hearing<'_>,
    docket: &mut Docket,
    at: usize,
    clause: ClauseId,
    wanted: &Wanted<'_>,
) {
    let mut ear = Ear::before_step(hearing, HeardFrom::Server(wanted.on), at);
    let mut sources = sources_before(hearing, wanted.on, at);
    let mut heard: Vec<Vec<u8>> = Vec::new();
    for number in 0..wanted.times {
        let Some(message) = ear.take_message(at, wanted.what) else {
            return match excuse_for_silence(hearing, at) {
                Some(reason) => docket.skip_clause(clause, reason),
                None if wanted.optional => docket.pass_clause(clause),
                None => docket.break_clause(clause, no_reply(hearing, at, wanted, number)),
            };
        };
        heard.push(message.bytes.clone());
        let flaw = find_wrong_reply(hearing, at, wanted, &message)
            .or_else(|| find_doubled_reply(wanted, &heard))
            .or_else(|| find_untimely_message(hearing, at, wanted.when, message.at))
            .or_else(|| find_wrong_source(hearing, at, wanted, &message, &sources));
        sources.extend(message.from.map(|from| from.port()));
        if let Some(evidence) = flaw {
            return docket.break_clause(clause, evidence);
        }
    }
    docket.pass_clause(clause);
}

/// Whether all that the expectation wants is there, or can no longer come.
pub(super) fn is_answered(hearing: &Hearing<'_>, at: usize, wanted: &Wanted<'_>) -> bool {
    let mut ear = Ear::before_step(hearing, HeardFrom::Server(wanted.on), at);
    if hearing.transport() == Transport::Tcp && ear.is_ended(at) {
        return true;
    }
    (0..wanted.times).all(|_| ear.take_message(at, wanted.what).is_some_and(|message| message.is_whole))
}

fn find_wrong_reply(hearing: &Hearing<'_>, at: usize, wanted: &Wanted<'_>, message: &HeardMessage) -> Option<Evidence> {
    let observed = escape_bytes(&message.bytes);
    if !message.is_whole {
        let fate = Life::at_step(hearing, Side::Server, Some(at)).exit_suffix();
        let closed = hearing.is_closed_by(wanted.on, at);
        let what = if closed { "the connection ends within the reply" } else { "the reply is not whole" };
        return Some(Evidence::new(format!("{what}{fate}")).with_comparison(describe_expected(wanted.what), observed));
    }
    let evidence =
        || Evidence::new("the reply is not what is expected").with_comparison(describe_expected(wanted.what), observed);
    (!message.is_as_expected(wanted.what)).then(evidence)
}

/// A message came that fits, but only in the place of another one that came before it.
fn find_doubled_reply(wanted: &Wanted<'_>, heard: &[Vec<u8>]) -> Option<Evidence> {
    if is_each_once(wanted.what, heard) {
        return None;
    }
    let observed = heard.last().map(|message| escape_bytes(message)).unwrap_or_default();
    let evidence = Evidence::new("the reply is none of those that are still missing");
    Some(evidence.with_comparison(describe_expected(wanted.what), observed))
}

/// Whether the messages fit together, and not only each by itself.
fn is_each_once(what: &Matcher, heard: &[Vec<u8>]) -> bool {
    // Of all others there may be thousands, and each was looked at when it came.
    if !matches!(what, Matcher::InAnyOrder(_)) {
        return true;
    }
    what.fits_each(&heard.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// Something came too early, or too late.
pub(super) fn find_untimely_message(hearing: &Hearing<'_>, at: usize, when: When, came: u64) -> Option<Evidence> {
    let before = hearing.transcript.seen.iter().rfind(|seen| seen.step.is_some_and(|step| step < at));
    let took = std::time::Duration::from_micros(came.saturating_sub(before.map_or(0, |seen| seen.at)));
    let compared = |what: &str, wanted: std::time::Duration| {
        Evidence::new(what)
            .with_comparison(format!("{} s", wanted.as_secs_f64()), format!("{:.3} s", took.as_secs_f64()))
    };
    match (when.not_before, when.within) {
        (Some(earliest), _) if took < earliest => Some(compared("it comes too early", earliest)),
        (_, Some(latest)) if took > latest => Some(compared("it comes too late", latest)),
        _ => None,
    }
}

/// A datagram came from elsewhere than it should.
fn find_wrong_source(
    hearing: &Hearing<'_>,
    at: usize,
    wanted: &Wanted<'_>,
    message: &HeardMessage,
    before: &[u16],
) -> Option<Evidence> {
    // A repeated message is known to come from the same sender as before.
    if *wanted.what == Matcher::Again {
        return None;
    }
    let from = message.from?.port();
    let asked = hearing.seen_by(at).filter_map(|seen| match &seen.what {
        Happening::DatagramSent { peer, to, .. } if peer == wanted.on => Some(to.port()),
        _ => None,
    });
    let asked = asked.last()?;
    match wanted.from {
        ReplyOrigin::AskedPort if from != asked => {
            let what = format!("the reply comes from port {from}, but the request went to port {asked}");
            Some(Evidence::new(what).with_comparison(format!("port {asked}"), format!("port {from}")))
        }
        ReplyOrigin::NewPort if before.contains(&from) || from == asked => {
            Some(Evidence::new(format!("the reply comes from port {from}, which is not a new port")))
        }
        ReplyOrigin::AskedPort | ReplyOrigin::NewPort | ReplyOrigin::Any => None,
    }
}

/// The ports from which something had come on `on` before step `at`.
fn sources_before(hearing: &Hearing<'_>, on: &str, at: usize) -> Vec<u16> {
    let came =
        hearing.transcript.seen[..hearing.last_of(at.checked_sub(1))].iter().filter_map(|seen| match &seen.what {
            Happening::DatagramReceived { peer, from, .. } if peer == on && at > 0 => Some(from.port()),
            _ => None,
        });
    came.collect()
}

/// The evidence against a server that has not sent a message.
fn no_reply(hearing: &Hearing<'_>, at: usize, wanted: &Wanted<'_>, came: usize) -> Evidence {
    let (on, who) = (wanted.on, client_called(wanted.on));
    let life = Life::at_step(hearing, Side::Server, Some(at));
    let fate = if life.ended_by(at) { life.exit_suffix() } else { String::new() };
    let what = match hearing.refusal_reason(on) {
        _ if life.came_to_nothing() => format!("the server does not come up when it is started again{fate}"),
        Some(reason) => format!("{who} cannot connect ({reason}){fate}"),
        None if came > 0 => format!("{came} of {} replies come to {who}{fate}", wanted.times),
        None if hearing.transport() == Transport::Tcp && hearing.is_closed_by(on, at) => {
            format!("the connection of {who} ends without a reply{fate}")
        }
        None => format!("no reply comes to {who}{fate}"),
    };
    Evidence::new(what).expecting(describe_expected(wanted.what))
}

/// Why silence at step `at` says nothing of its clause: the server had failed at an earlier step, which says so.
pub(super) fn excuse_for_silence(hearing: &Hearing<'_>, at: usize) -> Option<String> {
    let asks = |step: &Step| {
        matches!(step, Step::Send { .. } | Step::Connect { .. } | Step::HalfClose { .. } | Step::Relay { .. })
    };
    let asked = hearing.case.steps[..at].iter().rposition(asks)?;
    let life = Life::at_step(hearing, Side::Server, Some(at));
    if life.came_to_nothing() || !life.ended_by(asked.checked_sub(1)?) {
        return None;
    }
    let is_told = hearing.expectations_before(asked).any(|(step, what, _)| is_broken(hearing, step, what));
    is_told.then(|| format!("the server had failed at an earlier step{}", life.exit_suffix()))
}

/// Whether an earlier expectation of a reply was not met.
fn is_broken(hearing: &Hearing<'_>, at: usize, what: &Expectation) -> bool {
    let Expectation::Reply { on, what, times, optional, .. } = what else { return false };
    let mut ear = Ear::before_step(hearing, HeardFrom::Server(on), at);
    if *optional && !ear.has_rest(Some(at)) {
        return false;
    }
    let mut heard = Vec::new();
    let mut fits = |message: HeardMessage| {
        let fits = message.is_as_expected(what);
        heard.push(message.bytes);
        fits
    };
    !(0..*times).all(|_| ear.take_message(at, what).is_some_and(&mut fits)) || !is_each_once(what, &heard)
}

/// The name of what the server answers: of a stream without units, the first that it begins with.
pub(super) fn choose_reply_name(
    hearing: &Hearing<'_>,
    at: usize,
    on: &str,
    names: &[NamedPattern],
    otherwise: &str,
) -> String {
    let ear = || Ear::before_step(hearing, HeardFrom::Server(on), at);
    let fits = |named: &&NamedPattern| match &named.what {
        Some(what) => ear().take_message(at, what).is_some_and(|message| what.fits(&message.bytes)),
        None => !ear().has_rest(Some(at)),
    };
    names.iter().find(fits).map_or(otherwise, |named| &named.name).to_owned()
}

/// Whether the server has failed by the end of step `at` without an answer there: its silence is no choice.
pub(super) fn fails_silently(hearing: &Hearing<'_>, at: usize, on: &str) -> bool {
    let life = Life::at_step(hearing, Side::Server, Some(at));
    let failed = life.ended_by(at) && life.exit_before_stop().is_some_and(|status| !status.is_success());
    failed && !Ear::before_step(hearing, HeardFrom::Server(on), at).has_rest(Some(at))
}

/// Whether the name is known, though more may come.
pub(super) fn is_named(hearing: &Hearing<'_>, at: usize, on: &str, names: &[NamedPattern]) -> bool {
    let is_stream = hearing.case.id.subject().roles()[0].unit() == Unit::Stream;
    let begins = |what: &Matcher| {
        let message = Ear::before_step(hearing, HeardFrom::Server(on), at).take_message(at, what);
        message.is_some_and(|message| message.is_whole && what.fits(&message.bytes))
    };
    is_stream && names.iter().filter_map(|named| named.what.as_ref()).any(begins)
}

/// The channel on which the program under test may send what it should not.
fn channel_under_test<'p>(hearing: &Hearing<'_>, peer: &'p str) -> HeardFrom<'p> {
    if hearing.is_under_test(Side::Server) { HeardFrom::Server(peer) } else { HeardFrom::Client(Some(peer)) }
}

/// The program sends no more on `on` (anywhere, if `None`), and a server does not fail.
pub(super) fn judge_nothing(hearing: &Hearing<'_>, docket: &mut Docket, at: usize, clause: ClauseId, on: Option<&str>) {
    let peers = on.map_or_else(|| hearing.asked_peers(), |on| vec![on]);
    let extra = peers.iter().find_map(|peer| {
        let ear = Ear::before_step(hearing, channel_under_test(hearing, peer), at).into_strict();
        ear.has_rest(Some(at)).then(|| (*peer, ear.untaken_bytes(Some(at))))
    });
    // Its reaction to the request to stop is no failure.
    let life = Life::at_step(hearing, Side::Server, Some(at));
    let failed = life.exit_before_stop().filter(|status| life.ended_by(at) && !status.is_success());
    match (extra, failed) {
        (Some((peer, bytes)), _) => {
            let what = format!("{} gets more than is expected", client_called(peer));
            docket.break_clause(clause, Evidence::new(what).with_comparison("nothing", escape_bytes(&bytes)));
        }
        (None, Some(_)) => match excuse_for_silence(hearing, at) {
            Some(reason) => docket.skip_clause(clause, reason),
            None => {
                docket.break_clause(clause, Evidence::new(format!("the server fails{}", life.exit_suffix())));
            }
        },
        (None, None) => docket.pass_clause(clause),
    }
}

/// Whether something came that should not.
pub(super) fn has_more(hearing: &Hearing<'_>, at: usize, on: Option<&str>) -> bool {
    let peers = on.map_or_else(|| hearing.asked_peers(), |on| vec![on]);
    peers
        .iter()
        .any(|peer| Ear::before_step(hearing, channel_under_test(hearing, peer), at).into_strict().has_rest(Some(at)))
}

/// The server ends the connection of `on`.
pub(super) fn judge_closed(hearing: &Hearing<'_>, docket: &mut Docket, at: usize, clause: ClauseId, on: &str) {
    if let Some(reason) = hearing.refusal_reason(on) {
        return match excuse_for_silence(hearing, at) {
            Some(excuse) => docket.skip_clause(clause, excuse),
            None => {
                docket.break_clause(clause, Evidence::new(format!("{} cannot connect ({reason})", client_called(on))));
            }
        };
    }
    if hearing.is_closed_by(on, at) {
        docket.pass_clause(clause)
    } else {
        let what = format!("the server does not close the connection of {}", client_called(on));
        docket.break_clause(clause, Evidence::new(what));
    }
}
