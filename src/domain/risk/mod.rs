//! What may make a lot risky to bid for. Facts and what they may mean, never an accusation.

pub mod text;
