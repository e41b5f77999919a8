//! Labels of ProQuest records in the languages of the interface.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::record::ExportField;
use crate::text::folding::fold;

/// Labels by field, in the languages of the interface: letters alone, folded.
const LABELS: [(ExportField, &[&str]); 20] = [
    (ExportField::Title, &["title", "titre", "titel", "titulo", "titolo"]),
    (
        ExportField::Authors,
        &[
            "author", "authors", "auteur", "auteurs", "autor", "autores", "autore", "autori",
            "autoren",
        ],
    ),
    (
        ExportField::Publication,
        &[
            "publicationinfo",
            "publicationtitle",
            "informaciondepublicacion",
            "titulodepublicacion",
            "titulodelapublicacion",
            "informationsdepublication",
            "informationssurlapublication",
            "titredelapublication",
            "publikationsinformationen",
            "publikationstitel",
            "informacoesdapublicacao",
            "informacoesdepublicacao",
            "titulodapublicacao",
            "informazionisullapubblicazione",
            "titolodellapubblicazione",
            "titolopubblicazione",
            "publicatiegegevens",
            "publicatietitel",
        ],
    ),
    (
        ExportField::Date,
        &[
            "publicationdate",
            "fechadepublicacion",
            "datedepublication",
            "publikationsdatum",
            "erscheinungsdatum",
            "datadepublicacao",
            "datadipubblicazione",
            "publicatiedatum",
        ],
    ),
    (
        ExportField::Page,
        &[
            "firstpage",
            "startpage",
            "pages",
            "paginas",
            "primerapagina",
            "pagina",
            "premierepage",
            "seiten",
            "seite",
            "pagine",
            "erstepage",
            "erstesseite",
        ],
    ),
    (
        ExportField::Section,
        &["section", "seccion", "abschnitt", "secao", "seccao", "sezione", "sectie"],
    ),
    (ExportField::Edition, &["edition", "edicion", "ausgabe", "edicao", "edizione", "editie"]),
    (ExportField::Dateline, &["dateline"]),
    (
        ExportField::Standfirst,
        &[
            "abstract",
            "abstractsummary",
            "resumen",
            "resume",
            "zusammenfassung",
            "resumo",
            "riassunto",
            "samenvatting",
            "sommario",
            "abrege",
        ],
    ),
    (
        ExportField::Body,
        &[
            "fulltext",
            "textocompleto",
            "texteintegral",
            "textecomplet",
            "volltext",
            "testocompleto",
            "volledigetekst",
            "textointegral",
        ],
    ),
    (
        ExportField::Caption,
        &["illustration", "caption", "leyenda", "legende", "legenda", "didascalia"],
    ),
    (
        ExportField::Credit,
        &[
            "credit",
            "copyright",
            "credito",
            "creditos",
            "credits",
            "derechosdeautor",
            "droitsdauteur",
        ],
    ),
    (
        ExportField::Topics,
        &[
            "subject",
            "businessindexingterm",
            "materia",
            "sujet",
            "fachgebiet",
            "schlagwort",
            "thema",
            "assunto",
            "soggetto",
            "onderwerp",
        ],
    ),
    (
        ExportField::Keywords,
        &[
            "identifierkeyword",
            "identifierskeywords",
            "classification",
            "identificador",
            "palabraclave",
            "motcle",
            "stichwort",
            "clasificacion",
            "klassifizierung",
            "classificacao",
            "classificazione",
            "termoidentificador",
        ],
    ),
    (ExportField::Series, &["column", "columna", "colonne", "kolumne", "coluna"]),
    (ExportField::People, &["people", "personas", "personnes", "personen", "pessoas", "persone"]),
    (
        ExportField::Places,
        &["location", "ubicacion", "lugar", "lieu", "ort", "localizacao", "luogo", "locatie"],
    ),
    (
        ExportField::Organisations,
        &[
            "companyorganization",
            "empresaorganizacion",
            "entrepriseorganisation",
            "societeorganisation",
            "unternehmenorganisation",
            "empresaorganizacao",
            "societaorganizzazione",
            "aziendaorganizzazione",
            "bedrijforganisatie",
        ],
    ),
    (
        ExportField::Language,
        &[
            "languageofpublication",
            "language",
            "idiomadelapublicacion",
            "languedepublication",
            "languedelapublication",
            "sprachederpublikation",
            "publikationssprache",
            "idiomadapublicacao",
            "linguadellapubblicazione",
            "idioma",
            "langue",
            "sprache",
        ],
    ),
    (
        ExportField::Bookkeeping,
        &[
            "date",
            "publicationyear",
            "year",
            "links",
            "volume",
            "issue",
            "numberofpages",
            "publisher",
            "placeofpublication",
            "countryofpublication",
            "journalsubject",
            "publicationsubject",
            "issn",
            "eissn",
            "coden",
            "isbn",
            "sourcetype",
            "documenttype",
            "documentfeature",
            "accessionnumber",
            "lastupdated",
            "database",
            "source",
            "doi",
            "anodepublicacion",
            "enlaces",
            "volumen",
            "numero",
            "editorial",
            "lugardepublicacion",
            "paisdepublicacion",
            "tipodefuente",
            "tipodedocumento",
            "ultimaactualizacion",
            "basededatos",
            "anneedepublication",
            "liens",
            "editeur",
            "lieudepublication",
            "paysdepublication",
            "typedesource",
            "typededocument",
            "dernieremiseajour",
            "basededonnees",
            "publikationsjahr",
            "erscheinungsjahr",
            "verlag",
            "erscheinungsort",
            "erscheinungsland",
            "quellentyp",
            "dokumenttyp",
            "letzteaktualisierung",
            "datenbank",
            "anodapublicacao",
            "editora",
            "localdepublicacao",
            "paisdepublicacao",
            "tipodefonte",
            "ultimaatualizacao",
            "basededados",
            "annodipubblicazione",
            "editore",
            "luogodipubblicazione",
            "paesedipubblicazione",
            "tipodifonte",
            "tipodidocumento",
            "ultimoaggiornamento",
            "collegamenti",
            "verknupfungen",
        ],
    ),
];

