//! From the inbox through the tree to one commit: each update takes effect once.
//!
//! Chats run in parallel, the updates of one chat in order. An endpoint that fails or panics is
//! tried again; after the third time the update is a dead letter, and the person gets one apology.

use std::{
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use futures::FutureExt as _;
use teloxide::{
    dptree::{self, di::DependencyMap},
    types::{Me, Update, UpdateKind},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Instrument as _;

use super::{
    Telegram, Tree,
    ctx::Ctx,
    inline::InlineAnswer,
    say::{Outcome, Reply},
    schema, tell,
};
use crate::domain::{
    Services,
    effects::Effect,
    error::{Error, insist},
    inbox::{ClaimedUpdate, Turn, TurnEnd},
};

/// Chats that are served at once.
const PARALLEL: usize = 128;
/// Before the inbox is read again where it could not be.
const PAUSE: Duration = Duration::from_secs(1);
/// An update is tried this often.
const TRIES: i64 = 3;
/// An answer that takes longer than this is announced by «typing».
const SLOW: Duration = Duration::from_millis(400);
/// Telegram shows «typing» for five seconds.
const TYPING: Duration = Duration::from_secs(4);

/// Runs updates.
#[derive(Clone)]
pub struct Worker {
    services: Services,
    telegram: Telegram,
    tree: Arc<Tree>,
    me: Me,
    portal_url: Arc<str>,
    parallel: Arc<Semaphore>,
}

impl Worker {
    /// A worker for the bot `me`.
    pub fn new(services: Services, telegram: Telegram, me: Me, portal_url: &str) -> Self {
        let parallel = Arc::new(Semaphore::new(PARALLEL));
        let portal_url = portal_url.trim_end_matches('/').into();
        Self { services, telegram, tree: Arc::new(schema()), me, portal_url, parallel }
    }

    /// Runs updates until told to stop, then waits for those that run.
    pub async fn run(self, stop: CancellationToken) {
        let running = TaskTracker::new();
        while !stop.is_cancelled() {
            let Ok(permit) = Arc::clone(&self.parallel).acquire_owned().await else { break };
            let free = self.parallel.available_permits() + 1;
            let claimed = tokio::select! {
                () = stop.cancelled() => break,
                claimed = self.services.store.claim_updates(i64::try_from(free).unwrap_or(1)) => claimed,
            };
            match claimed {
                Ok(claimed) => self.start(claimed, permit, &running).await,
                Err(error) => {
                    tracing::error!(%error, "the inbox can't be read");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
        running.close();
        running.wait().await;
        if let Err(error) = self.services.store.release_updates().await {
            tracing::error!(%error, "claimed updates could not be given back; the next life takes them");
        }
    }

    async fn start(
        &self,
        claimed: Vec<ClaimedUpdate>,
        permit: OwnedSemaphorePermit,
        running: &TaskTracker,
    ) {
        let mut permit = Some(permit);
        for update in claimed {
            let permit = match permit.take() {
                Some(permit) => permit,
                None => match Arc::clone(&self.parallel).acquire_owned().await {
                    Ok(permit) => permit,
                    Err(_) => return,
                },
            };
            let worker = self.clone();
            running.spawn(async move { worker.serve(update, permit).await });
        }
    }

    async fn serve(&self, claimed: ClaimedUpdate, permit: OwnedSemaphorePermit) {
        let span =
            tracing::info_span!("update", request_id = %format_args!("tg-{}", claimed.update_id));
        let started = Instant::now();
        self.answer(claimed).instrument(span).await;
        metrics::histogram!("telegram_update_duration_seconds")
            .record(started.elapsed().as_secs_f64());
        drop(permit);
    }

    async fn answer(&self, claimed: ClaimedUpdate) {
        let ran = AssertUnwindSafe(self.reply(&claimed)).catch_unwind().await;
        let (reply, asked, end) = match ran {
            Ok(Ok(answered)) => (answered.reply, answered.asked, TurnEnd::Done),
            Ok(Err(failed)) => self.failed(&claimed, &failed.to_string()).await,
            Err(_panic) => self.failed(&claimed, "panic").await,
        };
        let bot_id = self.me.user.id;
        let chat_id = claimed.chat_id;
        let messages: Vec<_> = reply
            .says
            .into_iter()
            .enumerate()
            .map(|(n, say)| {
                say.into_message(chat_id, format!("upd:{bot_id}:{}:{n}", claimed.update_id))
            })
            .collect();
        let done = end == TurnEnd::Done;
        let has_thought = reply.effects.iter().any(|it| matches!(it, Effect::Think { .. }));
        let turn = Turn { id: claimed.id, effects: reply.effects, messages, end };
        // What was answered must not be forgotten because the disk is full just now.
        let _logged = insist("a turn", || self.services.store.finish_update(turn.clone())).await;
        if has_thought {
            self.services.ask.wake();
        }
        match (asked, done) {
            (Some(Asked::Press(query_id)), true) => self.answer_press(&query_id, reply.toast).await,
            (Some(Asked::Inline(query_id)), true) => {
                if let Some(answer) = reply.inline {
                    self.answer_inline(&query_id, &answer).await;
                }
            }
            _ => {}
        }
    }

    async fn reply(&self, claimed: &ClaimedUpdate) -> Result<Answered, Error> {
        let update: Update = serde_json::from_str(&claimed.body)
            .map_err(|error| Error::Internal(Arc::new(error)))?;
        if let Some(effect) = standing(&update, &self.services) {
            return Ok(Answered { reply: Reply::silence().with(effect), asked: None });
        }
        let Some(ctx) = Ctx::of(&update, &self.services, &self.telegram, &self.portal_url).await?
        else {
            return Ok(Answered { reply: Reply::silence(), asked: None });
        };
        let asked = asked(&update);
        let is_message = matches!(update.kind, UpdateKind::Message(_));
        let is_press = matches!(asked, Some(Asked::Press(_)));
        let deps: DependencyMap = dptree::deps![update, self.me.clone(), ctx.clone()];
        let outcome = self.while_typing(&ctx, is_message, self.tree.dispatch(deps)).await;
        let reply = match outcome {
            std::ops::ControlFlow::Break(Ok(reply)) => reply,
            std::ops::ControlFlow::Break(Err(Error::User(error))) => {
                tell::user_error(&ctx, &error, is_press)
            }
            std::ops::ControlFlow::Break(Err(error)) => return Err(error),
            std::ops::ControlFlow::Continue(_) => Reply::silence(),
        };
        Ok(Answered { reply: remembered(reply, &ctx), asked })
    }

    /// Shows «typing» while something is slow. It is not recorded: losing it loses nothing.
    async fn while_typing(
        &self,
        ctx: &Ctx,
        is_message: bool,
        work: impl Future<Output = std::ops::ControlFlow<Outcome, DependencyMap>>,
    ) -> std::ops::ControlFlow<Outcome, DependencyMap> {
        tokio::pin!(work);
        let mut wait = SLOW;
        loop {
            tokio::select! {
                outcome = &mut work => return outcome,
                () = tokio::time::sleep(wait) => {}
            }
            wait = TYPING;
            if is_message {
                let parameters = serde_json::json!({ "chat_id": ctx.chat_id, "action": "typing" });
                let telegram = self.telegram.clone();
                tokio::spawn(async move {
                    if let Err(error) =
                        telegram.call("sendChatAction", parameters.to_string()).await
                    {
                        tracing::debug!(%error, "«typing» was not shown");
                    }
                });
            }
        }
    }

    async fn failed(
        &self,
        claimed: &ClaimedUpdate,
        error: &str,
    ) -> (Reply, Option<Asked>, TurnEnd) {
        let tried = claimed.attempts + 1;
        tracing::error!(%error, tried, "an update could not be answered");
        let update = serde_json::from_str::<Update>(&claimed.body).ok();
        if update.as_ref().is_some_and(|it| matches!(it.kind, UpdateKind::InlineQuery(_))) {
            // By the next try the query has expired, and the person has typed on.
            return (Reply::silence(), None, TurnEnd::Done);
        }
        if tried < TRIES {
            let pause = TimeDelta::milliseconds(500 * tried * tried);
            let end =
                TurnEnd::Retry { error: error.to_owned(), at: self.services.clock.now() + pause };
            return (Reply::silence(), None, end);
        }
        let code = format!("tg-{}", claimed.update_id);
        let reply = match update {
            Some(update) => {
                match Ctx::of(&update, &self.services, &self.telegram, &self.portal_url).await {
                    Ok(Some(ctx)) => tell::apology(&ctx, &code),
                    _ => Reply::silence(),
                }
            }
            None => Reply::silence(),
        };
        (reply, None, TurnEnd::Dead { error: error.to_owned() })
    }

    /// Shows the cards; once only, for the query expires in seconds; not recorded.
    async fn answer_inline(&self, query_id: &str, answer: &InlineAnswer) {
        let parameters = answer.parameters(query_id);
        if let Err(error) = self.telegram.call("answerInlineQuery", parameters).await {
            tracing::debug!(%error, "an inline query was not answered");
        }
    }

    /// Stops the button's spinner, with a note where there is one; not recorded.
    async fn answer_press(&self, query_id: &str, toast: Option<String>) {
        let mut parameters = serde_json::json!({ "callback_query_id": query_id });
        if let (Some(toast), Some(fields)) = (toast, parameters.as_object_mut()) {
            let toast = super::say::cut(&toast, 200);
            fields.insert("text".to_owned(), serde_json::json!(toast));
        }
        if let Err(error) = self.telegram.call("answerCallbackQuery", parameters.to_string()).await
        {
            tracing::debug!(%error, "a button press was not answered");
        }
    }
}

struct Answered {
    reply: Reply,
    asked: Option<Asked>,
}

/// What waits for an answer besides messages, by the id it is answered to.
enum Asked {
    /// A button's spinner.
    Press(String),
    /// A list of cards.
    Inline(String),
}

/// The person is written down before what they changed is.
fn remembered(mut reply: Reply, ctx: &Ctx) -> Reply {
    if let Some(meeting) = &ctx.meeting
        && (ctx.private || !reply.says.is_empty())
    {
        reply.effects.insert(0, meeting.clone());
    }
    reply
}

fn asked(update: &Update) -> Option<Asked> {
    match &update.kind {
        UpdateKind::CallbackQuery(query) => Some(Asked::Press(query.id.0.clone())),
        UpdateKind::InlineQuery(query) => Some(Asked::Inline(query.id.0.clone())),
        _ => None,
    }
}

/// What Telegram tells of our standing in a chat: it moved, we were blocked, or let in again.
fn standing(update: &Update, services: &Services) -> Option<Effect> {
    match &update.kind {
        UpdateKind::Message(message) => {
            let to = message.migrate_to_chat_id()?;
            Some(Effect::MoveChat { from: message.chat.id.0, to: to.0 })
        }
        UpdateKind::MyChatMember(change) if change.chat.is_private() => {
            let blocked = !change.new_chat_member.is_present();
            let since = blocked.then(|| services.clock.now());
            Some(Effect::SetBlocked { user: change.chat.id.0, since })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;
    use teloxide::{dispatching::UpdateFilterExt as _, types::Message};

    use super::{
        super::{Sender, say::Text},
        *,
    };
    use crate::{
        clients::http::{HttpOptions, client},
        demo::telegram::LocalTelegram,
        domain::{
            clock::SystemClock,
            error::StoreError,
            inbox::{InboxStore as _, RawUpdate},
        },
        storage::Storage,
    };

    #[test]
    fn every_endpoint_gets_what_it_asks_for() {
        // `dptree` checks types when an update comes by; here they are checked without one.
        let tree = schema();
        let given =
            [dptree::Type::of::<Update>(), dptree::Type::of::<Me>(), dptree::Type::of::<Ctx>()];
        dptree::type_check(tree.sig(), &DependencyMap::new(), &given);
    }

    /// Panics at «panic», fails at «fail», answers everything else.
    fn faulty() -> Tree {
        dptree::entry().branch(Update::filter_message().endpoint(|message: Message| async move {
            match message.text() {
                Some("panic") => panic!("a bug"),
                Some("fail") => Err(Error::Internal(Arc::new(StoreError::failed("a fault")))),
                _ => Ok(Reply::send(Text::new("well"))),
            }
        }))
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn an_endpoint_that_panics_takes_nobody_else_down() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        let clock = Arc::new(SystemClock);
        let storage = Storage::connect(&url, clock.clone()).await.unwrap();
        storage.migrate().await.unwrap();
        let server = LocalTelegram::start("123456:local").await.unwrap();
        let http = client(&HttpOptions::default()).unwrap();
        let telegram = Telegram::new(http, &server.url(), &SecretString::from(server.token()));
        let me = super::super::who_am_i(&telegram).await.unwrap();
        let goszakup = crate::config::GoszakupConfig {
            api_url: "http://127.0.0.1:9".parse().unwrap(),
            token: None,
            portal_url: String::new(),
            sync_interval: Duration::from_secs(60),
            watch_interval: Duration::from_secs(60),
        };
        let services = crate::app::services(&goszakup, Arc::new(storage.clone()), clock).unwrap();
        let worker = Worker::new(services.clone(), telegram.clone(), me, "");
        let worker = Worker { tree: Arc::new(faulty()), ..worker };
        let stop = CancellationToken::new();
        let running = tokio::spawn(worker.run(stop.clone()));
        let sending = tokio::spawn(Sender::new(services, telegram).run(stop.clone()));

        let texts = ["panic", "fail", "hello"];
        let mut updates = Vec::new();
        for (chat, round) in (1..=9).flat_map(|chat| [(chat, 0), (chat, 1)]) {
            let text = if round == 0 { texts[chat as usize % 3] } else { "hello" };
            let body = serde_json::json!({ "update_id": chat * 10 + round, "message": {
                "message_id": round + 1, "date": 1, "text": text,
                "chat": { "id": chat, "type": "private", "first_name": "x" },
                "from": { "id": chat, "is_bot": false, "first_name": "x", "language_code": "ru" },
            } });
            let update_id = chat * 10 + round;
            updates.push(RawUpdate {
                update_id,
                chat_id: chat,
                body: body.to_string(),
                fault: None,
            });
        }
        storage.receive(1, updates).await.unwrap();
        // Each chat hears of both its updates: the faulty ones end in one apology, after three tries.
        let answered =
            |telegram: &LocalTelegram| (1..=9).all(|chat| telegram.messages(chat).len() == 2);
        assert!(server.until(Duration::from_secs(30), answered).await);
        for chat in 1..=9 {
            let messages = server.messages(chat);
            let apology = format!("Код для поддержки: tg-{}", chat * 10);
            assert_eq!(messages[0].text.contains(&apology), chat % 3 != 2, "{}", messages[0].text);
            assert_eq!(messages[1].text, "well");
        }
        assert_eq!(storage.count_waiting_updates().await.unwrap(), 0);
        stop.cancel();
        running.await.unwrap();
        sending.await.unwrap();
        storage.close().await;
        server.stop();
    }
}
