//! A local OWS v3.
