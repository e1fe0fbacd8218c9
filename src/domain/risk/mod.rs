//! Risk: what in a lot, a customer's history or a finished procedure is worth a second look. Facts and
//! what they may mean, never an accusation.

pub mod ocds;
pub mod text;
