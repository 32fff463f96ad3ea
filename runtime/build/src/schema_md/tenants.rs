use std::fmt::Write;

use super::page::{Page, Table};
use super::wording::{Code, codes, count};
use crate::definition::Tenancy;
use crate::{TableDef, physical, tenant};

/// What a tenant is here, and how a transaction says whose it is; nothing where there are no tenants.
pub(super) fn section(text: &mut String, page: &Page<'_>) {
    let is_root = |table: &&Table<'_>| matches!(table.def.tenancy, Tenancy::Root { .. });
    let mut roots = page.tables.iter().filter(is_root).peekable();
    if roots.peek().is_some() {
        text.push_str("## Tenants\n\n");
    }
    for root in roots {
        of_root(text, page, root.def);
    }
}

fn of_root(text: &mut String, page: &Page<'_>, root: &TableDef) {
    let (setting, function) = (tenant::setting(root), physical::context_function(root));
    let owned: Vec<_> = page.tables.iter().map(|table| table.def).filter(|def| belongs_to(def, root)).collect();
    writeln!(
        text,
        "Each row of {} is a tenant, and the rows of {} belong to one each.",
        page.link(root.qualified()),
        number(&owned)
    )
    .ok();
    text.push_str(
        "A row never refers to a row of another tenant: between these tables a reference holds the tenant too. When a tenant is deleted for good, its rows go too, unless the table says otherwise.\n\n",
    );
    writeln!(
        text,
        "A transaction says whose rows it reads and writes; `begin_tenant` does it in the program, and in psql:\n"
    )
    .ok();
    writeln!(text, "```sql\nBEGIN;\nSET LOCAL {setting} = '…';  -- an id of {}\n```\n", root.qualified()).ok();
    writeln!(
        text,
        "Row level security shows it the rows of that tenant alone, the owner of the tables too. Without the setting every statement on them is refused (SQLSTATE 42501). Policies read it by the function {}.\n",
        Code(&format!("{function}()"))
    )
    .ok();
    let open = owned.iter().filter(|def| !def.row_security).map(|def| def.name);
    let open = codes(open);
    if !open.is_empty() {
        writeln!(text, "**Without row level security**, by waiver: {open}. There a statement that forgets the tenant sees all rows.\n").ok();
    }
}

fn belongs_to(def: &TableDef, root: &TableDef) -> bool {
    matches!(def.tenancy, Tenancy::Tenant { root_name, .. } if root_name == root.qualified())
}

fn number(owned: &[&TableDef]) -> String {
    match owned {
        [] => "no other table".to_owned(),
        [one] => Code(&one.qualified().to_string()).to_string(),
        _ => count(owned.len(), "table"),
    }
}
