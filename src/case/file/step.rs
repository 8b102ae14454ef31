//! One step of a case file.

use super::form::{StepForm, expectation_forms, step_forms};
use super::scene::Scene;
use super::{expectation, payload};
use crate::case::{LineEnd, PairWire, Payload, ReplyFrom, SendTo, Step};
use crate::diagnosis::did_you_mean;
use crate::document::{FileError, Table, Text};
use crate::protocol::current_spec;
use crate::protocol::role::Transport;
use toml::de::DeValue;

/// Reads the step `table`, and adds to `scene` the clients and sockets that come with it.
pub(super) fn read<'a>(table: &Table<'a>, scene: &mut Scene<'a>) -> Result<Step, FileError> {
    let form = form_of(table, scene)?;
    let table = table.with_title(format!("a `{}` step", form.name));
    if form.name == "expect" {
        return expectation::read(&table, scene);
    }
    table.reject_unknown_key(form.keys, &format!("its keys are {}, as in\n{}", form.keys.join(", "), form.example))?;
    match form.name {
        "connect" => Ok(Step::Connect { peer: scene.add_peer(&read_name(&table, form)?)? }),
        "bind" => read_bind_step(&table, form, scene),
        "send" => read_send_step(&table, form, scene),
        "half-close" => Ok(Step::HalfClose { peer: silence_named_peer(&table, form, scene, "has half-closed")? }),
        "leave" => Ok(Step::Leave { peer: silence_named_peer(&table, form, scene, "has left")? }),
        "reset" => Ok(Step::Reset { peer: silence_named_peer(&table, form, scene, "was reset")? }),
        "take-port" => {
            let port =
                table.read_port(form.name, 8000)?.ok_or_else(|| table.missing_key_error(form.name, form.example))?;
            Ok(Step::TakePort { port })
        }
        "pause" => {
            let time = table.read_positive_time(form.name)?;
            Ok(Step::Pause { time: time.ok_or_else(|| table.missing_key_error(form.name, form.example))? })
        }
        "file" => Ok(Step::File { name: file_name(&table, "file")?, content: read_content(&table, form)? }),
        "operation" => read_operation_step(&table, form, scene),
        "type" => type_line(&table, form),
        "reply" => read_reply_step(&table, form, scene),
        "relay" => read_relay_step(&table, form, scene),
        _ => read_flag_step(&table, form, scene),
    }
}

/// The form of the step: the one key that names a step.
fn form_of<'a>(table: &Table<'a>, scene: &Scene<'a>) -> Result<&'static StepForm, FileError> {
    let keys = table.keys_in_file_order();
    let mut named = keys.iter().filter_map(|(key, span)| Some((step_forms().find(|form| form.name == *key)?, span)));
    let Some((form, span)) = named.next() else { return Err(no_step(table, scene)) };
    if let Some((second, span)) = named.next() {
        let message = format!("a step does one thing, and this one is a `{}` and a `{}`", form.name, second.name);
        let help = format!("write two steps, one after the other, as in\n{},\n{},", form.example, second.example);
        return Err(table.document.error_at(span.clone(), message, "the second thing", help));
    }
    if !form.place.is_for_subject(scene.subject) {
        let message = format!("a {} case has no step `{}`", scene.subject, form.name);
        let label = format!("this is for {} cases", form.place.describe_subjects());
        return Err(table.document.error_at(span.clone(), message, label, scene.one_of(step_forms())));
    }
    Ok(form)
}

fn no_step<'a>(table: &Table<'a>, scene: &Scene<'a>) -> FileError {
    let fitting: Vec<&str> = step_forms().filter(|f| f.place.is_for_subject(scene.subject)).map(|f| f.name).collect();
    let keys = table.keys_in_file_order();
    let near = keys.iter().find_map(|(key, span)| Some((did_you_mean(key, fitting.iter().copied())?, key, span)));
    let help = scene.one_of(step_forms());
    match (near, keys.first()) {
        (Some((label, key, span)), _) => {
            table.document.error_at(span.clone(), format!("no step is called `{key}`"), label, help)
        }
        (None, Some((key, span))) if belongs_to_a_step(key) => {
            let label = format!("`{key}` only says more of what is done");
            table.document.error_at(span.clone(), "this step does not say what is done", label, help)
        }
        (None, Some((key, span))) => {
            table.document.error_at(span.clone(), format!("no step is called `{key}`"), "this names no step", help)
        }
        (None, None) => table.document.error_at(table.span.clone(), "this step is empty", "nothing is done here", help),
    }
}

/// Whether the key stands beside the one that names a step.
fn belongs_to_a_step(key: &str) -> bool {
    step_forms().chain(expectation_forms()).any(|form| form.keys.contains(&key))
}

/// The name that is the value of the step's first key.
fn read_name<'a>(table: &Table<'a>, form: &StepForm) -> Result<Text<'a>, FileError> {
    let help = format!("write a name between quotation marks, as in {}", form.example);
    table.read_text(form.name, &help)?.ok_or_else(|| table.missing_key_error(form.name, &help))
}

