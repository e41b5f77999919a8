//! A network as a file for other programs: GEXF for Gephi, `GraphML`, and CSV.

use std::fmt::Write;

use super::csv;
use super::xml::escaped;

/// A network to write.
pub(crate) struct Graph<'a> {
    /// The nodes: key, name, and number of articles.
    pub nodes: Vec<(&'a str, &'a str, u64)>,
    /// The edges: indices of two nodes, and number of articles.
    pub edges: Vec<(usize, usize, u64)>,
}

/// A format of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GraphFormat {
    /// The format of Gephi.
    Gexf,
    /// An older format that many programs read.
    GraphMl,
    /// A table of pairs.
    Csv,
}

impl GraphFormat {
    /// Every format with its name.
    pub(crate) const ALL: [(&'static str, Self); 3] =
        [("gexf", Self::Gexf), ("graphml", Self::GraphMl), ("csv", Self::Csv)];

    /// The format with this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }

    /// Its media type.
    #[cfg(feature = "server")]
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Gexf => "application/gexf+xml",
            Self::GraphMl => "application/graphml+xml",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

impl Graph<'_> {
    /// Writes the network.
    pub(crate) fn to_text(&self, format: GraphFormat) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = match format {
            GraphFormat::Gexf => self.write_gexf(&mut text),
            GraphFormat::GraphMl => self.write_graphml(&mut text),
            GraphFormat::Csv => return self.csv(),
        };
        text
    }

    /// The edges with the keys and names of their nodes.
    fn pairs(&self) -> impl Iterator<Item = [&(&str, &str, u64); 2]> {
        self.edges
            .iter()
            .filter_map(|(one, other, _)| Some([self.nodes.get(*one)?, self.nodes.get(*other)?]))
    }

    fn write_gexf(&self, out: &mut String) -> std::fmt::Result {
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out.push_str("<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">\n");
        out.push_str("<meta><creator>morgue</creator></meta>\n");
        out.push_str("<graph defaultedgetype=\"undirected\" mode=\"static\">\n");
        out.push_str("<attributes class=\"node\">");
        out.push_str("<attribute id=\"articles\" title=\"articles\" type=\"integer\"/>");
        out.push_str("</attributes>\n<nodes>\n");
        for (key, name, articles) in &self.nodes {
            writeln!(
                out,
                "<node id=\"{}\" label=\"{}\"><attvalues><attvalue for=\"articles\" \
                 value=\"{articles}\"/></attvalues></node>",
                escaped(key),
                escaped(name)
            )?;
        }
        out.push_str("</nodes>\n<edges>\n");
        let counts = self.edges.iter().map(|(.., articles)| articles);
        for (number, ([one, other], articles)) in self.pairs().zip(counts).enumerate() {
            writeln!(
                out,
                "<edge id=\"{number}\" source=\"{}\" target=\"{}\" weight=\"{articles}\"/>",
                escaped(one.0),
                escaped(other.0)
            )?;
        }
        out.push_str("</edges>\n</graph>\n</gexf>\n");
        Ok(())
    }

    fn write_graphml(&self, out: &mut String) -> std::fmt::Result {
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out.push_str("<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n");
        for (id, of, kind) in
            [("name", "node", "string"), ("articles", "node", "int"), ("weight", "edge", "int")]
        {
            writeln!(
                out,
                "<key id=\"{id}\" for=\"{of}\" attr.name=\"{id}\" attr.type=\"{kind}\"/>"
            )?;
        }
        out.push_str("<graph edgedefault=\"undirected\">\n");
        for (key, name, articles) in &self.nodes {
            writeln!(
                out,
                "<node id=\"{}\"><data key=\"name\">{}</data><data \
                 key=\"articles\">{articles}</data></node>",
                escaped(key),
                escaped(name)
            )?;
        }
        let counts = self.edges.iter().map(|(.., articles)| articles);
        for ([one, other], articles) in self.pairs().zip(counts) {
            writeln!(
                out,
                "<edge source=\"{}\" target=\"{}\"><data key=\"weight\">{articles}</data></edge>",
                escaped(one.0),
                escaped(other.0)
            )?;
        }
        out.push_str("</graph>\n</graphml>\n");
        Ok(())
    }

    fn csv(&self) -> String {
        let header =
            ["one", "other", "articles", "one_articles", "other_articles", "one_key", "other_key"];
        let counts = self.edges.iter().map(|(.., articles)| articles);
        let rows = self.pairs().zip(counts).map(|([one, other], articles)| {
            let text = str::to_owned;
            let (one_articles, other_articles) = (one.2.to_string(), other.2.to_string());
            let names = (text(one.1), text(other.1), text(one.0), text(other.0));
            let (one, other, one_key, other_key) = names;
            [one, other, articles.to_string(), one_articles, other_articles, one_key, other_key]
        });
        csv::table(header, rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_written_in_each_format() {
        let graph = Graph {
            nodes: vec![("person/a", "A & \"B\"", 3), ("person/c", "=C, D", 2)],
            edges: vec![(0, 1, 2)],
        };
        let gexf = graph.to_text(GraphFormat::Gexf);
        assert!(gexf.contains("label=\"A &amp; &quot;B&quot;\"") && gexf.contains("weight=\"2\""));
        let graphml = graph.to_text(GraphFormat::GraphMl);
        assert!(graphml.contains("<edge source=\"person/a\" target=\"person/c\">"), "{graphml}");
        let csv = graph.to_text(GraphFormat::Csv);
        assert_eq!(
            csv.lines().nth(1),
            Some("\"A & \"\"B\"\"\",\"'=C, D\",2,3,2,person/a,person/c")
        );
        for (name, format) in GraphFormat::ALL {
            assert_eq!(GraphFormat::from_name(name), Some(format));
        }
    }
}
