//! Words of bylines in several languages: how they open, and what stands between and after names.

/// Openings of an English byline. Pages sometimes lose the space before the name.
pub(super) const ENGLISH_OPENINGS: [&str; 11] = [
    "written by",
    "posted by",
    "reported by",
    "story by",
    "text by",
    "words by",
    "interview by",
    "as told to",
    "additional reporting by",
    "with reporting by",
    "by",
];

/// Openings of a byline in other languages. A capital must follow.
pub(super) const FOREIGN_OPENINGS: [&str; 22] = [
    "propos recueillis par ",
    "par ",
    "von ",
    "por ",
    "di ",
    "door ",
    "af ",
    "av ",
    "text von ",
    "texte par ",
    "recogido por ",
    "escrito por ",
    "redactado por ",
    "entrevista de ",
    "rédigé par ",
    "aufgezeichnet von ",
    "protokolliert von ",
    "geschreven door ",
    "opgetekend door ",
    "scritto da ",
    "a cura di ",
    "skrevet av ",
];

/// Words before a colon that name whoever wrote the text.
pub(super) const LABELS: [&str; 26] = [
    "text",
    "texto",
    "texte",
    "testo",
    "tekst",
    "redaktion",
    "redacción",
    "redazione",
    "autor",
    "auteur",
    "autore",
    "door",
    "von",
    "par",
    "por",
    "interview",
    "entrevista",
    "reportage",
    "story",
    "text und fotos",
    "text und bilder",
    "text and photos",
    "words and pictures",
    "texte et photos",
    "texto y fotos",
    "testo e foto",
];

/// Words before a place. No name begins with one.
pub(super) const PREPOSITIONS: [&str; 10] =
    ["en", "in", "à", "a", "au", "aux", "aus", "em", "uit", "desde"];

/// Separators between two names.
pub(super) const NAME_SEPARATORS: [&str; 15] = [
    " and ",
    " AND ",
    " & ",
    " with ",
    " und ",
    " et ",
    " og ",
    " och ",
    " y ",
    " en colaboración con ",
    " avec ",
    " e ",
    " и ",
    " as told to ",
    " AS TOLD TO ",
];

/// Separators between a name and an addition, as in "Jane Doe in Geneva" and "Jane Doe (Reuters)".
pub(super) const ADDITION_SEPARATORS: [&str; 23] = [
    " in ",
    " at ",
    " for ",
    " of ",
    " à ",
    " aus ",
    " desde ",
    " from ",
    " (",
    " <",
    " - ",
    " – ",
    " @",
    " · ",
    " Updated",
    " Published",
    " Illustration by ",
    " The ",
    " contributed",
    " reports",
    " reporting",
    " writes",
    " berichtet",
];

/// Particles, which are in lower case inside names.
pub(super) const PARTICLES: [&str; 14] =
    ["de", "da", "do", "dos", "del", "la", "le", "von", "van", "der", "y", "und", "al", "bin"];
