//! The two prompts of a client, read off its standard output (CON-1).

use super::cause;
use super::likeness::find_nearest;
use crate::judge::finding::Evidence;
use crate::set_statistics::console::{length_prompt, message_prompt, result_labels};
use crate::set_statistics::dialect;
use crate::transcript::Bytes;

/// How like a prompt a line must be to stand in its place, from 0 to 1.
const ALIKE: f64 = 0.5;

/// The most lines that are examined.
const MOST_LINES: usize = 100;

/// The flaw in the prompts.
pub(super) struct PromptFlaw {
    /// Whether a prompt is not there at all, in whatever words.
    pub(super) is_missing: bool,
    /// The evidence.
    pub(super) evidence: Evidence,
}

/// The flaw in the prompts on a client's standard output; `None`: they are as they should be.
pub(super) fn flaw_of(text: &str) -> Option<PromptFlaw> {
    let behind_message = text.split_once(message_prompt()).map(|(_, rest)| rest);
    let behind_both = behind_message.and_then(|rest| rest.split_once(length_prompt()));
    let asked = before_results(text);
    match behind_both {
        Some((between, rest)) if begins_with_line_end(between) && begins_with_line_end(rest) => {
            let evidence =
                compare_with_prompts("a line end stands behind each prompt, and the cursor must stay there", asked);
            Some(new_flaw(false, evidence.caused_by(Some(cause::PRINTED_PROMPT))))
        }
        Some(_) => None,
        None => Some(of_other(asked)),
    }
}

fn begins_with_line_end(text: &str) -> bool {
    text.starts_with('\n') || text.starts_with("\r\n")
}

fn before_results(text: &str) -> &str {
    let end =
        result_labels().iter().filter(|(_, label)| !label.is_empty()).filter_map(|(_, label)| text.find(label)).min();
    &text[..end.unwrap_or(text.len())]
}

fn new_flaw(is_missing: bool, evidence: Evidence) -> PromptFlaw {
    PromptFlaw { is_missing, evidence }
}

/// Both prompts beside what stands there, shown a little longer than the two prompts are.
fn compare_with_prompts(what: &str, asked: &str) -> Evidence {
    let head: String = asked.chars().take(87).collect();
    Evidence::new(what).with_comparison(dialect::current().prompts.joined_text(), Bytes::from(head).to_string())
}

fn of_other(asked: &str) -> PromptFlaw {
    let is_there = |prompt: &str| asked.contains(prompt.trim_end());
    match (asked.split_once(message_prompt()), asked.split_once(length_prompt())) {
        // If there is only one prompt, that one is missing.
        (None, _) if length_prompt().is_empty() => of_one("numbers", message_prompt(), asked),
        (_, None) if message_prompt().is_empty() => of_one("length", length_prompt(), asked),
        (Some(_), Some(_)) => new_flaw(false, compare_with_prompts("the client asks for the length first", asked)),
        (Some((_, behind)), None) => of_one("length", length_prompt(), behind),
        (None, Some((before, _))) => of_one("numbers", message_prompt(), before),
        (None, None) if asked.trim().is_empty() => {
            let evidence = Evidence::new("the client never prints a prompt");
            new_flaw(true, evidence.expecting(dialect::current().prompts.joined_text()))
        }
        (None, None) if is_there(message_prompt()) && is_there(length_prompt()) => new_flaw(
            false,
            compare_with_prompts("each prompt must end in a space, and the cursor must stay behind it", asked),
        ),
        (None, None) => new_flaw(false, compare_with_prompts("both prompts have another text", asked)),
    }
}

/// One prompt is right, and the other should stand in what was `said`.
fn of_one(name: &str, wanted: &str, said: &str) -> PromptFlaw {
    // A prompt leaves the cursor behind it: what no line end closes is one, in whatever words.
    let unclosed = said.lines().last().filter(|line| !said.ends_with('\n') && !line.trim().is_empty());
    let Some(line) = find_nearest(said.lines().take(MOST_LINES), wanted, ALIKE).or(unclosed) else {
        let evidence = Evidence::new(format!("the client never prints the prompt for the {name}")).expecting(wanted);
        return new_flaw(true, evidence);
    };
    let what = if line.trim() == wanted.trim() {
        format!("the prompt for the {name} must end in a space, and the cursor must stay behind it")
    } else {
        format!("the prompt for the {name} has another text")
    };
    new_flaw(false, Evidence::new(what).with_comparison(wanted, Bytes::from(line).to_string()))
}
