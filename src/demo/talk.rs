//! The demo's side of the talk: what a person types goes to the local Telegram, what the bot says
//! comes out as they would read it, with buttons numbered.

use std::{
    collections::HashMap,
    io::{Write, stdout},
    time::Duration,
};

use super::telegram::{BotMessage, Button, LocalTelegram, Person};

/// The person who talks.
const PERSON: i64 = 777_000_777;
/// Labels of one row are put side by side up to this width.
const WIDTH: usize = 100;

/// A talk in the terminal.
pub(super) struct Talk {
    telegram: LocalTelegram,
    person: Person,
    /// How often each message was edited when it was last shown.
    seen: HashMap<i64, u32>,
    toasts: usize,
    /// The buttons on show, with the message they are under.
    buttons: Vec<(i64, Button)>,
}

/// What the bot was told.
pub(super) enum Heard {
    Words,
    /// A button was pressed when so many presses had been answered.
    Press {
        toasts: usize,
    },
}

impl Heard {
    /// Waits for the answer that stops a button's spinner; it follows the reply by a moment.
    pub(super) async fn answered(&self, telegram: &LocalTelegram, patience: Duration) {
        if let Self::Press { toasts } = self {
            telegram.until(patience, |telegram| telegram.toasts().len() > *toasts).await;
        }
    }
}

impl Talk {
    pub(super) fn new(telegram: LocalTelegram) -> Self {
        let person = Person::new(PERSON, "ru");
        Self { telegram, person, seen: HashMap::new(), toasts: 0, buttons: Vec::new() }
    }

    pub(super) fn greet(&self, lots: i64) -> std::io::Result<()> {
        let lines = [
            format!(
                "ZakupAI · демонстрация без сети: локальный Telegram, локальный OWS, лотов: {lots}."
            ),
            "Наберите: /lot 83685322-ОИ4 · /search картридж · /settings · ссылку, БИН или слова."
                .to_owned(),
            "Число нажимает кнопку с этим номером. Выход: Ctrl-D.".to_owned(),
        ];
        writeln!(stdout(), "{}\n", lines.join("\n"))
    }

    pub(super) fn prompt(&self) -> std::io::Result<()> {
        let mut out = stdout();
        write!(out, "> ")?;
        out.flush()
    }

    pub(super) fn echo(&self, line: &str) -> std::io::Result<()> {
        writeln!(stdout(), "{line}")
    }

    /// Passes a line on; none where there is nothing to wait for.
    pub(super) fn hear(&mut self, line: &str) -> std::io::Result<Option<Heard>> {
        let line = line.trim();
        if line.is_empty() {
            return Ok(None);
        }
        let button =
            line.parse().ok().and_then(|n: usize| self.buttons.get(n.checked_sub(1)?)).cloned();
        match button {
            Some((message_id, Button { data: Some(data), .. })) => {
                let toasts = self.telegram.toasts().len();
                self.telegram.presses(&self.person, PERSON, message_id, &data);
                return Ok(Some(Heard::Press { toasts }));
            }
            Some((_, Button { url: Some(url), .. })) => {
                writeln!(stdout(), "→ {url}\n")?;
                return Ok(None);
            }
            _ => {
                self.telegram.says(&self.person, line);
            }
        }
        Ok(Some(Heard::Words))
    }

    /// Prints what is new: toasts, new messages, messages that changed in place.
    pub(super) fn show(&mut self) -> std::io::Result<()> {
        let mut out = stdout();
        let toasts = self.telegram.toasts();
        for toast in toasts.iter().skip(self.toasts).filter_map(|toast| toast.text.as_ref()) {
            writeln!(out, "( {toast} )\n")?;
        }
        self.toasts = toasts.len();
        for message in self.telegram.messages(PERSON) {
            let seen = self.seen.insert(message.message_id, message.edits);
            match seen {
                Some(edits) if edits == message.edits => {}
                Some(_) => {
                    writeln!(out, "✎ сообщение изменилось:")?;
                    self.print(&message)?;
                }
                None => self.print(&message)?,
            }
        }
        Ok(())
    }

    fn print(&mut self, message: &BotMessage) -> std::io::Result<()> {
        let mut out = stdout();
        match &message.document {
            Some(file) => writeln!(out, "📎 {} ({} Б)", file.file_name, file.content.len())?,
            None => writeln!(out, "{}", message.text)?,
        }
        if !message.rows.is_empty() {
            self.buttons.clear();
        }
        for row in &message.rows {
            let mut line = String::new();
            for button in row {
                self.buttons.push((message.message_id, button.clone()));
                let label = format!("  [{}] {}", self.buttons.len(), button.text);
                if line.chars().count() + label.chars().count() > WIDTH {
                    writeln!(out, "{line}")?;
                    line.clear();
                }
                line.push_str(&label);
            }
            writeln!(out, "{line}")?;
        }
        writeln!(out)
    }
}
