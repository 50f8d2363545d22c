//! A script as a document.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::error::{Result, StoatError};
use crate::timeline::document::digest;
use crate::timeline::script::{Block, Script};
use crate::timeline::{BlockId, Edit, Owner};

const VERSION: u64 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    v: u64,
    next: u64,
    documents: BTreeMap<String, Vec<String>>,
    blocks: Vec<Arc<Block>>,
}

impl Script {
    /// The document, the same text for equal scripts.
    pub fn to_json(&self) -> String {
        let document = Document {
            v: VERSION,
            next: self.next,
            documents: self.documents.clone(),
            blocks: self.blocks.clone(),
        };
        serde_json::to_string(&document).unwrap_or_default()
    }

    /// Reads a document; `script.document_invalid` with the reason where it cannot be one of ours.
    pub fn from_json(text: &str) -> Result<Self> {
        let document: Document = serde_json::from_str(text).map_err(|error| invalid(&error))?;
        if document.v != VERSION {
            return Err(invalid(&format!("its version is {}, this is {VERSION}", document.v)));
        }
        let open = document.blocks.last().is_some_and(|block| block.is_hand() && !block.sealed);
        if !open {
            return Err(invalid(&"its last block is not an open hand block"));
        }
        let mut ids: Vec<BlockId> = document.blocks.iter().map(|block| block.id).collect();
        ids.sort_unstable();
        if ids.windows(2).any(|pair| pair[0] == pair[1]) || ids.last().is_some_and(|id| id.0 >= document.next)
        {
            return Err(invalid(&"its block ids are not unique"));
        }
        let mut owners: Vec<_> =
            document.blocks.iter().map(|block| &block.owner).filter(|owner| **owner != Owner::Hand).collect();
        owners.sort_unstable();
        if owners.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(invalid(&"two blocks have one owner"));
        }
        Ok(Self {
            blocks: document.blocks,
            next: document.next,
            documents: document.documents,
            folded: OnceLock::new(),
            known: None,
        })
    }

    /// BLAKE3 of the document: everything, stale marks and reported cell orders too.
    pub fn hash(&self) -> String {
        digest("stoat-nb script document 1", self.to_json().as_bytes())
    }

    /// BLAKE3 of the edits in their blocks: when it stays, there is no new revision.
    pub fn edits_hash(&self) -> String {
        let blocks: Vec<(BlockId, &Owner, &[Edit])> = self
            .blocks()
            .filter(|block| !block.edits.is_empty())
            .map(|block| (block.id, &block.owner, block.edits.as_slice()))
            .collect();
        digest("stoat-nb script edits 1", &serde_json::to_vec(&blocks).unwrap_or_default())
    }
}

fn invalid(reason: &dyn std::fmt::Display) -> StoatError {
    StoatError::new("script.document_invalid").with("reason", reason)
}
