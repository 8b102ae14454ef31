//! Placeholders in command words and environment values: `{port}`, `{python2.7}`, and `{{` for a brace.

use super::interpreter::Tool;
use crate::diagnosis::{Problem, find_nearest};
use crate::protocol::current_spec;
use crate::protocol::role::Role;
use std::ops::Range;

/// Something that is filled in when a program is launched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Placeholder {
    Port,
    ReplyPort,
    /// The folder for the files of a case, and for the program's own.
    Folder,
    /// A typed line, by its place among the inputs of the current protocol.
    Input(usize),
    Home,
    Sockspec,
    Tool(Tool),
}

impl Placeholder {
    /// All placeholders, in the order in which an error lists them.
    fn all() -> Vec<Placeholder> {
        let mut all = vec![Placeholder::Port, Placeholder::ReplyPort];
        // The cases of a protocol with a judge of its own put no files anywhere.
        if current_spec().judge.is_none() {
            all.push(Placeholder::Folder);
        }
        all.extend((0..current_spec().inputs().len()).map(Placeholder::Input));
        all.extend([Placeholder::Home, Placeholder::Sockspec]);
        all.extend(Tool::ALL.map(Placeholder::Tool));
        all
    }

    /// The inputs of a client of this role, in the order in which they are typed.
    pub(super) fn inputs_of(role: Role) -> Vec<Placeholder> {
        let names = current_spec().inputs();
        let place = |name: &String| names.iter().position(|known| *known == name.as_str());
        role.inputs().iter().filter_map(place).map(Placeholder::Input).collect()
    }

    /// The text between the braces.
    pub(super) fn name(self) -> &'static str {
        match self {
            Placeholder::Port => "port",
            Placeholder::ReplyPort => "reply-port",
            Placeholder::Folder => "folder",
            Placeholder::Input(at) => current_spec().inputs().get(at).copied().unwrap_or_default(),
            Placeholder::Home => "home",
            Placeholder::Sockspec => "sockspec",
            Placeholder::Tool(tool) => tool.placeholder(),
        }
    }

    fn from_name(name: &str) -> Option<Placeholder> {
        Placeholder::all().into_iter().find(|placeholder| placeholder.name() == name)
    }
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TemplatePiece<'t> {
    Text(&'t str),
    /// With the bytes of the template that it takes, braces included.
    Placeholder(Placeholder, Range<usize>),
}

/// The parts of `text`, in order.
pub(super) fn parse(text: &str) -> Result<Vec<TemplatePiece<'_>>, Problem> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let (piece, next) = parse_piece(text, at)?;
        pieces.push(piece);
        at = next;
    }
    Ok(pieces)
}

/// The part that starts at byte `at`, and the start of the next one.
fn parse_piece(text: &str, at: usize) -> Result<(TemplatePiece<'_>, usize), Problem> {
    let rest = &text[at..];
    if rest.starts_with("{{") || rest.starts_with("}}") {
        return Ok((TemplatePiece::Text(&text[at..=at]), at + 2));
    }
    match rest.find(['{', '}']) {
        Some(0) if rest.starts_with('{') => parse_placeholder(text, at),
        Some(0) => Err(stray_brace(at)),
        found => {
            let end = found.map_or(text.len(), |length| at + length);
            Ok((TemplatePiece::Text(&text[at..end]), end))
        }
    }
}

fn parse_placeholder(text: &str, at: usize) -> Result<(TemplatePiece<'_>, usize), Problem> {
    let length = text[at..].find('}').ok_or_else(|| unclosed_placeholder(at..text.len()))?;
    let end = at + length + 1;
    let name = &text[at + 1..end - 1];
    match Placeholder::from_name(name) {
        Some(known) => Ok((TemplatePiece::Placeholder(known, at..end), end)),
        None => Err(unknown_placeholder(name, at..end)),
    }
}

