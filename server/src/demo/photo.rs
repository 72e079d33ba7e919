//! Pictures for the day: real JPEG files of a few bytes.

/// A grey picture of one pixel after ITU-T T.81: quantisation, frame, one code in each Huffman
/// table (no difference, end of block), scan, end.
const GREY: &[u8] = &[
    0xff, 0xdb, 0x00, 0x43, 0x00, // 64 quantisers, all 1, follow
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    0xff, 0xc0, 0x00, 0x0b, 0x08, 0, 1, 0, 1, 0x01, 0x01, 0x11, 0x00, // 1 × 1, one component
    0xff, 0xc4, 0x00, 0x14, 0x00, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x00, // DC
    0xff, 0xc4, 0x00, 0x14, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x00, // AC
    0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x3f, 0x00, // scan
    0x3f, 0xff, 0xd9,
];

/// A picture that says in a comment what it is of, so that no two are the same file.
pub(super) fn jpeg(of: &str) -> Vec<u8> {
    let comment = of.as_bytes();
    let length = u16::try_from(comment.len() + 2).unwrap_or(2);
    let comment = &comment[..usize::from(length) - 2];
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xfe];
    bytes.extend(length.to_be_bytes());
    bytes.extend(comment);
    bytes.extend(GREY);
    bytes
}
