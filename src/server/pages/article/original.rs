//! The file that an article was read from, for readers on the same machine.

use std::time::Instant;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::corpus::original::Original;
use crate::server::cancellation::{Cancellation, run_blocking};
use crate::server::pages::error::error_page;
use crate::server::path_params::{PathParam, path_param};
use crate::server::problem::Problem;
use crate::server::state::AppState;
use crate::server::stream_body;

/// Answers with the file, to be saved: what is in an archive is not shown as a page of this server.
pub(crate) async fn original(State(state): State<AppState>, id: PathParam) -> Response {
    let answer = async {
        let id = path_param(id)?;
        let found = run_blocking(state, move |state, budget| {
            if !state.shows_paths() {
                let why = "files are handed out on the machine that has them only";
                return Err(Problem::forbidden(why));
            }
            let path = state.document(&id)?.path;
            let deadline = budget.deadline;
            let is_over = || deadline.is_some_and(|deadline| Instant::now() >= deadline);
            let gone = || Problem::not_found(format!("the file `{path}` is not there any more"));
            let found = Original::open(&path, state.timeout, &is_over);
            let original = match found {
                Ok(found) => found.ok_or_else(gone)?,
                Err(error) if Original::is_gone(&error) => return Err(gone()),
                Err(error) => return Err(error.into()),
            };
            Ok((original, file_name(&path)))
        });
        let (original, name) = found.await?;
        let (mut writer, body) = stream_body::pipe(Cancellation::default());
        tokio::task::spawn_blocking(move || {
            if let Err(error) = original.write_to(&mut writer) {
                writer.abort(error);
            }
        });
        let disposition = format!("attachment; filename=\"{name}\"");
        let headers = [
            (header::CONTENT_TYPE, "application/octet-stream"),
            (header::CONTENT_DISPOSITION, &disposition),
        ];
        Ok((headers, body).into_response())
    };
    answer.await.unwrap_or_else(|problem: Problem| error_page(&problem))
}

/// The name under which a file is saved.
fn file_name(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' }
    };
    let name: String = name.chars().map(plain).collect();
    if name.trim_matches('.').is_empty() { "original".to_string() } else { name }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_file_is_saved_under_the_last_part_of_its_path() {
        for (path, expected) in [
            ("/news/wire/a.txt", "a.txt"),
            ("/news/b.zip!/1987/c \"d\".txt", "c__d_.txt"),
            ("/news/straße.html", "stra_e.html"),
            ("/news/..", "original"),
        ] {
            assert_eq!(file_name(path), expected);
        }
    }
}
