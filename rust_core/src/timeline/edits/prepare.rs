//! Filling an edit's preconditions from the view in which it is made.

use serde_json::Value;

use crate::error::{Result, StoatError};
use crate::timeline::edits::invalid;
use crate::timeline::{Edit, LinkId, Op, Target, Timeline};

impl Timeline {
    /// The edit with the facts of its target: `target` may be an id, a name or a label as a plain
    /// string, or an object with `id`; name, birth and moved edges are filled in from this view.
    pub fn prepare(&self, text: &str) -> Result<Edit> {
        let mut value: Value = serde_json::from_str(text).map_err(|error| invalid(&error))?;
        if let Some(target) = value.get_mut("target") {
            let said = match &*target {
                Value::Object(object) => object.get("id").and_then(Value::as_str),
                other => other.as_str(),
            };
            let link = match said {
                Some(said) => Some(self.resolve(said)?),
                None if target.is_null() => None,
                None => {
                    return Err(
                        StoatError::new("timeline.edit_invalid").with("reason", "the target has no id")
                    );
                }
            };
            *target = link.map_or(Value::Null, |link| serde_json::json!({ "id": link }));
        }
        self.prepared(Edit::from_value(value)?)
    }

    /// The edit with the facts of its target.
    pub fn prepared(&self, mut edit: Edit) -> Result<Edit> {
        let (head, tail) = match &edit.0 {
            Op::Trim(trim) => (trim.head.is_some(), trim.tail.is_some()),
            _ => (false, false),
        };
        let link: Option<LinkId> = edit.target().map(|target| target.id.clone());
        if let (Some(link), Some(target)) = (link, edit.target_mut()) {
            *target = Target::recorded(&link, self, head, tail)?;
        }
        Ok(edit)
    }
}
