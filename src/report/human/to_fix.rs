//! The last section: what is wrong, in words, and what to do first.

use super::collected::{BrokenClause, Collected};
use super::page::wrap_text;
use super::sections::render_section;
use super::style::{Style, Verbosity, paint_text};
use crate::protocol::clause::ClauseId;
use crate::report::plain::plain;
use crate::report::words::format_count;

/// How many broken clauses of one implementation are described in words; the others are named.
const IN_WORDS: usize = 6;
/// The width to which lines are broken.
const WIDTH: usize = 100;

/// The broken clauses of each implementation, the gravest first, and the first step for the reader.
pub fn to_fix(all: &Collected, verbosity: Verbosity, style: &Style) -> Option<String> {
    let broken = all.all_broken();
    let first = broken.first().filter(|_| verbosity >= Verbosity::Normal)?;
    let items = all.names.iter().enumerate().map(|(at, name)| {
        let own: Vec<&BrokenClause<'_>> = broken.iter().filter(|broken| broken.at == at).collect();
        own_lines(&plain(name), &own)
    });
    let title = if broken.len() == 1 { "What to fix" } else { "What to fix, the gravest first" };
    Some(render_section(title, items.flatten().collect(), style) + &first_steps(first, style))
}

/// `ours  RSP-2 (MUST, 3 cases): the reply's mean is not that of the request`, the name before the first line alone.
fn own_lines(name: &str, own: &[&BrokenClause<'_>]) -> Vec<String> {
    // A server and a pair with it may show the same: that is said once.
    let mut told: Vec<(String, &BrokenClause<'_>)> = Vec::new();
    for broken in own {
        let words = in_words(broken);
        if told.iter().all(|(other, _)| *other != words) {
            told.push((words, broken));
        }
    }
    let others: Vec<String> = told.iter().skip(IN_WORDS).map(|(_, broken)| in_short(broken)).collect();
    let others = (!others.is_empty()).then(|| format!("then {}", others.join(", ")));
    let column = name.chars().count() + 2;
    let gap = " ".repeat(column + 4);
    let first = told.into_iter().take(IN_WORDS).map(|(words, _)| words);
    let lines = first.chain(others).enumerate().map(|(at, text)| {
        let label = if at == 0 { name } else { "" };
        let text = wrap_text(&text, WIDTH.saturating_sub(column + 4)).join(&format!("\n{gap}"));
        format!("  {label:column$}{text}\n")
    });
    lines.collect()
}

fn in_words(broken: &BrokenClause<'_>) -> String {
    format!("{}: {}", in_short(broken), plain(&broken.shown.evidence.what))
}

/// `CON-3 (MUST, everywhere)`, `NUM-5 (SHOULD, 3 cases)`.
fn in_short(broken: &BrokenClause<'_>) -> String {
    let place = match &broken.everywhere {
        Some(_) => "everywhere".to_owned(),
        None => format_count(broken.others.len() + 1, "case"),
    };
    format!("{} ({}, {place})", broken.clause, broken.clause.level())
}

/// The first step for the reader: the gravest finding stands above, first of all, and its clause can be looked up.
fn first_steps(gravest: &BrokenClause<'_>, style: &Style) -> String {
    let clause = gravest.clause;
    let show = paint_text(style.command, show_command(clause));
    let first = format!("First: read the finding of {clause} above. {show} explains the clause.");
    let then = "Then correct the program, and run the command behind `again` to see whether it helped.";
    format!("{first}\n{then}\n")
}

/// The command that explains a clause.
fn show_command(clause: ClauseId) -> String {
    let quoted = |word: String| shlex::try_quote(&word).map_or_else(|_| word.clone(), std::borrow::Cow::into_owned);
    match clause.spec().typed_name() {
        None => format!("`sockspec show {clause}`"),
        Some(word) => format!("`sockspec show {clause} --protocol {}`", quoted(word)),
    }
}
