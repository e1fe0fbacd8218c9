//! Rows to start with: none, the demo set, or a generated mass.

use serde_json::Value;

/// Rows of every register, named as GraphQL names their fields.
#[derive(Debug, Clone, Default)]
pub struct Dataset {
    /// Companies.
    pub subjects: Vec<Value>,
    /// Announcements.
    pub announcements: Vec<Value>,
    /// Lots.
    pub lots: Vec<Value>,
    /// Plan points.
    pub plans: Vec<Value>,
    /// The register of unfair suppliers.
    pub rnu: Vec<Value>,
}

impl Dataset {
    /// No rows at all.
    pub fn empty() -> Self {
        Self::default()
    }
}
