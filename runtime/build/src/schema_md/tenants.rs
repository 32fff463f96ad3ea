use std::fmt::Write;

use super::page::Page;
use super::wording::{Code, codes, count};
use crate::model::{Table, Tenancy};

/// What a tenant is here, and how a transaction says whose it is; nothing where there are no tenants.
pub(super) fn section(text: &mut String, page: &Page<'_>) {
    if page.roots > 0 {
        text.push_str("## Tenants\n\n");
    }
    for root in page.database.roots() {
        of_root(text, page, root);
    }
}

fn of_root(text: &mut String, page: &Page<'_>, root: &Table) {
    let Tenancy::Root { setting, function, .. } = &root.tenancy else { return };
    let owned: Vec<_> = page.database.tables.iter().filter(|table| belongs_to(table, root)).collect();
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
    let open = owned.iter().filter(|table| table.without_row_security).map(|table| table.name.as_ref());
    let open = codes(open);
    if !open.is_empty() {
        writeln!(text, "**Without row level security**, by waiver: {open}. There a statement that forgets the tenant sees all rows.\n").ok();
    }
}

fn belongs_to(table: &Table, root: &Table) -> bool {
    table.tenancy.root_name() == Some(root.qualified())
}

fn number(owned: &[&Table]) -> String {
    match owned {
        [] => "no other table".to_owned(),
        [one] => Code(&one.qualified().to_string()).to_string(),
        _ => count(owned.len(), "table"),
    }
}