/// Values that say that a field has none, folded.
const NONE: [&str; 9] = [
    "noneavailable",
    "notavailable",
    "unavailable",
    "nodisponible",
    "aucundisponible",
    "nondisponible",
    "nichtverfugbar",
    "naodisponivel",
    "nietbeschikbaar",
];

/// Letters of a text, folded.
fn folded_letters(text: &str) -> String {
    let mut folded = String::new();
    text.chars().filter(|c| c.is_alphabetic()).for_each(|c| fold(c, &mut folded));
    folded
}

/// Returns the field of a label and the rest of the line: "Author: Doe, Jane".
pub(super) fn labelled(line: &str) -> Option<(ExportField, &str)> {
    const LONGEST: usize = 48;
    let (label, value) = line.trim_start().split_once(':')?;
    if label.len() > LONGEST || !label.starts_with(char::is_uppercase) {
        return None;
    }
    let field = known_field(label)?;
    let value = value.trim();
    let is_none = value.len() <= LONGEST && NONE.contains(&&*folded_letters(value));
    Some((field, if is_none { "" } else { value }))
}

/// Returns the field of a label without its colon.
pub(super) fn known_field(label: &str) -> Option<ExportField> {
    let name = folded_letters(label);
    let is_number =
        || name.contains("proquest") && (name.contains("id") || name.contains("dokument"));
    let is_address = || name.contains("url") && name.len() <= 20;
    match FIELDS.get(&*name) {
        Some(field) => Some(*field),
        None if is_number() => Some(ExportField::OwnId),
        None if is_address() => Some(ExportField::Url),
        None => None,
    }
}

/// The fields of [`LABELS`] by label.
static FIELDS: LazyLock<HashMap<&str, ExportField>> = LazyLock::new(|| {
    let labels = LABELS.iter().rev();
    // Of two fields with one label the first counts.
    labels.flat_map(|(field, names)| names.iter().map(|name| (*name, *field))).collect()
});
