//! The documents a record can be printed as.

use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use forms::Text;

use super::door::Signed;
use super::refusal::refuse;
use super::view::PaperName;

pub(super) async fn offered(signed: Signed, Path(id): Path<String>) -> Response {
    signed
        .answer(move |signed| {
            let papers = signed.desk().papers(&id)?.into_iter();
            let shown = papers.map(|paper| PaperName {
                name: paper.name.clone(),
                label: Text::new(&paper.zh, &paper.en),
            });
            Ok(shown.collect::<Vec<_>>())
        })
        .await
}

/// The document as it would be printed; nothing is kept.
pub(super) async fn preview(signed: Signed, Path((id, file)): Path<(String, String)>) -> Response {
    let name = file.strip_suffix(".pdf").unwrap_or(&file).to_owned();
    let printed = signed.run(move |signed| {
        let now = signed.door.host.now();
        signed.desk().print(&id, &name, now)
    });
    match printed.await {
        Ok(pdf) => (
            [
                (CONTENT_TYPE, "application/pdf"),
                (CONTENT_DISPOSITION, "inline"),
            ],
            pdf,
        )
            .into_response(),
        Err(failure) => refuse(&failure),
    }
}

/// Prints for keeps: the document is kept by its hash, and the record says so.
pub(super) async fn keep(signed: Signed, Path((id, name)): Path<(String, String)>) -> Response {
    signed
        .answer(move |signed| {
            let now = signed.door.host.now();
            let (_, ready) = signed.desk().print_for_keeps(&id, &name, now)?;
            signed.keep(ready, now)
        })
        .await
}
