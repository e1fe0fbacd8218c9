//! A small reader of `multipart/form-data`, enough for what Bot API clients send.

use serde_json::Value;

use super::{
    params::{Params, Upload},
    refusal::Refusal,
};

/// Adds the parts of `body` to `params`.
pub(super) fn read(content_type: &str, body: &[u8], params: &mut Params) -> Result<(), Refusal> {
    let broken = || Refusal::bad("can't parse multipart form data");
    let boundary = attribute(content_type, "boundary").ok_or_else(broken)?;
    let delimiter = format!("\r\n--{boundary}");
    // The first delimiter has no line break before it; giving it one makes all of them alike.
    let mut text = Vec::with_capacity(body.len() + 2);
    text.extend_from_slice(b"\r\n");
    text.extend_from_slice(body);
    let mut rest = after(&text, delimiter.as_bytes()).ok_or_else(broken)?;
    while !rest.starts_with(b"--") {
        let rest_of_line = after(rest, b"\r\n").ok_or_else(broken)?;
        let end = find(rest_of_line, delimiter.as_bytes()).ok_or_else(broken)?;
        let (part, tail) = rest_of_line.split_at(end);
        add(part, params).ok_or_else(broken)?;
        rest = after(tail, delimiter.as_bytes()).ok_or_else(broken)?;
    }
    Ok(())
}

fn add(part: &[u8], params: &mut Params) -> Option<()> {
    let split = find(part, b"\r\n\r\n")?;
    let (head, content) = part.split_at(split);
    let content = content.get(4..)?.to_vec();
    let head = String::from_utf8_lossy(head);
    let disposition = head
        .lines()
        .find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?
        .to_owned();
    let name = attribute(&disposition, "name")?;
    // Only `filename=` makes a part a file: the server does not know `filename*=`.
    match attribute(&disposition, "filename") {
        Some(file_name) => params.files.push((name, Upload { file_name, content })),
        None => {
            let value = String::from_utf8_lossy(&content).into_owned();
            params.fields.insert(name, Value::String(value));
        }
    }
    Some(())
}

/// The value of `name=value` or `name="value"` in a header line.
fn attribute(line: &str, name: &str) -> Option<String> {
    line.split(';').skip(1).find_map(|piece| {
        let (key, value) = piece.trim().split_once('=')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim_matches('"').to_owned())
    })
}

fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    text.windows(needle.len()).position(|window| window == needle)
}

fn after<'a>(text: &'a [u8], needle: &[u8]) -> Option<&'a [u8]> {
    let start = find(text, needle)? + needle.len();
    text.get(start..)
}
