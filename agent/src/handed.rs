//! A laptop that the office turns away: what it is told, and what it hands in meanwhile.
//!
//! One that waits for a yes, because it is new or because its grant ran out too long ago, hands in
//! what its officer recorded: the office keeps it and does not let it count until somebody has said
//! yes. Its receipt for that is no [`merge::Receipt`]: nothing handed in counts as sent before the
//! office has let it in. Photos are not handed in: a photo that the office has not confirmed stays
//! here, whatever happens, and its officer is told how many wait.

use desk::Failure;
use desk::api::view::TurnedAway;
use desk::revoked::{self, REVOKED};
use desk::trust::{self, LAPSED, NOT_APPROVED, WAITING};
use forms::Text;
use merge::Revocation;
use minicbor::{Decode, Encode};
use store::Item;
use sync::HandedIn;

use crate::device::Layout;
use crate::enrol::wrong_server;
use crate::laptop::Laptop;
use crate::renew::{Holder, Told, copied, is_foreign};
use link::Link;

/// How the notes begin that keep the office's receipts; the rest is the device.
const HANDED: &str = "handed/";
/// How the notes begin that keep why a device was turned away.
const TURNED: &str = "turned/";

/// The name of the failure that an exchange comes to which was a handing in.
pub(crate) const HANDED_IN: &str = "handed_in";

/// The office's receipt, with the question it answers: so its signature can be looked at again.
#[derive(Debug, Encode, Decode)]
struct Kept {
    #[n(0)]
    nonce: u64,
    #[n(1)]
    said: HandedIn,
}

impl Laptop {
    /// The office's last receipt for what it keeps of this laptop without letting it count.
    fn handed(&self) -> Result<Option<HandedIn>, Failure> {
        let note = self
            .room
            .store
            .note(&format!("{HANDED}{}", self.device.id()))?;
        let kept = note.and_then(|bytes| minicbor::decode::<Kept>(&bytes).ok());
        Ok(kept.map(|kept| kept.said))
    }

    /// Keeps such a receipt. One that was long on the way does not take the place of a later one.
    ///
    /// # Errors
    /// A receipt that is not the office's, or for another chain than this folder's.
    pub(crate) fn keep_handed(&mut self, nonce: u64, said: &HandedIn) -> Result<(), Failure> {
        let id = self.device.id();
        if !said.is_from(&self.device.office()?, nonce, id) {
            return Err(wrong_server(&self.device.server));
        }
        if is_foreign(&self.room.store, id, said.head)? {
            return Err(copied(said.head.seq, self.head()?.seq));
        }
        let before = self.handed()?;
        if before.is_some_and(|before| before.server_ms > said.server_ms) {
            return Ok(());
        }
        let kept = Kept {
            nonce,
            said: said.clone(),
        };
        let value = minicbor::to_vec(&kept).unwrap_or_default();
        let name = format!("{HANDED}{id}");
        self.room.store.take(vec![Item::Note { name, value }])?;
        Ok(())
    }

    /// How many own operations the office keeps that do not count yet.
    ///
    /// # Errors
    /// An index that fails.
    pub(crate) fn handed_in(&self) -> Result<u64, Failure> {
        let Some(handed) = self.handed()? else {
            return Ok(0);
        };
        let receipt = self.room.receipt_of(self.device.id())?;
        let counts = receipt.map_or(0, |receipt| receipt.head.seq);
        Ok(handed.head.seq.min(self.head()?.seq).saturating_sub(counts))
    }

