use super::*;
use crate::wire::change::{MessageChange, MessagePlace};
use crate::wire::fault::{Company, Occasion, Then};
use rstest::rstest;
use std::time::Duration;

const ONE: Caller = Caller(1);
const TWO: Caller = Caller(2);

/// A wire before a server.
fn server_wire(fault: WireFault, unit: Unit) -> Injector {
    Injector::new(fault, Side::Server, unit)
}

fn client_sends(caller: Caller, text: &str) -> WireEvent {
    WireEvent::Bytes(caller, Side::Client, text.as_bytes().to_vec())
}

fn server_sends(caller: Caller, text: &str) -> WireEvent {
    WireEvent::Bytes(caller, Side::Server, text.as_bytes().to_vec())
}

/// The wire's actions on these events, in words: `1>hi` goes to the server, `1<hi` to the client.
fn orders_in_words(wire: &mut Injector, events: &[WireEvent]) -> Vec<String> {
    let orders = events.iter().flat_map(|event| wire.handle_event(event.clone())).collect::<Vec<_>>();
    orders.into_iter().map(|order| in_words(&order.action)).collect()
}

fn in_words(action: &Action) -> String {
    let arrow = |side: &Side| if *side == Side::Server { '>' } else { '<' };
    match action {
        Action::Open(caller) => format!("{}+", caller.0),
        Action::Send(caller, side, bytes) => {
            format!("{}{}{}", caller.0, arrow(side), String::from_utf8_lossy(bytes))
        }
        Action::SendFromElsewhere(caller, side, _) => format!("{}{}elsewhere", caller.0, arrow(side)),
        Action::End(caller, side) => format!("{}{}|", caller.0, arrow(side)),
        Action::Close(caller, side) => format!("{}{}#", caller.0, arrow(side)),
        Action::Reset(caller, side) => format!("{}{}!", caller.0, arrow(side)),
        Action::Die => "dies".to_owned(),
    }
}

/// One client, which asks and is answered, twice, and leaves.
fn session_events() -> Vec<WireEvent> {
    vec![
        WireEvent::Came(ONE),
        client_sends(ONE, "a\n"),
        server_sends(ONE, "A\n"),
        client_sends(ONE, "b\n"),
        server_sends(ONE, "B\n"),
        WireEvent::Ended(ONE, Side::Client),
        WireEvent::Ended(ONE, Side::Server),
    ]
}

#[rstest]
#[case::plain(WireFault::Legal(Control::Plain), &["1+", "1>a\n", "1<A\n", "1>b\n", "1<B\n", "1>|", "1<|"])]
#[case::lost(WireFault::Sent(MessageChange::Lost, WhenToChange::Always), &["1+", "1>a\n", "1>b\n", "1>|", "1<|"])]
#[case::second(WireFault::Sent(MessageChange::Lost, WhenToChange::Every(2)), &["1+", "1>a\n", "1<A\n", "1>b\n", "1>|", "1<|"])]
#[case::before(WireFault::Sent(MessageChange::AsBefore, WhenToChange::Always), &["1+", "1>a\n", "1<A\n", "1>b\n", "1<A\n", "1>|", "1<|"])]
#[case::late(WireFault::Sent(MessageChange::Late, WhenToChange::Always), &["1+", "1>a\n", "1<A\n", "1>b\n", "1>|", "1<B\n", "1<|"])]
#[case::swapped(WireFault::Sent(MessageChange::BehindNext, WhenToChange::Always), &["1+", "1>a\n", "1>b\n", "1<B\n", "1<A\n", "1>|", "1<|"])]
#[case::read_once(WireFault::Received(MessageChange::Lost, WhenToChange::FromMessage(2)), &["1+", "1>a\n", "1<A\n", "1<B\n", "1>|", "1<|"])]
#[case::closes(WireFault::Ends(WayToEnd::BehindFirst), &["1+", "1>a\n", "1<A\n", "1<#", "1>#"])]
#[case::halved(WireFault::Ends(WayToEnd::InTheMiddle), &["1+", "1>a\n", "1<A", "1<#", "1>#"])]
#[case::unanswered(WireFault::Ends(WayToEnd::Unanswered), &["1+", "1<#", "1>#"])]
#[case::never(WireFault::Ends(WayToEnd::Never), &["1+", "1>a\n", "1<A\n", "1>b\n", "1<B\n", "1>|"])]
#[case::waits(WireFault::Ends(WayToEnd::WaitsForEnd), &["1+", "1<A\n", "1<B\n", "1>a\n", "1>b\n", "1>|", "1<|"])]
#[case::dies(WireFault::Life(Occasion::Messages(2), Then::Dies), &["1+", "1>a\n", "1<A\n", "dies"])]
#[case::deaf(WireFault::Life(Occasion::Messages(2), Then::IsDeaf), &["1+", "1>a\n", "1<A\n"])]
fn a_session_passes_with_a_fault(#[case] fault: WireFault, #[case] expected: &[&str]) {
    let mut wire = server_wire(fault, Unit::Line);
    assert_eq!(orders_in_words(&mut wire, &session_events()), expected);
    assert_eq!(wire.has_acted(), !matches!(fault, WireFault::Legal(_)));
}

