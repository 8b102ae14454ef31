//! One reply of a server against the request that it answers: layout, values, precision, spelling.

use super::cause;
use crate::judge::docket::Docket;
use crate::judge::finding::Evidence;
use crate::protocol::clause::ClauseId;
use crate::set_statistics::Clause;
use crate::set_statistics::bounds::{Agreement, Expected};
use crate::set_statistics::dialect::{self, Dialect, split_at_separator};
use crate::set_statistics::message::{NotAResponse, format_response, parse_request, parse_response, read_leniently};
use crate::set_statistics::number::{PrintedNumber, format_repr, format_str, is_str_spelling};
use crate::set_statistics::statistics::{Field, Statistics};
use crate::transcript::Bytes;

/// A reply, read.
pub(super) struct ReadReply {
    expected: Expected,
    numbers: Option<[PrintedNumber; 4]>,
    layout: Result<(), NotAResponse>,
    /// Whether highest stands before lowest, and all is right so.
    swapped: bool,
}

impl ReadReply {
    /// Reads `reply` as the answer to `request`; `None` if that is no request, so that nothing can be expected.
    pub(super) fn new(request: &[u8], reply: &[u8]) -> Option<ReadReply> {
        let expected = Expected::from_values(&parse_request(request).ok()?);
        let (numbers, layout) = match parse_response(reply) {
            Ok(numbers) => (Some(numbers), Ok(())),
            Err(defect) => (read_leniently(reply), Err(defect)),
        };
        let mut reading = ReadReply { expected, numbers, layout, swapped: false };
        if !reading.is_right() && reading.is_right_when_swapped() {
            reading.swapped = true;
            // The order is RSP-1's; the values are judged as what they are.
            reading.numbers.as_mut().into_iter().for_each(|numbers| numbers.swap(1, 2));
        }
        Some(reading)
    }

    /// Whether four numbers are there and none is wrong.
    pub(super) fn is_right(&self) -> bool {
        self.compute_agreements().is_some_and(|all| {
            all.iter().all(|(_, agreement)| matches!(agreement, Agreement::Right | Agreement::OrderDependent))
        })
    }

    fn is_right_when_swapped(&self) -> bool {
        let Some([total, highest, lowest, mean]) = self.numbers.clone() else { return false };
        let numbers = [total, lowest, highest, mean];
        judge_all(&self.expected, &numbers).iter().all(|(_, agreement)| *agreement == Agreement::Right)
    }

    fn compute_agreements(&self) -> Option<[(Field, Agreement); 4]> {
        self.numbers.as_ref().map(|numbers| judge_all(&self.expected, numbers))
    }
}

fn judge_all(expected: &Expected, numbers: &[PrintedNumber; 4]) -> [(Field, Agreement); 4] {
    std::array::from_fn(|at| (Field::ALL[at], expected.judge_result(Field::ALL[at], &numbers[at])))
}

/// Whether `reply` is right as an answer to `request`, whatever its layout.
pub(super) fn is_right(request: &[u8], reply: &[u8]) -> bool {
    ReadReply::new(request, reply).is_some_and(|reading| reading.is_right())
}

/// Whether `reply` is right as an answer to `request`, and nothing of it can still be missing.
pub(super) fn is_whole(request: &[u8], reply: &[u8]) -> bool {
    let end = dialect::current().response.end.as_bytes();
    reply.ends_with(end) && is_right(request, reply)
}

/// Whether `reply` may be the beginning of a right answer to `request`: its numbers are right but for the last, which may
/// be cut off.
pub(super) fn begins_rightly(request: &[u8], reply: &[u8]) -> bool {
    let Ok(values) = parse_request(request) else { return false };
    let expected = Expected::from_values(&values);
    let Dialect { response, numbers, .. } = dialect::current();
    let words = split_at_separator(reply, &response.separator);
    let Some((last, whole)) = words.split_last() else { return false };
    let is_right = |(field, word): (&Field, &&[u8])| {
        let agreement = PrintedNumber::parse(word).map(|number| expected.judge_result(*field, &number));
        matches!(agreement, Some(Agreement::Right | Agreement::OrderDependent))
    };
    let is_begun = response.order.get(whole.len()).is_some_and(|field| {
        let value = expected.nearest_statistics().get(*field);
        let spellings = [format_str(value), format_repr(value), numbers.spell_value(value)];
        spellings.iter().any(|spelling| spelling.as_bytes().starts_with(last))
    });
    is_begun && response.order.iter().zip(whole).all(is_right)
}

