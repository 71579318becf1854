//! What a verification can find.

use serde::Serialize;

/// What is wrong with rows or heads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum What {
    /// The content is not what was hashed.
    Edited,
    /// A column holds what cannot be read.
    Unreadable,
    /// The content is what was hashed, but is kept in another form than it was written in: whoever
    /// looks for the row may not find it.
    Altered,
    /// The rows belong elsewhere in the chain: reordered, or something was inserted or removed
    /// before them.
    Moved {
        /// Where the first of them belongs.
        belongs: i64,
    },
    /// The row stands where another one stands already, out of order, or before the first place.
    Inserted,
    /// The row follows another row than the one before it, which was therefore replaced or
    /// inserted.
    Unlinked,
    /// The rows are not there.
    Removed,
    /// No signed head covers the rows: they were appended, or their heads removed.
    Unsigned,
    /// A signed head tells another hash for this row: the rows up to it were replaced.
    HeadDiffers,
    /// The signature of a head does not hold.
    HeadForged,
    /// A head is signed by a key that is not among the trusted ones.
    HeadKeyUnknown {
        /// Which.
        key_id: String,
    },
    /// The checkpoint tells another hash for this row: the rows up to it were replaced.
    CheckpointDiffers,
    /// The checkpoint's own signature does not hold: it proves nothing for this chain.
    CheckpointForged,
}

/// Something wrong, with the rows it concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Chain.
    pub chain: String,
    /// First row.
    pub from: i64,
    /// Last row.
    pub to: i64,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { chain, from, to, what } = self;
        if from == to {
            write!(f, "{chain} row {from}: ")?;
        } else {
            write!(f, "{chain} rows {from} to {to}: ")?;
        }
        match what {
            What::Edited => f.write_str("edited, the content is not what was hashed"),
            What::Unreadable => f.write_str("edited, a column cannot be read"),
            What::Altered => f.write_str(
                "kept in another form than it was written in: who looks for it may not find it",
            ),
            What::Moved { belongs } => write!(
                f,
                "moved, belongs at {belongs}: reordered, or rows were inserted or removed before"
            ),
            What::Inserted => f.write_str("inserted, the place is taken or no place of a chain"),
            What::Unlinked => f.write_str("does not follow the row before, which was replaced"),
            What::Removed => f.write_str("removed"),
            What::Unsigned => {
                f.write_str("under no signed head: appended, or their heads were removed")
            }
            What::HeadDiffers => {
                f.write_str("not what was signed, the rows up to it were replaced")
            }
            What::HeadForged => f.write_str("the signature of the head does not hold"),
            What::HeadKeyUnknown { key_id } => {
                write!(f, "the head is signed by the unknown key `{key_id}`")
            }
            What::CheckpointDiffers => {
                f.write_str("not what the checkpoint holds, the rows up to it were replaced")
            }
            What::CheckpointForged => {
                f.write_str("the signature in the checkpoint does not hold, it proves nothing here")
            }
        }
    }
}
