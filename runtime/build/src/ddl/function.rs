use std::collections::BTreeSet;
use std::fmt::{Formatter, Result};

use super::comment;
use super::history;
use super::number;
use super::script::{Part, Script};
use crate::model::{Kind, Table, Tenancy};
use crate::physical::{CONTEXT_BODY, limited_name};
use crate::quote::{Identifier, Literal};

/// The trigger function of every table whose time of the last change has this name: `peristyle_set_updated_at`.
pub(super) fn set_updated_at_name(column: &str) -> String {
    limited_name(format!("peristyle_set_{column}"))
}

/// The trigger function of every append-only table.
pub(super) const REFUSE_CHANGE: &str = "peristyle_refuse_change";

/// The trigger function of partitioned tables whose references soft deletes honour.
pub(super) const REFUSE_MOVE: &str = "peristyle_refuse_move";

/// Nobody can put a function or an operator of his own in front of those that are meant.
pub(super) const PINNED: &str = "SET search_path = pg_catalog, pg_temp";

/// The first statement of a trigger function whose script has no schema, and may be loaded into any.
pub(super) const IN_ITS_SCHEMA: &str = "    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
";

pub(super) fn all(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    script.mark(f, Some(Kind::TenantContext))?;
    for root in script.checked.database().roots() {
        context(f, script, root)?;
    }
    script.mark(f, Some(Kind::UpdatedAt))?;
    let columns: BTreeSet<_> = script.tables.iter().filter_map(|part| part.table.updated_at_of_trigger()).collect();
    for column in columns {
        set_updated_at(f, script, column)?;
    }
    script.mark(f, Some(Kind::AppendOnly))?;
    if script.tables.iter().any(|part| part.table.append_only) {
        refuse_change(f, script)?;
    }
    script.mark(f, Some(Kind::Numbers))?;
    number::keep(f, script)?;
    script.mark(f, Some(Kind::History))?;
    history::keep(f, script)?;
    script.mark(f, Some(Kind::SoftDeletes))?;
    let honours = |part: &Part<'_>| !(part.live.is_empty() && script.incoming(part).is_empty());
    if script.tables.iter().any(|part| part.table.partition.is_some() && honours(part)) {
        refuse_move(f, script)?;
    }
    Ok(())
}

fn context(f: &mut Formatter<'_>, script: &Script<'_>, root: &Table) -> Result {
    let Tenancy::Root { setting, function: name, .. } = &root.tenancy else { return Ok(()) };
    let function = script.names.function(name);
    let replace = script.names.or_replace();
    let hint = format!("SET LOCAL {setting} in the transaction, to an id of {}.", Identifier(&root.name));
    let comment = format!("The tenant of the transaction, from the setting {setting}. Raises 42501 when none is set.");
    let (setting, hint) = (Literal(setting).to_string(), Literal(&hint).to_string());
    let body = CONTEXT_BODY.replace("{setting}", &setting).replace("{hint}", &hint);
    write!(
        f,
        "
CREATE {replace}FUNCTION {function}() RETURNS uuid
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    {PINNED}
AS $${body}$$;
"
    )?;
    commented(f, script, name, &comment)
}

fn set_updated_at(f: &mut Formatter<'_>, script: &Script<'_>, column: &str) -> Result {
    let name = set_updated_at_name(column);
    let (function, column) = (script.names.function(&name), Identifier(column));
    let replace = script.names.or_replace();
    write!(
        f,
        "
CREATE {replace}FUNCTION {function}() RETURNS trigger
    LANGUAGE plpgsql
    {PINNED}
AS $$
BEGIN
    NEW.{column} := greatest(now(), OLD.{column} + interval '1 microsecond');
    RETURN NEW;
END
$$;
"
    )?;
    commented(f, script, &name, &format!("Keeps {column} true for every writer; each update moves it forward."))
}

fn refuse_change(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    let function = script.names.function(REFUSE_CHANGE);
    let replace = script.names.or_replace();
    write!(
        f,
        "
CREATE {replace}FUNCTION {function}() RETURNS trigger
    LANGUAGE plpgsql
    {PINNED}
AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: its rows are neither changed nor deleted', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
"
    )?;
    commented(f, script, REFUSE_CHANGE, "Refuses every change of an append-only table's rows.")
}

fn refuse_move(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    let function = script.names.function(REFUSE_MOVE);
    let replace = script.names.or_replace();
    write!(
        f,
        "
CREATE {replace}FUNCTION {function}() RETURNS trigger
    LANGUAGE plpgsql
    {PINNED}
AS $$
DECLARE
    bounds text := pg_get_partition_constraintdef(TG_RELID);
    stays boolean := TRUE;
BEGIN
    IF bounds IS NOT NULL THEN
        EXECUTE format('SELECT %s FROM (SELECT ($1).*) AS r', bounds) INTO stays USING NEW;
    END IF;
    IF stays THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an update of % that moves a row to another partition changes no reference and no deleted_at', TG_ARGV[0]
        USING ERRCODE = 'feature_not_supported', HINT = 'Use two updates.';
END
$$;
"
    )?;
    commented(
        f,
        script,
        REFUSE_MOVE,
        "Refuses updates that no trigger would check, since they also move the row to another partition.",
    )
}

fn commented(f: &mut Formatter<'_>, script: &Script<'_>, function: &str, text: &str) -> Result {
    comment::comment(f, format_args!("FUNCTION {}()", script.names.function(function)), text)
}
