//! The outside world: one implementation of each port the domain declares.
