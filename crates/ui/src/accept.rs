//! Which compressed copy of a file a browser takes.

/// The copies that may lie beside a file, the smallest first: file ending and encoding name.
pub(crate) const COPIES: [(&str, &str); 2] = [("br", "br"), ("gz", "gzip")];

/// Whether an `Accept-Encoding` header takes that encoding.
///
/// `gzip;q=0` refuses it, and `*` takes what is not named.
pub(crate) fn takes(header: &str, encoding: &str) -> bool {
    let weight_of = |wanted: &str| {
        header.split(',').find_map(|part| {
            let mut parts = part.split(';').map(str::trim);
            let name = parts.next()?;
            name.eq_ignore_ascii_case(wanted).then(|| weight(parts))
        })
    };
    weight_of(encoding)
        .or_else(|| weight_of("*"))
        .unwrap_or(0.0)
        > 0.0
}

fn weight<'a>(mut parameters: impl Iterator<Item = &'a str>) -> f32 {
    parameters
        .find_map(|parameter| parameter.strip_prefix("q="))
        .map_or(1.0, |weight| weight.parse().unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_encoding_is_taken_unless_refused() {
        for (header, br, gzip) in [
            ("gzip, deflate, br, zstd", true, true),
            ("gzip", false, true),
            ("br;q=0, gzip;q=0.5", false, true),
            ("BR ; q=1.0", true, false),
            ("*", true, true),
            ("*;q=0", false, false),
            ("gzip;q=0, *", true, false),
            ("gzip;q=nonsense", false, false),
            ("", false, false),
        ] {
            assert_eq!(takes(header, "br"), br, "{header}");
            assert_eq!(takes(header, "gzip"), gzip, "{header}");
        }
    }
}
