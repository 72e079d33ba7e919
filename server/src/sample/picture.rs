//! Photos for sample records: painted, so that nobody's road is shown.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};

use super::Dice;

const WIDTH: u32 = 480;
const HEIGHT: u32 = 360;
/// Where the sky ends, in rows.
const HORIZON: i64 = 145;

/// A stretch of road.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scene {
    what: String,
    /// How far the road bends, in pixels at the horizon.
    bend: i64,
    /// Where the hills lie.
    hills: i64,
    hole: bool,
    water: bool,
    mended: bool,
}

impl Scene {
    /// A scene of a hazard of these kinds.
    pub(super) fn of(kinds: &str, what: &str, dice: &mut Dice) -> Scene {
        let bends = kinds.contains("curve");
        let bend = if bends { 130 } else { 30 };
        let side = if dice.percent(50) { 1 } else { -1 };
        Scene {
            what: what.to_owned(),
            bend: side * i64::try_from(bend + dice.below(40)).unwrap_or(0),
            hills: i64::try_from(dice.below(1000)).unwrap_or(0),
            hole: kinds.contains("pothole") || kinds.contains("collapse"),
            water: kinds.contains("water") || kinds.contains("bridge"),
            mended: false,
        }
    }

    /// The same place after the work.
    pub(super) fn mended(&self) -> Scene {
        Scene {
            what: format!("{} 整改后", self.what),
            mended: true,
            hole: false,
            ..self.clone()
        }
    }

    /// The name of its file.
    pub(super) fn caption(&self) -> String {
        format!("{}.jpg", self.what)
    }

    fn colour(&self, x: i64, y: i64) -> [u8; 3] {
        let grain = u8::try_from((x * 31 + y * 17 + (x * y) % 23).rem_euclid(13)).unwrap_or(0);
        let light = |rgb: [u8; 3]| rgb.map(|part| part.saturating_add(grain));
        if y < HORIZON {
            return self.above(x, y);
        }
        let depth = y - HORIZON;
        let down = i64::from(HEIGHT) - HORIZON;
        let middle =
            i64::from(WIDTH) / 2 + self.bend * (down - depth) * (down - depth) / (down * down);
        let half = 7 + depth * 165 / down;
        let off = x - middle;
        if self.mended && (off.abs() - half - 5).abs() < 2 + depth / 40 && depth % 23 > 3 {
            return light([205, 210, 214]);
        }
        if off.abs() > half {
            let bank = self.water && off * self.bend.signum() < 0;
            return light(if bank { [70, 110, 140] } else { [92, 120, 62] });
        }
        let hole = (off + half / 4).pow(2) * 6 + (depth - 125).pow(2) * 14;
        if self.hole && hole < 11_500 {
            return light([58, 52, 46]);
        }
        if off.abs() < 1 + depth / 70 && (depth * 400 / (depth + 30)) % 60 < 32 {
            return light([214, 190, 90]);
        }
        light([112, 112, 114])
    }

    /// Sky and hills.
    fn above(&self, x: i64, y: i64) -> [u8; 3] {
        let ridge = |far: i64, high: i64| {
            let at = x + self.hills * far;
            let wave = (at % 240 - 120).abs() * high / 120 + (at % 85 - 42).abs() / 4;
            HORIZON - 20 - wave
        };
        if y > ridge(3, 35) + 20 {
            [84, 108, 78]
        } else if y > ridge(1, 65) {
            [128, 148, 150]
        } else {
            let pale = u8::try_from(y / 2).unwrap_or(0);
            [150 + pale, 178 + pale, 205 + pale.min(50)]
        }
    }
}

/// The scene as a JPEG.
pub(super) fn paint(scene: &Scene) -> Vec<u8> {
    let picture = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        Rgb(scene.colour(i64::from(x), i64::from(y)))
    });
    let mut jpeg = Cursor::new(Vec::new());
    // Writing into memory cannot fail; a picture that did would be refused as no photo.
    let _ = picture.write_to(&mut jpeg, ImageFormat::Jpeg);
    jpeg.into_inner()
}
