//! A summary as bytes for the index.

use merge::RecordId;
use merge::cbor::{self, Malformed};
use minicbor::Decoder;

use super::{Spot, Summary};
use crate::figure::Counted;

/// The version of these bytes. An index of another version is rebuilt, never read.
const VERSION: u8 = 3;
/// Most entries in one list of a summary: more than any record has.
const MOST: usize = 1024;
/// Stands for no day; no calendar reaches so far back.
const NO_DAY: i32 = i32::MIN;

impl Summary {
    /// The bytes for the index.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(|e| {
            e.array(15)?.u8(VERSION)?.u16(self.kind)?.u64(self.bucket)?;
            e.str(&self.status)?.str(&self.title)?;
            match self.due {
                Some(due) => e.i32(due)?,
                None => e.null()?,
            };
            e.u64(self.created_ms)?
                .u64(self.updated_ms)?
                .u16(self.conflicts)?;
            match &self.spot {
                None => {
                    e.null()?;
                }
                Some(spot) => {
                    e.array(4)?;
                    match &spot.road {
                        Some(road) => e.str(road)?,
                        None => e.null()?,
                    };
                    for pair in [spot.stake, spot.point] {
                        match pair {
                            Some((first, second)) => e.array(2)?.i32(first)?.i32(second)?,
                            None => e.null()?,
                        };
                    }
                    e.array(spot.kinds.len() as u64)?;
                    for kind in &spot.kinds {
                        e.str(kind)?;
                    }
                }
            }
            e.array(self.links.len() as u64)?;
            for link in &self.links {
                e.bytes(&link.0)?;
            }
            e.array(self.measures.len() as u64)?;
            for counted in &self.measures {
                let [on, by] = [counted.on, counted.by].map(|day| day.unwrap_or(NO_DAY));
                e.array(5)?.u16(counted.measure)?.i64(counted.amount)?;
                // No name is counted under 0: all are larger than division codes.
                e.i32(on)?.i32(by)?.u64(counted.among.unwrap_or(0))?;
            }
            e.u16(self.attachments)?;
            for text in [&self.number, &self.mark] {
                match text {
                    Some(text) => e.str(text)?,
                    None => e.null()?,
                };
            }
            Ok(())
        })
    }

    /// Reads what [`Summary::encode`] wrote.
    ///
    /// # Errors
    /// Other bytes, or bytes of another version: rebuild the index.
    pub fn decode(bytes: &[u8]) -> Result<Summary, Malformed> {
        cbor::decode(bytes, |d| {
            /// Reads null as nothing.
            macro_rules! maybe {
                ($read:expr) => {
                    if d.input().get(d.position()) == Some(&NULL) {
                        d.skip()?;
                        None
                    } else {
                        Some($read)
                    }
                };
            }
            const NULL: u8 = 0xf6;
            if cbor::array(d, 15, "summary")? != 15 || d.u8()? != VERSION {
                return Err(Malformed::Shape("version of a summary"));
            }
            let (kind, bucket) = (d.u16()?, d.u64()?);
            let (status, title) = (d.str()?.to_owned(), d.str()?.to_owned());
            let due = maybe!(d.i32()?);
            let (created_ms, updated_ms, conflicts) = (d.u64()?, d.u64()?, d.u16()?);
            let spot = maybe!({
                cbor::array(d, 4, "spot")?;
                let road = maybe!(d.str()?.to_owned());
                let mut pairs = [None; 2];
                for pair in &mut pairs {
                    *pair = maybe!({
                        cbor::array(d, 2, "pair")?;
                        (d.i32()?, d.i32()?)
                    });
                }
                let mut kinds = Vec::new();
                for _ in 0..cbor::array(d, MOST, "kinds")? {
                    kinds.push(d.str()?.to_owned());
                }
                let [stake, point] = pairs;
                Spot {
                    road,
                    stake,
                    point,
                    kinds,
                }
            });
            let mut links = Vec::new();
            for _ in 0..cbor::array(d, MOST, "links")? {
                links.push(RecordId(cbor::bytes(d, "link")?));
            }
            let mut measures = Vec::new();
            for _ in 0..cbor::array(d, MOST, "measures")? {
                measures.push(counted(d)?);
            }
            let attachments = d.u16()?;
            let number = maybe!(d.str()?.to_owned());
            let mark = maybe!(d.str()?.to_owned());
            Ok(Summary {
                kind,
                bucket,
                status,
                title,
                due,
                created_ms,
                updated_ms,
                conflicts,
                spot,
                links,
                measures,
                attachments,
                number,
                mark,
            })
        })
    }
}

fn counted(d: &mut Decoder<'_>) -> Result<Counted, Malformed> {
    cbor::array(d, 5, "measure")?;
    let (measure, amount) = (d.u16()?, d.i64()?);
    let [on, by] = [d.i32()?, d.i32()?].map(|day| (day != NO_DAY).then_some(day));
    let among = Some(d.u64()?).filter(|among| *among != 0);
    Ok(Counted {
        measure,
        amount,
        on,
        by,
        among,
    })
}
