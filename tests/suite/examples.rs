//! The console examples of the README and of `docs/`: every command is run on the sample archive, in order, and what it
//! prints is compared with what the page shows. `MORGUE_BLESS=1 cargo test examples` writes the pages anew.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tempfile::TempDir;

use crate::harness;

/// The pages whose examples are run.
const PAGES: &[&str] = &[
    "README.md",
    "docs/names.md",
    "docs/formats.md",
    "docs/query.md",
    "docs/desk.md",
    "CONTRIBUTING.md",
];

/// Programs that an example may run; a block with any other command is not run.
const RUN: &[&str] = &["morgue"];

/// Commands that do not end by themselves.
const ENDLESS: &[&str] = &["morgue open", "morgue serve"];

/// One command of a page, and the lines the page shows below it.
struct Example {
    command: String,
    shown: Vec<String>,
}

/// A page cut into text that stays and examples that are run.
enum Part {
    Text(String),
    Example(Example),
}

fn parts(page: &str) -> Vec<Part> {
    let (mut parts, mut inside) = (Vec::new(), false);
    for line in page.lines() {
        match line {
            "```console" => inside = true,
            "```" => inside = false,
            _ => {}
        }
        let runs = |command: &str| {
            RUN.iter().any(|program| command.split(' ').next() == Some(program))
                && !ENDLESS.iter().any(|endless| command.starts_with(endless))
        };
        match (line.strip_prefix("$ ").filter(|_| inside), parts.last_mut()) {
            (Some(command), _) if runs(command) => {
                parts.push(Part::Example(Example {
                    command: command.to_owned(),
                    shown: Vec::new(),
                }));
            }
            (None, Some(Part::Example(example))) if inside && line != "```console" => {
                example.shown.push(line.to_owned());
            }
            _ => parts.push(Part::Text(line.to_owned())),
        }
    }
    parts
}

/// A folder with the sample archive in it, where commands are run one after the other.
struct Workbench(TempDir);

impl Workbench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
        copy(&sample, &folder.path().join("corpus"));
        for file in ["draft.md", "list.csv", "answers.txt"] {
            let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
            fs::copy(docs.join(file), folder.path().join(file)).expect("copies");
        }
        Self(folder)
    }

    /// Output of a command on both streams.
    fn run(&self, command: &str) -> Vec<String> {
        let program = PathBuf::from(env!("CARGO_BIN_EXE_morgue"));
        let path = std::env::var("PATH").unwrap_or_default();
        let path = format!("{}:{path}", program.parent().expect("a folder").display());
        let output = harness::shell_command(self.0.path(), &format!("{command} 2>&1"))
            .env("PATH", path)
            .stdin(Stdio::null())
            .output()
            .expect("a shell");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        text.lines().map(|line| line.trim_end().to_owned()).collect()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).expect("copies")),
        }
    }
}

/// A line without what differs from run to run: times and days.
fn stable(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let is_number = |word: &str| word.trim_matches(',').parse::<f64>().is_ok();
    let mut stable = String::new();
    for (at, word) in words.iter().enumerate() {
        let unit = words.get(at + 1).map(|unit| unit.trim_end_matches([',', '.', ';', ')']));
        let timed = is_number(word) && matches!(unit, Some("ms" | "s" | "seconds"));
        let stamp = word.len() == 20 && word.ends_with('Z') && word.contains('T');
        let cursor = word.starts_with("relevance.");
        stable.push_str(match () {
            () if timed || stamp => "TIME",
            () if cursor => "CURSOR",
            () => word,
        });
        stable.push(' ');
    }
    let stable = stable.trim_end().to_owned();
    match stable.split_once("\"seconds\":") {
        Some((before, after)) => {
            format!(
                "{before}\"seconds\":{}",
                after.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
            )
        }
        None => stable,
    }
}