/// A client or socket that is there and sends nothing from here on; `why` is the reason.
fn silence_named_peer<'a>(
    table: &Table<'a>,
    form: &StepForm,
    scene: &mut Scene<'a>,
    why: &'static str,
) -> Result<String, FileError> {
    let peer = scene.find_peer(&read_name(table, form)?)?;
    Ok(scene.silence_peer(peer, why))
}

fn read_flag_step<'a>(table: &Table<'a>, form: &StepForm, scene: &mut Scene<'a>) -> Result<Step, FileError> {
    table.require_true_flag(form.name)?;
    Ok(match form.name {
        "stay-silent" => Step::StaySilent,
        "refuse" => Step::Refuse,
        "start" => {
            scene.note_program_start();
            Step::Start
        }
        _ => Step::Stop,
    })
}

/// The bytes that are sent, typed or replied.
fn payload_of(table: &Table<'_>, form: &StepForm) -> Result<Payload, FileError> {
    payload::read(table.document, table.require_key(form.name, form.example)?, &format!("`{}`", form.name))
}

fn read_bind_step<'a>(table: &Table<'a>, form: &StepForm, scene: &mut Scene<'a>) -> Result<Step, FileError> {
    let peer = scene.add_peer(&read_name(table, form)?)?;
    Ok(Step::Bind { peer, port: table.read_port("port", 8000)? })
}

fn read_send_step(table: &Table<'_>, form: &StepForm, scene: &Scene<'_>) -> Result<Step, FileError> {
    let payload = payload_of(table, form)?;
    let peer = scene.resolve_sender(table)?;
    let cut = payload::read_cut(table, scene, &payload)?;
    let to = send_to(table, scene, &peer)?;
    Ok(Step::Send { peer, payload, cut, to })
}

const TO_HELP: &str = "leave `to` out for the server's port, or write where something came from:\n\
                       to = \"source\" (the last datagram on this socket) or to = { source-of = \"a\" } (on that one)";

/// The destination of a datagram.
fn send_to(table: &Table<'_>, scene: &Scene<'_>, peer: &str) -> Result<SendTo, FileError> {
    let Some(value) = table.get("to") else { return Ok(SendTo::Server) };
    if scene.transport() == Transport::Tcp {
        let message = "over TCP everything goes to the other end of the connection";
        return Err(table.document.error_at(table.key_span("to"), message, "this is for UDP", "leave `to` out"));
    }
    if let DeValue::Table(entries) = value.get_ref() {
        let own = Table::from_entries(table.document, "`to`".to_owned(), value.span(), entries);
        own.reject_unknown_key(&["source-of"], TO_HELP)?;
        let name = own.read_text("source-of", TO_HELP)?.ok_or_else(|| own.missing_key_error("source-of", TO_HELP))?;
        return Ok(SendTo::SourceOf(scene.find_peer(&name)?));
    }
    let word = Text::from_value(table.document, value, "`to`", TO_HELP)?;
    match word.value {
        "server" => Ok(SendTo::Server),
        "source" => Ok(SendTo::SourceOf(peer.to_owned())),
        other => {
            let label = did_you_mean(other, ["server", "source"]);
            let label = label.unwrap_or_else(|| "neither \"server\" nor \"source\"".to_owned());
            Err(word.error_at_text(format!("`to` can't be \"{}\"", other.escape_debug()), label, TO_HELP))
        }
    }
}

const FILE_HELP: &str = "write a path in the program's folder, as in file = \"notes.txt\" or file = \"sub/notes.txt\";\n\
                         \"../notes.txt\" stands beside the folder";

/// The path of a file in the program's folder, or beside it.
pub(super) fn file_name(table: &Table<'_>, key: &str) -> Result<String, FileError> {
    let text = table.read_text(key, FILE_HELP)?.ok_or_else(|| table.missing_key_error(key, FILE_HELP))?;
    let inside = text.value.strip_prefix("../").unwrap_or(text.value);
    let is_plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains('\0');
    if inside.split('/').all(is_plain) {
        Ok(text.value.to_owned())
    } else {
        let message = format!("`{}` is no path in the program's folder", text.value.escape_debug());
        Err(text.error_at_text(message, "leads to nowhere, or to somewhere else", FILE_HELP))
    }
}

fn read_content(table: &Table<'_>, form: &StepForm) -> Result<Payload, FileError> {
    let help = format!("say what is in it, as in {}", form.example);
    payload::read(table.document, table.require_key("content", &help)?, "`content`")
}

/// One of the operations that protocol.toml names for the role.
fn read_operation_step(table: &Table<'_>, form: &StepForm, scene: &Scene<'_>) -> Result<Step, FileError> {
    let text = read_name(table, form)?;
    let known: Vec<&str> = scene.subject.roles()[0].operations().iter().map(String::as_str).collect();
    if known.contains(&text.value) {
        return Ok(Step::Operation { name: text.value.to_owned() });
    }
    let label = did_you_mean(text.value, known.iter().copied()).unwrap_or_else(|| "not in protocol.toml".to_owned());
    let help = if known.is_empty() {
        format!("name it in protocol.toml, in [roles.{}]: operations = [\"fetch\"]", scene.subject)
    } else {
        format!("write one of {}, or name it in protocol.toml", known.join(", "))
    };
    Err(text.error_at_text(
        format!("a {} has no operation `{}`", scene.subject, text.value.escape_debug()),
        label,
        help,
    ))
}

