//! Writes structs from a live database.
//!
//! The catalog is read once. Each table becomes a struct that states what attributes state, under the waivers of the rules that it breaks. The facts show most of
//! them, the rules say the others in this process, and the crate is changed until they find nothing. So the compiler, which decides what depends on types and on
//! other tables, mostly checks it once. What its DDL does not make like the database is kept as SQL in `schema!`, so that the DDL makes the same schema.

mod compile;
mod error;
mod expected;
mod kept_sql;
mod names;
mod numbers;
mod partition;
mod plan;
mod report;
mod sql;
mod types;
mod version;
mod write;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use sqlx::PgConnection;

use crate::catalog::{Address, Catalog, Kind};
use crate::drift::{self, Difference};
pub use error::ImportError;
use kept_sql::{after, before, of_policies};
pub use plan::Modules;
use plan::{Plan, Tenancy, detail, list};
pub use report::Imported;
use report::{beside, exact, name, proposals};

/// How often the crate is checked before an import gives up.
const ROUNDS: usize = 16;

/// Prints the DDL of the crate.
const PROGRAM: &str = "\
//! Prints the DDL: `cargo run --example ddl`.

use peristyle_build::ddl;

fn main() -> Result<(), ddl::SchemaError> {
    print!(\"{}\", ddl::sql(&imported::SCHEMA, &ddl::Options::new())?);
    Ok(())
}
";

/// The files below `src`, by name without the ending.
fn files(plan: &Plan<'_>, about: &str) -> BTreeMap<String, write::File> {
    let files = write::files(plan, about).into_iter();
    files.map(|(name, file)| (name.trim_start_matches("r#").to_owned(), file)).collect()
}

/// Changes the plan until the macros refuse nothing that a waiver or SQL can settle. What is left is for the compiler to show.
fn settle_by_macros(plan: &mut Plan<'_>, about: &str) -> Result<(), ImportError> {
    for _ in 0..ROUNDS {
        let files = files(plan, about);
        let refusals = compile::findings(&files).map_err(ImportError::Compiler)?;
        if refusals.is_empty() || !compile::settle(plan, &files, &refusals).is_empty() {
            break;
        }
    }
    Ok(())
}

/// How a database becomes a crate.
#[derive(Debug, Clone)]
pub struct Import {
    folder: PathBuf,
    name: String,
    schemas: Vec<String>,
    default_schema: String,
    modules: Modules,
    tenant: Option<String>,
    peristyle: String,
    prelude: String,
    ignored: HashSet<String>,
    unchecked: bool,
}

impl Import {
    /// Imports the schemas of a database into a new crate in this folder, named like the folder.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        let name = folder
            .file_name()
            .map(|name| name.to_string_lossy().replace(|letter: char| !letter.is_ascii_alphanumeric(), "_"));
        Self {
            folder,
            name: name.unwrap_or_else(|| "imported".to_owned()),
            schemas: Vec::new(),
            default_schema: "public".to_owned(),
            modules: Modules::Schema,
            tenant: None,
            peristyle: format!("version = \"{}\"", env!("CARGO_PKG_VERSION")),
            prelude: String::new(),
            ignored: crate::catalog::OF_RUNNERS.into_iter().map(str::to_owned).collect(),
            unchecked: false,
        }
    }

    /// Imports only these schemas; all of the database unless it is stated.
    #[must_use]
    pub fn schemas(mut self, names: impl IntoIterator<Item = String>) -> Self {
        self.schemas = names.into_iter().collect();
        self
    }

    /// Names the schema of tables that name none: that of `search_path`. It is `public` unless it is stated.
    #[must_use]
    pub fn default_schema(mut self, name: impl Into<String>) -> Self {
        self.default_schema = name.into();
        self
    }

    /// States which file a struct is written to.
    #[must_use]
    pub fn modules(mut self, modules: Modules) -> Self {
        self.modules = modules;
        self
    }

    /// Declares tables with this column as tenant tables of the table that it refers to. Their keys, indexes and row security are then those of tenant tables:
    /// the report shows what differs from the database.
    #[must_use]
    pub fn tenant(mut self, column: impl Into<String>) -> Self {
        self.tenant = Some(column.into());
        self
    }

    /// Takes the crates of peristyle from the folder of its repository, not from the registry.
    #[must_use]
    pub fn repository(mut self, folder: &Path) -> Self {
        self.peristyle = format!("path = {}", types::quoted(&folder.display().to_string()));
        self
    }

    /// Runs this SQL in the scratch database first: what the tables need and structs do not state.
    #[must_use]
    pub fn prelude(mut self, sql: impl Into<String>) -> Self {
        self.prelude = sql.into();
        self
    }

    /// Leaves out the table, view, function or type of that name.
    #[must_use]
    pub fn ignore(mut self, name: impl Into<String>) -> Self {
        self.ignored.insert(name.into());
        self
    }

    /// Writes the crate and stops: neither the compiler nor the database is asked whether it is right. Waivers are then those that the rules ask for in this process,
    /// which is nearly all of them: the compiler names the others.
    #[must_use]
    pub const fn unchecked(mut self) -> Self {
        self.unchecked = true;
        self
    }

    fn is_ignored(&self, address: &Address) -> bool {
        let named =
            |name: &str| self.ignored.contains(name) || self.ignored.contains(&format!("{}.{name}", address.schema));
        named(&address.name) || address.table.as_deref().is_some_and(named)
    }

    /// Reads the database, writes the crate, checks it with cargo, and compares its DDL with the database in the scratch database, whose transaction is rolled back.
    ///
    /// # Errors
    ///
    /// The folder has files, a connection is lost, or the compiler refuses what no waiver allows.
    pub async fn run(
        &self,
        live: &mut PgConnection,
        scratch: &mut PgConnection,
        say: impl Fn(&str),
    ) -> Result<Imported, ImportError> {
        if self.folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(ImportError::NotEmpty(self.folder.clone()));
        }
        say("reading the catalog");
        let schemas = if self.schemas.is_empty() { Catalog::schemas(live).await? } else { self.schemas.clone() };
        let mut catalog = Catalog::read(live, &schemas).await?;
        catalog.retain(|address| !self.is_ignored(address));
        // Rights are those of roles, which a crate does not have.
        catalog.without_rights();
        catalog.without_waivers();
        if !catalog.objects().any(|(address, _)| address.kind == Kind::Table) {
            return Err(ImportError::Empty(schemas));
        }
        let given = drift::given(live, scratch, &self.prelude, &schemas).await?;
        let mut plan = Plan::of(&catalog, &self.default_schema, self.modules, |address| given.get(address).is_some());
        self.adopt(&mut plan)?;
        plan.find_histories();
        plan.before = before(&catalog, &given, &drift::extensions(live).await?, &plan);
        let of_policies = of_policies(&catalog, &given, &plan);
        plan.after.clone_from(&of_policies);
        if self.unchecked {
            settle_by_macros(&mut plan, &self.about())?;
            self.write(&plan)?;
            let mut as_sql = write::unstated(&plan);
            as_sql.extend(beside(&catalog, &given, &plan));
            let mut imported = self.imported(plan, (0, Vec::new()));
            imported.as_sql = as_sql;
            return Ok(imported);
        }
        self.compile(&mut plan, &say)?;

        say("comparing the DDL of the crate with the database");
        let mut differences = self.compare(&catalog, live, scratch).await?;
        let mut as_sql: Vec<_> = differences.iter().map(name).collect();
        let exact = exact(&plan, &differences);
        if self.tenant.is_none() && !differences.is_empty() {
            plan.after = [of_policies, after(&differences)].concat();
            self.compile(&mut plan, &say)?;
            differences = self.compare(&catalog, live, scratch).await?;
        } else {
            as_sql.clear();
        }
        let mut imported = self.imported(plan, exact);
        imported.as_sql = as_sql;
        imported.differences = differences;
        Ok(imported)
    }

    /// What the plan says of itself.
    fn imported(&self, plan: Plan<'_>, (exact, inexact): (usize, Vec<String>)) -> Imported {
        let mut waivers = BTreeMap::new();
        for name in plan.tables.iter().flat_map(|table| table.waivers.keys()) {
            *waivers.entry(name.clone()).or_default() += 1;
        }
        Imported {
            files: self.written(&plan),
            tables: plan.tables.iter().filter(|table| !table.is_of_versions).count(),
            checked: !self.unchecked,
            exact,
            inexact,
            waivers,
            proposals: proposals(&plan, self.tenant.as_deref()),
            refused: plan.refused,
            as_sql: Vec::new(),
            differences: Vec::new(),
        }
    }

    /// Declares the tenant tables.
    fn adopt(&self, plan: &mut Plan<'_>) -> Result<(), ImportError> {
        let Some(column) = &self.tenant else { return Ok(()) };
        let target = |table: &plan::Table<'_>| {
            let mut references = table.references();
            references
                .find(|(_, one)| {
                    list(one, "columns") == [column.as_str()] || list(one, "columns").first() == Some(&column.as_str())
                })
                .map(|(_, one)| (detail(one, "target_schema").to_owned(), detail(one, "target").to_owned()))
        };
        let is_root = |(schema, name): &(String, String)| {
            plan.tables.iter().position(|one| (one.schema, one.name) == (schema, name))
        };
        let mut counts = HashMap::new();
        for place in plan.tables.iter().filter_map(target).filter_map(|target| is_root(&target)) {
            *counts.entry(place).or_insert(0) += 1;
        }
        let Some((root, _)) = counts.into_iter().max_by_key(|(_, count)| *count) else {
            return Err(ImportError::NoRoot { column: column.clone(), others: report::referring(plan) });
        };
        let name = plan.tables[root].rust_name.clone();
        plan.tables[root].tenancy = Tenancy::Root;
        for table in plan.tables.iter_mut().filter(|table| table.tenancy == Tenancy::Global) {
            // A row without a tenant is of nobody: the report says what it takes.
            if table.columns.iter().any(|one| one.name == column && one.object.is("not_null")) {
                table.tenancy = Tenancy::Tenant { root: name.clone() };
            }
        }
        Ok(())
    }

    /// Writes the crate, and asks the compiler until it refuses nothing.
    fn compile(&self, plan: &mut Plan<'_>, say: &impl Fn(&str)) -> Result<(), ImportError> {
        settle_by_macros(plan, &self.about())?;
        for round in 1..=ROUNDS {
            let files = self.write(plan)?;
            say(&format!("checking the crate, round {round}"));
            let refusals = compile::check(&self.folder).map_err(ImportError::Compiler)?;
            if refusals.is_empty() {
                return Ok(());
            }
            let left = compile::settle(plan, &files, &refusals);
            if !left.is_empty() || round == ROUNDS {
                let left = if left.is_empty() { refusals } else { left };
                return Err(ImportError::Compiler(left.into_iter().map(|one| one.rendered).collect()));
            }
        }
        Ok(())
    }

    fn about(&self) -> String {
        "The tables of a database, as `import` of peristyle read them. Each `TODO` is a rule that the database breaks."
            .to_owned()
    }

    fn write(&self, plan: &Plan<'_>) -> Result<BTreeMap<String, write::File>, ImportError> {
        let files = files(plan, &self.about());
        let put = |path: PathBuf, text: &str| {
            let folder = path.parent().unwrap_or(&path);
            std::fs::create_dir_all(folder).map_err(|error| ImportError::File(folder.to_owned(), error))?;
            std::fs::write(&path, text).map_err(|error| ImportError::File(path.clone(), error))
        };
        put(self.folder.join("Cargo.toml"), &self.manifest(&files))?;
        put(self.folder.join("examples/ddl.rs"), &PROGRAM.replace("imported", &self.name))?;
        for (name, file) in &files {
            put(self.folder.join(format!("src/{name}.rs")), &file.text())?;
        }
        Ok(files)
    }

    fn written(&self, plan: &Plan<'_>) -> Vec<PathBuf> {
        let files = files(plan, &self.about());
        let sources = files.keys().map(|name| PathBuf::from(format!("src/{name}.rs")));
        ["Cargo.toml".into(), "examples/ddl.rs".into()].into_iter().chain(sources).collect()
    }

    fn manifest(&self, files: &BTreeMap<String, write::File>) -> String {
        let uses = |word: &str| files.values().flat_map(|file| &file.lines).any(|(_, line)| line.contains(word));
        let crates = [
            (
                "bigdecimal::",
                "bigdecimal",
                "bigdecimal = { version = \"0.4.5\", default-features = false, features = [\"std\"] }",
            ),
            ("chrono::", "", "chrono = { version = \"0.4\", default-features = false, features = [\"std\"] }"),
            ("ipnetwork::", "ipnetwork", "ipnetwork = { version = \"0.21\", default-features = false }"),
            (
                "rust_decimal::",
                "rust_decimal",
                "rust_decimal = { version = \"1\", default-features = false, features = [\"std\"] }",
            ),
            ("serde_json::", "json", "serde_json = \"1\""),
            ("uuid::", "", "uuid = \"1\""),
        ];
        let used: Vec<_> = crates.into_iter().filter(|(word, ..)| uses(word)).collect();
        let features: Vec<_> = used
            .iter()
            .filter(|(_, feature, _)| !feature.is_empty())
            .map(|(_, feature, _)| format!("\"{feature}\""))
            .collect();
        let dependencies: String = used.iter().map(|(.., line)| format!("{line}\n")).collect();
        let of = |folder: &str| match self.peristyle.strip_prefix("path = \"") {
            Some(path) => format!("path = \"{}/{folder}\"", path.trim_end_matches('"')),
            None => self.peristyle.clone(),
        };
        format!(
            "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n# Remove this line when the crate becomes a member of a workspace.\n[workspace]\n\n\
             [dependencies]\nperistyle = {{ {}, features = [{}] }}\n{dependencies}\n[dev-dependencies]\nperistyle-build = {{ {} }}\n",
            self.name,
            of("runtime"),
            features.join(", "),
            of("runtime/build"),
        )
    }

    /// What the DDL of the crate makes unlike the database.
    async fn compare(
        &self,
        catalog: &Catalog,
        live: &mut PgConnection,
        scratch: &mut PgConnection,
    ) -> Result<Vec<Difference>, ImportError> {
        let output = compile::cargo(&self.folder).args(["run", "--quiet", "--example", "ddl"]).output();
        let output = output.map_err(|error| ImportError::Compiler(format!("cannot run cargo: {error}")))?;
        if !output.status.success() {
            return Err(ImportError::Compiler(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        let script = String::from_utf8_lossy(&output.stdout);
        let mut differences =
            drift::unlike(catalog, live, scratch, &self.prelude, &script, |address| self.is_ignored(address)).await?;
        differences.sort_by(|one, other| one.place().cmp(&other.place()));
        Ok(differences)
    }
}
