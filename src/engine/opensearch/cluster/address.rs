//! Address of an archive on a cluster: `opensearch+https://host:9200/name`. Several hosts may be named,
//! separated by commas: another one answers where one is gone.

use crate::error::{Error, Result};

/// Beginning of an address, before the scheme of HTTP.
const PREFIX: &str = "opensearch+";

/// Port of a host that names none.
const DEFAULT_PORT: &str = "9200";

/// The longest name of an archive. The names of its indexes are a little longer.
const MAX_NAME: usize = 200;

/// Address of an archive on a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterAddress {
    /// Beginnings of URLs, one for each host: `https://host:9200`.
    pub(crate) hosts: Vec<String>,
    /// Name of the archive.
    pub(crate) name: String,
}

impl ClusterAddress {
    /// Returns whether a text is meant as the address of a cluster, and not as a folder.
    pub fn is_address(text: &str) -> bool {
        text.starts_with(PREFIX)
    }

    /// Parses an address.
    ///
    /// # Errors
    /// Fails when it has another form, an unsuitable name, or a password, which would be seen in
    /// lists of processes and in logs.
    pub fn parse(text: &str) -> Result<Self> {
        let invalid = |why: &str| {
            Error::new(format!("invalid address of a cluster: {why}"))
                .user_error()
                .hint("write it like `opensearch+https://host:9200/name`")
        };
        let url = text.strip_prefix(PREFIX).ok_or_else(|| invalid("it has another beginning"))?;
        let (scheme, rest) = url
            .split_once("://")
            .filter(|(scheme, _)| matches!(*scheme, "http" | "https"))
            .ok_or_else(|| invalid("it is neither `http` nor `https`"))?;
        let (hosts, name) = rest.split_once('/').ok_or_else(|| invalid("it names no archive"))?;
        if hosts.contains('@') {
            return Err(Error::new("an address of a cluster must not hold a password")
                .user_error()
                .hint(
                    "set MORGUE_CLUSTER_USER and MORGUE_CLUSTER_PASSWORD, or MORGUE_CLUSTER_TOKEN",
                ));
        }
        let is_host = |host: &str| {
            let allowed = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
            !host.is_empty() && host.chars().all(allowed)
        };
        if !hosts.split(',').all(is_host) {
            return Err(invalid("its host is not the name of one"));
        }
        let name = name.trim_end_matches('/');
        let is_name = name.len() <= MAX_NAME
            && name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c));
        if !is_name {
            return Err(invalid(
                "the name of the archive has other characters than lowercase letters, digits, `-`, \
                 `_` and `.`",
            ));
        }
        let hosts = hosts.split(',').map(|host| format!("{scheme}://{}", with_port(host)));
        Ok(Self { hosts: hosts.collect(), name: name.to_owned() })
    }
}

/// Adds the default port to a host without one.
fn with_port(host: &str) -> String {
    let after_brackets = host.rsplit(']').next().unwrap_or(host);
    match after_brackets.contains(':') {
        true => host.to_owned(),
        false => format!("{host}:{DEFAULT_PORT}"),
    }
}

impl std::fmt::Display for ClusterAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let first = self.hosts.first().map_or("", String::as_str);
        write!(f, "{first}/{}", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_hosts_and_an_archive() {
        let parsed = |text: &str| ClusterAddress::parse(text).map(|it| (it.hosts, it.name));
        let one = parsed("opensearch+https://search.example/news-1").expect("an address");
        assert_eq!(one, (vec!["https://search.example:9200".to_owned()], "news-1".to_owned()));
        let (hosts, _) = parsed("opensearch+http://a:1,[::1],b/x/").expect("an address");
        assert_eq!(hosts, ["http://a:1", "http://[::1]:9200", "http://b:9200"]);
    }

    #[test]
    fn other_addresses_are_refused_and_passwords_are_not_repeated() {
        for text in [
            "opensearch+ftp://a/b",
            "opensearch+http://a",
            "opensearch+http:///b",
            "opensearch+http://a/B",
            "opensearch+http://a/-b",
            "opensearch+http://a/b/c",
            "opensearch+http://a/",
            "opensearch+http://a b/c",
        ] {
            assert!(ClusterAddress::parse(text).is_err(), "{text}");
        }
        let error = ClusterAddress::parse("opensearch+http://me:secret@a/b").expect_err("refused");
        assert!(!format!("{error} {:?}", error.hint_text()).contains("secret"));
    }
}
