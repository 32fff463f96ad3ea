use super::Read;
use super::node::{Node, Value};
use super::parser;
use crate::snapshot::{Problem, SnapshotError, Text};

/// The members of an object that have not been read yet.
pub(in crate::snapshot) struct Members<'a> {
    source: &'a str,
    /// Such as `tables[3].columns[0]`; empty for the document itself.
    path: String,
    at: usize,
    left: Vec<(String, Node)>,
}

impl<'a> Members<'a> {
    pub(in crate::snapshot) fn of_document(source: &'a str) -> Result<Self, SnapshotError> {
        Self::of(source, String::new(), parser::parse(source)?)
    }

    fn of(source: &'a str, path: String, node: Node) -> Result<Self, SnapshotError> {
        match node.value {
            Value::Object(left) => Ok(Self { source, path, at: node.at, left }),
            _ => Err(SnapshotError::at(source, node.at, path, Problem::NotA("an object"))),
        }
    }

    /// Refuses every version but one.
    pub(in crate::snapshot) fn version(&mut self, key: &str, known: u32) -> Result<(), SnapshotError> {
        let node = self.required(key)?;
        match &node.value {
            Value::Number(found) if *found == known.to_string() => Ok(()),
            Value::Number(found) => Err(self.wrong(key, node.at, Problem::Version { found: found.clone(), known })),
            _ => Err(self.wrong(key, node.at, Problem::NotA("a number"))),
        }
    }

    pub(in crate::snapshot) fn text(&mut self, key: &str) -> Result<Text, SnapshotError> {
        let node = self.required(key)?;
        self.as_text(key, node)
    }

    /// Empty where it was left out.
    pub(in crate::snapshot) fn stated(&mut self, key: &str) -> Result<Text, SnapshotError> {
        Ok(self.optional(key)?.unwrap_or_default())
    }

    pub(in crate::snapshot) fn optional(&mut self, key: &str) -> Result<Option<Text>, SnapshotError> {
        let node = self.take(key)?;
        node.map(|node| self.as_text(key, node)).transpose()
    }

    /// One of some texts.
    pub(in crate::snapshot) fn one_of<T: Copy>(&mut self, key: &str, known: &[(&str, T)]) -> Result<T, SnapshotError> {
        let node = self.required(key)?;
        let at = node.at;
        let text = self.as_text(key, node)?;
        let found = known.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        found.ok_or_else(|| {
            let known = known.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            self.wrong(key, at, Problem::UnknownValue { found: text.into_owned(), known })
        })
    }

    /// The first where it was left out.
    pub(in crate::snapshot) fn one_of_or<T: Copy>(
        &mut self,
        key: &str,
        known: &[(&str, T)],
    ) -> Result<T, SnapshotError> {
        match known {
            [(_, unsaid), ..] if !self.has(key) => Ok(*unsaid),
            [_, said @ ..] => self.one_of(key, said),
            [] => self.one_of(key, known),
        }
    }

    fn has(&self, key: &str) -> bool {
        self.left.iter().any(|(name, _)| name == key)
    }

    /// False where it was left out.
    pub(in crate::snapshot) fn flag(&mut self, key: &str) -> Result<bool, SnapshotError> {
        match self.take(key)? {
            None => Ok(false),
            Some(Node { value: Value::Flag(flag), .. }) => Ok(flag),
            Some(node) => Err(self.wrong(key, node.at, Problem::NotA("true or false"))),
        }
    }

    pub(in crate::snapshot) fn texts(&mut self, key: &str) -> Result<Vec<Text>, SnapshotError> {
        let node = self.required(key)?;
        self.as_texts(key, node)
    }

    /// None where they were left out.
    pub(in crate::snapshot) fn listed(&mut self, key: &str) -> Result<Vec<Text>, SnapshotError> {
        let node = self.take(key)?;
        node.map_or(Ok(Vec::new()), |node| self.as_texts(key, node))
    }

    fn as_texts(&self, key: &str, node: Node) -> Result<Vec<Text>, SnapshotError> {
        let items = self.as_list(key, node)?;
        items.into_iter().enumerate().map(|(at, item)| self.as_text(&format!("{key}[{at}]"), item)).collect()
    }

    pub(in crate::snapshot) fn part<T: Read>(&mut self, key: &str) -> Result<Option<T>, SnapshotError> {
        let node = self.take(key)?;
        node.map(|node| self.as_part(key, node)).transpose()
    }

    pub(in crate::snapshot) fn required_part<T: Read>(&mut self, key: &str) -> Result<T, SnapshotError> {
        let node = self.required(key)?;
        self.as_part(key, node)
    }

    /// None where they were left out.
    pub(in crate::snapshot) fn parts<T: Read>(&mut self, key: &str) -> Result<Vec<T>, SnapshotError> {
        let node = self.take(key)?;
        node.map_or(Ok(Vec::new()), |node| self.as_parts(key, node))
    }

    pub(in crate::snapshot) fn required_parts<T: Read>(&mut self, key: &str) -> Result<Vec<T>, SnapshotError> {
        let node = self.required(key)?;
        self.as_parts(key, node)
    }

    /// Refuses what was not read: it would be lost.
    pub(in crate::snapshot) fn end(self) -> Result<(), SnapshotError> {
        match self.left.first() {
            None => Ok(()),
            Some((key, node)) => Err(self.wrong(key, node.at, Problem::Unknown)),
        }
    }

    fn required(&mut self, key: &str) -> Result<Node, SnapshotError> {
        self.take(key)?.ok_or_else(|| self.wrong(key, self.at, Problem::Missing))
    }

    fn take(&mut self, key: &str) -> Result<Option<Node>, SnapshotError> {
        let mut found = self.left.extract_if(.., |(name, _)| name == key).map(|(_, node)| node);
        let (first, second) = (found.next(), found.next());
        drop(found);
        second.map_or(Ok(first), |second| Err(self.wrong(key, second.at, Problem::Twice)))
    }

    fn as_text(&self, key: &str, node: Node) -> Result<Text, SnapshotError> {
        match node.value {
            Value::Text(text) => Ok(text.into()),
            _ => Err(self.wrong(key, node.at, Problem::NotA("a text"))),
        }
    }

    fn as_list(&self, key: &str, node: Node) -> Result<Vec<Node>, SnapshotError> {
        match node.value {
            Value::List(items) => Ok(items),
            _ => Err(self.wrong(key, node.at, Problem::NotA("a list"))),
        }
    }

    fn as_part<T: Read>(&self, key: &str, node: Node) -> Result<T, SnapshotError> {
        let mut members = Self::of(self.source, self.path_of(key), node)?;
        let part = T::read(&mut members)?;
        members.end()?;
        Ok(part)
    }

    fn as_parts<T: Read>(&self, key: &str, node: Node) -> Result<Vec<T>, SnapshotError> {
        let items = self.as_list(key, node)?;
        items.into_iter().enumerate().map(|(at, item)| self.as_part(&format!("{key}[{at}]"), item)).collect()
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn wrong(&self, key: &str, at: usize, problem: Problem) -> SnapshotError {
        SnapshotError::at(self.source, at, self.path_of(key), problem)
    }
}
