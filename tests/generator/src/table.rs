use std::fmt;

/// A struct with `#[table]`, as text that can still be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The struct's name.
    pub ident: String,
    /// The arguments of `#[table]`, each with its key.
    pub arguments: Vec<String>,
    /// The doc comment; none where it is empty.
    pub documentation: String,
    /// The fields.
    pub columns: Vec<Column>,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The field's name.
    pub name: String,
    /// Its type.
    pub ty: String,
    /// The arguments of `#[column]`, each with its key.
    pub attributes: Vec<String>,
    /// The doc comment; none where it is empty.
    pub documentation: String,
}

impl Column {
    /// A column of which only name and type are said.
    pub fn new(name: &str, ty: &str) -> Self {
        Self { name: name.to_owned(), ty: ty.to_owned(), attributes: Vec::new(), documentation: String::new() }
    }

    /// With one more argument in its attribute.
    #[must_use]
    pub fn with(mut self, attribute: &str) -> Self {
        self.attributes.push(attribute.to_owned());
        self
    }
}

impl Table {
    /// What stands in the parentheses of `#[table(...)]`.
    pub fn arguments(&self) -> String {
        self.arguments.join(", ")
    }

    /// The struct below the attribute.
    pub fn item(&self) -> String {
        let columns: String = self.columns.iter().map(ToString::to_string).collect();
        let (documentation, ident) = (documentation(&self.documentation), &self.ident);
        format!("{documentation}#[derive(Debug, Clone, PartialEq)]\npub struct {ident} {{\n{columns}}}\n")
    }

    /// The argument of that key.
    pub fn argument(&self, key: &str) -> Option<&String> {
        self.arguments.iter().find(|argument| {
            let rest = argument.strip_prefix(key);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '(']))
        })
    }

    /// Whether the table or a column waives that rule.
    pub fn waives(&self, rule: &str) -> bool {
        let waiver = format!("waive({rule} = ");
        let attributes = self.columns.iter().flat_map(|column| &column.attributes);
        self.arguments.iter().chain(attributes).any(|argument| argument.starts_with(&waiver))
    }

    /// The column of that name.
    pub fn column(&mut self, name: &str) -> Option<&mut Column> {
        self.columns.iter_mut().find(|column| column.name == name)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#[table({})]\n{}", self.arguments(), self.item())
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&documentation(&self.documentation))?;
        if !self.attributes.is_empty() {
            writeln!(f, "    #[column({})]", self.attributes.join(", "))?;
        }
        writeln!(f, "    pub {}: {},", self.name, self.ty)
    }
}

fn documentation(text: &str) -> String {
    text.lines().map(|line| format!("/// {line}\n")).collect()
}
