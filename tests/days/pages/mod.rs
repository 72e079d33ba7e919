//! The pages' API at a laptop and at an office: who is let in, what is saved, what two windows do
//! to each other. The screens themselves are looked at by the step `browser`.

mod door;
mod drafts;
mod forms;
mod lists;
mod maps;
mod office;
mod once;

use serde_json::{Value, json};

/// A hazard as a form types it; what is named again is typed instead.
pub(crate) fn bend(more: &[(&str, &str)]) -> Value {
    let mut entries = vec![
        ("kinds", "[\"sharp_curve\"]"),
        ("road_class", "township"),
        ("road_code", "Y014"),
        ("stake_start", "12公里300米"),
        ("description", "急弯无护栏"),
        ("bus_route", "no"),
    ];
    entries.retain(|(field, _)| more.iter().all(|(other, _)| other != field));
    entries.extend(more);
    json!({ "kind": "hazard", "entries": entries })
}

/// A picture with two colours, wider than high.
fn picture() -> Vec<u8> {
    let mut jpeg = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_fn(640, 480, |x, _| {
        image::Rgb(if x < 320 {
            [200, 40, 40]
        } else {
            [40, 40, 200]
        })
    });
    picture
        .write_to(&mut jpeg, image::ImageFormat::Jpeg)
        .unwrap();
    jpeg.into_inner()
}