/// The same template with `value` in the place of one placeholder; a template with a mistake stays as it is.
pub(super) fn bind_placeholder(template: &str, bound: Placeholder, value: &str) -> String {
    let Ok(pieces) = parse(template) else { return template.to_owned() };
    let part = |piece| match piece {
        TemplatePiece::Text(text) => escape_braces(text),
        TemplatePiece::Placeholder(placeholder, _) if placeholder == bound => escape_braces(value),
        TemplatePiece::Placeholder(_, span) => template[span].to_owned(),
    };
    pieces.into_iter().map(part).collect()
}

/// `text` as a template that stands for itself.
fn escape_braces(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

fn unknown_placeholder(name: &str, span: Range<usize>) -> Problem {
    let names: Vec<String> = Placeholder::all().iter().map(|known| format!("{{{}}}", known.name())).collect();
    let nearest = find_nearest(name, Placeholder::all().into_iter().map(Placeholder::name));
    let label = match nearest {
        Some(nearest) => format!("did you mean {{{nearest}}}?"),
        None => "nothing is known by this name".to_owned(),
    };
    Problem {
        message: format!("there is no placeholder `{{{name}}}`"),
        label,
        help: format!("write one of {}; a brace that stands for itself is doubled: {{{{ or }}}}", names.join(" ")),
        span,
    }
}

fn unclosed_placeholder(span: Range<usize>) -> Problem {
    Problem {
        message: "a placeholder is not closed".to_owned(),
        label: "this `{` has no `}`".to_owned(),
        help: "write a placeholder as {port}; a brace that stands for itself is doubled: {{".to_owned(),
        span,
    }
}

fn stray_brace(at: usize) -> Problem {
    Problem {
        message: "a `}` closes no placeholder".to_owned(),
        label: "no `{` stands before it".to_owned(),
        help: "write a placeholder as {port}; a brace that stands for itself is doubled: }}".to_owned(),
        span: at..at + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("", &[])]
    #[case("server.py", &[TemplatePiece::Text("server.py")])]
    #[case("{port}", &[TemplatePiece::Placeholder(Placeholder::Port, 0..6)])]
    #[case("-p{port}é", &[TemplatePiece::Text("-p"), TemplatePiece::Placeholder(Placeholder::Port, 2..8), TemplatePiece::Text("é")])]
    #[case("{{port}}", &[TemplatePiece::Text("{"), TemplatePiece::Text("port"), TemplatePiece::Text("}")])]
    #[case("{python2.7}", &[TemplatePiece::Placeholder(Placeholder::Tool(Tool::Python27), 0..11)])]
    fn a_template_falls_into_its_parts(#[case] text: &str, #[case] expected: &[TemplatePiece<'_>]) {
        assert_eq!(parse(text).unwrap(), expected);
    }

    #[rstest]
    #[case("{prot}", 0..6)]
    #[case("é{}", 2..4)]
    #[case("a{port", 1..6)]
    #[case("a}b", 1..2)]
    #[case("{{{port}}}}", 10..11)]
    fn a_mistake_is_pointed_at(#[case] text: &str, #[case] span: Range<usize>) {
        assert_eq!(parse(text).unwrap_err().span, span);
    }

    #[rstest]
    #[case("{sockspec} {port}", "/{{x}} {port}")]
    #[case("{{sockspec}}", "{{sockspec}}")]
    #[case("{oops", "{oops")]
    fn one_placeholder_can_be_bound(#[case] template: &str, #[case] expected: &str) {
        assert_eq!(bind_placeholder(template, Placeholder::Sockspec, "/{x}"), expected);
    }

    #[rstest]
    #[case("a{b}c}}{{")]
    fn an_escaped_text_stands_for_itself(#[case] text: &str) {
        let escaped = escape_braces(text);
        let back: String = parse(&escaped)
            .unwrap()
            .into_iter()
            .map(|piece| match piece {
                TemplatePiece::Text(text) => text,
                TemplatePiece::Placeholder(..) => "?",
            })
            .collect();
        assert_eq!(back, text);
    }
}
