use super::*;

const CHEAP: Cost = Cost {
    memory_kib: 64,
    times: 1,
    lanes: 1,
};
const ZHANG: &str = "武当山下的三条岔路口";
const WANG: &str = "汉江边的第七个渡口啊";

fn locked() -> (Vault, Slots) {
    let vault = Vault::fresh().unwrap();
    let mut slots = Slots::of(&vault);
    slots.give_to((&vault, None), "张", ZHANG, CHEAP).unwrap();
    slots.give_to((&vault, None), "王", WANG, CHEAP).unwrap();
    (vault, slots)
}

fn same(one: Option<impl Into<Vault>>, other: &Vault) -> bool {
    one.is_some_and(|one| one.into().mark() == other.mark())
}

impl From<Opened> for Vault {
    fn from(opened: Opened) -> Vault {
        opened.folder
    }
}

#[test]
fn each_officer_opens_the_folder_with_their_own_passphrase() {
    let (vault, slots) = locked();
    let slots = Slots::decode(&slots.encode()).unwrap();
    assert!(same(slots.open_with(ZHANG), &vault) && same(slots.open_with(WANG), &vault));
    assert!(slots.open_with("另一句谁也不知道的话").is_none() && slots.open().is_none());
    let names = ["张", "王"].map(|name| Holder::Passphrase(name.to_owned()));
    assert_eq!(slots.holders(&vault), names);
}

#[test]
fn a_passphrase_closes_an_open_folder() {
    let vault = Vault::fresh().unwrap();
    let mut slots = Slots::of(&vault);
    slots.give_everybody(&vault);
    assert!(same(slots.open(), &vault));
    slots.give_to((&vault, None), "张", ZHANG, CHEAP).unwrap();
    assert!(slots.is_locked());
    let key = vault.key();
    assert!(!slots.encode().windows(32).any(|bytes| bytes == key));
}

#[test]
fn a_changed_passphrase_opens_and_the_old_one_does_not() {
    let (vault, mut slots) = locked();
    let new = "第三句不容易猜到的话";
    assert_eq!(slots.change(ZHANG, new, CHEAP).unwrap(), "张");
    assert!(same(slots.open_with(new), &vault) && same(slots.open_with(WANG), &vault));
    assert!(slots.open_with(ZHANG).is_none());
    assert!(slots.change(ZHANG, new, CHEAP).is_err());
    let before = slots.clone();
    assert!(matches!(
        slots.change(new, "short", CHEAP),
        Err(SlotsError::Weak(Weak::Short))
    ));
    assert_eq!(slots, before);
}

#[test]
fn whoever_leaves_is_shut_out_and_the_last_cannot_leave() {
    let (vault, mut slots) = locked();
    slots.take_from(&vault, "张").unwrap();
    assert!(slots.open_with(ZHANG).is_none() && same(slots.open_with(WANG), &vault));
    assert!(matches!(
        slots.take_from(&vault, "张"),
        Err(SlotsError::Name)
    ));
    assert!(matches!(
        slots.take_from(&vault, "王"),
        Err(SlotsError::Number)
    ));
}

#[test]
fn the_office_opens_what_a_forgotten_passphrase_locks() {
    let (vault, mut slots) = locked();
    let secret = [9; 32];
    let half = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(&secret).unwrap();
    let agreement = X25519HkdfSha256::sk_to_pk(&half).to_bytes().into();
    slots.give_office(&vault, &[1; 32], &agreement).unwrap();
    assert!(same(slots.open_as(&[1; 32], &secret), &vault));
    assert!(slots.open_as(&[1; 32], &[8; 32]).is_none());
    assert!(slots.open_as(&[2; 32], &secret).is_none());
}

#[test]
fn a_slot_of_another_folder_opens_nothing() {
    let ((_, mut here), (_, there)) = (locked(), locked());
    here.0.slots = there.0.slots;
    assert!(here.open_with(ZHANG).is_none());
    let other = Vault::fresh().unwrap();
    here.give_everybody(&other);
    assert!(here.open().is_none());
}

#[test]
fn a_cut_or_altered_file_is_no_file() {
    let (_, slots) = locked();
    let bytes = slots.encode();
    for cut in 0..bytes.len() {
        assert!(Slots::decode(&bytes[..cut]).is_err(), "cut at {cut}");
    }
    for at in 0..bytes.len() {
        let mut bad = bytes.to_vec();
        bad[at] ^= 1;
        assert!(Slots::decode(&bad).is_err(), "byte {at}");
    }
}

#[test]
fn a_new_key_is_for_those_alone_who_are_there_and_remembers_the_old_one_until_it_is_settled() {
    let (vault, mut slots) = locked();
    let secret = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(&[9; 32]).unwrap();
    let agreement = X25519HkdfSha256::sk_to_pk(&secret).to_bytes().into();
    slots.give_office(&vault, &[1; 32], &agreement).unwrap();
    let fresh = Vault::fresh().unwrap();
    let zhang = [Zeroizing::new(ZHANG.to_owned())];
    let renewed = slots.renewed(&fresh, &zhang, CHEAP).unwrap();
    let mut renewed = Slots::decode(&renewed.encode()).unwrap();
    assert!(same(renewed.open_with(ZHANG), &fresh));
    assert!(renewed.open_with(WANG).is_none());
    assert_eq!(renewed.holders(&fresh), [Holder::Passphrase("张".into())]);
    assert!(renewed.is_renewing() && same(renewed.before(&fresh), &vault));
    assert!(
        renewed.before(&vault).is_none(),
        "the old key opens nothing"
    );
    renewed.settle();
    assert!(!renewed.is_renewing() && renewed.before(&fresh).is_none());
    let stranger = [Zeroizing::new("谁也没有用过的一句话".to_owned())];
    assert!(slots.renewed(&fresh, &stranger, CHEAP).is_err());
    assert!(
        slots.renewed(&fresh, &[], CHEAP).is_err(),
        "a locked folder stays locked"
    );
}

