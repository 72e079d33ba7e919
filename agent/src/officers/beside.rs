//! An officer is added while the folder is open and others write in it.

use desk::Failure;
use merge::Grant;

use super::adding::{Begun, Joining};
use crate::device::{Device, Layout};
use crate::renew::Holder;

/// As [`super::add`], for a folder that is open in this process, and that others write in meanwhile:
/// they wait for nothing but the last step.
///
/// # Errors
/// As [`super::add`], or a folder whose present key has still to be given to its officer alone.
pub(crate) async fn add_beside(
    layout: &Layout,
    joining: &Joining<'_>,
    holder: &mut impl Holder,
) -> Result<Grant, Failure> {
    let (server, is_anybodys) =
        holder.with(|laptop| (laptop.device.server.clone(), laptop.is_anybodys()));
    // The key that is taken cannot become another one while it is in use.
    if joining.passphrase.is_some() && is_anybodys {
        return Err(still_anybodys());
    }
    // A laptop that was let in by stick knows no address; the invitation may.
    let named = joining.invite.addresses().into_iter().next();
    let server = named.filter(|_| server.is_empty()).unwrap_or(server);
    let begun = Begun::new(layout, joining, Some(&server))?;
    let mut in_doubt = begun.again;
    let asked = begun.call(&mut in_doubt).await.and_then(|let_in| {
        holder.with(|laptop| {
            let grant = begun.join(&let_in)?;
            // As the file stands now, so that it is written so again.
            laptop.device.officers = Device::load(layout, &layout.device())?.officers;
            Ok(grant)
        })
    });
    if asked.is_err() && !in_doubt {
        begun.forget();
    }
    asked
}

fn still_anybodys() -> Failure {
    Failure::new(
        "whose_key",
        "本机现有的密钥还不归本人专用（旧版本建立的文件夹）；请关闭巡路，在命令行用 officer add 添加这一位，以后就可以在页面上添加",
        "the key that is here is not its officer's alone yet (the folder is of an older version); close the pages and add this one with `officer add`, from then on the pages can",
    )
}
