//! Every bound of the conversation, each with its sentence.

/// Smallest batch, in bytes before compression: what still crosses a link of a byte a second. One
/// operation goes, however long it is.
pub const MIN_BATCH: usize = 1024;
/// How long nothing may move on a line before it is given up, in milliseconds.
pub const STALL_MS: u64 = 2 * 60 * 1000;
/// The slowest line there is, in bytes a second, and the one that is reckoned with before anything has
/// been heard.
pub const SLOWEST: u64 = 1;
/// How long a batch may be under way on a line whose pace is known, in seconds: so little is lost when
/// it is cut.
pub const BATCH_S: u64 = 60;
/// Largest batch, in bytes of operations before compression.
pub const MAX_BATCH: usize = 1024 * 1024;
/// Most operations in one push, so that one transaction stays short.
pub const MAX_OPS: usize = 5_000;
/// Largest body of a request or answer after decompression, in bytes.
pub const MAX_BODY: usize = 16 * 1024 * 1024;
/// Most heads in one question after the common beginning of two chains: four questions find it
/// among ten million operations.
pub const MAX_HEADS: usize = 64;
/// Most buckets one device may follow: a city has about three thousand.
pub const MAX_BUCKETS: usize = 20_000;
/// Most chains in one answer of how far they are kept: about half a megabyte.
pub const MAX_LASTS: usize = 20_000;
/// Most devices whose operations are asked for at once, so that the question stays small.
pub const MAX_WANTS: usize = 64;
/// Feed items a fresh replica lacks above which it asks for folded records instead.
pub const SNAPSHOT_ABOVE: u64 = 1_000;
/// How often one step is tried again over a failing link before the exchange gives up.
pub const MAX_TRIES: u32 = 5;
/// How long a ticket is good, in milliseconds: until the head of a request has come through the
/// slowest line.
pub const TICKET_MS: u64 = 30 * 60 * 1000;
/// Compression level: 3 costs a tenth of what verifying the same operations costs.
pub const ZSTD_LEVEL: i32 = 3;
/// Rounds of pushing and pulling in one exchange before it stops and says there is more.
pub const MAX_STEPS: u32 = 1_000_000;
/// Largest photo or scan, in bytes.
pub const MAX_FILE: u64 = 64 * 1024 * 1024;
/// A photo is checked and resumed in chunks of this many bytes.
pub const CHUNK: u32 = 256 * 1024;
/// Piece of a chunk that is tried first, in bytes.
pub const FIRST_PIECE: u32 = 64 * 1024;
/// Smallest piece of a chunk, in bytes: what still crosses where nothing else does.
pub const MIN_PIECE: u32 = 512;
/// Largest preview of a photo, in bytes.
pub const MAX_PREVIEW: usize = 64 * 1024;
/// Longest side of a preview, in pixels.
pub const PREVIEW_SIDE: u32 = 320;
/// Photos the office names as lacking in one answer.
pub const MAX_LACKING: usize = 500;
/// Previews asked for at once.
pub const MAX_PREVIEWS: usize = 64;
/// Previews a device asks for in one exchange; the newest come first, the rest another time.
pub const PREVIEWS_A_TIME: usize = 1_000;
/// Photos that are refused before an exchange stops offering more of them.
pub const MAX_REFUSALS: u32 = 8;
/// Compression level of a bundle: written once, carried by hand, and sticks are slow.
pub const BUNDLE_LEVEL: i32 = 9;
/// Longest header of a bundle, in bytes.
pub const MAX_HEADER: usize = 4 * 1024;
