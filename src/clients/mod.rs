//! The outside world: one implementation of each port the domain declares, over one way to speak
//! HTTP.

pub mod breaker;
pub mod embeddings;
pub mod goszakup;
pub mod http;
pub mod limiter;
pub mod llm;
mod outside;
pub mod satu;
