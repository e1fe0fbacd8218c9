//! The client against a server with a script.

mod contracts;
mod damage;
mod errors;
mod logs;
mod lookups;
mod paging;
mod rows;
mod server;
mod waiting;