/// The first line that differs, where the page shows something else than was printed. A page that ends in a line `…` shows
/// the beginning only.
fn difference(shown: &[String], printed: &[String]) -> Option<String> {
    let (shown, cut) = match shown.split_last() {
        Some((last, before)) if last == "…" => (before, true),
        _ => (shown, false),
    };
    let shown =
        shown.iter().rposition(|line| !line.is_empty()).map_or(&[][..], |last| &shown[..=last]);
    let printed =
        printed.iter().rposition(|line| !line.is_empty()).map_or(&[][..], |last| &printed[..=last]);
    let most = if cut { shown.len() } else { shown.len().max(printed.len()) };
    (0..most).find_map(|at| {
        let empty = String::new();
        let (one, other) = (shown.get(at).unwrap_or(&empty), printed.get(at).unwrap_or(&empty));
        (stable(one) != stable(other))
            .then(|| format!("the page shows `{one}`, printed was `{other}`"))
    })
}

/// The page with what was printed, cut where the page cuts.
fn blessed(parts: &[Part], workbench: &Workbench) -> String {
    let mut page = String::new();
    for part in parts {
        match part {
            Part::Text(line) => _ = writeln!(page, "{line}"),
            Part::Example(Example { command, shown }) => {
                _ = writeln!(page, "$ {command}");
                let printed = workbench.run(command);
                let cut = shown.last().is_some_and(|last| last == "…");
                let last_shown = shown.last().is_some_and(String::is_empty);
                let most = if cut { shown.len() - 1 } else { printed.len() };
                printed.iter().take(most).for_each(|line| _ = writeln!(page, "{line}"));
                if cut {
                    page.push_str("…\n");
                } else if last_shown && printed.last().is_none_or(|line| !line.is_empty()) {
                    page.push('\n');
                }
            }
        }
    }
    page
}

#[test]
fn console_examples_print_what_the_pages_show() {
    let bless = std::env::var_os("MORGUE_BLESS").is_some();
    let mut faults = Vec::new();
    let mut run = 0;
    for name in PAGES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let page =
            fs::read_to_string(&path).unwrap_or_else(|why| panic!("cannot read {name}: {why}"));
        let (parts, workbench) = (parts(&page), Workbench::new());
        let indexes = |part: &Part| matches!(part, Part::Example(example) if example.command == "morgue index corpus");
        if !parts.iter().any(indexes) {
            workbench.run("morgue index corpus");
        }
        if bless {
            fs::write(&path, blessed(&parts, &workbench)).expect("writes");
            continue;
        }
        for part in &parts {
            let Part::Example(Example { command, shown }) = part else { continue };
            run += 1;
            let printed = workbench.run(command);
            faults.extend(
                difference(shown, &printed).map(|fault| format!("{name}: `{command}`: {fault}")),
            );
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(bless || run >= 12, "only {run} examples were run");
}

#[test]
fn links_between_the_pages_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut faults = Vec::new();
    let pages =
        ["ARCHITECTURE.md", "CHANGELOG.md", "SECURITY.md", "docs/benchmarks.md", "docs/http.md"];
    for name in PAGES.iter().chain(&pages) {
        let page = fs::read_to_string(root.join(name))
            .unwrap_or_else(|why| panic!("cannot read {name}: {why}"));
        let folder = root.join(name).parent().expect("a folder").to_path_buf();
        for target in page.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap_or_default();
            if !file.is_empty() && !file.contains("://") && !folder.join(file).exists() {
                faults.push(format!("{name} links to `{target}`, which does not exist"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_code_map_names_files_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("ARCHITECTURE.md")).expect("reads");
    let rows = page.lines().filter(|line| line.starts_with("| ") && line.contains('`'));
    let names: Vec<&str> = rows
        .filter_map(|row| row.rsplit(" | ").next())
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .filter(|name| name.contains('/') || name.ends_with(".rs"))
        .collect();
    assert!(names.len() > 30, "{names:?}");
    for name in names {
        assert!(root.join("src").join(name).exists(), "the code map names `{name}`");
    }
}
