//! The three users a test plays.

use uuid::Uuid;

use crate::server::{
    endpoint::{Endpoint, Login},
    run::Run,
};

/// As whom to connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The superuser of a private cluster, or the user of `PERISTYLE_TEST_URL`. It bypasses row security if it is a superuser.
    Admin,
    /// Owns the database and its schema `public`. Neither a superuser nor able to bypass row security.
    Owner,
    /// What a service runs as: it can connect, and everything else it must be granted.
    Application,
}

/// The names and passwords behind the roles.
#[derive(Clone, Debug)]
pub(crate) struct Roles {
    admin: String,
    owner: Login,
    application: Login,
}

impl Roles {
    /// The plain names, on a cluster where nobody else has roles.
    pub(crate) fn private(admin: String) -> Self {
        Self { admin, owner: login("peristyle_owner".to_owned()), application: login("peristyle_app".to_owned()) }
    }

    /// Names with a suffix of the run.
    pub(crate) fn of_run(admin: String, run: &Run) -> Self {
        let [owner, application] = run.role_names();
        Self { admin, owner: login(owner), application: login(application) }
    }

    pub(crate) fn name(&self, role: Role) -> &str {
        match role {
            Role::Admin => &self.admin,
            Role::Owner => &self.owner.name,
            Role::Application => &self.application.name,
        }
    }

    /// The password of a role that was made here.
    #[cfg(unix)]
    pub(crate) fn password(&self, role: Role) -> Option<&str> {
        match role {
            Role::Admin => None,
            Role::Owner => Some(&self.owner.password),
            Role::Application => Some(&self.application.password),
        }
    }

    /// The endpoint of a database as the role sees it.
    pub(crate) fn connect(&self, role: Role, endpoint: &Endpoint) -> Endpoint {
        match role {
            Role::Admin => endpoint.clone(),
            Role::Owner => endpoint.login(&self.owner),
            Role::Application => endpoint.login(&self.application),
        }
    }

    /// Makes both roles. An administrator who is no superuser must be a member to give away and to drop what is theirs.
    pub(crate) fn creation(&self, by_superuser: bool) -> String {
        let logins = [&self.owner, &self.application].map(|login| creation_of(login, by_superuser)).concat();
        format!("{logins}{}", self.creation_of_lookup(by_superuser))
    }

    /// The role that owns look-up functions, named as the DDL names it after the application's. The owner of the tables may become it; from PostgreSQL 16 on
    /// it does not inherit its policies.
    fn creation_of_lookup(&self, by_superuser: bool) -> String {
        let (lookup, owner) = (format!("{}_lookup", self.application.name), &self.owner.name);
        let membership = if by_superuser { String::new() } else { format!("GRANT {lookup} TO CURRENT_USER;\n") };
        format!(
            "CREATE ROLE {lookup} NOLOGIN NOSUPERUSER NOBYPASSRLS;\n{membership}DO $$ BEGIN
                IF current_setting('server_version_num')::int < 160000 THEN GRANT {lookup} TO {owner};
                ELSE EXECUTE 'GRANT {lookup} TO {owner} WITH INHERIT FALSE, SET TRUE'; END IF;
            END $$;\n"
        )
    }
}

fn login(name: String) -> Login {
    Login { name, password: Uuid::new_v4().simple().to_string() }
}

fn creation_of(Login { name, password }: &Login, by_superuser: bool) -> String {
    let rights = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS";
    let membership = if by_superuser { String::new() } else { format!("GRANT {name} TO CURRENT_USER;\n") };
    format!("CREATE ROLE {name} {rights} PASSWORD '{password}';\n{membership}")
}
