//! The four result lines of a client: the first that is not as it should be, beside what should stand there (CON-2).

use super::client_console::{ClientOutput, bare_number, last_number};
use super::likeness::rate_likeness;
use crate::judge::finding::Evidence;
use crate::set_statistics::console::result_labels;
use crate::set_statistics::number::PrintedNumber;
use crate::set_statistics::statistics::Field;
use crate::transcript::Bytes;

/// How like a label a line must be to stand in its place, from 0 to 1.
const ALIKE: f64 = 0.4;
/// The most lines that are examined.
const MOST_LINES: usize = 100;

/// The evidence against result lines that are not as they should be; `reply`: the numbers that belong there, if they
/// are known.
pub(super) fn describe_flaw(page: &ClientOutput, reply: Option<&[PrintedNumber; 4]>) -> Evidence {
    let labelled = page.labelled_texts();
    for (which, (field, label)) in result_labels().iter().enumerate() {
        let number = reply.map_or("…", |reply| reply[*field as usize].text.as_str());
        let own: Vec<&str> = labelled.iter().filter(|(at, _)| *at == which).map(|(_, text)| *text).collect();
        match own.as_slice() {
            [] => return describe_missing_line(page, which, *field, label, number),
            [text] if PrintedNumber::parse(text.as_bytes()).is_some() => {}
            [text] => return describe_unreadable_line(*field, label, text, number),
            [text, ..] => {
                let what = format!("the client prints the line of the {field} {} times", own.len());
                return Evidence::new(what).with_comparison("one such line", show_line(label, text));
            }
        }
    }
    let named = |which: usize| result_labels()[which].0.to_string();
    let order = labelled.iter().map(|(which, _)| named(*which)).collect::<Vec<_>>().join(", ");
    let wanted = (0..result_labels().len()).map(named).collect::<Vec<_>>().join(", ");
    Evidence::new("the result lines are in the wrong order").with_comparison(wanted, order)
}

fn describe_missing_line(page: &ClientOutput, which: usize, field: Field, label: &str, number: &str) -> Evidence {
    match stand_in(page, which) {
        Some(line) => {
            let number = last_number(line).map_or(number.to_owned(), |number| number.text);
            let what = format!("the label of the {field} has another text");
            Evidence::new(what).with_comparison(format!("{label}{number}"), Bytes::from(line).to_string())
        }
        None => Evidence::new(format!("the line of the {field} is missing")).expecting(format!("{label}{number}")),
    }
}

fn describe_unreadable_line(field: Field, label: &str, text: &str, number: &str) -> Evidence {
    match bare_number(text) {
        Some(read) => Evidence::new(format!("the line of the {field} holds more than its label and a number"))
            .with_comparison(format!("{label}{}", read.text), show_line(label, text)),
        None => Evidence::new(format!("the line of the {field} holds no number"))
            .with_comparison(format!("{label}{number}"), show_line(label, text)),
    }
}

/// The line in the place of this label: by its position among four numbers, or else by its look.
fn stand_in(page: &ClientOutput, which: usize) -> Option<&str> {
    let label = result_labels()[which].1.as_str();
    let is_labelled =
        |line: &str| result_labels().iter().any(|(_, label)| !label.is_empty() && line.starts_with(label.as_str()));
    let others = page.lines.iter().filter(|line| !is_labelled(line));
    // The numbers are another's business.
    let text = |line: &str| last_number(line).map_or(line.len(), |number| line.trim_end().len() - number.text.len());
    let rated = others.take(MOST_LINES).map(|line| (rate_likeness(&line[..text(line)], label), line));
    let by_place = page.numeric_lines();
    if by_place.len() == result_labels().len() {
        Some(by_place[which]).filter(|line| label.is_empty() || !line.starts_with(label))
    } else {
        let alike = rated.filter(|(rate, _)| *rate >= ALIKE).max_by(|(a, _), (b, _)| a.total_cmp(b));
        alike.map(|(_, line)| line.as_str())
    }
}

fn show_line(label: &str, text: &str) -> String {
    Bytes::from(format!("{label}{text}")).to_string()
}
