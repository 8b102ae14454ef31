//! The keys of a dialect, one by one.

use crate::document::{FileError, Table, Text};
use crate::protocol::ReplyTo;
use crate::set_statistics::dialect::{
    Dialect, Labels, Length, LinePlaceholder, Numbers, OfEach, Prompts, Received, RequestLayout, ResponseLayout,
};
use crate::set_statistics::statistics::Field;
use toml::de::DeValue;

const FIELDS: [(&str, Field); 4] =
    [("total", Field::Total), ("lowest", Field::Lowest), ("highest", Field::Highest), ("mean", Field::Mean)];
const RECEIVED_HELP: &str = "write what stands for the request, once: {list}, {numbers} or {request}, as in\n\
                             received = \"Received data: {list}\"";
const MOST_DECIMALS: u16 = 12;

/// Reads the keys of the whole file.
pub(super) struct Reader<'t, 'a> {
    pub(super) top: &'t Table<'a>,
}

/// A text, or `false` for none.
fn text_or_none(table: &Table<'_>, key: &str, help: &str) -> Result<Option<Option<String>>, FileError> {
    match table.get(key).map(|value| value.get_ref()) {
        None => Ok(None),
        Some(DeValue::Boolean(false)) => Ok(Some(None)),
        Some(DeValue::Boolean(true)) => {
            let span = table.get(key).map_or(table.span.clone(), toml::Spanned::span);
            let message = format!("`{key}` is a text, or false for none");
            Err(table.document.error_at(span, message, "in which words?", help))
        }
        Some(_) => Ok(table.read_text(key, help)?.map(|text| Some(text.value.to_owned()))),
    }
}

/// A line of a console: text without a line end.
fn read_console_line(table: &Table<'_>, key: &str, help: &str) -> Result<Option<Option<String>>, FileError> {
    let found = text_or_none(table, key, help)?;
    if found.as_ref().and_then(Option::as_ref).is_some_and(|text| text.contains(['\n', '\r'])) {
        let message = format!("`{key}` is part of one line");
        let label = "holds a line end";
        let span = table.get(key).map_or(table.span.clone(), toml::Spanned::span);
        return Err(table.document.error_at(span, message, label, "leave the line end out"));
    }
    Ok(found)
}

