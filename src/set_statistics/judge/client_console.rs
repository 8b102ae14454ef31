//! Judges the console of a client under test: two prompts, four results, nothing else.

use super::prompts::{self, PromptFlaw};
use super::served::{comes_in_pieces, ended_before_its_input, is_served, may_have_given_up, may_lose_its_reply};
use super::{cause, client, pair, result_lines};
use crate::case::Payload;
use crate::judge::docket::Docket;
use crate::judge::finding::Evidence;
use crate::judge::hearing::{Hearing, TOO_LATE};
use crate::protocol::clause::{ClauseId, Level};
use crate::protocol::role::{Side, Transport};
use crate::set_statistics::Clause;
use crate::set_statistics::bounds::{Agreement, judge_repeated};
use crate::set_statistics::console::{length_prompt, message_prompt, result_labels};
use crate::set_statistics::dialect;
use crate::set_statistics::message::{parse_response, read_leniently};
use crate::set_statistics::number::{PrintedNumber, format_str, is_str_spelling};
use crate::set_statistics::statistics::Field;
use crate::transcript::{Bytes, ExitStatus, Happening, Stream};

/// A client's standard output, taken apart.
pub(super) struct ClientOutput {
    /// The flaw in the prompts, if there is one.
    prompts: Option<PromptFlaw>,
    /// The lines behind the prompts, empty ones too, in order.
    pub(super) lines: Vec<String>,
}

impl ClientOutput {
    /// Without prompts (the client takes arguments) all of it is lines.
    fn read(text: &str, prompts: bool) -> ClientOutput {
        if !prompts {
            return ClientOutput { prompts: None, lines: split_lines(text) };
        }
        let prompts = prompts::flaw_of(text);
        let Some((before, rest)) = text.split_once(message_prompt()) else {
            let (before, rest) = text.split_once(length_prompt()).unwrap_or(("", text));
            return ClientOutput { prompts, lines: [split_lines(before), lines_behind_prompts(rest)].concat() };
        };
        match rest.split_once(length_prompt()) {
            Some((between, rest)) => {
                ClientOutput { prompts, lines: [split_lines(before), split_lines(between), split_lines(rest)].concat() }
            }
            None => ClientOutput { prompts, lines: [split_lines(before), lines_behind_prompts(rest)].concat() },
        }
    }

    /// The lines with one of the labels, as (index of the label, the text behind it). If no result has a label, the
    /// lines that are numbers.
    pub(super) fn labelled_texts(&self) -> Vec<(usize, &str)> {
        let labels = result_labels();
        if dialect::current().labels.are_empty() {
            let bare =
                self.lines.iter().map(String::as_str).filter(|line| PrintedNumber::parse(line.as_bytes()).is_some());
            return bare.enumerate().map(|(at, line)| (at % labels.len(), line)).collect();
        }
        let label_of = |line: &str| {
            let own = labels.iter().enumerate().filter(|(_, (_, label))| line.starts_with(label.as_str()));
            own.max_by_key(|(_, (_, label))| label.len()).map(|(which, (_, label))| (which, label.len()))
        };
        self.lines.iter().filter_map(|line| label_of(line).map(|(which, length)| (which, &line[length..]))).collect()
    }

    /// The results, if the labels are right and in order.
    fn ordered_results(&self) -> Option<ShownResults> {
        let in_order = self.labelled_texts().iter().map(|(which, _)| *which).eq(0..result_labels().len());
        self.labelled_results().filter(|_| in_order)
    }

    /// The numbers behind the labels, in any order: this judges values if the order is wrong.
    fn labelled_results(&self) -> Option<ShownResults> {
        self.results_by(|text| PrintedNumber::parse(text.as_bytes()))
    }

    /// The numbers behind the labels, each perhaps in brackets or quotation marks: this judges values if the lines hold
    /// more than a number.
    fn bare_results(&self) -> Option<ShownResults> {
        self.results_by(bare_number)
    }

    fn results_by(&self, read: impl Fn(&str) -> Option<PrintedNumber>) -> Option<ShownResults> {
        let labelled = self.labelled_texts();
        let number = |wanted: usize| read(labelled.iter().find(|(which, _)| *which == wanted)?.1);
        Some(ShownResults::from_numbers((0..result_labels().len()).map(number).collect::<Option<_>>()?))
    }

    /// The lines that end in a number, with any text before it, if there are as many as results. This judges values if
    /// the labels are wrong.
    fn unlabelled_results(&self) -> Option<ShownResults> {
        let numbers = self.numeric_lines().into_iter().filter_map(last_number).collect::<Vec<_>>();
        (numbers.len() == result_labels().len()).then(|| ShownResults::from_numbers(numbers))
    }

