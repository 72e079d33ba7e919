//! The tables, and how they came to be: numbered steps that only go forwards.

use postgres::Client;
use postgres::error::SqlState;

use crate::error::StoreError;

use super::failed;

/// The steps, in order; step `n` brings the tables to number `n + 1`. A step that was released is
/// never changed.
const MIGRATIONS: &[&str] = &[include_str!("migrations/V1__tables.sql")];

/// The number of the tables this program works with.
pub(super) const NUMBER: u64 = MIGRATIONS.len() as u64;

/// Small facts about the database itself; the number of the tables is one of them.
const META: &str = "CREATE TABLE IF NOT EXISTS meta (name text PRIMARY KEY, value bytea NOT NULL)";
/// The row whose lock keeps two programs that start at once from migrating both.
const LOCK: &str =
    "INSERT INTO meta VALUES ('tables', '\\x0000000000000000') ON CONFLICT DO NOTHING;
    SELECT value FROM meta WHERE name = 'tables' FOR UPDATE";

/// Brings the tables up to what this program needs.
///
/// # Errors
/// A database that refuses, or one that a newer program has migrated.
pub(super) fn migrate(client: &mut Client) -> Result<(), StoreError> {
    if found(client)? == Some(NUMBER) {
        return Ok(());
    }
    match client.batch_execute(META) {
        // Somebody else made it in the same moment.
        Err(error) if made_meanwhile(error.code()) => {}
        made => made.map_err(failed)?,
    }
    migrate_from(client, MIGRATIONS)
}

/// Checks that the tables are what this program works with.
///
/// # Errors
/// A database that refuses, or whose tables are others.
pub(super) fn expect(client: &mut Client) -> Result<(), StoreError> {
    let found = found(client)?.unwrap_or(0);
    if found == NUMBER {
        return Ok(());
    }
    if found > NUMBER {
        return Err(StoreError::Newer {
            found,
            known: NUMBER,
        });
    }
    let said = format!("its tables are of number {found}, not {NUMBER}");
    Err(StoreError::Database(said))
}

fn migrate_from(client: &mut Client, steps: &[&str]) -> Result<(), StoreError> {
    let mut transaction = client.transaction().map_err(failed)?;
    transaction.batch_execute(LOCK).map_err(failed)?;
    let row = transaction.query_one(READ, &[]).map_err(failed)?;
    let from = number(row.get(0));
    let known = steps.len() as u64;
    if from > known {
        return Err(StoreError::Newer { found: from, known });
    }
    for step in steps.iter().skip(usize::try_from(from).unwrap_or(0)) {
        transaction.batch_execute(step).map_err(failed)?;
    }
    let now = known.to_be_bytes();
    let set = "UPDATE meta SET value = $1 WHERE name = 'tables'";
    transaction.execute(set, &[&&now[..]]).map_err(failed)?;
    transaction.commit().map_err(failed)
}

const READ: &str = "SELECT value FROM meta WHERE name = 'tables'";

/// The number of the tables as they are; nothing in an empty database.
fn found(client: &mut Client) -> Result<Option<u64>, StoreError> {
    match client.query_opt(READ, &[]) {
        Ok(row) => Ok(row.map(|row| number(row.get(0)))),
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

fn number(bytes: &[u8]) -> u64 {
    bytes
        .first_chunk::<8>()
        .map_or(0, |n| u64::from_be_bytes(*n))
}

/// Which of the three it is depends on how far the other one was: its table is there, only the type
/// of the table's rows is, or neither was yet.
fn made_meanwhile(code: Option<&SqlState>) -> bool {
    [
        SqlState::DUPLICATE_TABLE,
        SqlState::DUPLICATE_OBJECT,
        SqlState::UNIQUE_VIOLATION,
    ]
    .iter()
    .any(|known| Some(known) == code)
}
