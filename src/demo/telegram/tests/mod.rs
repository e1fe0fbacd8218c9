//! The local Telegram seen by a client, over real HTTP.
