//! `POST /etl/upload-batch`: a price list of those who run the bot, as the body or as a form's file.

use std::io::Cursor;

use axum::{
    Json,
    body::{Body, Bytes},
    extract::{FromRequest as _, Multipart, Query, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use futures::StreamExt as _;
use serde::Deserialize;

use super::{auth::Api, problem::Problem};
use crate::{
    domain::prices::{ImportError, MOST_HTTP, Owner, Progress, TableError, Wish},
    tables::{self, Hidden},
};

/// A price list counts for a request, and for one more with each of these bytes.
const COUNTED: usize = 1_048_576;

/// How the file is read.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(super) struct Asked {
    /// All rows or none.
    #[serde(default)]
    whole: bool,
    /// Hidden rows, columns and sheets as well.
    #[serde(default)]
    hidden: bool,
}

/// Requests that a price list counts for; the most where its size is not told beforehand.
fn cost(headers: &HeaderMap) -> u32 {
    let told = headers.get(header::CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse().ok());
    let bytes = told.unwrap_or(MOST_HTTP).min(MOST_HTTP);
    u32::try_from(bytes / COUNTED + 1).unwrap_or(u32::MAX)
}

/// Takes a file in.
pub(super) async fn upload(
    State(api): State<Api>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Result<Response, Problem> {
    api.admit(request.headers(), cost(request.headers())).await?;
    let bytes = body(request).await?;
    let open = move || tables::open(Cursor::new(bytes), Hidden::asked(asked.hidden));
    let opened = match tokio::task::spawn_blocking(open).await {
        Ok(opened) => opened.map_err(|error| unreadable(&error))?,
        Err(error) => return Err(failed(&error)),
    };
    let wish = Wish {
        owner: Owner::Shared,
        layout: None,
        is_whole: asked.whole,
        with_hidden: asked.hidden,
    };
    let progress = Progress::default();
    match api.services.prices.import(opened.table, &opened.digest, &wish, &progress).await {
        Ok(done) if done.is_refused => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(done.json())).into_response())
        }
        Ok(done) => Ok(Json(done.json()).into_response()),
        Err(ImportError::Table(error)) => Err(unreadable(&error)),
        Err(error @ ImportError::NoHeadings) => {
            let detail = error.to_string();
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no_headings", detail))
        }
        Err(error @ ImportError::NoRows) => {
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no_rows", error.to_string()))
        }
        Err(ImportError::Store(error)) => Err(failed(&error)),
    }
}

/// The file: the whole body, or the first file of a form.
async fn body(request: Request) -> Result<Bytes, Problem> {
    let too_large = || {
        let detail = "a price list may be 50 MB at most: split it";
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
    };
    let is_form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("multipart/form-data"));
    if !is_form {
        return whole(request.into_body()).await?.ok_or_else(too_large);
    }
    let broken = || Problem::bad("bad_form", "the form can't be read: send one file in it");
    let mut form = Multipart::from_request(request, &()).await.map_err(|_error| broken())?;
    while let Some(field) = form.next_field().await.map_err(|_error| broken())? {
        if field.file_name().is_none() {
            continue;
        }
        let bytes = field.bytes().await.map_err(|error| {
            if error.status() == StatusCode::PAYLOAD_TOO_LARGE { too_large() } else { broken() }
        })?;
        return if bytes.len() > MOST_HTTP { Err(too_large()) } else { Ok(bytes) };
    }
    Err(broken())
}

/// A body of at most [`MOST_HTTP`] bytes; none where it is larger. What is too much is read to its end
/// all the same, within reason: a program that still sends would not hear why it was refused.
async fn whole(body: Body) -> Result<Option<Bytes>, Problem> {
    let mut file = Vec::new();
    let (mut chunks, mut length) = (body.into_data_stream(), 0);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk
            .map_err(|_error| Problem::bad("bad_body", "the file broke off: send it again"))?;
        length += chunk.len();
        if length <= MOST_HTTP {
            file.extend_from_slice(&chunk);
        } else if length > 2 * MOST_HTTP {
            break;
        }
    }
    Ok((length <= MOST_HTTP).then(|| file.into()))
}

fn unreadable(error: &TableError) -> Problem {
    let (status, code) = match error {
        TableError::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "unfolds_too_far"),
        TableError::Empty => (StatusCode::UNPROCESSABLE_ENTITY, "file_empty"),
        TableError::Unreadable => (StatusCode::UNPROCESSABLE_ENTITY, "file_unreadable"),
        TableError::OldBook => (StatusCode::UNPROCESSABLE_ENTITY, "old_xls"),
        TableError::LongLine(_) => (StatusCode::UNPROCESSABLE_ENTITY, "long_line"),
        TableError::ManyColumns(_) => (StatusCode::UNPROCESSABLE_ENTITY, "many_columns"),
    };
    Problem::new(status, code, error.to_string())
}

fn failed(error: &dyn std::fmt::Display) -> Problem {
    tracing::error!(%error, "a price list could not be taken in");
    let detail = "the fault is ours: send the file again, nothing is doubled";
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
}
