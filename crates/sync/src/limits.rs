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
/// How long the head of a request and the handshake before it may take, in milliseconds; a line that
/// still brings [`SLOWEST`] is waited for longer.
pub const HEAD_MS: u64 = 10 * 1000;
/// How long a line may be silent between two requests, in milliseconds.
pub const IDLE_MS: u64 = 60 * 1000;
/// Most lines a program holds open at once; the one that was silent longest makes room.
pub const MAX_LINES: usize = 512;
/// Most lines of one address among them, where strangers can call: a station behind one address has
/// a few dozen at most.
pub const MAX_OF_ONE: usize = 128;
/// Most requests worked on at once; the others wait their turn.
pub const MAX_AT_WORK: usize = 64;
/// Longest head of a request, in bytes: a grant that covers many divisions travels in it.
pub const MAX_HEAD: usize = 64 * 1024;
/// Largest request of somebody nobody knows yet, in bytes: an enrolment has about two hundred.
pub const MAX_STRANGER: usize = 4 * 1024;
/// Largest batch, in bytes of operations before compression.
pub const MAX_BATCH: usize = 1024 * 1024;
/// Most operations in one push, so that one transaction stays short.
pub const MAX_OPS: usize = 5_000;
/// Largest body of a request or answer after decompression, in bytes.
pub const MAX_BODY: usize = 16 * 1024 * 1024;
/// How many times larger than it came a message may become when it is unpacked: operations carry
/// signatures, which nothing compresses, so an honest one stays far below.
pub const MAX_RATIO: usize = 500;
/// What any message may unpack to, whatever its ratio, in bytes: a chunk of a blank scan shrinks to
/// almost nothing.
pub const RATIO_FROM: usize = 1024 * 1024;
/// What an office keeps of a device that waits for a yes until somebody says it, in bytes of
/// operations: about twenty thousand saves, years of an officer's work.
pub const MAX_HANDED: u64 = 16 * 1024 * 1024;
/// What an office keeps of all devices that wait, in bytes of operations: of every laptop of a city a
/// month's work, or of sixty-four that were filled up on purpose.
pub const MAX_HANDED_ALL: u64 = 64 * MAX_HANDED;
/// Operations handed in at once, in bytes: what nobody has spoken with for months is on a slow line.
pub const HAND_BATCH: usize = MAX_BATCH / 16;
/// Requests a device may make in one day: a photo over the worst line takes a hundred thousand.
pub const DAY_REQUESTS: u64 = 200_000;
/// Bytes a device may send in one day: two thousand photos.
pub const DAY_BYTES: u64 = 8 * 1024 * 1024 * 1024;
/// Operations a device may send in one day: all of a county, for an office that was rebuilt.
pub const DAY_OPS: u64 = 500_000;
/// How many devices an office below counts for in the three.
pub const OFFICE_COUNTS: u64 = 100;
/// Requests that may come from one address in one day, where strangers can call: a large station
/// behind one address.
pub const DAY_REQUESTS_OF_ADDRESS: u64 = 2_000_000;
/// Wrong guesses, of a passphrase or an invitation, after which an address has to wait, longer each
/// time. An account waits after five; an address is often shared by a whole station.
pub const MAX_GUESSES: u32 = 10;
/// Longest such wait, and how long guesses are remembered, in milliseconds.
pub const GUESS_MS: u64 = 15 * 60 * 1000;
/// Passphrases checked at once: each takes a good part of a second and nineteen megabytes on purpose.
pub const MAX_CHECKING: usize = 2;
/// Most people who wait for that; further ones are asked to try again.
pub const MAX_WAITING: usize = 32;
/// Most heads in one question after the common beginning of two chains: four questions find it
/// among ten million operations.
pub const MAX_HEADS: usize = 64;
/// Most receipts for others in one answer: those who share a laptop are a few.
pub const MAX_RECEIPTS: usize = 64;
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
/// Originals asked for on one stick: half a megabyte of names. The newest come first, the rest
/// another time.
pub const MAX_WANTED: usize = 10_000;
/// Photos that are refused before an exchange stops offering more of them.
pub const MAX_REFUSALS: u32 = 8;
/// Compression level of a bundle: written once, carried by hand, and sticks are slow.
pub const BUNDLE_LEVEL: i32 = 9;
/// Longest header of a bundle, in bytes.
pub const MAX_HEADER: usize = 4 * 1024;
/// Most looks behind a mask told in one hello; the rest come with the next.
pub const MAX_LOOKS: usize = 50;
/// Longest look, in bytes.
pub const MAX_LOOK: usize = 4 * 1024;
