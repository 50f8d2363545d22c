//! The timeline: an immutable value, the edits that make a new one from it, and the blocks of a script.
//!
//! Every edge is exact in ticks of the format's [`Timebase`](crate::time::Timebase); every edit is a value
//! ([`Edit`]) that is applied whole or refused whole.

mod applied;
mod births;
mod clip;
mod document;
mod draft;
pub mod edits;
mod format;
mod id;
mod label;
mod medium;
mod model;
mod query;
mod scene;
pub mod script;
mod target;
mod track;

pub use applied::{Applied, Span};
pub use clip::{ClipItem, Item, Kind};
pub use edits::{Edit, Op};
pub use format::Format;
pub use id::{BlockId, ClipId, LinkId};
pub use medium::{AudioFacts, Medium, VideoFacts};
pub use model::Timeline;
pub use query::{ClipView, GapView};
pub use scene::{PictureUse, Scene, SoundUse};
pub use script::{Block, Fold, Owner, Script};
pub use target::{EdgeFacts, Target};
pub use track::Track;
