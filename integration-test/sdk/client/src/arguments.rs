//! The command line: `--name value` and `--flag`.

use std::{collections::BTreeMap, path::PathBuf, str::FromStr, time::Duration};

use anyhow::{anyhow, bail, Context, Result};

const FLAGS: [&str; 5] = ["skip-simulation", "verify", "compare-mock", "no-gas", "timed"];

/// The options of one command, by name without the dashes.
pub struct Arguments {
    values: BTreeMap<String, String>,
}

impl Arguments {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self> {
        let mut values = BTreeMap::new();
        while let Some(word) = words.next() {
            let name = word.strip_prefix("--").with_context(|| format!("expected an option, found {word}"))?;
            let value = if FLAGS.contains(&name) {
                String::new()
            } else {
                words.next().with_context(|| format!("--{name} needs a value"))?
            };
            if values.insert(name.to_string(), value).is_some() {
                bail!("--{name} is given twice");
            }
        }
        Ok(Self { values })
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    pub fn required(&self, name: &str) -> Result<&str> {
        self.text(name).with_context(|| format!("--{name} is needed"))
    }

    pub fn flag(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    pub fn number<T: FromStr>(&self, name: &str) -> Result<Option<T>> {
        self.text(name)
            .map(|value| value.parse().map_err(|_| anyhow!("--{name} is not a number in range: {value}")))
            .transpose()
    }

    pub fn seconds(&self, name: &str, default: u64) -> Result<Duration> {
        Ok(Duration::from_secs(self.number(name)?.unwrap_or(default)))
    }

    pub fn millis(&self, name: &str, default: u64) -> Result<Duration> {
        Ok(Duration::from_millis(self.number(name)?.unwrap_or(default)))
    }

    pub fn path(&self, name: &str) -> Result<PathBuf> {
        Ok(PathBuf::from(self.required(name)?))
    }

    pub fn file(&self, name: &str) -> Result<Vec<u8>> {
        let path = self.path(name)?;
        std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    }
}
