//! The countries of the world, its continents, and states that are no more: what a label such as `usa`,
//! `Cote d'Ivoire` or `west-germany` means. The table is made by `training/countries.py`.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::clipping::slug;
use crate::entity::Place;

static TABLE: &str = include_str!("countries.tsv");

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    id: &'static str,
    name: &'static str,
    continent: &'static str,
    country: &'static str,
    geonames: Option<u64>,
    lat: Option<f64>,
    lon: Option<f64>,
    aliases: &'static str,
}

/// The table, and every name and alias in it by slug.
struct Gazetteer {
    rows: Vec<Known>,
    by_name: HashMap<String, usize>,
    /// ISO codes of three letters, which are words too when not in capitals.
    by_code: HashMap<&'static str, usize>,
    by_key: HashMap<&'static str, usize>,
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| {
    let rows: Vec<Known> = TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(row).collect();
    let (mut by_name, mut by_code) = (HashMap::new(), HashMap::new());
    for (number, row) in rows.iter().enumerate() {
        by_name.insert(slug(row.name), number);
        for alias in row.aliases.split('|').filter(|alias| !alias.is_empty()) {
            if is_code(alias) {
                by_code.insert(alias, number);
            } else {
                by_name.insert(slug(alias), number);
            }
        }
    }
    let by_key = rows.iter().enumerate().map(|(number, row)| (row.id, number)).collect();
    Gazetteer { rows, by_name, by_code, by_key }
});

/// The place that a label names, in any case, with or without accents, dots and hyphens; a three-letter code counts
/// in capitals only.
pub fn find(label: &str) -> Option<Known> {
    let label = label.trim();
    let number = GAZETTEER.by_code.get(label).or_else(|| GAZETTEER.by_name.get(&slug(label)))?;
    GAZETTEER.rows.get(*number).copied()
}

/// The path of the place with this key, where the gazetteer has it.
pub fn path(key: &str) -> Option<Vec<String>> {
    let number = GAZETTEER.by_key.get(key.strip_prefix("place/")?)?;
    GAZETTEER.rows.get(*number).map(|known| known.place().path)
}

impl Known {
    /// The place as an article's value.
    pub fn place(self) -> Place {
        let above = if self.continent.is_empty() { None } else { find(self.continent) };
        let (path, lineage): (Vec<_>, Vec<_>) =
            above.into_iter().chain([self]).map(|known| (known.name.to_string(), known.key())).unzip();
        Place {
            key: self.key(),
            name: self.name.to_string(),
            path,
            lineage,
            country: self.country.to_string(),
            geonames: self.geonames,
            lat: self.lat,
            lon: self.lon,
            ..Place::default()
        }
    }

    /// Its stable key: `place/6252001`.
    pub fn key(self) -> String {
        format!("place/{}", self.id)
    }
}

fn is_code(alias: &str) -> bool {
    alias.len() == 3 && alias.bytes().all(|byte| byte.is_ascii_uppercase()) && !matches!(alias, "USA" | "UAE")
}

fn row(line: &'static str) -> Option<Known> {
    let mut columns = line.split('\t');
    let mut column = || columns.next();
    Some(Known {
        id: column()?,
        name: column()?,
        continent: column()?,
        country: column()?,
        geonames: column()?.parse().ok(),
        lat: column()?.parse().ok(),
        lon: column()?.parse().ok(),
        aliases: column().unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_found_by_its_name_and_has_a_path() {
        assert!(GAZETTEER.rows.len() > 250);
        for row in &GAZETTEER.rows {
            assert_eq!(find(row.name).map(Known::key), Some(row.key()), "{}", row.name);
            assert!(row.lat.is_some() && row.lon.is_some(), "{}", row.name);
            assert!(row.continent.is_empty() || find(row.continent).is_some(), "{}", row.continent);
        }
    }

    #[test]
    fn codes_and_spellings_of_every_kind() {
        for (label, name) in [
            ("usa", "United States"),
            ("U.S.", "United States"),
            ("west-germany", "West Germany"),
            ("Côte d’Ivoire", "Ivory Coast"),
            ("ivory-coast", "Ivory Coast"),
            ("DEU", "Germany"),
            ("ussr", "Soviet Union"),
        ] {
            assert_eq!(find(label).map(|known| known.name), Some(name), "{label}");
        }
        assert!(find("and").is_none() && find("nowhere").is_none());
    }
}
