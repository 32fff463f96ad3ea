use std::fmt;

/// How many rows a page has: at least one, and at most [`PageSize::MAX`] unless [`PageSize::up_to`] says otherwise.
///
/// ```
/// use peristyle::query::PageSize;
///
/// assert_eq!(PageSize::new(50)?.rows(), 50);
/// assert_eq!(PageSize::new(0).unwrap_err().to_string(), "a page has 1 to 1000 rows, not 0");
/// assert_eq!(PageSize::up_to(101, 100).unwrap_err().to_string(), "a page has 1 to 100 rows, not 101");
/// # Ok::<(), peristyle::query::PageSizeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageSize(u32);

impl PageSize {
    /// The most rows of a page, unless a limit of one's own is given.
    pub const MAX: u32 = 1000;

    /// A page of that many rows.
    ///
    /// # Errors
    ///
    /// None, or more than [`PageSize::MAX`].
    pub const fn new(rows: u32) -> Result<Self, PageSizeError> {
        Self::up_to(rows, Self::MAX)
    }

    /// A page of that many rows, where no more than `maximum` are allowed: what a request may ask for is the service's to say.
    ///
    /// # Errors
    ///
    /// None, or more than `maximum`.
    pub const fn up_to(rows: u32, maximum: u32) -> Result<Self, PageSizeError> {
        if rows == 0 || rows > maximum { Err(PageSizeError { rows, maximum }) } else { Ok(Self(rows)) }
    }

    /// The number of rows.
    #[must_use]
    pub const fn rows(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for PageSize {
    type Error = PageSizeError;

    fn try_from(rows: u32) -> Result<Self, PageSizeError> {
        Self::new(rows)
    }
}

/// A page of no rows, or of too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSizeError {
    rows: u32,
    maximum: u32,
}

impl fmt::Display for PageSizeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a page has 1 to {} rows, not {}", self.maximum, self.rows)
    }
}

impl std::error::Error for PageSizeError {}
