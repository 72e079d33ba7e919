//! Whether the rights hold together.

use std::collections::BTreeSet;

use super::{Loaded, need};
use crate::catalog::Catalog;
use crate::field::Type;
use crate::load::CatalogError;
use crate::rights::{Deed, Relation};
use crate::role::{CLOCK, OFFICE};

const FILE: &str = "rights.toml";

/// Every role that is named is one, and what travels can be cut by divisions.
pub(super) fn rights(catalog: &Catalog) -> Loaded<()> {
    let rights = &catalog.rights;
    let known = |role: &str| catalog.role(role).is_some() || [CLOCK, OFFICE].contains(&role);
    for row in &rights.allow {
        for role in &row.roles {
            need(known(role), FILE, "role", role, "a row of `allow`")?;
        }
        let cut = |relation: &Relation| matches!(relation, Relation::Own | Relation::Below);
        let own = row.relations.contains(&Relation::Own);
        if row.deeds.contains(&Deed::Read) && !(own && row.relations.iter().all(cut)) {
            return Err(CatalogError::new(
                FILE,
                "what is read is cut by divisions: `read` is for `own` and `below`, or for `own` alone",
            ));
        }
    }
    for kind in catalog.kinds() {
        let file = format!("kinds/{}.toml", kind.name);
        if let Some(name) = &kind.minor {
            let says = kind.field(name).is_some_and(|f| f.ty == Type::Bool);
            need(says, &file, "yes-or-no field", name, "minor")?;
        }
    }
    for role in rights.apart.iter().flat_map(|group| &group.roles) {
        need(known(role), FILE, "role", role, "a row of `apart`")?;
    }
    let named: BTreeSet<&str> = rights
        .allow
        .iter()
        .flat_map(|row| &row.roles)
        .map(String::as_str)
        .collect();
    // A catalog without the file allows nothing, and says so by that.
    let forgotten = catalog
        .roles
        .iter()
        .find(|role| !named.is_empty() && !named.contains(role.name.as_str()));
    match forgotten {
        Some(role) => Err(CatalogError::new(
            FILE,
            format!("role `{}` is in no row: say what it may do", role.name),
        )),
        None => Ok(()),
    }
}
