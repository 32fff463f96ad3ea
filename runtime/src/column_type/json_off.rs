/// A `jsonb` column, with the feature `json`. Without the feature it is not a column type, and the message says so.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Json<T>(pub T);