/// Whether `reply` shows that this request was read, and no other: nothing in it is plainly wrong.
pub(super) fn is_readable(request: &[u8], reply: &[u8]) -> bool {
    let Some(reading) = ReadReply::new(request, reply) else { return false };
    let none_wrong = |all: [(Field, Agreement); 4]| all.iter().all(|(_, found)| *found != Agreement::Wrong);
    reading.compute_agreements().is_some_and(none_wrong)
}

/// Judges a reply that came. `clause` is the case's. A wrong value breaks `clause` if that is about values, and RSP-2
/// otherwise.
pub(super) fn judge_reply(docket: &mut Docket, clause: ClauseId, request: &[u8], reply: &[u8]) {
    let Some(reading) = ReadReply::new(request, reply) else { return };
    let wanted = format_response(&reading.expected.nearest_statistics());
    let shown = |what: String| Evidence::new(what).with_comparison(wanted.clone(), Bytes::from(reply).to_string());
    judge_layout(docket, clause, &reading, &shown);
    let (Some(agreements), Some(numbers)) = (reading.compute_agreements(), &reading.numbers) else { return };
    let computed = was_read(&reading, &agreements) && is_about_values(clause);
    let agreements = without_close_ones(agreements, numbers, request);
    let blamed = if is_about_values(clause) && clause != Clause::Num3 { clause } else { Clause::Rsp2.id() };
    for ((field, agreement), number) in agreements.into_iter().zip(numbers) {
        let blamed = if computed { Clause::Rsp2.id() } else { blamed };
        judge_value(docket, blamed, &ReadValue { field, agreement, number, request }, &shown);
    }
    for (clause, agreement) in [(Clause::Num3.id(), Agreement::Imprecise), (blamed, Agreement::Wrong)] {
        if agreements.iter().all(|(_, found)| *found != agreement && *found != Agreement::OrderDependent) {
            docket.pass_clause(clause);
        }
    }
    if agreements.iter().all(|(_, found)| *found == Agreement::Right) {
        docket.pass_clause(Clause::Num4);
        docket.pass_clause(Clause::Rsp2);
    }
    // How a number is spelled is of interest once it is the right one.
    if agreements.iter().all(|(_, found)| matches!(found, Agreement::Right | Agreement::TooFewDigits { .. })) {
        judge_spelling(docket, numbers, &reading.expected.nearest_statistics(), &shown);
    }
    docket.pass_clause(clause);
}

/// Whether the answer shows that all numbers were read: the total is right, or lowest and highest of two are. What else is
/// wrong then is computed wrongly, whatever the numbers' form.
fn was_read(reading: &ReadReply, [total, lowest, highest, _]: &[(Field, Agreement); 4]) -> bool {
    let is_right = |(_, agreement): &(Field, Agreement)| *agreement == Agreement::Right;
    let ends_are_all = reading.expected.count() <= 2 && is_right(lowest) && is_right(highest);
    !reading.expected.is_order_dependent() && (is_right(total) || ends_are_all)
}

/// Turns values that are close to right into wrong ones if they are other values. They are if one value is plainly
/// wrong and no precision explains them. They also are if the total shows that a number was left out or counted twice.
fn without_close_ones(
    agreements: [(Field, Agreement); 4],
    numbers: &[PrintedNumber; 4],
    request: &[u8],
) -> [(Field, Agreement); 4] {
    let is_explained = |at: usize| cause::of_imprecision(Field::ALL[at], &numbers[at], request).is_some();
    let is_wrong = |(_, found): &(Field, Agreement)| *found == Agreement::Wrong;
    let one_is_wrong = agreements.iter().any(is_wrong);
    let (_, total) = agreements[0];
    let is_right = matches!(total, Agreement::Right | Agreement::OrderDependent);
    let is_another_set =
        !is_right && cause::of_another_set(numbers[0].value, request).is_some() && (one_is_wrong || !is_explained(0));
    std::array::from_fn(|at| match agreements[at] {
        (field, Agreement::Imprecise | Agreement::TooFewDigits { .. }) if is_another_set => (field, Agreement::Wrong),
        (field, Agreement::Imprecise) if one_is_wrong && !is_explained(at) => (field, Agreement::Wrong),
        as_it_is => as_it_is,
    })
}

