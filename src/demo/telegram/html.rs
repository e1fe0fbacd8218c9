//! The HTML parse mode, read as strictly as the server reads it: same tags, same error texts, same
//! byte offsets.

use serde::Serialize;

use super::links;

/// A piece of formatting; offsets and lengths are UTF-16 units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Entity {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) offset: usize,
    pub(super) length: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) custom_emoji_id: Option<String>,
}

struct OpenTag {
    name: String,
    argument: String,
    offset: usize,
    begin: usize,
}

/// Parses `source` into plain text and entities; the error is the text after
/// "can't parse entities: ".
pub(super) fn parse(source: &str) -> Result<(String, Vec<Entity>), String> {
    let mut parser = Parser {
        source: source.as_bytes(),
        at: 0,
        plain: Vec::with_capacity(source.len()),
        utf16: 0,
        open: Vec::new(),
        entities: Vec::new(),
    };
    parser.run()?;
    let Parser { plain, mut entities, .. } = parser;
    entities.sort_by_key(|entity| (entity.offset, usize::MAX - entity.length));
    // Whole characters are copied or appended, so the text is always valid.
    Ok((String::from_utf8_lossy(&plain).into_owned(), entities))
}

struct Parser<'a> {
    source: &'a [u8],
    at: usize,
    plain: Vec<u8>,
    utf16: usize,
    open: Vec<OpenTag>,
    entities: Vec<Entity>,
}

