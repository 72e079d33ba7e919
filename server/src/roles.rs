//! Who may hold which role.

use desk::Failure;
use places::DivisionCode;

use crate::office::Office;

/// Longest name of a person, in characters.
const MAX_NAME: usize = 40;

/// Who is kept to have looked where nobody gave an account.
pub(crate) const OWNER: &str = "（服务器命令行）";

impl Office {
    /// The name of a person, without spaces around it.
    pub(crate) fn person_name(name: &str) -> Result<&str, Failure> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control)
        {
            return Err(Failure::new(
                "name",
                format!("姓名应为 1 至 {MAX_NAME} 个字，不能含控制字符；请改正"),
                format!(
                    "a name has 1 to {MAX_NAME} characters and no control characters; change it"
                ),
            ));
        }
        Ok(name)
    }

    /// Lets pass a role that exists at the level of a unit.
    ///
    /// # Errors
    /// No such role, or one of another level.
    pub(crate) fn check_role(&self, name: &str, unit: DivisionCode) -> Result<(), Failure> {
        let Some(role) = self.room.catalog.role(name) else {
            let known: Vec<&str> = self
                .room
                .catalog
                .roles()
                .iter()
                .map(|r| r.name.as_str())
                .collect();
            let known = known.join(", ");
            return Err(Failure::new(
                "role",
                format!("没有角色「{name}」；可用：{known}"),
                format!("there is no role `{name}`; there are: {known}"),
            ));
        };
        let level = forms::Level::of_division(unit.as_u64());
        if role.levels.contains(&level) {
            return Ok(());
        }
        Err(Failure::new(
            "role_level",
            format!(
                "角色「{}」不设在 {unit} 这一级；请换角色或区划",
                role.label.zh
            ),
            format!(
                "role `{name}` does not exist at the level of {unit}; choose another role or division"
            ),
        ))
    }

    /// Who holds or was invited to a role: accounts, devices, and invitations that are still open.
    fn held_roles(&self) -> Result<Vec<(String, String)>, Failure> {
        let accounts = self.accounts()?.into_iter().filter(|one| !one.closed);
        let mut all: Vec<_> = accounts.map(|one| (one.name, one.role)).collect();
        let devices = self.room.store.holders()?.into_iter();
        all.extend(devices.map(|grant| (grant.terms.person.clone(), grant.terms.role.clone())));
        all.extend(self.invited_to()?);
        Ok(all)
    }

    /// Lets pass whoever holds no role that one person may not hold beside this one.
    ///
    /// # Errors
    /// The role that stands against it.
    pub(crate) fn check_apart(&self, name: &str, role: &str) -> Result<(), Failure> {
        let catalog = &self.room.catalog;
        let apart: Vec<&str> = catalog.apart_from(role).collect();
        if apart.is_empty() {
            return Ok(());
        }
        let same = |other: &str| {
            let plain = |text: &str| text.split_whitespace().collect::<String>().to_lowercase();
            plain(other) == plain(name)
        };
        let held = self.held_roles()?;
        let against = held
            .iter()
            .find(|(other, role)| same(other) && apart.contains(&role.as_str()));
        let Some((_, other)) = against else {
            return Ok(());
        };
        let label = |name: &str| catalog.role(name).map(|role| role.label.clone());
        let (new, old) = (
            label(role).unwrap_or_default(),
            label(other).unwrap_or_default(),
        );
        Err(Failure::new(
            "three_administrators",
            format!(
                "{name} 已是「{}」，不能再任「{}」：三员须由三个人担任；请另选一人，或先停用原账号",
                old.zh, new.zh
            ),
            format!(
                "{name} is the {} already and cannot be the {}: these are three people; choose another one, or close that account first",
                old.en, new.en
            ),
        ))
    }
}
