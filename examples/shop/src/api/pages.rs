//! Lists in pages.

use peristyle::query::{Cursor, Page, PageSize};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The query of a list: `?size=50&after=<cursor>`.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    size: Option<u32>,
    after: Option<String>,
}

impl PageParams {
    /// Returns the size of the page, 50 if none is given, and where it starts.
    ///
    /// # Errors
    ///
    /// A size of zero or one that is too large, or a text that is not a cursor.
    pub fn read(self) -> Result<(PageSize, Option<Cursor>), peristyle::Error> {
        let cursor = self.after.map(|cursor| cursor.parse()).transpose()?;
        Ok((PageSize::new(self.size.unwrap_or(50))?, cursor))
    }
}

/// A page as JSON. `next` is the `after` of the next page.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageBody<T> {
    rows: Vec<T>,
    next: Option<String>,
}

impl<T> From<Page<T>> for PageBody<T> {
    fn from(page: Page<T>) -> Self {
        Self { rows: page.rows, next: page.next.map(|cursor| cursor.to_string()) }
    }
}
