//! Reading what pages send: one meaning or none.

use std::collections::BTreeSet;
use std::fmt;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use serde::de::{DeserializeOwned, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};

use super::refusal::refuse;
use crate::failure::Failure;

/// A body of JSON. A name that stands twice in one object is refused wherever it stands: two
/// readers might take it for two things.
pub(super) struct Json<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let kind = request.headers().get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/json") {
            return Err(refuse(&unread("content-type is not application/json")));
        }
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|error| refuse(&unread(&error.to_string())))?;
        read(&bytes).map(Json).map_err(|failure| refuse(&failure))
    }
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let said = |error: serde_json::Error| unread(&error.to_string());
    serde_json::from_slice::<Once>(bytes).map_err(said)?;
    serde_json::from_slice(bytes).map_err(said)
}

fn unread(why: &str) -> Failure {
    Failure::new(
        "unreadable",
        format!("请求无法读取（{why}）；请刷新页面后重试"),
        format!("the request does not read ({why}); reload the page and try again"),
    )
}

/// Any JSON in which no name stands twice in one object.
struct Once;

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Once)
    }
}

macro_rules! plain {
    ($($visit:ident: $ty:ty),*) => {
        $(fn $visit<E: de::Error>(self, _: $ty) -> Result<Once, E> { Ok(Once) })*
    };
}

impl<'de> Visitor<'de> for Once {
    type Value = Once;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    plain!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str);

    fn visit_unit<E: de::Error>(self) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Once, A::Error> {
        while items.next_element::<Once>()?.is_some() {}
        Ok(Once)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Once, A::Error> {
        let mut names = BTreeSet::new();
        while let Some(name) = pairs.next_key::<String>()? {
            pairs.next_value::<Once>()?;
            if let Some(twice) = names.replace(name) {
                // What follows is read by nobody.
                while pairs.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                return Err(A::Error::custom(format!("the name `{twice}` stands twice")));
            }
        }
        Ok(Once)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::read;

    #[test]
    fn a_name_that_stands_twice_is_refused_wherever_it_stands() {
        for (text, good) in [
            (r#"{"a": 1, "b": {"a": 2}}"#, true),
            (r#"[{"a": 1}, {"a": 2}]"#, true),
            (r#"{"role": "officer", "role": "city_hq"}"#, false),
            (r#"{"form": {"x": [{"a": null, "a": null}]}}"#, false),
            // The same name, spelled another way.
            (r#"{"a": 1, "\u0061": 2}"#, false),
            (r#"{"a": 1"#, false),
        ] {
            assert_eq!(read::<Value>(text.as_bytes()).is_ok(), good, "{text}");
        }
    }
}