/// Two clients at once; the first leaves before the second.
fn two_client_events() -> Vec<WireEvent> {
    vec![
        WireEvent::Came(ONE),
        WireEvent::Came(TWO),
        client_sends(TWO, "b\n"),
        client_sends(ONE, "a\n"),
        server_sends(ONE, "A\n"),
        WireEvent::Ended(ONE, Side::Client),
        server_sends(TWO, "B\n"),
    ]
}

#[rstest]
#[case::turned_away(WireFault::Clients(Company::AtMost(1)), &["1+", "2<#", "1>a\n", "1<A\n", "1>|"])]
#[case::first_only(WireFault::Clients(Company::Before(2)), &["1+", "2<#", "1>a\n", "1<A\n", "1>|"])]
#[case::newest(WireFault::Clients(Company::Newest), &["1+", "1<#", "1>#", "2+", "2>b\n", "2<B\n"])]
#[case::one_at_a_time(WireFault::Clients(Company::OneAtATime), &["1+", "1>a\n", "1<A\n", "1>|", "2+", "2>b\n", "2<B\n"])]
#[case::mixed_up(WireFault::Sent(MessageChange::ToAnother, WhenToChange::Always), &["1+", "2+", "2>b\n", "1>a\n", "2<A\n", "1>|", "2<B\n"])]
#[case::overlapping(WireFault::Sent(MessageChange::Lost, WhenToChange::Overlapping), &["1+", "2+", "2>b\n", "1>a\n", "1>|", "2<B\n"])]
#[case::dies(WireFault::Life(Occasion::Together(2), Then::Dies), &["1+", "dies"])]
fn two_clients_pass_with_a_fault(#[case] fault: WireFault, #[case] expected: &[&str]) {
    assert_eq!(orders_in_words(&mut server_wire(fault, Unit::Line), &two_client_events()), expected);
}

/// A client's bytes have no end before it closes, but they still are a message.
#[test]
fn a_client_sends_messages_before_the_answer_ends() {
    let fault = WireFault::Sent(MessageChange::Flipped(MessagePlace::Last), WhenToChange::Always);
    let mut wire = Injector::new(fault, Side::Client, Unit::UntilClose);
    assert_eq!(
        orders_in_words(&mut wire, &[WireEvent::Came(ONE), client_sends(ONE, "ab"), server_sends(ONE, "AB")]),
        ["1+", "1>ac", "1<AB"]
    );
}

#[test]
fn what_lasts_until_the_close_is_one_message() {
    let mut wire = server_wire(WireFault::Sent(MessageChange::LastByteLost, WhenToChange::Always), Unit::UntilClose);
    let events = [server_sends(ONE, "AB"), server_sends(ONE, "CD"), WireEvent::Ended(ONE, Side::Server)];
    assert_eq!(orders_in_words(&mut wire, &[WireEvent::Came(ONE)]), ["1+"]);
    assert_eq!(orders_in_words(&mut wire, &events), ["1<ABC", "1<|"]);
}

#[test]
fn a_segment_in_two_is_two_writes() {
    let pause = Duration::from_millis(20);
    let mut wire = server_wire(WireFault::Legal(Control::InTwo(pause)), Unit::Line);
    wire.handle_event(WireEvent::Came(ONE));
    let orders = wire.handle_event(server_sends(ONE, "AB\n"));
    let pauses: Vec<Duration> = orders.iter().map(|order| order.after).collect();
    assert_eq!(pauses, [Duration::ZERO, pause]);
}
