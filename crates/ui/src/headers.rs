//! What goes with every file of the app.

use axum::http::HeaderValue;
use axum::http::header::{self, HeaderMap, HeaderName};

/// Hashed names live here: other contents, another name.
const HASHED: &str = "assets/";

/// The page may load only what its own server sends; a paper is previewed in a frame from memory. No
/// text becomes markup or a program that `trusted.ts` has not let pass.
const POLICY: &str = "default-src 'none'; script-src 'self'; img-src 'self' data: blob:; \
     style-src 'self' 'unsafe-inline'; font-src 'self' data:; worker-src 'self' blob:; \
     connect-src 'self' blob:; manifest-src 'self'; frame-src 'self' blob:; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
     trusted-types default";

const SAFETY: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), serial=(), \
         display-capture=()",
    ),
];

/// The headers that keep a page from doing what ours never does.
pub(crate) fn safe(headers: &mut HeaderMap) {
    for (name, value) in SAFETY {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Lets the page load pictures from one other origin, and nothing else from it.
pub(crate) fn let_load(headers: &mut HeaderMap, origin: &str) {
    let mut policy = POLICY.to_owned();
    for rule in ["img-src 'self'", "connect-src 'self'"] {
        policy = policy.replace(rule, &format!("{rule} {origin}"));
    }
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// How long a browser may keep a file without asking.
pub(crate) fn keeping(path: &str) -> HeaderValue {
    HeaderValue::from_static(if path.starts_with(HASHED) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    })
}

/// The content type by the name's ending; text says its encoding.
pub(crate) fn kind(path: &str) -> HeaderValue {
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    let text = guess.type_() == "text"
        || matches!(guess.subtype().as_str(), "javascript" | "json")
        || guess.suffix().is_some_and(|suffix| suffix == "xml");
    let name = if text {
        format!("{}; charset=utf-8", guess.essence_str())
    } else {
        guess.essence_str().to_owned()
    };
    HeaderValue::from_str(&name)
        .unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_content_type() {
        for (path, expected) in [
            ("index.html", "text/html; charset=utf-8"),
            ("assets/a-1.js", "text/javascript; charset=utf-8"),
            ("assets/a-1.mjs", "application/javascript; charset=utf-8"),
            ("assets/a-1.css", "text/css; charset=utf-8"),
            ("assets/a-1.woff2", "font/woff2"),
            ("favicon.svg", "image/svg+xml; charset=utf-8"),
            ("assets/patch.txt", "text/plain; charset=utf-8"),
            ("odd", "application/octet-stream"),
        ] {
            assert_eq!(kind(path), expected, "{path}");
        }
    }

    #[test]
    fn a_configured_origin_is_let_in_for_pictures_alone() {
        let mut headers = HeaderMap::new();
        safe(&mut headers);
        let policy = |headers: &HeaderMap| {
            headers[header::CONTENT_SECURITY_POLICY]
                .to_str()
                .unwrap()
                .to_owned()
        };
        assert!(!policy(&headers).contains("http"));
        let_load(&mut headers, "http://10.1.2.3:8080");
        let rules = policy(&headers);
        let open: Vec<&str> = rules
            .split("; ")
            .filter(|rule| rule.contains("http"))
            .collect();
        assert_eq!(
            open,
            [
                "img-src 'self' http://10.1.2.3:8080 data: blob:",
                "connect-src 'self' http://10.1.2.3:8080 blob:",
            ]
        );
    }

    #[test]
    fn only_hashed_names_are_kept_unasked() {
        assert!(
            keeping("assets/a-1.js")
                .to_str()
                .unwrap()
                .contains("immutable")
        );
        for path in ["index.html", "favicon.svg"] {
            assert_eq!(keeping(path), "no-cache");
        }
    }
}