fn type_line(table: &Table<'_>, form: &StepForm) -> Result<Step, FileError> {
    let line = payload_of(table, form)?;
    let ends = [
        ("line-feed", LineEnd::LineFeed),
        ("carriage-return", LineEnd::CarriageReturn),
        ("end-of-input", LineEnd::EndOfInput),
        ("nothing", LineEnd::Nothing),
    ];
    let end = table.read_choice("end", &ends)?.unwrap_or_default();
    Ok(Step::Type { line, end, after: table.read_positive_time("after")? })
}

fn read_reply_step(table: &Table<'_>, form: &StepForm, scene: &Scene<'_>) -> Result<Step, FileError> {
    let payload = payload_of(table, form)?;
    let cut = payload::read_cut(table, scene, &payload)?;
    let origins = [
        ("server", ReplyFrom::Server),
        ("other-port", ReplyFrom::OtherPort),
        ("other-address", ReplyFrom::OtherAddress),
    ];
    let own = table.read_text("from", "write a socket's name, as in from = \"a\"")?;
    let from = match own.filter(|text| is_general_udp(scene) && origins.iter().all(|(word, _)| *word != text.value)) {
        Some(text) => ReplyFrom::Socket(scene.find_peer(&text)?),
        None => table.read_choice("from", &origins)?.unwrap_or_default(),
    };
    if from == ReplyFrom::Server {
        scene.resolve_sender(table)?;
    }
    if from != ReplyFrom::Server && scene.transport() == Transport::Tcp {
        let span = table.get("from").map_or_else(|| table.span.clone(), toml::Spanned::span);
        let help = "leave `from` out; only a udp-client case can have a reply from elsewhere";
        let message = "over TCP a reply comes on the client's own connection";
        return Err(table.document.error_at(span, message, "can't come from elsewhere", help));
    }
    Ok(Step::Reply { payload, cut, from, after: table.read_positive_time("after")? })
}

/// Whether a case may have several sockets of the harness besides the server's own.
fn is_general_udp(scene: &Scene<'_>) -> bool {
    current_spec().judge.is_none() && scene.transport() == Transport::Udp
}

fn read_relay_step(table: &Table<'_>, form: &StepForm, scene: &Scene<'_>) -> Result<Step, FileError> {
    // The place of a cut is read when the name is known.
    let wires: &[(&str, PairWire)] = match scene.transport() {
        // A client's bytes are not known beforehand: there is no place for a cut.
        Transport::Tcp if current_spec().judge.is_none() => {
            &[("whole", PairWire::AsItComes), ("as-it-comes", PairWire::AsItComes)]
        }
        Transport::Udp if current_spec().judge.is_none() => &[
            ("whole", PairWire::AsItComes),
            ("as-it-comes", PairWire::AsItComes),
            ("doubled", PairWire::Doubled),
            ("replies-lost", PairWire::RepliesLost),
        ],
        Transport::Tcp => &[
            ("message-first", PairWire::MessageFirst),
            ("joined", PairWire::Joined),
            ("message-cut", PairWire::MessageCut { at: 0 }),
            ("reply-cut", PairWire::ReplyCut { at: 0 }),
        ],
        Transport::Udp => &[
            ("as-it-comes", PairWire::AsItComes),
            ("overtaken", PairWire::Overtaken),
            ("doubled", PairWire::Doubled),
            ("replies-lost", PairWire::RepliesLost),
        ],
    };
    let wire = table.read_choice("relay", wires)?.ok_or_else(|| table.missing_key_error("relay", form.example))?;
    let help = format!("say what was typed, so that the harness knows where it ends:\n{}", form.example);
    let message = match table.get("message") {
        None if current_spec().judge.is_none() => Payload::default(),
        _ => payload::read(table.document, table.require_key("message", &help)?, "`message`")?,
    };
    let wire = match wire {
        PairWire::MessageCut { .. } => {
            PairWire::MessageCut { at: payload::read_cut_place(table, payload::count_bytes(&message))? }
        }
        PairWire::ReplyCut { .. } => PairWire::ReplyCut { at: payload::read_cut_place(table, None)? },
        wire => require_no_cut(table, wire)?,
    };
    Ok(Step::Relay { wire, message })
}

/// A wire that cuts nothing has no place for a cut.
fn require_no_cut(table: &Table<'_>, wire: PairWire) -> Result<PairWire, FileError> {
    if table.get("at").is_none() {
        return Ok(wire);
    }
    let message = format!("`at` is the place of a cut, and `{}` cuts nothing there", wire.name());
    let help = "leave `at` out, or write relay = \"message-cut\" or relay = \"reply-cut\"";
    Err(table.document.error_at(table.key_span("at"), message, "no cut here", help))
}