/// A value for both transports, or a table with one for each.
fn of_each<T: Clone>(
    top: &Table<'_>,
    key: &str,
    plain: OfEach<T>,
    read: impl Fn(&Table<'_>, &str) -> Result<Option<T>, FileError>,
) -> Result<OfEach<T>, FileError> {
    let help = format!("write {key} = \"…\", {key} = false, or {key} = {{ tcp = \"…\", udp = \"…\" }}");
    if !matches!(top.get(key).map(|value| value.get_ref()), Some(DeValue::Table(_))) {
        let both = read(top, key)?;
        return Ok(both.map_or(plain, |both| OfEach { tcp: both.clone(), udp: both }));
    }
    let Some(table) = top.read_table(key, &help)? else { return Ok(plain) };
    table.reject_unknown_key(&["tcp", "udp"], &help)?;
    Ok(OfEach { tcp: read(&table, "tcp")?.unwrap_or(plain.tcp), udp: read(&table, "udp")?.unwrap_or(plain.udp) })
}

impl Reader<'_, '_> {
    fn read_table(&self, key: &str, keys: &[&str]) -> Result<Option<Table<'_>>, FileError> {
        let help = format!("write a table [{key}] with {}", keys.join(", "));
        let table = self.top.read_table(key, &help)?;
        if let Some(table) = &table {
            table.reject_unknown_key(keys, &help)?;
        }
        Ok(table)
    }

    /// The ports of the two servers, if they are given.
    pub(super) fn read_ports(&self) -> Result<(Option<u16>, Option<u16>), FileError> {
        match self.read_table("ports", &["tcp", "udp", "reply"])? {
            Some(ports) => Ok((ports.read_port("tcp", 16000)?, ports.read_port("udp", 15000)?)),
            None => Ok((None, None)),
        }
    }

    pub(super) fn replies_to(&self) -> Result<Option<ReplyTo>, FileError> {
        let Some(ports) = self.read_table("ports", &["tcp", "udp", "reply"])? else { return Ok(None) };
        if let Some(DeValue::String(_)) = ports.get("reply").map(|value| value.get_ref()) {
            let sender = ports.read_choice("reply", &[("sender", ReplyTo::Sender)])?;
            return Ok(sender);
        }
        Ok(ports.read_port("reply", 8000)?.map(ReplyTo::Port))
    }

    pub(super) fn read_ready_lines(&self, plain: OfEach<Option<String>>) -> Result<OfEach<Option<String>>, FileError> {
        let help = "write the server's first line: ready = \"Server is ready\", or ready = false";
        of_each(self.top, "ready", plain, |table, key| read_console_line(table, key, help))
    }

    pub(super) fn read_received_lines(
        &self,
        plain: OfEach<Option<Received>>,
    ) -> Result<OfEach<Option<Received>>, FileError> {
        of_each(self.top, "received", plain, |table, key| {
            let Some(text) = read_console_line(table, key, RECEIVED_HELP)? else { return Ok(None) };
            let Some(text) = text else { return Ok(Some(None)) };
            let Some(received) = Received::parse(&text) else {
                let span = table.get(key).map_or(table.span.clone(), toml::Spanned::span);
                let names = LinePlaceholder::ALL.map(LinePlaceholder::as_str).join(", ");
                let message = format!("`{key}` needs exactly one of {names}");
                return Err(table.document.error_at(span, message, "where do the numbers stand?", RECEIVED_HELP));
            };
            Ok(Some(Some(received)))
        })
    }

    /// The prompts: without a length that is asked for there is none for it.
    pub(super) fn read_prompts(&self, length: Length) -> Result<Prompts, FileError> {
        let mut prompts = Prompts::default();
        if !length.is_asked() {
            prompts.length.clear();
        }
        let help = "write prompts = false, or a table [prompts] with numbers and length";
        if let Some(DeValue::Boolean(false)) = self.top.get("prompts").map(|value| value.get_ref()) {
            return Ok(Prompts { message: String::new(), length: String::new() });
        }
        let Some(table) = self.top.read_table("prompts", help)? else { return Ok(prompts) };
        table.reject_unknown_key(&["numbers", "length"], help)?;
        if let Some(text) = read_console_line(&table, "numbers", "write numbers = \"Numbers: \", or numbers = false")? {
            prompts.message = text.unwrap_or_default();
        }
        if let Some(text) = read_console_line(&table, "length", "write length = \"How many? \", or length = false")? {
            if text.is_some() && !length.is_asked() {
                let message = "there is a prompt for a length that nobody asks for";
                let help = "leave `length` out here, or write length = \"sent\" above";
                return Err(table.document.error_at(table.key_span("length"), message, "length = \"not-asked\"", help));
            }
            prompts.length = text.unwrap_or_default();
        }
        Ok(prompts)
    }

    pub(super) fn read_labels(&self, plain: Labels) -> Result<Labels, FileError> {
        let keys = ["total", "lowest", "highest", "mean", "order"];
        let Some(table) = self.read_table("labels", &keys)? else { return Ok(plain) };
        let mut labels = Vec::new();
        let order = read_order(&table)?;
        for field in order.unwrap_or(Field::ALL) {
            let help = format!("write {field} = \"…: \", or {field} = false if it is not printed");
            let text = read_console_line(&table, field.as_str(), &help)?
                .unwrap_or_else(|| Some(plain.label_for(field).to_owned()));
            if let Some(text) = text {
                labels.push((field, text));
            }
        }
        let labels = Labels { lines: labels };
        check_labels(&table, &labels)?;
        Ok(labels)
    }

    pub(super) fn read_request_layout(&self, plain: RequestLayout) -> Result<RequestLayout, FileError> {
        let Some(table) = self.read_table("request", &["separator", "end"])? else { return Ok(plain) };
        let separator = read_separator(&table)?.unwrap_or(plain.separator);
        let end = read_end(&table, &separator)?.unwrap_or(plain.end);
        Ok(RequestLayout { separator, end })
    }

    pub(super) fn read_response_layout(&self, plain: ResponseLayout) -> Result<ResponseLayout, FileError> {
        let keys = ["separator", "end", "order", "decimals"];
        let Some(table) = self.read_table("response", &keys)? else { return Ok(plain) };
        let separator = read_separator(&table)?.unwrap_or(plain.separator);
        let end = read_end(&table, &separator)?.unwrap_or(plain.end);
        Ok(ResponseLayout { separator, end, order: read_order(&table)?.unwrap_or(plain.order) })
    }

    pub(super) fn read_numbers(&self) -> Result<Numbers, FileError> {
        let decimals = match self.read_table("response", &["separator", "end", "order", "decimals"])? {
            Some(table) => read_decimals(&table)?,
            None => None,
        };
        let Some(value) = self.top.get("integers") else { return Ok(Numbers { integers: false, decimals }) };
        match value.get_ref() {
            DeValue::Boolean(integers) => Ok(Numbers { integers: *integers, decimals }),
            _ => Err(self.top.document.wrong_type(value, "`integers` must be true or false", "write integers = true")),
        }
    }
}

/// Decimals of a result: 0 to 12.
fn read_decimals(table: &Table<'_>) -> Result<Option<usize>, FileError> {
    let Some(value) = table.get("decimals") else { return Ok(None) };
    let number =
        value.get_ref().as_integer().and_then(|number| u16::from_str_radix(number.as_str(), number.radix()).ok());
    match number.filter(|number| *number <= MOST_DECIMALS) {
        Some(number) => Ok(Some(usize::from(number))),
        None => {
            let message = format!("`decimals` must be a number from 0 to {MOST_DECIMALS}");
            Err(table.document.error_at(value.span(), message, "not one of these", "write decimals = 2"))
        }
    }
}

