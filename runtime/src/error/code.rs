//! A short name for each error, for responses, metrics and logs.

use super::Error;
use crate::ViolationKind;

impl Error {
    /// Returns a name for this kind of error, such as `not_found` or `conflict`. That of a violation is the name of its
    /// [kind](ViolationKind::code).
    ///
    /// It never contains a value, so it can be a label of a metric.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "not_found",
            Self::Stale { .. } => "stale",
            Self::Violation(violation) => violation.kind.code(),
            Self::Invalid(_) => "invalid",
            Self::OtherTenant => "other_tenant",
            Self::OtherRoot => "other_root",
            Self::NestedTenant => "nested_tenant",
            Self::NoTenant => "no_tenant",
            Self::Cursor(_) => "cursor",
            Self::PageSize(_) => "page_size",
            Self::Range(_) => "range",
            Self::TooLarge(_) => "too_large",
            Self::UnreadOrder { .. } => "unread_order",
            Self::UngroupedOrder { .. } => "ungrouped_order",
            Self::TimeZone => "time_zone",
            Self::OutOfRange(_) => "computed_out_of_range",
            Self::Arguments { .. } => "arguments",
            Self::Unchangeable { .. } => "unchangeable",
            Self::RowSecurity(_) => "row_security",
            Self::RowSecurityBypass(_) => "row_security_bypass",
            Self::NoReason => "no_reason",
            Self::Encode { .. } => "encode",
            Self::Decode { .. } => "decode",
            Self::Denied(_) => "denied",
            Self::Unreachable(_) => "unreachable",
            Self::ClockSetBack(_) => "clock_set_back",
            Self::Conflict(_) => "conflict",
            Self::SchemaChanged(_) => "schema_changed",
            Self::Timeout(_) => "timeout",
            Self::Aborted(_) => "aborted",
            Self::CommitUnknown(_) => "commit_unknown",
            Self::Driver(_) => "database",
        }
    }
}

impl ViolationKind {
    /// Returns the name of the kind, such as `unique` or `too_long`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Unique => "unique",
            Self::Reference => "reference",
            Self::Referenced => "referenced",
            Self::Check => "check",
            Self::NotNull => "not_null",
            Self::Exclusion => "exclusion",
            Self::TooLong => "too_long",
            Self::OutOfRange => "out_of_range",
            Self::DivisionByZero => "division_by_zero",
            Self::Form => "form",
            Self::Repeated => "repeated",
            Self::Trigger => "trigger",
        }
    }
}