fn judge_layout(docket: &mut Docket, clause: ClauseId, reading: &ReadReply, shown: &impl Fn(String) -> Evidence) {
    match &reading.layout {
        Ok(()) if reading.swapped => {
            let place = |field: Field| dialect::current().response.order.iter().position(|own| *own == field);
            let what = if place(Field::Lowest) < place(Field::Highest) {
                "the highest number stands before the lowest"
            } else {
                "the lowest number stands before the highest"
            };
            let evidence = shown(what.to_owned());
            docket.break_clause(Clause::Rsp1, evidence.caused_by(cause::SWAPPED.filter(|_| !dialect::is_one())));
        }
        Ok(()) => docket.pass_clause(Clause::Rsp1),
        Err(defect) => {
            // A reply that is no response at all answers the request as little as silence does, if values are asked.
            let unreadable = reading.numbers.is_none() && is_about_values(clause);
            let blamed = if unreadable { clause } else { Clause::Rsp1.id() };
            let evidence = shown(format!("the reply is not a response: {defect}"));
            // Its own numbers, laid out rightly: so that the mark shows the layout alone.
            let evidence = evidence.caused_by(cause::of_layout(defect));
            let expected = reading.numbers.as_ref().map(laid_out).or(evidence.expected);
            let evidence = Evidence { expected, ..evidence };
            docket.break_clause(blamed, evidence);
            docket.pass_clause(clause);
        }
    }
}

/// The numbers as they are spelled, with one space between them.
fn laid_out(numbers: &[PrintedNumber; 4]) -> String {
    numbers.each_ref().map(|number| number.text.as_str()).join(" ")
}

/// One number of a reply, and how it agrees with the request.
struct ReadValue<'a> {
    field: Field,
    agreement: Agreement,
    number: &'a PrintedNumber,
    request: &'a [u8],
}

fn judge_value(docket: &mut Docket, blamed: ClauseId, read: &ReadValue<'_>, shown: &impl Fn(String) -> Evidence) {
    let ReadValue { field, agreement, number, request } = *read;
    let text = &number.text;
    match agreement {
        Agreement::Right | Agreement::OrderDependent => {}
        Agreement::TooFewDigits { printed } => {
            let what = match dialect::current().numbers.decimals {
                None => format!("the {field} `{text}` has {printed} significant digits, and 12 are needed"),
                Some(wanted) => format!("the {field} `{text}` has {printed} decimals, and {wanted} are wanted"),
            };
            let evidence = shown(what);
            docket.break_clause(Clause::Num4, evidence.caused_by(cause::of_digits(text)));
        }
        Agreement::Imprecise => {
            let evidence = shown(format!("the {field} `{text}` is nearly right, but less exact than double precision"));
            docket.break_clause(Clause::Num3, evidence.caused_by(cause::of_imprecision(field, number, request)));
        }
        Agreement::Wrong => {
            let evidence = shown(format!("the {field} `{text}` is wrong"));
            docket.break_clause(blamed, evidence.caused_by(cause::of_value(field, number.value, request)));
        }
    }
}

/// By the number that was printed, or by the one that was computed: CPython spells some as it does no others.
fn judge_spelling(
    docket: &mut Docket,
    numbers: &[PrintedNumber],
    computed: &Statistics,
    shown: &impl Fn(String) -> Evidence,
) {
    let is_spelled_right = |field: Field, number: &PrintedNumber| {
        let value = computed.get(field);
        // Lowest and highest are known exactly, so that a tie is rounded in one way.
        let is_certain = matches!(field, Field::Lowest | Field::Highest) && !is_short(number) && value != number.value;
        is_str_spelling(&number.text, value) || (!is_certain && is_str_spelling(&number.text, number.value))
    };
    let other = Field::ALL.into_iter().zip(numbers).find(|(field, number)| !is_spelled_right(*field, number));
    match other.map(|(_, number)| number) {
        None => docket.pass_clause(Clause::Num5),
        Some(number) => {
            let what = format!(
                "`{}` has the right value, but Python 2's str writes `{}`",
                number.text,
                format_str(number.value)
            );
            docket.break_clause(Clause::Num5, shown(what).caused_by(cause::of_spelling(&number.text)));
        }
    }
}

/// Whether it has fewer digits than NUM-4 asks for, which is that clause's matter.
fn is_short(number: &PrintedNumber) -> bool {
    number.digits < 12
}

/// Whether wrong values break this clause itself; the others say only that an answer comes.
pub(super) fn is_about_values(clause: ClauseId) -> bool {
    use Clause::{Num1, Num2, Num3, Num4, Req1, Req2, Req3, Rsp2, TcpS4, UdpS3};
    matches!(Clause::from_id(clause), Num1 | Num2 | Num3 | Num4 | Req1 | Req2 | Req3 | Rsp2 | TcpS4 | UdpS3)
}