impl Parser<'_> {
    /// The byte `ahead` of here, 0 after the end: the server reads a C string.
    fn byte(&self, index: usize) -> u8 {
        self.source.get(index).copied().unwrap_or(0)
    }

    fn here(&self) -> u8 {
        self.byte(self.at)
    }

    fn slice(&self, from: usize, to: usize) -> String {
        String::from_utf8_lossy(self.source.get(from..to).unwrap_or_default()).into_owned()
    }

    fn run(&mut self) -> Result<(), String> {
        while self.at < self.source.len() {
            match self.here() {
                b'&' => match self.character_reference() {
                    Some(c) => {
                        self.utf16 += c.len_utf16();
                        push_char(&mut self.plain, c);
                    }
                    None => self.copy_byte(b'&'),
                },
                b'<' if self.byte(self.at + 1) == b'/' => self.end_tag()?,
                b'<' => self.start_tag()?,
                other => self.copy_byte(other),
            }
        }
        match self.open.last() {
            None => Ok(()),
            Some(tag) => {
                Err(format!("Can't find end tag corresponding to start tag \"{}\"", tag.name))
            }
        }
    }

    fn copy_byte(&mut self, byte: u8) {
        if byte & 0xc0 != 0x80 {
            self.utf16 += 1 + usize::from(byte >= 0xf0);
        }
        self.plain.push(byte);
        self.at += 1;
    }

    /// Decodes `&lt;`, `&gt;`, `&amp;`, `&quot;` and numbers; anything else stays text.
    fn character_reference(&mut self) -> Option<char> {
        let mut end = self.at + 1;
        let code = if self.byte(end) == b'#' {
            end += 1;
            let radix = if self.byte(end) == b'x' { 16 } else { 10 };
            end += usize::from(radix == 16);
            let mut code: u32 = 0;
            while let Some(digit) = char::from(self.byte(end)).to_digit(radix) {
                code = code.wrapping_mul(radix).wrapping_add(digit);
                end += 1;
            }
            if code == 0 || code >= 0x0010_ffff || end - self.at >= 10 {
                return None;
            }
            char::from_u32(code)?
        } else {
            while self.byte(end).is_ascii_alphabetic() {
                end += 1;
            }
            match self.source.get(self.at + 1..end)? {
                b"lt" => '<',
                b"gt" => '>',
                b"amp" => '&',
                b"quot" => '"',
                _ => return None,
            }
        };
        self.at = end + usize::from(self.byte(end) == b';');
        Some(code)
    }

    fn start_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        self.at += 1;
        while !is_space(self.here()) && self.here() != b'>' {
            self.at += 1;
        }
        if self.here() == 0 {
            return Err(format!("Unclosed start tag at byte offset {begin}"));
        }
        let name = self.slice(begin + 1, self.at).to_ascii_lowercase();
        if !TAGS.contains(&name.as_str()) {
            return Err(format!("Unsupported start tag \"{name}\" at byte offset {begin}"));
        }
        let mut argument = String::new();
        while self.here() != b'>' {
            self.skip_spaces();
            if self.here() == b'>' {
                break;
            }
            self.attribute(&name, begin, &mut argument)?;
        }
        self.at += 1;
        if name == "span" && argument != "spoiler" {
            return Err(format!(
                "Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}"
            ));
        }
        self.open.push(OpenTag { name, argument, offset: self.utf16, begin: self.plain.len() });
        Ok(())
    }

    fn skip_spaces(&mut self) {
        while self.here() != 0 && is_space(self.here()) {
            self.at += 1;
        }
    }

    fn attribute(&mut self, tag: &str, begin: usize, argument: &mut String) -> Result<(), String> {
        let start = self.at;
        while !is_space(self.here()) && !matches!(self.here(), b'=' | b'>' | b'/' | b'"' | b'\'') {
            self.at += 1;
        }
        let attribute = self.slice(start, self.at);
        if attribute.is_empty() {
            return Err(format!(
                "Empty attribute name in the tag \"{tag}\" at byte offset {begin}"
            ));
        }
        let unclosed = || format!("Unclosed start tag \"{tag}\" at byte offset {begin}");
        self.skip_spaces();
        if self.here() != b'=' {
            if self.here() == 0 {
                return Err(unclosed());
            }
            if tag == "blockquote" && attribute == "expandable" {
                *argument = "1".to_owned();
            }
            return Ok(());
        }
        self.at += 1;
        self.skip_spaces();
        if self.here() == 0 {
            return Err(unclosed());
        }
        let value = self.attribute_value()?;
        if self.here() == 0 {
            return Err(format!("Unclosed start tag at byte offset {begin}"));
        }
        match (tag, attribute.as_str()) {
            ("a", "href") | ("tg-emoji", "emoji-id") | ("tg-time", _) => *argument = value,
            ("code", "class") => {
                if let Some(language) = value.strip_prefix("language-") {
                    *argument = language.to_owned();
                }
            }
            ("span", "class") => {
                if let Some(class) = value.strip_prefix("tg-") {
                    *argument = class.to_owned();
                }
            }
            ("blockquote", "expandable") => *argument = "1".to_owned(),
            _ => {}
        }
        Ok(())
    }

    fn attribute_value(&mut self) -> Result<String, String> {
        let quote = self.here();
        if quote != b'\'' && quote != b'"' {
            let start = self.at;
            while self.here().is_ascii_alphanumeric() || matches!(self.here(), b'.' | b'-') {
                self.at += 1;
            }
            if !is_space(self.here()) && self.here() != b'>' {
                return Err(format!("Unexpected end of name token at byte offset {start}"));
            }
            return Ok(self.slice(start, self.at).to_ascii_lowercase());
        }
        self.at += 1;
        let mut value = Vec::new();
        while self.here() != quote && self.here() != 0 {
            if self.here() == b'&'
                && let Some(c) = self.character_reference()
            {
                push_char(&mut value, c);
                continue;
            }
            value.push(self.here());
            self.at += 1;
        }
        if self.here() == quote {
            self.at += 1;
        }
        Ok(String::from_utf8_lossy(&value).into_owned())
    }

    fn end_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        self.at += 1;
        if self.open.is_empty() {
            return Err(format!("Unexpected end tag at byte offset {begin}"));
        }
        while !is_space(self.here()) && self.here() != b'>' {
            self.at += 1;
        }
        let found = self.slice(begin + 2, self.at);
        self.skip_spaces();
        if self.here() != b'>' {
            return Err(format!("Unclosed end tag at byte offset {begin}"));
        }
        self.at += 1;
        let Some(tag) = self.open.pop() else {
            return Ok(());
        };
        if !found.is_empty() && found != tag.name {
            return Err(format!(
                "Unmatched end tag at byte offset {begin}, expected \"</{}>\", found \"</{found}>\"",
                tag.name
            ));
        }
        if self.utf16 > tag.offset {
            self.close(tag)?;
        }
        Ok(())
    }

    fn close(&mut self, tag: OpenTag) -> Result<(), String> {
        let mut entity = Entity {
            kind: "",
            offset: tag.offset,
            length: self.utf16 - tag.offset,
            url: None,
            language: None,
            custom_emoji_id: None,
        };
        entity.kind = match tag.name.as_str() {
            "b" | "strong" => "bold",
            "i" | "em" => "italic",
            "u" | "ins" => "underline",
            "s" | "strike" | "del" => "strikethrough",
            "span" | "tg-spoiler" => "spoiler",
            "blockquote" if tag.argument == "1" => "expandable_blockquote",
            "blockquote" => "blockquote",
            "pre" => "pre",
            "code" => "code",
            "tg-emoji" => {
                if tag.argument.parse::<u64>().unwrap_or(0) == 0 {
                    return Err("Invalid custom emoji identifier specified".to_owned());
                }
                entity.custom_emoji_id = Some(tag.argument.clone());
                "custom_emoji"
            }
            "a" => {
                let shown = || self.plain.get(tag.begin..).unwrap_or_default();
                let url = match tag.argument.as_str() {
                    "" => String::from_utf8_lossy(shown()).into_owned(),
                    url => url.to_owned(),
                };
                // A link with a bad address is dropped without a word.
                let Ok(url) = links::check(&url) else { return Ok(()) };
                entity.url = Some(url);
                "text_link"
            }
            _ => return Ok(()),
        };
        let same = self
            .entities
            .last_mut()
            .filter(|last| last.offset == entity.offset && last.length == entity.length);
        match (entity.kind, same) {
            ("pre", Some(last)) if last.kind == "code" && last.language.is_some() => {
                last.kind = "pre";
                return Ok(());
            }
            ("code", Some(last)) if last.kind == "pre" && !tag.argument.is_empty() => {
                last.language = Some(tag.argument);
                return Ok(());
            }
            ("code", _) if !tag.argument.is_empty() => entity.language = Some(tag.argument),
            _ => {}
        }
        self.entities.push(entity);
        Ok(())
    }
}

const TAGS: [&str; 17] = [
    "a",
    "b",
    "strong",
    "i",
    "em",
    "s",
    "strike",
    "del",
    "u",
    "ins",
    "tg-spoiler",
    "tg-emoji",
    "tg-time",
    "span",
    "pre",
    "code",
    "blockquote",
];

fn push_char(out: &mut Vec<u8>, c: char) {
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// The end of the text counts as a space, as in the server's C string.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0)
}
