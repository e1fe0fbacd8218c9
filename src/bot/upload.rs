//! A file on its way to Telegram: in the outbox as text, on the wire as a form.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use super::say::Document;

/// The method that sends a file.
pub(super) const SEND_DOCUMENT: &str = "sendDocument";

/// A file as the outbox keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Upload {
    name: String,
    base64: String,
}

impl Upload {
    /// A file to be kept.
    pub(super) fn of(document: &Document) -> Self {
        let name = document.name.to_owned();
        Self { name, base64: STANDARD.encode(&document.content) }
    }

    /// As it is stored.
    pub(super) fn to_payload(&self) -> String {
        serde_json::json!({ "name": self.name, "base64": self.base64 }).to_string()
    }

    /// As it was stored.
    pub(super) fn from_payload(payload: &str) -> Option<Self> {
        serde_json::from_str(payload).ok()
    }

    /// The form of `sendDocument`: its content type and its body.
    pub(super) fn form(&self, chat_id: i64) -> (String, Vec<u8>) {
        let content = STANDARD.decode(&self.base64).unwrap_or_default();
        // Random, so that no file can hold it.
        let boundary = uuid::Uuid::now_v7().simple().to_string();
        let mut body = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n{chat_id}\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"document\"; filename=\"{}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n",
            self.name
        )
        .into_bytes();
        body.extend_from_slice(&content);
        body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        (format!("multipart/form-data; boundary={boundary}"), body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_out_of_the_outbox_as_it_went_in() {
        let document = Document { name: "rnu.csv", content: vec![0, 255, b'"', b'\n'] };
        let upload = Upload::of(&document);
        let read = Upload::from_payload(&upload.to_payload()).unwrap();
        assert_eq!(read, upload);
        let (kind, body) = read.form(7);
        assert!(kind.starts_with("multipart/form-data; boundary="));
        assert!(body.windows(4).any(|part| part == [0, 255, b'"', b'\n']));
        assert_eq!(Upload::from_payload(""), None);
    }
}
