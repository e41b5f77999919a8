//! Well-known acronyms, written by hand: "UN" and "United Nations" have one key in every article,
//! also in those that use only one of them.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Full names and the folded names that mean the same.
const ACRONYMS: &[(&str, &[&str])] = &[
    ("United Nations", &["un", "united nations organization", "united nations organisation"]),
    ("European Union", &["eu"]),
    ("North Atlantic Treaty Organization", &["nato", "north atlantic treaty organisation"]),
    ("International Monetary Fund", &["imf"]),
    ("World Health Organization", &["who", "world health organisation"]),
    ("World Trade Organization", &["wto", "world trade organisation"]),
    (
        "Organization of the Petroleum Exporting Countries",
        &["opec", "organisation of the petroleum exporting countries"],
    ),
    (
        "Organisation for Economic Co-operation and Development",
        &["oecd", "organization for economic cooperation and development"],
    ),
    ("International Atomic Energy Agency", &["iaea"]),
    ("UN Security Council", &["united nations security council"]),
    ("UN General Assembly", &["united nations general assembly"]),
    ("United Nations Children's Fund", &["unicef", "un children's fund"]),
    (
        "United Nations High Commissioner for Refugees",
        &["unhcr", "un high commissioner for refugees", "un refugee agency"],
    ),
    ("United Nations Educational, Scientific and Cultural Organization", &["unesco"]),
    ("International Criminal Court", &["icc"]),
    ("Federal Bureau of Investigation", &["fbi"]),
    ("Central Intelligence Agency", &["cia"]),
    ("National Security Agency", &["nsa"]),
    ("National Aeronautics and Space Administration", &["nasa"]),
    ("European Space Agency", &["esa"]),
    ("Federal Aviation Administration", &["faa"]),
    ("Food and Drug Administration", &["fda", "us food and drug administration"]),
    ("Securities and Exchange Commission", &["sec", "us securities and exchange commission"]),
    ("Environmental Protection Agency", &["epa"]),
    ("Federal Reserve", &["us federal reserve", "federal reserve board", "fed"]),
    ("European Central Bank", &["ecb"]),
    ("British Broadcasting Corporation", &["bbc"]),
    ("Cable News Network", &["cnn"]),
    ("Agence France-Presse", &["afp"]),
    ("Associated Press", &["ap"]),
    ("African National Congress", &["anc"]),
    ("African Union", &["au"]),
    ("Palestine Liberation Organization", &["plo", "palestine liberation organisation"]),
    ("Irish Republican Army", &["ira"]),
    ("Kurdistan Workers' Party", &["pkk"]),
    (
        "Islamic State",
        &[
            "isis",
            "isil",
            "daesh",
            "islamic state group",
            "islamic state of iraq and syria",
            "islamic state of iraq and the levant",
        ],
    ),
    ("Bharatiya Janata Party", &["bjp"]),
    ("Fédération Internationale de Football Association", &["fifa"]),
    ("Union of European Football Associations", &["uefa"]),
    ("International Olympic Committee", &["ioc"]),
    ("National Basketball Association", &["nba"]),
    ("National Football League", &["nfl"]),
    ("National Hockey League", &["nhl"]),
    ("Major League Baseball", &["mlb"]),
    ("World Anti-Doping Agency", &["wada"]),
    ("Association of Southeast Asian Nations", &["asean"]),
    (
        "Organization for Security and Co-operation in Europe",
        &["osce", "organisation for security and cooperation in europe"],
    ),
    ("Organization of American States", &["oas", "organisation of american states"]),
    ("European Economic Community", &["eec"]),
    ("General Agreement on Tariffs and Trade", &["gatt"]),
    ("International Committee of the Red Cross", &["icrc"]),
    ("World Food Programme", &["wfp", "world food program"]),
    ("National Rifle Association", &["nra"]),
    ("American Civil Liberties Union", &["aclu"]),
    ("Internal Revenue Service", &["irs"]),
    ("Drug Enforcement Administration", &["dea"]),
    ("Centers for Disease Control and Prevention", &["cdc", "centers for disease control"]),
    ("Massachusetts Institute of Technology", &["mit"]),
    ("General Motors", &["gm"]),
    ("Food and Agriculture Organization", &["fao", "food and agriculture organisation"]),
    ("United Nations Development Programme", &["undp", "un development programme"]),
    ("International Labour Organization", &["ilo", "international labour organisation"]),
    ("Médecins Sans Frontières", &["msf", "doctors without borders"]),
    ("International Business Machines", &["ibm"]),
];

static BY_NAME: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for (full, others) in ACRONYMS {
        names.insert(crate::text::tokenizer::folded(full), *full);
        names.extend(others.iter().map(|other| (crate::text::tokenizer::folded(other), *full)));
    }
    names
});

/// Returns the full name of a well-known organisation by a folded name.
pub(super) fn full_name(folded: &str) -> Option<&'static str> {
    BY_NAME.get(folded).copied()
}