/// Two officers, each with a key of their own.
fn shared() -> (Vault, [Vault; 2], Slots) {
    let (vault, own) = (
        Vault::fresh().unwrap(),
        [0, 1].map(|_| Vault::fresh().unwrap()),
    );
    let mut slots = Slots::of(&vault);
    for (own, (name, passphrase)) in own.iter().zip([("张", ZHANG), ("王", WANG)]) {
        let opens = (&vault, Some(own));
        slots.give_to(opens, name, passphrase, CHEAP).unwrap();
    }
    (vault, own, Slots::decode(&slots.encode()).unwrap())
}

fn own(slots: &Slots, passphrase: &str) -> Option<[u8; 32]> {
    Some(*slots.open_with(passphrase)?.own?.key())
}

#[test]
fn a_passphrase_opens_its_officers_own_key_and_no_colleagues() {
    let (vault, [zhang, wang], mut slots) = shared();
    assert!(same(slots.open_with(ZHANG), &vault) && same(slots.open_with(WANG), &vault));
    assert_eq!(own(&slots, ZHANG), Some(*zhang.key()));
    assert_eq!(own(&slots, WANG), Some(*wang.key()));
    // It stays the same under another passphrase, and under a second one of the same officer.
    let (new, second) = ("第三句不容易猜到的话", "第四句也不容易猜到的");
    slots.change(ZHANG, new, CHEAP).unwrap();
    let opens = (&vault, Some(&zhang));
    slots.give_to(opens, "张二", second, CHEAP).unwrap();
    assert_eq!(own(&slots, new), Some(*zhang.key()));
    assert_eq!(own(&slots, second), Some(*zhang.key()));
    // The last passphrase of an own key stays, whoever else could open the folder.
    slots.take_from(&vault, "张").unwrap();
    for last in ["张二", "王"] {
        let kept = slots.take_from(&vault, last);
        assert!(matches!(kept, Err(SlotsError::Number)), "{last}");
    }
    slots.dismiss(&wang.mark());
    assert!(slots.open_with(WANG).is_none() && slots.open_with(second).is_some());
}

#[test]
fn a_program_that_knows_nothing_of_own_keys_does_not_read_a_file_that_has_them() {
    // The first number in the array that the file is.
    let format = |slots: &Slots| slots.encode()[1];
    let (_, _, with_own) = shared();
    assert_eq!((format(&locked().1), format(&with_own)), (1, 2));
}

#[test]
fn no_two_officers_have_one_passphrase() {
    let (vault, [_, wang], mut slots) = shared();
    let opens = (&vault, Some(&wang));
    let given = slots.give_to(opens, "李", ZHANG, CHEAP);
    assert!(matches!(given, Err(SlotsError::Same)));
    assert!(matches!(
        slots.change(WANG, ZHANG, CHEAP),
        Err(SlotsError::Same)
    ));
    assert_eq!(own(&slots, WANG), Some(*wang.key()));
}

#[test]
fn a_passphrase_of_before_gets_a_key_of_its_own() {
    let (vault, mut slots) = locked();
    assert_eq!(own(&slots, ZHANG), None);
    let fresh = Vault::fresh().unwrap();
    slots
        .claim(&slots.open_with(ZHANG).unwrap(), &fresh)
        .unwrap();
    assert_eq!(own(&slots, ZHANG), Some(*fresh.key()));
    assert_eq!(own(&slots, WANG), None);
    let nobody = Opened::by_everybody(vault);
    assert!(slots.claim(&nobody, &fresh).is_err());
}

#[cfg(feature = "sm")]
#[test]
fn a_folder_of_the_second_cipher_changes_its_passphrase_and_its_key_and_keeps_the_cipher() {
    let vault = Vault::fresh_for(Cipher::Sm4).unwrap();
    let own = vault.another().unwrap();
    let mut slots = Slots::of(&vault);
    let opens = (&vault, Some(&own));
    slots.give_to(opens, "张", ZHANG, CHEAP).unwrap();
    let mut slots = Slots::decode(&slots.encode()).unwrap();
    slots.change(ZHANG, WANG, CHEAP).unwrap();
    assert!(slots.open_with(ZHANG).is_none());
    let opened = slots.open_with(WANG).unwrap();
    assert!(same(opened.own.clone(), &own) && same(Some(opened.folder.clone()), &vault));
    let fresh = opened.folder.another().unwrap();
    let known = [Zeroizing::new(WANG.to_owned())];
    let renewed = slots.renewed(&fresh, &known, CHEAP).unwrap();
    let renewed = Slots::decode(&renewed.encode()).unwrap();
    assert_eq!(renewed.cipher(), Cipher::Sm4);
    assert!(same(renewed.open_with(WANG), &fresh) && same(renewed.before(&fresh), &vault));
}