    /// The lines that end in a number.
    pub(super) fn numeric_lines(&self) -> Vec<&str> {
        self.lines.iter().map(String::as_str).filter(|line| last_number(line).is_some()).collect()
    }

    /// How many of the labels have a number behind them.
    fn count_results(&self) -> usize {
        let labelled = self.labelled_texts();
        let has_number = |wanted: &usize| {
            labelled.iter().any(|(which, text)| which == wanted && PrintedNumber::parse(text.as_bytes()).is_some())
        };
        (0..result_labels().len()).filter(has_number).count()
    }
}

/// The results that a client shows, in the order of [`Field::ALL`]; a dialect may leave some out.
#[derive(Debug, Clone)]
pub(super) struct ShownResults([Option<PrintedNumber>; 4]);

impl ShownResults {
    /// The numbers of the result lines, in the order of these.
    fn from_numbers(numbers: Vec<PrintedNumber>) -> ShownResults {
        let mut all = [const { None }; 4];
        for ((field, _), number) in result_labels().iter().zip(numbers) {
            all[*field as usize] = Some(number);
        }
        ShownResults(all)
    }

    /// How each agrees with the reply's; what is not shown is not wrong.
    pub(super) fn agreements_with(&self, reply: &[PrintedNumber; 4]) -> [Agreement; 4] {
        let agreement = |field: Field| {
            let own = self.0[field as usize].as_ref();
            own.map_or(Agreement::Right, |own| judge_repeated(&reply[field as usize], own))
        };
        Field::ALL.map(agreement)
    }

    /// Each result that is shown, beside the reply's.
    fn pair_with_reply<'r>(
        &'r self,
        reply: &'r [PrintedNumber; 4],
    ) -> impl Iterator<Item = (&'r PrintedNumber, &'r PrintedNumber)> {
        reply.iter().zip(&self.0).filter_map(|(source, own)| Some((source, own.as_ref()?)))
    }

    fn joined_texts(&self) -> String {
        let texts = self.0.iter().flatten().map(|number| number.text.as_str());
        texts.collect::<Vec<_>>().join(" ")
    }
}

fn split_lines(text: &str) -> Vec<String> {
    text.split_terminator('\n').map(str::to_owned).collect()
}

/// Lines of which the first may begin with prompts of the client's own, the cursor still behind them.
fn lines_behind_prompts(text: &str) -> Vec<String> {
    let first_label = result_labels().iter().filter_map(|(_, label)| text.find(label)).min().unwrap_or(0);
    let (before, rest) = text.split_at(first_label);
    [split_lines(before), split_lines(rest)].concat()
}

/// The number that stands alone in a text, or alone in brackets or quotation marks.
pub(super) fn bare_number(text: &str) -> Option<PrintedNumber> {
    let is_around = |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')' | '\'' | '"' | ',');
    PrintedNumber::parse(text.trim_matches(is_around).as_bytes())
}

pub(super) fn last_number(line: &str) -> Option<PrintedNumber> {
    let word = line.trim_end().rsplit([' ', ':', '=', '\t']).next()?;
    PrintedNumber::parse(word.as_bytes())
}

/// The results in a client's output, each from its label on: prompts may stand before the first.
pub(super) fn results_on(text: &str) -> Vec<String> {
    if dialect::current().labels.are_empty() {
        let number = |line: &str| last_number(line).map(|number| number.text);
        return text.lines().filter_map(number).collect();
    }
    let labels = result_labels().iter().filter(|(_, label)| !label.is_empty());
    let from_label = |line: &str| labels.clone().find_map(|(_, label)| Some(line[line.find(label)?..].to_owned()));
    text.lines().filter_map(from_label).collect()
}

fn read_page(hearing: &Hearing<'_>) -> ClientOutput {
    ClientOutput::read(&without_echo(hearing), !hearing.setting().arguments)
}

/// A client's standard output without the echo of a line editor (Node's readline) on a terminal. Behind a prompt such
/// an editor repeats the typed line, with a carriage return and a line feed. A person's terminal would show the echo
/// too.
fn without_echo(hearing: &Hearing<'_>) -> String {
    let mut text = hearing.printed_text(Side::Client, Stream::Out);
    for ((line, _), prompt) in hearing.case.typed_lines().iter().zip([message_prompt(), length_prompt()]) {
        let echoed = format!("{}\r\n", String::from_utf8_lossy(line));
        text = text.replacen(&format!("{prompt}{echoed}"), prompt, 1);
    }
    text
}

/// The numbers that the client prints, by label or else by place.
pub(super) fn find_shown_results(hearing: &Hearing<'_>) -> Option<ShownResults> {
    let page = read_page(hearing);
    page.labelled_results().or_else(|| page.bare_results()).or_else(|| page.unlabelled_results())
}