    /// Why the office turned this laptop away last, as it said itself or by others; nothing while it is
    /// let in.
    ///
    /// # Errors
    /// An index that fails.
    pub(crate) fn turned_away(&self) -> Result<Option<TurnedAway>, Failure> {
        if let Some(word) = revoked::of(&self.room.store, self.device.id())? {
            let no = revoked::refusal(&word, &self.seat.grant);
            let code = REVOKED.to_owned();
            return Ok(Some(TurnedAway {
                code,
                text: no.text(),
            }));
        }
        let note = self
            .room
            .store
            .note(&format!("{TURNED}{}", self.device.id()))?;
        Ok(note.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// Notes why the office turns it away, if that is what a failure says.
    ///
    /// # Errors
    /// A store that fails.
    pub(crate) fn note_turned(&self, failure: &Failure) -> Result<(), Failure> {
        let code = failure.code();
        if [WAITING, LAPSED, NOT_APPROVED, REVOKED].contains(&code) {
            let (code, text) = (code.to_owned(), failure.text());
            let value = serde_json::to_vec(&TurnedAway { code, text }).unwrap_or_default();
            self.room.store.take(vec![self.turned_note(value)])?;
        }
        Ok(())
    }

    /// The office has let it in: what is to be forgotten of that it did not.
    pub(crate) fn let_in_again(&self) -> Result<Option<Item>, Failure> {
        Ok(self.turned_away()?.map(|_| self.turned_note(Vec::new())))
    }

    /// Takes a no that came by stick as one that is heard over a network, unless the office was heard
    /// of since it was written. Answers what its officer is told.
    ///
    /// # Errors
    /// A store that fails.
    pub(crate) fn turned_by_stick(
        &mut self,
        layout: &Layout,
        no: Failure,
        made_ms: u64,
    ) -> Result<Failure, Failure> {
        let receipt = self.room.receipt_of(self.device.id())?;
        if receipt.is_some_and(|receipt| receipt.server_ms > made_ms) {
            return Ok(no);
        }
        self.note_turned(&no)?;
        if no.code() == REVOKED {
            self.forsake(layout)?;
        }
        let held = self.handed_in()?;
        if trust::waits(no.code()) && held > 0 {
            return Ok(handed_in(held, self.left_here()?, &no));
        }
        Ok(no)
    }

    /// Gives up what others wrote, once, if the office's word has come by somebody else that this
    /// device is not to be believed any more.
    ///
    /// # Errors
    /// A journal that does not read whole, or a disk that refuses; then everything is as it was.
    pub(crate) fn heed_revocation(&mut self, layout: &Layout) -> Result<u64, Failure> {
        match revoked::of(&self.room.store, self.device.id())? {
            Some(_) => self.forsake(layout),
            None => Ok(0),
        }
    }

    /// After an answer was taken in: gives up what has left the area, and all that others wrote if the
    /// answer says that this device was sent away. Answers the number of records that left with the
    /// area.
    ///
    /// # Errors
    /// As [`Laptop::evict`].
    pub(crate) fn leave_behind(&mut self, layout: &Layout) -> Result<u64, Failure> {
        let went = self.evict(layout)?;
        self.heed_revocation(layout)?;
        Ok(went)
    }

    /// Takes the office's signed word that this very device was sent away, as a neighbour knows it.
    ///
    /// # Errors
    /// A word that is not the office's, or a store that fails.
    pub(crate) fn hear_revocation(&self, bytes: &[u8]) -> Result<(), Failure> {
        let about = Revocation::open(bytes).ok().map(|word| word.device);
        if about == Some(self.device.id()) {
            let kept = revoked::keep(&self.room.store, bytes, &self.device.office()?)?;
            self.room.store.take(kept.into_iter().collect())?;
        }
        Ok(())
    }

    /// What the office does not keep of this laptop's own.
    fn left_here(&self) -> Result<Left, Failure> {
        let there = self.handed()?.map_or(0, |handed| handed.head.seq);
        Ok(Left {
            operations: self.head()?.seq.saturating_sub(there),
            photos: self.room.lent(self.device.id())?.unsent,
        })
    }

    fn turned_note(&self, value: Vec<u8>) -> Item {
        let name = format!("{TURNED}{}", self.device.id());
        Item::Note { name, value }
    }
}

/// What is here alone while the laptop waits.
#[derive(Debug, Clone, Copy)]
struct Left {
    /// Operations that did not fit.
    operations: u64,
    photos: u64,
}

/// What becomes of an exchange that was refused: one that waits for a yes hands in what it has.
/// Answers what its officer is told.
///
/// # Errors
/// A line that was cut, or a store that fails; what was kept there is kept.
pub(crate) async fn turned(
    link: &Link,
    holder: &mut impl Holder,
    no: Failure,
    told: Told<'_>,
) -> Result<Failure, Failure> {
    holder.with(|laptop| laptop.note_turned(&no))?;
    let empty = holder.with(|laptop| laptop.head())?.seq == 0;
    if empty || !trust::waits(no.code()) {
        return Ok(no);
    }
    let caller = holder.with(|laptop| laptop.device.caller());
    let said = link.hand_in(&caller, holder, told).await?;
    let left = holder.with(|laptop| laptop.left_here())?;
    Ok(handed_in(said.held, left, &no))
}

/// What an office keeps that does not count yet, in words.
pub(crate) fn kept_there(ops: u64) -> Text {
    Text::new(
        format!("交到了，待审：服务器已收存 {ops} 条，批准后生效"),
        format!(
            "handed in and held: the server keeps {ops} operations, which count once it approves"
        ),
    )
}

/// What is said of photos that wait on a laptop that waits.
pub(crate) fn photos_wait(photos: u64) -> Text {
    Text::new(
        format!("{photos} 张照片留在本机，批准后随同步上传；在此之前请保管好这台电脑"),
        format!(
            "{photos} photos stay on this laptop and go with the first sync after the approval; take care of it until then"
        ),
    )
}

/// What an exchange comes to that was a handing in.
fn handed_in(held: u64, left: Left, no: &Failure) -> Failure {
    let Text { mut zh, mut en } = kept_there(held);
    let no = no.text();
    let Left { operations, photos } = left;
    if operations > 0 {
        zh.push_str(&format!(
            "；待批电脑的收存已满，另有 {operations} 条留在本机"
        ));
        en.push_str(&format!(
            "; it keeps no more of laptops that wait, {operations} stay here"
        ));
    }
    if photos > 0 {
        let said = photos_wait(photos);
        zh.push_str(&format!("；{}", said.zh));
        en.push_str(&format!("; {}", said.en));
    }
    Failure::new(
        HANDED_IN,
        format!("{zh}。{}", no.zh),
        format!("{en}. {}", no.en),
    )
}
