//! Labels of Nexis records, in capitals before 2017 and in mixed case since, in the languages of
//! the interface.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::layout::is_word_count;
use super::super::record::ExportField;
use crate::text::folding::fold;

/// Longest label, in bytes.
const LONGEST: usize = 32;

/// Longest value of a label that is not known, in bytes.
const LONGEST_UNKNOWN: usize = 160;

/// Labels by field: letters alone, folded, so that "LOAD-DATE" and "Load Date" are one.
const LABELS: [(ExportField, &[&str]); 21] = [
    (
        ExportField::Title,
        &[
            "headline",
            "schlagzeile",
            "titre",
            "kop",
            "titular",
            "titulo",
            "manchete",
            "titolo",
            "uberschrift",
            "titel",
        ],
    ),
    (
        ExportField::Byline,
        &["byline", "autor", "auteur", "autores", "autore", "autori", "verfasser", "auteurs"],
    ),
    (
        ExportField::Section,
        &[
            "section", "rubrik", "rubrique", "rubriek", "sectie", "seccion", "secao", "seccao",
            "sezione", "ressort",
        ],
    ),
    (ExportField::Edition, &["edition", "ausgabe", "editie", "edicion", "edicao", "edizione"]),
    (
        ExportField::Length,
        &[
            "length",
            "lange",
            "laenge",
            "longueur",
            "lengte",
            "longitud",
            "extension",
            "extensao",
            "comprimento",
            "tamanho",
            "lunghezza",
        ],
    ),
    (
        ExportField::Dateline,
        &["dateline", "ortszeile", "origine", "dagtekening", "lieu", "ortsmarke", "procedencia"],
    ),
    (
        ExportField::Standfirst,
        &[
            "highlight",
            "encart",
            "samenvatting",
            "zusammenfassung",
            "resume",
            "resumen",
            "destacado",
            "destacar",
            "inevidenza",
            "resumo",
            "destaque",
            "sommario",
            "occhiello",
            "chapeau",
            "vorspann",
        ],
    ),
    (
        ExportField::Caption,
        &[
            "graphic",
            "grafik",
            "graphique",
            "illustration",
            "illustrations",
            "grafiek",
            "illustratie",
            "afbeelding",
            "grafico",
            "grafica",
            "illustrazione",
            "ilustracion",
            "ilustracao",
            "abbildung",
            "bildunterschrift",
            "legende",
        ],
    ),
    (ExportField::Series, &["series", "serie", "reihe", "column", "kolumne", "columna", "coluna"]),
    (ExportField::Url, &["url"]),
    (
        ExportField::Topics,
        &[
            "subject",
            "sujet",
            "thema",
            "themen",
            "schlagworter",
            "onderwerp",
            "onderwerpen",
            "tema",
            "temas",
            "asunto",
            "assunto",
            "argomento",
            "argomenti",
            "sujets",
        ],
    ),
    (
        ExportField::Keywords,
        &[
            "industry",
            "branche",
            "branchen",
            "secteuractivite",
            "secteur",
            "industrie",
            "industria",
            "bedrijfstak",
            "sector",
            "settore",
            "industriezweig",
        ],
    ),
    (
        ExportField::People,
        &[
            "person",
            "personne",
            "personen",
            "persoon",
            "persona",
            "personas",
            "pessoa",
            "persone",
            "personnes",
        ],
    ),
    (
        ExportField::Places,
        &[
            "geographic",
            "geografie",
            "geographie",
            "localisationgeo",
            "geografisch",
            "geografico",
            "geografia",
            "city",
            "state",
            "country",
            "stadt",
            "land",
            "staat",
            "ville",
            "pays",
            "etat",
            "stad",
            "ciudad",
            "pais",
            "cidade",
            "citta",
            "paese",
            "stato",
        ],
    ),
    (
        ExportField::Organisations,
        &[
            "organization",
            "organisation",
            "company",
            "firma",
            "unternehmen",
            "societe",
            "entreprise",
            "bedrijf",
            "empresa",
            "compania",
            "companhia",
            "societa",
            "azienda",
            "organisatie",
            "organizacion",
            "organizacao",
            "organizzazione",
        ],
    ),
    (ExportField::Language, &["language", "sprache", "langue", "taal", "idioma", "lingua"]),
    (
        ExportField::Note,
        &[
            "correction",
            "notes",
            "note",
            "korrektur",
            "berichtigung",
            "anmerkung",
            "anmerkungen",
            "rectificatif",
            "correctie",
            "rectificatie",
            "opmerking",
            "opmerkingen",
            "correccion",
            "notas",
            "nota",
            "correcao",
            "rettifica",
            "correzione",
        ],
    ),
    (
        ExportField::LoadDate,
        &[
            "loaddate",
            "ladedatum",
            "datechargement",
            "datedechargement",
            "laaddatum",
            "update",
            "fechadecarga",
            "fechacarga",
            "datacarga",
            "datadecarga",
            "datacaricamento",
            "datadicaricamento",
            "dataaggiornamento",
        ],
    ),
    (
        ExportField::Bookkeeping,
        &[
            "ticker",
            "symboleboursier",
            "publicationtype",
            "typepublication",
            "typedepublication",
            "journalcode",
            "coderevue",
            "zeitungscode",
            "accno",
            "documenttype",
            "type",
            "enhancement",
            "correctiondate",
            "korrekturdatum",
            "distribution",
            "tipodepublicacion",
            "tipopublicacion",
            "tipodepublicacao",
            "tipopubblicazione",
            "publicatietype",
            "publikationstyp",
            "tickersymbol",
            "typepublicatie",
            "krantencode",
            "publicatiecode",
            "publikationscode",
            "codigopublicacion",
            "codigodepublicacion",
            "codigopublicacao",
            "codicepubblicazione",
            "borsenkurzel",
            "documentnumber",
            "isin",
            "naics",
        ],
    ),
    (
        ExportField::Body,
        &[
            "body",
            "text",
            "volltext",
            "texte",
            "tekst",
            "texto",
            "testo",
            "textkorper",
            "corps",
            "cuerpo",
            "corpo",
            "textegeneral",
        ],
    ),
    (
        ExportField::Classification,
        &[
            "classification",
            "klassifizierung",
            "classificatie",
            "clasificacion",
            "classificacao",
            "classificazione",
            "klassifikation",
        ],
    ),
];

