use super::error::PageSizeError;

/// The size of a page: at least one row, and at most [`PageSize::MAX`] or the maximum of [`PageSize::up_to`].
///
/// ```
/// use peristyle::query::PageSize;
///
/// assert_eq!(PageSize::new(50)?.rows(), 50);
/// assert_eq!(PageSize::new(0).unwrap_err().to_string(), "the page size must be between 1 and 1000, not 0");
/// assert_eq!(PageSize::up_to(101, 100).unwrap_err().to_string(), "the page size must be between 1 and 100, not 101");
/// # Ok::<(), peristyle::query::PageSizeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageSize(u32);

impl PageSize {
    /// The maximum size without an explicit maximum.
    pub const MAX: u32 = 1000;

    /// Creates the size.
    ///
    /// # Errors
    ///
    /// The size is zero or greater than [`PageSize::MAX`].
    pub const fn new(rows: u32) -> Result<Self, PageSizeError> {
        Self::up_to(rows, Self::MAX)
    }

    /// Creates the size with an explicit maximum, which is the limit for a request to the service.
    ///
    /// # Errors
    ///
    /// The size is zero or greater than `maximum`.
    pub const fn up_to(rows: u32, maximum: u32) -> Result<Self, PageSizeError> {
        if rows == 0 || rows > maximum { Err(PageSizeError { rows, maximum }) } else { Ok(Self(rows)) }
    }

    /// Returns the number of rows.
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