/// Whether the results of this reply stand there in full.
pub(super) fn are_printed(hearing: &Hearing<'_>, of: &Payload) -> bool {
    let Some(reply) = read_leniently(&of.to_vec()) else { return false };
    read_page(hearing)
        .ordered_results()
        .is_some_and(|printed| printed.agreements_with(&reply).iter().all(|found| *found == Agreement::Right))
}

/// The client prints the four results of the reply `of`.
pub(super) fn judge_results(hearing: &Hearing<'_>, docket: &mut Docket, at: usize, clause: ClauseId, of: &Payload) {
    let reply = of.to_vec();
    let Ok(wanted) = parse_response(&reply).or_else(|error| read_leniently(&reply).ok_or(error)) else { return };
    let shown = |what: &str, printed: &ShownResults| {
        Evidence::new(what).with_comparison(Bytes::from(reply.as_slice()).to_string(), printed.joined_texts())
    };
    let Some(printed) = find_shown_results(hearing) else {
        if hearing.replied_too_late() {
            return docket.skip_clause(clause, TOO_LATE);
        }
        let is_idle = client::sent_bytes(hearing, at).is_empty() && read_page(hearing).labelled_texts().is_empty();
        let is_told =
            [Clause::TcpC1, Clause::UdpC1].into_iter().any(|clause| docket.evidence_against(clause).is_some());
        if is_idle && (clause.level() == Level::Should || is_told && hearing.client_failed()) {
            return docket
                .skip_clause(clause, format!("the client had sent nothing yet{}", hearing.exit_suffix(Side::Client)));
        }
        if clause.level() == Level::Should && ended_before_its_input(hearing) {
            let why = "the client had ended before all was typed";
            return docket.skip_clause(clause, format!("{why}{}", hearing.exit_suffix(Side::Client)));
        }
        let clause = of_unreadable_results(hearing, clause);
        return docket.break_clause(clause, no_results(hearing, clause, &wanted));
    };
    let agreements = printed.agreements_with(&wanted);
    let digits = agreements.iter().any(|found| matches!(found, Agreement::TooFewDigits { .. }));
    let wrong = agreements.iter().any(|found| matches!(found, Agreement::Wrong | Agreement::Imprecise));
    if digits {
        docket.break_clause(Clause::Num4, shown("results are printed with fewer than 12 digits", &printed));
    }
    if wrong {
        return docket.break_clause(clause, shown("the client does not print what the server replied", &printed));
    }
    docket.pass_clause(clause);
    docket.pass_clause(Clause::Num4);
    judge_spelling(docket, &wanted, &printed, &shown);
}

/// The clause that results break if they are there and can't be read. A client that shows that it has read something
/// holds a clause about waiting for the right reply. So the clause about the results is broken instead.
fn of_unreadable_results(hearing: &Hearing<'_>, clause: ClauseId) -> ClauseId {
    let is_about_waiting = matches!(Clause::from_id(clause), Clause::TcpC4 | Clause::UdpC3 | Clause::UdpC4);
    let shows_something = || read_page(hearing).labelled_texts().iter().any(|(_, text)| !text.trim().is_empty());
    match hearing.transport() {
        _ if !is_about_waiting || !shows_something() => clause,
        Transport::Tcp => Clause::TcpC2.id(),
        Transport::Udp => Clause::UdpC2.id(),
    }
}

/// Not all four results are there: how many are, and the first that is not.
fn no_results(hearing: &Hearing<'_>, clause: ClauseId, wanted: &[PrintedNumber; 4]) -> Evidence {
    let (page, fate) = (read_page(hearing), hearing.exit_suffix(Side::Client));
    let what = match page.count_results() {
        0 => format!("the client prints no results{fate}"),
        number => format!("the client prints {number} of {} results{fate}", result_labels().len()),
    };
    let reads_once = (clause == Clause::TcpC5).then_some(cause::READS_ONCE);
    Evidence { what, ..result_lines::describe_flaw(&page, Some(wanted)) }.caused_by(reads_once)
}

/// A client may copy the server's digits; what it formats anew is spelled as Python 2's str does.
fn judge_spelling(
    docket: &mut Docket,
    wanted: &[PrintedNumber; 4],
    printed: &ShownResults,
    shown: &impl Fn(&str, &ShownResults) -> Evidence,
) {
    let other = printed.pair_with_reply(wanted).find(|(source, number)| {
        let anew = [number.value, source.value].iter().any(|&value| is_str_spelling(&number.text, value));
        number.text != source.text && !anew
    });
    match other {
        None => docket.pass_clause(Clause::Num5),
        Some((_, number)) => {
            let what = format!(
                "`{}` has the right value, but Python 2's str writes `{}`",
                number.text,
                format_str(number.value)
            );
            let evidence = shown(&what, printed).caused_by(cause::of_spelling(&number.text));
            docket.break_clause(Clause::Num5, evidence);
        }
    }
}

