//! Sets papers: one content as a PDF and as a DOCX. A leaf: it knows what a paper is, and nothing
//! of where it comes from or goes to.

mod docx;
mod font;
mod layout;
mod pdf;
#[cfg(test)]
mod tests;

use crate::domain::documents::{Typesetter, paper::Paper};

/// Sets papers in the fonts that the binary carries.
#[derive(Debug, Clone, Copy, Default)]
pub struct Press;

impl Typesetter for Press {
    fn pdf(&self, paper: &Paper) -> Result<Vec<u8>, String> {
        pdf::set(paper)
    }

    fn docx(&self, paper: &Paper) -> Result<Vec<u8>, String> {
        docx::set(paper)
    }
}