/// Label at the beginning of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Label<'l> {
    /// Field of a label that is known.
    pub field: Option<ExportField>,
    /// Set if the label is in capitals.
    pub in_capitals: bool,
    /// Text after the colon.
    pub value: &'l str,
}

impl<'l> Label<'l> {
    /// Reads the label of a line: `BYLINE: By JANE DOE`. A heading such as "Body" is a label
    /// without a colon or value.
    pub(super) fn of(line: &'l str) -> Option<Self> {
        let line = line.trim();
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let is_heading = name.len() == line.len();
        let name = name.trim_end();
        let in_capitals = !name.contains(char::is_lowercase);
        if name.len() > LONGEST || !name.starts_with(char::is_uppercase) || !is_words(name) {
            return None;
        }
        let field = known_field(name);
        let is_bare = matches!(
            field,
            Some(
                ExportField::Body
                    | ExportField::Caption
                    | ExportField::Note
                    | ExportField::Classification
                    | ExportField::Bookkeeping
            )
        );
        (!is_heading || is_bare && !in_capitals && !name.contains(' ')).then_some(Self {
            field,
            in_capitals,
            value: value.trim(),
        })
    }

    /// Returns the field: that of the label, or one that the shape of the value shows. A sentence
    /// after a word in capitals is none.
    pub(super) fn field_by_shape(&self) -> Option<ExportField> {
        if self.field.is_some() {
            return self.field;
        }
        let is_index = self.value.ends_with("%)") || self.value.contains("%);");
        let is_term = !self.value.is_empty()
            && self.value.len() <= LONGEST_UNKNOWN
            && !self.value.ends_with(['.', '?', '!', '"', '”', '»', ':']);
        match self.in_capitals {
            true if is_index => Some(ExportField::Topics),
            true if is_word_count(self.value) => Some(ExportField::Length),
            true if is_term => Some(ExportField::Note),
            _ => None,
        }
    }
}

/// Reports whether a text is a few words, with hyphens and slashes at most.
fn is_words(name: &str) -> bool {
    name.split(' ').count() <= 3
        && name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '/' | '_'))
}

fn known_field(name: &str) -> Option<ExportField> {
    let mut folded = String::new();
    name.chars().filter(|c| c.is_alphabetic()).for_each(|c| fold(c, &mut folded));
    FIELDS.get(&*folded).copied()
}

/// The fields of [`LABELS`] by label. Every short line is looked up.
static FIELDS: LazyLock<HashMap<&str, ExportField>> = LazyLock::new(|| {
    let labels = LABELS.iter().rev();
    // Of two fields with one label the first counts.
    labels.flat_map(|(field, names)| names.iter().map(|name| (*name, *field))).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_in_every_language_and_by_their_shape() {
        let field = |line| Label::of(line).and_then(|label| label.field_by_shape());
        for (line, want) in [
            ("LÄNGE: 1285 Wörter", Some(ExportField::Length)),
            ("Load-Date: July 19, 2016", Some(ExportField::LoadDate)),
            ("LOCALISATION-GEO: LYON (80%)", Some(ExportField::Places)),
            ("DŁUGOŚĆ: 120 słów", Some(ExportField::Length)),
            ("TEMAT: PORTY (90%); PROMY (80%)", Some(ExportField::Topics)),
            ("KOD: hblo", Some(ExportField::Note)),
            ("DESTACAR: Tres barcos esperan.", Some(ExportField::Standfirst)),
            ("IN EVIDENZA: Tre navi in attesa.", Some(ExportField::Standfirst)),
            ("DATA-CARGA: 6 de maio de 2014", Some(ExportField::LoadDate)),
            ("TYPE PUBLICATIE: Krant", Some(ExportField::Bookkeeping)),
            ("LONDON: The river rose.", None),
            ("He said: no", None),
            ("Body", Some(ExportField::Body)),
            ("BODY:", Some(ExportField::Body)),
            ("Body language", None),
            ("TITLE", None),
        ] {
            assert_eq!(field(line), want, "{line}");
        }
    }

    #[test]
    fn a_label_is_listed_once() {
        let mut names: Vec<&str> =
            LABELS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    }
}
