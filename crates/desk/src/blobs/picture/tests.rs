use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};

use super::*;

/// Stands in what a camera or a program writes beside a picture, and must stand in nothing made of it.
const CANARY: &[u8] = b"GPS-CANARY 32.07N 111.64E";

fn picture() -> RgbImage {
    RgbImage::from_pixel(16, 8, Rgb([200, 30, 30]))
}

fn jpeg() -> Vec<u8> {
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, 90);
    picture().write_with_encoder(encoder).unwrap();
    jpeg
}

fn webp() -> Vec<u8> {
    let mut webp = Vec::new();
    let encoder = WebPEncoder::new_lossless(&mut webp);
    let (width, height) = picture().dimensions();
    encoder
        .write_image(&picture(), width, height, ExtendedColorType::Rgb8)
        .unwrap();
    webp
}

/// A chunk of a PNG with its checksum (ISO 15948, annex D).
fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = u32::MAX;
    for byte in name.iter().chain(data) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 * (crc & 1));
        }
    }
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], name, data, &(!crc).to_be_bytes()].concat()
}

/// A PNG that says to be of that size, with `depth` bits in each of four channels.
fn png(width: u32, height: u32, depth: u8) -> Vec<u8> {
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let head = chunk(b"IHDR", &[&size[..], &[depth, 6, 0, 0, 0]].concat());
    let rest = [chunk(b"IDAT", &[]), chunk(b"IEND", &[])].concat();
    [b"\x89PNG\r\n\x1a\n", &head[..], &rest].concat()
}

/// A JPEG whose frame says to be of that size.
fn large_jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut jpeg = jpeg();
    let frame = jpeg.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    jpeg[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    jpeg
}

/// A WebP that says to be of 16,000 × 16,000 pixels: a side less one in 14 bits each.
fn large_webp() -> Vec<u8> {
    let mut webp = webp();
    let size = webp.windows(4).position(|four| four == b"VP8L").unwrap() + 9;
    let said: u32 = 15_999 | (15_999 << 14);
    webp[size..size + 4].copy_from_slice(&said.to_le_bytes());
    webp
}

#[test]
fn what_says_to_be_huge_is_refused_before_it_is_taken_apart() {
    for (name, bytes) in [
        ("wide png", png(20_001, 1, 8)),
        ("square png", png(16_000, 16_000, 8)),
        // Fewer pixels than are allowed, and eight bytes for each.
        ("deep png", png(10_000, 10_000, 16)),
        ("tall jpeg", large_jpeg(8, 65_500)),
        ("square jpeg", large_jpeg(16_000, 16_000)),
        ("webp", large_webp()),
    ] {
        let refused = decoded(&bytes, PREVIEW_SIDE, QUALITY).unwrap_err();
        assert!(
            matches!(refused, ImageError::Limits(_)),
            "{name}: {refused}"
        );
    }
}

#[test]
fn what_is_made_of_a_picture_says_nothing_of_camera_place_or_author() {
    let exif = [b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0\0\0\0\0", CANARY].concat();
    let xmp = [b"http://ns.adobe.com/xap/1.0/\0", CANARY].concat();
    let iptc = [
        b"Photoshop 3.0\08BIM\x04\x04\0\0\0\0\0\x40\x1c\x02\x50\0\x19",
        CANARY,
    ]
    .concat();
    let segment = |marker: u8, data: &[u8]| {
        let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], &length[..], data].concat()
    };
    let segments = [
        segment(0xe1, &exif),
        segment(0xe1, &xmp),
        segment(0xed, &iptc),
        segment(0xfe, CANARY),
    ]
    .concat();
    let plain = jpeg();
    let shot = [&plain[..2], &segments, &plain[2..], CANARY].concat();

    let mut bytes = Vec::new();
    DynamicImage::ImageRgb8(picture())
        .write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png)
        .unwrap();
    // Behind the head, which is 33 bytes long.
    let said = [
        chunk(b"eXIf", &exif[6..]),
        chunk(b"tEXt", &[b"Author\0", CANARY].concat()),
        chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", CANARY].concat()),
    ]
    .concat();
    let drawn = [&bytes[..33], &said, &bytes[33..]].concat();

    let riff = |name: &[u8; 4], data: &[u8]| {
        let length = u32::try_from(data.len()).unwrap().to_le_bytes();
        let pad = &[0_u8][..data.len() % 2];
        [name, &length[..], data, pad].concat()
    };
    // Extended, with EXIF and XMP, 16 × 8.
    let body = [
        b"WEBP".to_vec(),
        riff(b"VP8X", &[0x0c, 0, 0, 0, 15, 0, 0, 7, 0, 0]),
        webp()[12..].to_vec(),
        riff(b"EXIF", &exif),
        riff(b"XMP ", CANARY),
    ]
    .concat();
    let saved = riff(b"RIFF", &body);

    for (name, original) in [("jpeg", shot), ("png", drawn), ("webp", saved)] {
        let holds = |bytes: &[u8]| bytes.windows(10).any(|ten| ten == &CANARY[..10]);
        assert!(holds(&original), "{name}");
        let made = decoded(&original, PREVIEW_SIDE, QUALITY).unwrap();
        assert!(!holds(&made), "{name}");
        // Start, JFIF head, and nothing another program has to say.
        let markers = made
            .windows(2)
            .filter(|two| two[0] == 0xff && (0xe1..=0xef).contains(&two[1]));
        assert_eq!(markers.count(), 0, "{name}");
        let back = image::load_from_memory(&made).unwrap();
        assert_eq!((back.width(), back.height()), (16, 8), "{name}");
    }
}
