//! The file: its head, the details of trials as data, the sections, the script.

use super::detail::Detail;
use super::section::{Index, Section};
use crate::report::overview::TrialMark;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Serialize;
use std::io::{self, Write};

const STYLE: &str = include_str!("style.css");
const SCRIPTS: [&str; 3] = [include_str!("element.js"), include_str!("diagram.js"), include_str!("script.js")];

/// How many bytes of details a page takes of trials in which nothing is broken, and of all: a page of more opens slowly.
const MOST_OF_GOOD: usize = 12 * 1024 * 1024;
const MOST: usize = 40 * 1024 * 1024;

/// The content of the file behind the details of trials.
#[derive(Debug)]
pub struct PageTail {
    /// The result of the run.
    pub summary: Markup,
    /// The choices of the reader.
    pub filters: Markup,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// The script's index of all trials.
    pub index: Index,
}

/// The file, while it is written.
#[derive(Debug)]
pub struct HtmlFile<W> {
    out: W,
    is_open: bool,
    is_closed: bool,
    written: usize,
}

impl<W: Write> HtmlFile<W> {
    /// A document that is written to `out`.
    pub fn new(out: W) -> Self {
        HtmlFile { out, is_open: false, is_closed: false, written: 0 }
    }

    /// Writes the details of a trial under its number; whether there is room for them.
    pub fn write_detail(&mut self, number: usize, mark: TrialMark, detail: &Detail) -> io::Result<bool> {
        self.write_head_once()?;
        let text = render_script_json(detail)?;
        let most = if matches!(mark, TrialMark::Pass | TrialMark::Skipped) { MOST_OF_GOOD } else { MOST };
        if self.written + text.len() > most {
            return Ok(false);
        }
        self.written += text.len();
        writeln!(self.out, "<script type=\"application/json\" id=\"trial-{number}\">{text}</script>")?;
        Ok(true)
    }

    /// All that would follow on what was written, which is flushed.
    pub fn render_ending(&mut self, page: &PageTail) -> io::Result<Vec<u8>> {
        self.write_head_once()?;
        self.out.flush()?;
        Ok(page.render_body()?.into_string().into_bytes())
    }

    /// Writes all that follows; nothing if that was done before.
    pub fn write_ending(&mut self, page: &PageTail) -> io::Result<()> {
        self.write_head_once()?;
        if !std::mem::replace(&mut self.is_closed, true) {
            self.out.write_all(page.render_body()?.into_string().as_bytes())?;
        }
        self.out.flush()
    }

    fn write_head_once(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.is_open, true) {
            return Ok(());
        }
        self.out.write_all(render_head().into_string().as_bytes())
    }
}

/// Everything up to the body's content.
fn render_head() -> Markup {
    // A page without network: nothing can be fetched, whatever a program has printed.
    let policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
    html! {
        (DOCTYPE)
        (PreEscaped("<html lang=\"en\">\n"))
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="generator" content=(concat!("sockspec ", env!("CARGO_PKG_VERSION")));
            title { "sockspec report" }
            style { (PreEscaped(STYLE)) }
        }
        (PreEscaped("\n<body>\n"))
    }
}

impl PageTail {
    /// Everything behind the details of trials.
    fn render_body(&self) -> io::Result<Markup> {
        let index = render_script_json(&self.index)?;
        let sections = &self.sections;
        Ok(html! {
            a.skip href="#main" { "Skip to the results" }
            header.top {
                (self.summary)
                nav aria-label="Sections" {
                    @for section in sections { a href={ "#" (section.id) } { (section.title) } }
                }
            }
            (self.filters)
            noscript { p.noscript { "Filters and the details of trials need JavaScript; all else is here without it." } }
            main #main tabindex="-1" {
                @for section in sections {
                    section id=(section.id) aria-labelledby={ (section.id) "-title" } {
                        h2 id={ (section.id) "-title" } { (section.title) }
                        @if !section.lead.is_empty() { p.lead { (section.lead) } }
                        (section.body)
                    }
                }
            }
            footer { p { "sockspec " (env!("CARGO_PKG_VERSION")) ": a conformance suite for socket programs." } }
            dialog #dialog aria-labelledby="dialog-title" {}
            script type="application/json" #index { (PreEscaped(index)) }
            (PreEscaped("\n"))
            @for script in SCRIPTS { script { (PreEscaped(script)) } }
            (PreEscaped("\n</body></html>\n"))
        })
    }
}

/// JSON that can stand in a script element: nothing in it can end the element, or begin a comment.
fn render_script_json(value: &impl Serialize) -> io::Result<String> {
    let text = serde_json::to_string(value)?;
    let escaped = |c: char| match c {
        '<' => Some("\\u003c"),
        '>' => Some("\\u003e"),
        '&' => Some("\\u0026"),
        '\u{2028}' => Some("\\u2028"),
        '\u{2029}' => Some("\\u2029"),
        _ => None,
    };
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| match escaped(c) {
        Some(escape) => out.push_str(escape),
        None => out.push(c),
    });
    Ok(out)
}
