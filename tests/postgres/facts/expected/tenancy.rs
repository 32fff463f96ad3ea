use peristyle::TableDef;
use peristyle::definition::{GlobalRowSecurity, Tenancy};
use serde_json::json;

use super::scratch::quoted;
use super::{Kind, Scratch, Stated};

impl Stated<'_> {
    /// Forced, with one policy for everybody (rule P02).
    pub(super) async fn row_security(&mut self, scratch: &mut Scratch<'_>) {
        let tenant = match self.def.tenancy {
            Tenancy::Root { .. } => Some((self.def, "id")),
            Tenancy::Tenant { column, root, .. } => Some((root(), column)),
            _ => None,
        };
        let Some((root, column)) = tenant.filter(|_| self.def.row_security) else {
            let how = self.def.global_row_security;
            let is_forced = how == GlobalRowSecurity::Forced;
            let what = json!({ "enabled": how != GlobalRowSecurity::Off, "forced": is_forced });
            return self.fact(Kind::RowSecurity, what);
        };
        self.fact(Kind::RowSecurity, json!({ "enabled": true, "forced": true }));
        let function = format!("{}.{}", quoted(self.setting.schema), quoted(&context_function(root)));
        let condition = scratch.policy(&format!("{} = (SELECT {function}())", quoted(column))).await;
        let what = json!({
            "command": "all", "permissive": true, "roles": ["public"], "using": condition, "with_check": condition,
        });
        self.named(Kind::Policy, "tenant_isolation", what);
    }
}

/// `current_organization_id` for `Organization`.
fn context_function(root: &TableDef) -> String {
    let mut name = String::new();
    let letters: Vec<char> = root.rust_name.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let ends = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        let begins = before.is_some_and(|before| before != '_' && (!before.is_uppercase() || ends));
        if letter.is_uppercase() && begins {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    format!("current_{name}_id")
}
