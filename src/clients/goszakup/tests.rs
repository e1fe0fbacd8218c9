//! The client against a server with a script.

mod errors;
mod lookups;
mod paging;
mod rows;
mod server;
mod waiting;