/// The prompts, the labels, and what should not be there; in every case with a client that was typed to.
pub(super) fn judge_client_console(hearing: &Hearing<'_>, docket: &mut Docket) {
    if !hearing.is_under_test(Side::Client) {
        return;
    }
    let page = read_page(hearing);
    let is_served = is_served(hearing);
    if !hearing.setting().arguments
        && was_typed_to(hearing)
        && (is_served || page.prompts.is_none() || !may_have_given_up(hearing))
    {
        judge_prompts(hearing, docket, &page);
    }
    if may_lose_its_reply(hearing) {
        // Whether there are results to print is a race.
        return;
    }
    let labelled = page.labelled_texts();
    // Lines that end in a number stand in the results' place, whatever their beginning. Fewer than four do so if there
    // was something to print.
    let numeric = page.numeric_lines().len();
    let may_be_results = numeric == result_labels().len() || is_served && (1..result_labels().len()).contains(&numeric);
    let by_place = may_be_results && page.ordered_results().is_none();
    let is_all = numeric == result_labels().len() || labelled.len() >= result_labels().len();
    let has_some = by_place || !labelled.is_empty();
    let of_each_piece = labelled.len() > result_labels().len() && comes_in_pieces(hearing);
    if page.ordered_results().is_some() {
        docket.pass_clause(Clause::Con2);
    } else if is_served && !of_each_piece && (is_all || has_some && has_succeeded(hearing)) {
        docket.break_clause(Clause::Con2, result_lines::describe_flaw(&page, None));
    }
    let is_extra = |line: &&String| {
        let labelled = result_labels().iter().any(|(_, label)| !label.is_empty() && line.starts_with(label.as_str()));
        // A line end of the reply, which a client may print as it came, is none of its own.
        let is_of_reply = !is_served && line.trim().is_empty();
        let is_bare = dialect::current().labels.are_empty() && PrintedNumber::parse(line.as_bytes()).is_some();
        !(labelled || is_bare || is_of_reply || by_place && last_number(line).is_some())
    };
    // CON-1 covers text in the place of the prompts. The client is not blamed for what its partner causes.
    let prompts_missing = page.prompts.is_some();
    let excused = prompts_missing || pair::find_excuse(hearing).is_some();
    match page.lines.iter().find(is_extra).filter(|_| !excused) {
        Some(line) => {
            let more = extra_line("the client", all_that_a_client_prints(), line);
            docket.break_clause(Clause::Con7, more);
        }
        None => docket.pass_clause(Clause::Con7),
    }
}

fn all_that_a_client_prints() -> &'static str {
    let is_four = result_labels().len() == Field::ALL.len();
    if dialect::current().prompts.is_off() {
        "the results"
    } else if is_four {
        "the prompts and the four results"
    } else {
        "the prompts and the results"
    }
}

/// The evidence for a line that should not be there: `who` prints it besides `all`.
pub(super) fn extra_line(who: &str, all: &str, line: &str) -> Evidence {
    if line.trim().is_empty() {
        Evidence::new(format!("{who} prints an empty line besides {all}"))
    } else {
        Evidence::new(format!("{who} prints more than {all}"))
            .with_comparison("no such line", Bytes::from(line.as_bytes()).to_string())
    }
}

fn judge_prompts(hearing: &Hearing<'_>, docket: &mut Docket, page: &ClientOutput) {
    match &page.prompts {
        None => docket.pass_clause(Clause::Con1),
        Some(flaw) => {
            // A client that fails may have had no chance to ask.
            let fate = if flaw.is_missing && hearing.client_failed() {
                hearing.exit_suffix(Side::Client)
            } else {
                String::new()
            };
            let evidence = flaw.evidence.clone();
            docket.break_clause(Clause::Con1, Evidence { what: evidence.what + &fate, ..evidence });
        }
    }
}

/// Whether the client says that all went well, so that it must print all four lines.
fn has_succeeded(hearing: &Hearing<'_>) -> bool {
    hearing.exit_before_stop(Side::Client).is_some_and(ExitStatus::is_success)
}

/// Whether all lines were typed, so that all prompts must have been printed. A client that gives up at once, since no
/// server listens, need not print any.
fn was_typed_to(hearing: &Hearing<'_>) -> bool {
    let typed = hearing.transcript.seen.iter().filter(|seen| matches!(seen.what, Happening::Typed { .. })).count();
    typed >= if dialect::current().length.is_asked() { 2 } else { 1 }
}
