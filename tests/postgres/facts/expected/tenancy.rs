use peristyle::TableDef;
use peristyle::definition::{GlobalRowSecurity, PolicyCommand, Tenancy};
use serde_json::{Value, json};

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
            self.fact(Kind::RowSecurity, what);
            return self.policies(scratch, None).await;
        };
        self.fact(Kind::RowSecurity, json!({ "enabled": true, "forced": true }));
        let function = format!("{}.{}", quoted(self.setting.schema), quoted(&context_function(root)));
        let own = format!("{} = (SELECT {function}())", quoted(column));
        let condition = scratch.policy(&own).await;
        let what = json!({
            "command": "all", "permissive": true, "roles": ["public"], "using": condition, "with_check": condition,
        });
        self.named(Kind::Policy, "tenant_isolation", what);
        self.policies(scratch, Some(&own)).await;
    }

    /// The declared ones. Of a tenant table the condition is asked for rows of the tenant only (rule P07).
    async fn policies(&mut self, scratch: &mut Scratch<'_>, own: Option<&str>) {
        for policy in self.def.policies {
            let command = match policy.command {
                PolicyCommand::Select => "select",
                PolicyCommand::Insert => "insert",
                PolicyCommand::Update => "update",
                PolicyCommand::Delete => "delete",
                _ => "all",
            };
            let guarded = |using: &str| match own {
                Some(own) => format!("CASE WHEN {own} THEN ({using}) ELSE false END"),
                None => using.to_owned(),
            };
            let mut printed = [Value::Null, Value::Null];
            let texts = [policy.using.map(guarded), policy.with_check.map(str::to_owned)];
            for (printed, text) in printed.iter_mut().zip(texts) {
                if let Some(text) = text {
                    *printed = scratch.policy(&text).await.into();
                }
            }
            let [using, with_check] = printed;
            let roles = if policy.roles.is_empty() { &["public"] } else { policy.roles };
            let what = json!({
                "command": command, "permissive": !policy.restrictive, "roles": roles, "using": using, "with_check": with_check,
            });
            self.named(Kind::Policy, policy.name, what);
        }
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