fn read_separator(table: &Table<'_>) -> Result<Option<String>, FileError> {
    let help = "write what stands between two numbers: separator = \", \"";
    let Some(text) = table.read_text("separator", help)? else { return Ok(None) };
    if text.value.is_empty() || is_of_numbers(text.value) {
        let message = "this can't separate numbers";
        return Err(text.error_at_text(message, "nothing, or part of a number", help));
    }
    Ok(Some(text.value.to_owned()))
}

fn read_end(table: &Table<'_>, separator: &str) -> Result<Option<String>, FileError> {
    let help = "write what stands behind the last number: end = \"\\n\"";
    let Some(text) = table.read_text("end", help)? else { return Ok(None) };
    if is_of_numbers(text.value) && !text.value.is_empty() || text.value == separator {
        let message = "nobody can tell this end from what stands before it";
        return Err(text.error_at_text(message, "part of a number, or the separator", help));
    }
    Ok(Some(text.value.to_owned()))
}

fn is_of_numbers(text: &str) -> bool {
    text.contains(|letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.'))
}

/// The four results in an order of their own.
fn read_order(table: &Table<'_>) -> Result<Option<[Field; 4]>, FileError> {
    let help = "name all four: order = [\"total\", \"lowest\", \"highest\", \"mean\"]";
    let Some(value) = table.get("order") else { return Ok(None) };
    let mut fields: Vec<Field> = Vec::new();
    for entry in table.document.expect_list(value, "`order`", help)? {
        let text = Text::from_value(table.document, entry, "a result", help)?;
        match FIELDS.iter().find(|(name, _)| *name == text.value) {
            Some((_, field)) if !fields.contains(field) => fields.push(*field),
            Some(_) => {
                return Err(text.error_at_text(format!("`{}` is named twice", text.value), "the second one", help));
            }
            None => {
                let message = format!("`{}` is no result", text.value.escape_debug());
                return Err(text.error_at_text(message, "not one of the four", help));
            }
        }
    }
    let four = fields.try_into();
    four.map(Some).map_err(|_| {
        table.document.error_at(value.span(), "`order` must name all four results", "some are missing", help)
    })
}

fn check_labels(table: &Table<'_>, labels: &Labels) -> Result<(), FileError> {
    let wrong = |key: &str, message: &str, label: &str, help: &str| {
        Err(table.document.error_at(table.key_span(key), message.to_owned(), label.to_owned(), help.to_owned()))
    };
    if labels.lines.is_empty() {
        let help = "keep one label at least: a client that prints no result can't be judged by what it prints";
        return wrong("total", "all labels are off, and TCP-C-2 and UDP-C-2 need one", "nothing is printed", help);
    }
    let empty = labels.lines.iter().find(|(_, label)| label.is_empty());
    if let Some((field, _)) = empty.filter(|_| !labels.are_empty()) {
        let help = "write a text, false if the result is not printed, or \"\" for all four";
        return wrong(field.as_str(), "one bare number among labels belongs to no result", "no label", help);
    }
    for (at, (field, label)) in labels.lines.iter().enumerate() {
        if !label.is_empty() && labels.lines[..at].iter().any(|(_, other)| other == label) {
            let help = "write another text for one of the two";
            return wrong(field.as_str(), "two results have the same label", "nobody can tell them apart", help);
        }
    }
    Ok(())
}

/// Refuses keys that contradict each other.
pub(super) fn check_contradictions(top: &Table<'_>, dialect: &Dialect) -> Result<(), FileError> {
    let wrong = |key: &str, message: &str, label: &str, help: &str| {
        Err(top.document.error_at(top.key_span(key), message.to_owned(), label.to_owned(), help.to_owned()))
    };
    if dialect.length.is_joined() && dialect.request.separator != " " && dialect.request.separator.trim().is_empty() {
        let help = "write separator = \" \" or \",\"";
        return wrong("request", "the length joined behind this separator can't be typed", "not a separator", help);
    }
    let lines = [&dialect.ready.tcp, &dialect.ready.udp];
    let received = [&dialect.received.tcp, &dialect.received.udp];
    for (ready, received) in lines.into_iter().zip(received) {
        let is_bare = received.as_ref().is_some_and(|line| line.before.is_empty() && line.behind.is_empty());
        let reads_as_list = |ready: &String| received.as_ref().is_some_and(|line| line.read(ready, " ").is_some());
        if is_bare && ready.as_ref().is_some_and(reads_as_list) {
            let help = "write another ready line";
            return wrong("ready", "the ready line looks like a line for a request", "a list of numbers", help);
        }
    }
    Ok(())
}
