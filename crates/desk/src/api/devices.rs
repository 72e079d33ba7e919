//! Invitations and the devices they have let in, for whoever says who works where.

use axum::response::Response;
use forms::Deed;
use places::DivisionCode;

use super::Who;
use super::door::Signed;
use super::json::Json;
use super::view::{DeviceShown, InvitationShown, Invited, ToInvite, ToRevoke, ToWithdraw};
use crate::failure::Failure;

/// A program that lets devices in. What is asked of it lies in the area of whoever asks.
pub trait Devices: Send + Sync {
    /// The invitations that were made, those that are open first, then the latest.
    ///
    /// # Errors
    /// An index that fails.
    fn invitations(&self) -> Result<Vec<InvitationShown>, Failure>;

    /// Makes an invitation, and keeps who has.
    ///
    /// # Errors
    /// A role that does not fit the unit, a name that is none, a disk that refuses.
    fn invite(&self, who: &Who, ask: &ToInvite) -> Result<Invited, Failure>;

    /// Takes back an invitation that nobody has used, and keeps who has.
    ///
    /// # Errors
    /// One that was used, or a disk that refuses.
    fn withdraw(&self, who: &Who, ask: &ToWithdraw) -> Result<InvitationShown, Failure>;

    /// The devices that invitations have let in.
    ///
    /// # Errors
    /// An index that fails.
    fn all(&self) -> Result<Vec<DeviceShown>, Failure>;

    /// Sends a device away or believes it again, and keeps who has said so.
    ///
    /// # Errors
    /// No reason, or a disk that refuses.
    fn revoke(&self, who: &Who, ask: &ToRevoke) -> Result<DeviceShown, Failure>;
}

/// What a laptop says that is asked for its devices.
pub(super) fn none() -> Failure {
    Failure::new(
        "no_place",
        "这里是客户端；电脑的邀请与停用在服务器上办理",
        "this is a laptop; devices are invited and sent away at the office",
    )
}

pub(super) async fn invitations(signed: Signed) -> Response {
    signed.answer(invited).await
}

pub(super) async fn invite(signed: Signed, Json(ask): Json<ToInvite>) -> Response {
    signed
        .answer(move |signed| {
            if !lets_in(signed, &ask.unit) {
                return Err(outside(&ask.unit));
            }
            signed.door.host.devices()?.invite(&signed.who, &ask)
        })
        .await
}

pub(super) async fn withdraw(signed: Signed, Json(ask): Json<ToWithdraw>) -> Response {
    signed
        .answer(move |signed| {
            // What lies outside their area is as unknown to them as what was never made.
            if !invited(signed)?.iter().any(|one| one.id == ask.id) {
                return Err(unknown());
            }
            signed.door.host.devices()?.withdraw(&signed.who, &ask)
        })
        .await
}

pub(super) async fn all(signed: Signed) -> Response {
    signed.answer(devices).await
}

pub(super) async fn revoke(signed: Signed, Json(ask): Json<ToRevoke>) -> Response {
    signed
        .answer(move |signed| {
            if !devices(signed)?.iter().any(|one| one.device == ask.device) {
                return Err(unknown());
            }
            signed.door.host.devices()?.revoke(&signed.who, &ask)
        })
        .await
}

/// Whether whoever is signed in says who works in a division.
fn lets_in(signed: &Signed, unit: &str) -> bool {
    let unit: Option<DivisionCode> = unit.parse().ok();
    unit.is_some_and(|unit| signed.desk().may(Deed::Devices, unit))
}

fn invited(signed: &Signed) -> Result<Vec<InvitationShown>, Failure> {
    let mut all = signed.door.host.devices()?.invitations()?;
    all.retain(|one| lets_in(signed, &one.unit));
    Ok(all)
}

fn devices(signed: &Signed) -> Result<Vec<DeviceShown>, Failure> {
    let mut all = signed.door.host.devices()?.all()?;
    all.retain(|one| lets_in(signed, &one.unit));
    Ok(all)
}

fn outside(unit: &str) -> Failure {
    Failure::new(
        "outside",
        format!("{unit} 不在您的辖区内；请选择辖区内的单位"),
        format!("{unit} is outside your area; choose a unit inside it"),
    )
}

fn unknown() -> Failure {
    Failure::new(
        "no_record",
        "没有这份邀请或这台电脑；请刷新页面",
        "there is no such invitation or device; load the page again",
    )
}
