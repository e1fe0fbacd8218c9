//! Risk: what in a lot, a customer's history or a finished procedure is worth a second look.

pub mod ocds;
