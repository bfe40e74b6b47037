//! The planning engine against known answers and against its own laws.
//!
//! `cases/` holds worked examples: from textbooks, from the published behaviour of other systems, and worked by hand.
//! Each names its source and shows its working in `notes`.

mod farms;
mod known_answers;
mod laws;
mod netting_laws;
mod per_order;
mod special_rules;
mod textbook;
