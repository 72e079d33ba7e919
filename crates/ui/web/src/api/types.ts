// Generated from crates/desk/src/api/view. Do not edit.

export type Ahead = { 
/**
 * Those whose day has passed.
 */
overdue: number, 
/**
 * Those to come, by day, kind and mark.
 */
falls: Array<FallsDue>, };

export type Answering = { 
/**
 * The record it is about.
 */
id: string, 
/**
 * The proposal's cause.
 */
cause: string, 
/**
 * What the person typed over what the rule fills.
 */
entries?: Array<[string, string]>, 
/**
 * As in a form.
 */
once?: string, };

export type Ask = { 
/**
 * Records of this kind; of all kinds if none is named.
 */
kind?: string, 
/**
 * In these states, separated by commas.
 */
status?: string, 
/**
 * In this division and everything below it.
 */
under?: string, 
/**
 * With these words in title, number or place.
 */
words?: string, 
/**
 * `overdue`, or due within so many days.
 */
due?: string, 
/**
 * In conflict.
 */
conflict?: boolean, 
/**
 * Marked with these codes, separated by commas: hazards of these grades.
 */
mark?: string, 
/**
 * Written on this road.
 */
road?: string, 
/**
 * `updated` (default), `created`, `due` or `place`.
 */
order?: string, 
/**
 * Rows to pass over.
 */
skip?: number, 
/**
 * Rows at most.
 */
limit?: number, };

export type Asks = "new" | "back" | "approved" | "refused";

export type Attach = { 
/**
 * The field it belongs to; the form's first photo field if none is named.
 */
field?: string, 
/**
 * Its name.
 */
sha256: string, 
/**
 * The name it came under.
 */
caption: string, };

export type Basemap = { 
/**
 * What it is made of.
 */
kind: BasemapKind, 
/**
 * The address of the archive, or the pattern of the pictures with `{z}`, `{x}` and `{y}`.
 */
url: string, 
/**
 * The datum it is drawn in: what lies over it is moved to it when it is shown, never when it
 * is kept.
 */
datum: Datum, };

export type BasemapKind = "pmtiles" | "raster";

export type Becomes = "open" | "run_out" | "withdrawn" | "used";

export type Board = { 
/**
 * What it is about.
 */
under: Division, 
/**
 * The divisions above it that the person may see, the highest first.
 */
above: Array<Division>, 
/**
 * Its own sums.
 */
whole: BoardRow, 
/**
 * One row for each division directly below.
 */
rows: Array<BoardRow>, 
/**
 * The day overdue is counted on.
 */
on: string, };

export type BoardRow = { 
/**
 * The division.
 */
division: Division, 
/**
 * It has divisions below it.
 */
opens: boolean, 
/**
 * What was counted, by the measure's name.
 */
figures: { [key in string]: number }, 
/**
 * Shares of what is counted: as people read them, above the line, below the line.
 */
ratios: { [key in string]: [string, number, number] }, 
/**
 * Deadlines by colour: green, yellow, orange, red (table `due_colours`).
 */
deadlines: [number, number, number, number], };

export type Bulk = { 
/**
 * The records.
 */
ids: Array<string>, 
/**
 * The step.
 */
event: string, 
/**
 * Fields as typed.
 */
entries: Array<[string, string]>, 
/**
 * Why.
 */
reason?: string, 
/**
 * As in a form, for all of them together.
 */
once?: string, };

export type BulkOutcome = { 
/**
 * The record.
 */
id: string, 
/**
 * Its state now; nothing if the step was refused.
 */
status: string | null, 
/**
 * What stood against it.
 */
complaints: Array<Complaint>, };

export type Catalog = { 
/**
 * Changes when the catalog does.
 */
fingerprint: string, 
/**
 * Roles.
 */
roles: Array<Role>, 
/**
 * Code lists.
 */
codes: Array<CodeList>, 
/**
 * Record kinds.
 */
kinds: Array<Kind>, 
/**
 * What the law says of violations, by the days it says so.
 */
violations: Array<Violation>, 
/**
 * What is counted.
 */
measures: Array<Named>, 
/**
 * What is compared.
 */
ratios: Array<Named>, 
/**
 * The reports offices print.
 */
reports: Array<Named>, };

export type Cell = { "text": Text } | { "number": { 
/**
 * The number without its point.
 */
units: number, 
/**
 * The digits after the point.
 */
decimals: number, } } | { "share": { 
/**
 * Above the line.
 */
of: number, 
/**
 * Below the line.
 */
to: number, 
/**
 * As people read it; `—` when there is nothing below the line.
 */
text: string, } };

export type ChangeShown = { 
/**
 * `set`, `add`, `remove`, `event` or `attach`.
 */
what: string, 
/**
 * What people call the field or event.
 */
label: Text, 
/**
 * The value, as people read it.
 */
text: Text, 
/**
 * What the field held before, as people read it.
 */
before: Text | null, 
/**
 * The file that was attached.
 */
sha256: string | null, };

export type Checked = { 
/**
 * What would keep it from being saved.
 */
complaints: Array<Complaint>, 
/**
 * What would stand against the step that is to follow something new; it can be saved.
 */
ahead: Array<Complaint>, 
/**
 * Things to look at again; it can be saved.
 */
warnings: Array<Complaint>, 
/**
 * Records that may be about the same thing.
 */
near: Array<NearRow>, 
/**
 * Values the program suggests: field, text, and why.
 */
suggests: Array<[string, string, Text]>, };

export type ClockShown = { 
/**
 * What people call it.
 */
label: Text, 
/**
 * The law or rule it follows.
 */
source: string | null, 
/**
 * When it began.
 */
started_ms: number, 
/**
 * When it ends.
 */
ends_ms: number, 
/**
 * When it was stopped.
 */
stopped_ms: number | null, 
/**
 * It has passed.
 */
overdue: boolean, 
/**
 * Somebody is late when it has passed; else a right of the party lapses.
 */
counts: boolean, 
/**
 * Days between when it should have begun and when the office could first know of it.
 */
delay_days: number, 
/**
 * The holidays it runs over are known.
 */
holidays_known: boolean, };

export type Code = { 
/**
 * What is kept: a number of the standard or a stable English name, never reused.
 */
code: string, 
/**
 * What people read.
 */
label: Text, 
/**
 * The heading it stands under.
 */
group: string | null, 
/**
 * The last day it is offered, `YYYY-MM-DD`; it stays so that old records can be read.
 */
until: string | null, 
/**
 * Of an indicator: the figure it is judged by.
 */
figure: string | null, };

export type CodeList = { 
/**
 * Stable English name.
 */
name: string, 
/**
 * What people call it.
 */
label: Text, 
/**
 * The standard or rule it follows.
 */
source: string | null, 
/**
 * The headings its codes stand under, where the list has two levels.
 */
groups: Array<Group>, 
/**
 * The codes in the order they are offered.
 */
codes: Array<Code>, };

export type Column = { 
/**
 * The stable name of the figure or field.
 */
name: string, 
/**
 * What people call it.
 */
label: Text, };

export type Complaint = { 
/**
 * The field as typed, with a path into lists (`violations[0].key`, counted from 0).
 */
field: string | null, 
/**
 * What is wrong, for programs: `unknown_field`, `required`, `value`, `not_allowed`, …
 */
code: string, 
/**
 * Chinese.
 */
zh: string, 
/**
 * English.
 */
en: string, };

export type Datum = "wgs84" | "gcj02";

export type Decision = { 
/**
 * The device, or its first digits.
 */
device: string, 
/**
 * Yes, or no.
 */
yes: boolean, 
/**
 * Why not; nothing with a yes.
 */
reason: string, };

export type Deed = "read" | "write" | "export" | "whole" | "review" | "accounts" | "devices" | "policy" | "keys" | "logs";

export type DeviceShown = { 
/**
 * The device.
 */
device: string, 
/**
 * Its key, as two people compare it.
 */
fingerprint: string, 
/**
 * What its key signs with.
 */
suite: string, 
/**
 * Who works with it.
 */
person: string, 
/**
 * In which role.
 */
role: Text, 
/**
 * The division the unit is named by, twelve digits.
 */
unit: string, 
/**
 * That division's name and those above.
 */
place: string, 
/**
 * How it stands.
 */
stands: DeviceStands, 
/**
 * Until when its grant is good; nothing while it waits.
 */
until_ms: number | null, 
/**
 * When it was last heard of, to about a minute; nothing if that is not known.
 */
heard_ms: number | null, 
/**
 * How many of its operations are here.
 */
operations: number, 
/**
 * Why it was sent away; nothing if it was not.
 */
reason: string | null, 
/**
 * When that was.
 */
revoked_ms: number | null, };

export type DeviceStands = "in_force" | "in_grace" | "waiting" | "beyond_grace" | "revoked";

export type Disputed = { 
/**
 * The day from which both values were known here.
 */
since: string, 
/**
 * Days since then.
 */
days: number, 
/**
 * Who is asked to settle it now, where it is late.
 */
late: Text | null, };

export type Division = { 
/**
 * Its code, 12 digits.
 */
code: string, 
/**
 * Its name.
 */
name: string, 
/**
 * `city`, `county`, `township` or `village`.
 */
level: string, };

export type DraftKept = { 
/**
 * What it is about, by the name the page gave it.
 */
about: string, 
/**
 * What was typed, as the page wrote it.
 */
text: string, };

export type DraftToKeep = { 
/**
 * What it is about.
 */
about: string, 
/**
 * What was typed; nothing drops the draft.
 */
text: string | null, };

export type DueAsk = { 
/**
 * The division; all of one's own if none is named.
 */
under?: string, 
/**
 * The name of a colour (table `due_colours`), or `overdue`.
 */
band?: string, 
/**
 * The day they fall on, whatever their colour.
 */
day?: string, 
/**
 * How many are passed over.
 */
skip?: number, 
/**
 * How many are shown at most.
 */
limit?: number, };

export type DuePage = { 
/**
 * How many there are on all pages.
 */
all: number, 
/**
 * The records.
 */
rows: Array<RowShown>, };

export type DueRow = { 
/**
 * The record.
 */
row: RowShown, };

export type Enrolment = { 
/**
 * The device.
 */
device: string, 
/**
 * Its key, as two people compare it: the same digits stand on the laptop.
 */
fingerprint: string, 
/**
 * Who works with it.
 */
person: string, 
/**
 * In which role.
 */
role: Text, 
/**
 * The division the unit is named by, twelve digits.
 */
unit: string, 
/**
 * That division's name and those above.
 */
place: string, 
/**
 * How it stands.
 */
asks: Asks, 
/**
 * Until when its grant is good, or when it ended; of a new one it ends as it begins.
 */
until_ms: number, 
/**
 * Operations it handed in that are kept and not in force: a yes admits them.
 */
handed_in: number, 
/**
 * When it asked, by the office's clock.
 */
asked_ms: number, 
/**
 * The network address it asked from; nothing if it asked by stick.
 */
from: string | null, 
/**
 * Who has decided; nothing while it waits.
 */
by: string | null, 
/**
 * When that was.
 */
decided_ms: number | null, 
/**
 * Why it was refused.
 */
reason: string | null, };

export type Event = { 
/**
 * Stable English name.
 */
name: string, 
/**
 * What people call it.
 */
label: Text, 
/**
 * The states it may happen in.
 */
from: Array<string>, 
/**
 * The state it leads to; nothing: the state stays.
 */
to: string | null, 
/**
 * The roles that may do it.
 */
by: Array<string>, 
/**
 * Fields that must be filled once its own edits are in.
 */
requires: Array<string>, 
/**
 * Fields it normally fills, and that `by` may write together with it.
 */
sets: Array<string>, 
/**
 * A reason must be given.
 */
reason: boolean, 
/**
 * It may happen while people disagree about a field.
 */
in_conflict: boolean, 
/**
 * Conditions that data cannot say.
 */
guard: string[], 
/**
 * Refused while such a record refers to this one.
 */
no_open: NoOpen | null, 
/**
 * The law it follows.
 */
law: string | null, };

export type FallsDue = { 
/**
 * The day.
 */
day: string, 
/**
 * Their kind's name; nothing for a kind this program does not know.
 */
kind: string | null, 
/**
 * The code that marks them, as the grade of a hazard.
 */
mark: string | null, 
/**
 * How many.
 */
count: number, };

export type Field = { 
/**
 * The number written into operations.
 */
id: number, 
/**
 * Stable English name.
 */
name: string, 
/**
 * What people call it.
 */
label: Text, 
/**
 * Must be filled at creation.
 */
required: boolean, 
/**
 * Events after which it must be filled.
 */
required_on: Array<string>, 
/**
 * Roles that may write it; empty: every role that may create the kind or act on it.
 */
edit: Array<string>, 
/**
 * What it holds when nothing is said: `now`, `today`, `me`, `my_division` or a literal.
 */
default: string | null, 
/**
 * Never typed: shown from elsewhere or assigned by the server.
 */
derived: boolean, 
/**
 * Of a derived field: what the records that refer to this one say.
 */
seen: Seen | null, 
/**
 * Of a derived field: the field whose earlier values it tells.
 */
history_of: string | null, 
/**
 * Asked for at creation: its absence is warned about and never refused.
 */
wanted: boolean, 
/**
 * States in which only a step that fills it may change it.
 */
fixed_in: Array<string>, 
/**
 * Conditions on changing it outside a step.
 */
guard: string[], 
/**
 * It may still be written when nothing else of the record may: what was printed from it.
 */
late: boolean, 
/**
 * Who may see it.
 */
sensitivity: Sensitivity, 
/**
 * The law it follows.
 */
law: string | null, 
/**
 * What counts of it while people disagree about it.
 */
meanwhile: Meanwhile, 
/**
 * No figure may look at it, and no figure may rank, score or target by records of its kind.
 */
uncounted: boolean, } & ({ "type": "text", 
/**
 * Characters.
 */
max: number, } | { "type": "int", 
/**
 * The least.
 */
min: number | null, 
/**
 * The most.
 */
max: number | null, 
/**
 * What is counted.
 */
unit: string | null, } | { "type": "decimal", 
/**
 * How many digits after the point it keeps.
 */
decimals: number, 
/**
 * The least.
 */
min: number | null, 
/**
 * The most.
 */
max: number | null, 
/**
 * What is measured.
 */
unit: string | null, } | { "type": "bool" } | { "type": "code", 
/**
 * The list.
 */
codes: string, } | { "type": "codes", 
/**
 * The list.
 */
codes: string, 
/**
 * The least number of codes where the field must be filled.
 */
min_items: number, } | { "type": "date" } | { "type": "datetime" } | { "type": "time" } | { "type": "point" } | { "type": "stake" } | { "type": "road_code" } | { "type": "division" } | { "type": "org" } | { "type": "person" } | { "type": "id_no" } | { "type": "credit_code" } | { "type": "licence_no" } | { "type": "phone" } | { "type": "plate" } | { "type": "ref", 
/**
 * Its kind; nothing: any.
 */
to: string | null, } | { "type": "refs", 
/**
 * Their kind; nothing: any.
 */
to: string | null, } | { "type": "list", 
/**
 * The shape.
 */
item: Array<Item>, 
/**
 * The least number of entries where the field must be filled.
 */
min_items: number, 
/**
 * The most.
 */
max_items: number, } | { "type": "struct", 
/**
 * The shape.
 */
item: Array<Item>, } | { "type": "photos", 
/**
 * The least number where the field must be filled.
 */
min_items: number, });

export type Figures = { 
/**
 * The measure's name.
 */
measure: string, 
/**
 * What people call it.
 */
label: Text, 
/**
 * The months, `YYYY-MM`.
 */
months: Array<string>, 
/**
 * This span.
 */
values: Array<number>, 
/**
 * The same months a year before.
 */
last_year: Array<number>, 
/**
 * By division directly below: its name and what was counted in the whole span.
 */
by_division: Array<[Division, number]>, };

export type Filled = { 
/**
 * Its short name.
 */
name: string, 
/**
 * What it is called.
 */
title: Text, 
/**
 * The division it is about.
 */
under: string, 
/**
 * The division's name.
 */
place: string, 
/**
 * The days it is about.
 */
period: Period, 
/**
 * The day it was made, `YYYY-MM-DD`.
 */
made_on: string, 
/**
 * Who signs it, where that is not who filled it in and who checked it.
 */
sign: Text | null, 
/**
 * Its parts.
 */
parts: Array<Part>, };

export type Form = { 
/**
 * The kind of something new.
 */
kind?: string, 
/**
 * The record to change.
 */
id?: string, 
/**
 * The step of its workflow. Of something new, the step that is to follow: a check looks at it,
 * a save does not take it.
 */
event?: string, 
/**
 * Fields as typed: name and text. An empty text clears; sets and lists are JSON.
 */
entries: Array<[string, string]>, 
/**
 * Files.
 */
files: Array<Attach>, 
/**
 * Why, where a reason is required.
 */
reason?: string, 
/**
 * What had been seen when the form was opened.
 */
seen?: string, 
/**
 * Save although somebody wrote the same fields meanwhile: both values are then kept.
 */
anyway: boolean, 
/**
 * The page's own word for this save, the same when it is sent again: kept once.
 */
once?: string, };

export type GrantShown = { 
/**
 * The office has still to say that it may come in.
 */
waits: boolean, 
/**
 * Its key, as two people compare it.
 */
fingerprint: string, 
/**
 * Until when its grant is good; it is renewed with each contact.
 */
until_ms: number, 
/**
 * Why the office turned it away last; nothing while it is let in.
 */
turned_away: TurnedAway | null, 
/**
 * Own operations that the office keeps and does not let count until it approves the laptop.
 */
handed_in: number, };

export type Group = { 
/**
 * Stable English name.
 */
code: string, 
/**
 * What people call it.
 */
label: Text, };

export type HeldShown = { 
/**
 * Which: its device and number.
 */
operation: string, 
/**
 * The record it is about.
 */
record: string, 
/**
 * What kind of record that is.
 */
kind: Text, 
/**
 * Where it lies.
 */
place: string, 
/**
 * Who wrote it.
 */
by: string, 
/**
 * In which role.
 */
role: Text | null, 
/**
 * At which unit.
 */
unit: string, 
/**
 * When, by the author's clock.
 */
at_ms: number, 
/**
 * Why it is held.
 */
reason: Text, };

export type HereShown = "whole" | "preview" | "nothing";

export type Holds = { 
/**
 * The field.
 */
name: string, 
/**
 * Of a list: the item of each entry that is looked at. At least one entry must hold.
 */
item: string | null, 
/**
 * The values that count, spelled as kept.
 */
is: Array<string>, 
/**
 * Instead of values: every item of the struct is filled.
 */
filled: boolean, };

export type InvitationShown = { 
/**
 * What it is known by; whoever knows this cannot use it.
 */
id: string, 
/**
 * Whom it is for.
 */
person: string, 
/**
 * In which role.
 */
role: Text, 
/**
 * The division the unit is named by, twelve digits.
 */
unit: string, 
/**
 * That division's name and those above.
 */
place: string, 
/**
 * Who has made it; nothing if that was the holder of the office's folder.
 */
by: string | null, 
/**
 * When it was made.
 */
made_ms: number, 
/**
 * Until when it is good, or was.
 */
until_ms: number, 
/**
 * What has become of it.
 */
becomes: Becomes, 
/**
 * The device that has used it.
 */
device: string | null, 
/**
 * When it was used or taken back.
 */
ended_ms: number | null, };

export type Invited = { 
/**
 * What the office keeps of it.
 */
kept: InvitationShown, 
/**
 * The laptop it lets in waits for somebody's yes.
 */
waits: boolean, 
/**
 * The lines to be typed: four, and the addresses behind them.
 */
lines: Array<string>, 
/**
 * The same as a picture for a camera, row by row: `#` is dark. None if there are too many
 * addresses for one.
 */
picture: Array<string>, 
/**
 * The page to be printed, in HTML; nothing without the picture.
 */
paper: string | null, 
/**
 * The invitation's file.
 */
file: string, };

export type Item = { 
/**
 * Stable English name.
 */
name: string, 
/**
 * What people call it.
 */
label: Text, 
/**
 * Must be filled.
 */
required: boolean, } & ({ "type": "text", 
/**
 * Characters.
 */
max: number, } | { "type": "int", 
/**
 * The least.
 */
min: number | null, 
/**
 * The most.
 */
max: number | null, 
/**
 * What is counted.
 */
unit: string | null, } | { "type": "decimal", 
/**
 * How many digits after the point it keeps.
 */
decimals: number, 
/**
 * The least.
 */
min: number | null, 
/**
 * The most.
 */
max: number | null, 
/**
 * What is measured.
 */
unit: string | null, } | { "type": "bool" } | { "type": "code", 
/**
 * The list.
 */
codes: string, } | { "type": "codes", 
/**
 * The list.
 */
codes: string, 
/**
 * The least number of codes where the field must be filled.
 */
min_items: number, } | { "type": "date" } | { "type": "datetime" } | { "type": "time" } | { "type": "point" } | { "type": "stake" } | { "type": "road_code" } | { "type": "division" } | { "type": "org" } | { "type": "person" } | { "type": "id_no" } | { "type": "credit_code" } | { "type": "licence_no" } | { "type": "phone" } | { "type": "plate" } | { "type": "ref", 
/**
 * Its kind; nothing: any.
 */
to: string | null, } | { "type": "refs", 
/**
 * Their kind; nothing: any.
 */
to: string | null, } | { "type": "list", 
/**
 * The shape.
 */
item: Array<Item>, 
/**
 * The least number of entries where the field must be filled.
 */
min_items: number, 
/**
 * The most.
 */
max_items: number, } | { "type": "struct", 
/**
 * The shape.
 */
item: Array<Item>, } | { "type": "photos", 
/**
 * The least number where the field must be filled.
 */
min_items: number, });

export type Kept = { 
/**
 * Its name.
 */
sha256: string, 
/**
 * Its media type.
 */
mime: string, 
/**
 * Bytes.
 */
size: number, 
/**
 * When the camera says it was taken, `YYYY-MM-DD HH:MM`; to be offered, never believed.
 */
taken_at: string | null, 
/**
 * Where the camera says it was taken, latitude and longitude in degrees.
 */
taken_where: [number, number] | null, };

export type Key = { "by": "link", 
/**
 * The word.
 */
word: string, } | { "by": "passphrase", 
/**
 * The word.
 */
word: string, 
/**
 * The passphrase.
 */
passphrase: string, } | { "by": "name", 
/**
 * The name of the account.
 */
name: string, 
/**
 * The passphrase.
 */
passphrase: string, };

export type Kind = { 
/**
 * The number written into operations.
 */
id: number, 
/**
 * Stable English name.
 */
name: string, 
/**
 * What people call it.
 */
label: Text, 
/**
 * The version of the form.
 */
version: number, 
/**
 * Names of the roles that may create one.
 */
create: Array<string>, 
/**
 * Names of the fields that make its one-line title.
 */
title: Array<string>, 
/**
 * Name of the field whose code marks it in lists and on maps; a hazard's grade.
 */
mark: string | null, 
/**
 * The state after creation.
 */
initial: string, 
/**
 * Name of the field that says on which day it happened; figures count it there. Nothing: on
 * the day it was written.
 */
happened: string | null, 
/**
 * Name of the field with the deadline.
 */
due: string | null, 
/**
 * States in which the deadline does not run; final and outside states never run.
 */
due_stopped: Array<string>, 
/**
 * Pattern of the human number.
 */
serial: string | null, 
/**
 * Name of the field that holds the human number.
 */
number_field: string | null, 
/**
 * Groups of fields of which at least one must be filled.
 */
one_of: Array<Array<string>>, 
/**
 * Events on which `one_of` is checked; empty: at creation.
 */
one_of_on: Array<string>, 
/**
 * Pairs of fields of which the first is never later or larger than the second.
 */
ordered: Array<[string, string]>, 
/**
 * Conditions on every form of the kind, whatever is done with the record.
 */
guard: string[], 
/**
 * Which records of the kind are one thing written twice.
 */
twin: Twin | null, 
/**
 * Which fields say where it is.
 */
place: Place, 
/**
 * Names of the roles that may settle an illegal event; empty: every role of a transition.
 */
settle: Array<string>, 
/**
 * Name of the yes-or-no field that says it is about a minor: then all it says of a person is
 * withheld.
 */
minor: string | null, 
/**
 * Its photos travel before those of other kinds: somebody may be hurt where they were taken.
 */
photos_first: boolean, 
/**
 * The rule or law the kind follows.
 */
source: string, 
/**
 * The fields in the order of the form.
 */
fields: Array<Field>, 
/**
 * The states.
 */
states: Array<State>, 
/**
 * The transition table.
 */
events: Array<Event>, };

export type Level = "city" | "county" | "township" | "village";

export type Look = { 
/**
 * When, by this machine's clock, milliseconds since 1970.
 */
at_ms: number, 
/**
 * Who.
 */
account: string, 
/**
 * In which role.
 */
role: string, 
/**
 * At which unit.
 */
unit: string, 
/**
 * The record; nothing where many were looked at at once.
 */
record: string | null, 
/**
 * The list or report that was made whole; nothing for a record.
 */
file: string | null, 
/**
 * The division it lies in, or is about.
 */
division: string, 
/**
 * The fields that were seen, by name; all of them where many records were.
 */
fields: Array<string>, 
/**
 * Why.
 */
reason: string, };

export type MapPoint = { 
/**
 * The record.
 */
id: string, 
/**
 * Latitude and longitude in degrees, WGS-84.
 */
point: [number, number], 
/**
 * What it is.
 */
title: string, 
/**
 * Its state.
 */
status: string, 
/**
 * The code that marks it: the grade of a hazard.
 */
mark: string | null, 
/**
 * Days left; negative when overdue.
 */
days_left: number | null, };

export type MapSettings = { 
/**
 * The base map; without one the grid of latitude and longitude is drawn.
 */
basemap: Basemap | null, };

export type Meanwhile = "latest" | "highest" | "lowest" | "beside";

export type Meeting = "none" | "waiting" | "calling" | "ended";

export type Named = { 
/**
 * Stable English name.
 */
name: string, 
/**
 * What people call it.
 */
label: Text, 
/**
 * The kind of record it is about.
 */
kind: string | null, 
/**
 * It is a column of the four-level table.
 */
board: boolean, };

export type NearRow = { 
/**
 * The record.
 */
row: RowShown, 
/**
 * How far away, in metres.
 */
metres: number, };

export type NeighbourCall = { 
/**
 * Where.
 */
address: string, 
/**
 * The six digits.
 */
code: string, };

export type NeighbourFound = { 
/**
 * Where.
 */
address: string, 
/**
 * The division its unit is named by, as people call it.
 */
unit: string, };

export type NeighbourShown = { 
/**
 * What goes on.
 */
meeting: Meeting, 
/**
 * Where to call: this laptop while it waits, the other while it is called.
 */
address: string, 
/**
 * The six digits the other officer types, while this laptop waits.
 */
code: string, 
/**
 * Whether others on this network can find it, while it waits.
 */
announced: boolean, 
/**
 * Operations taken so far.
 */
taken: number, 
/**
 * Operations given so far.
 */
given: number, 
/**
 * Operations that one side keeps out of its records.
 */
held: number, 
/**
 * The photos that come.
 */
photos: PhotosMoved, 
/**
 * Whose laptop it was.
 */
person: string | null, 
/**
 * Why the last one came to nothing, or why a caller was turned away.
 */
problem: Problem | null, };

export type NoOpen = { 
/**
 * Their kind.
 */
kind: string, 
/**
 * The field of theirs that refers to this record.
 */
field: string, 
/**
 * The states that count as open.
 */
states: Array<string>, };

export type Offer = { 
/**
 * The event's name.
 */
event: string, 
/**
 * What people call it.
 */
label: Text, 
/**
 * The state it leads to; nothing: the state stays.
 */
to: string | null, 
/**
 * Fields that must be filled.
 */
requires: Array<string>, 
/**
 * Fields it normally fills.
 */
sets: Array<string>, 
/**
 * A reason must be given.
 */
reason: boolean, 
/**
 * The law it follows.
 */
law: string | null, 
/**
 * What stands against it that filling fields does not mend.
 */
against: Array<Complaint>, };

export type OfficerShown = { 
/**
 * The officer's own device, which is a key.
 */
device: string, 
/**
 * That key, as two people compare it.
 */
fingerprint: string, 
/**
 * Who.
 */
person: string, 
/**
 * In which role.
 */
role: Text, 
/**
 * The division the unit is named by, twelve digits.
 */
unit: string, 
/**
 * That division's name and those above, as far as they are known here.
 */
place: string, 
/**
 * It is they who are at work.
 */
at_work: boolean, 
/**
 * The office has still to say yes to them.
 */
waits: boolean, };

export type OfficersShown = { 
/**
 * The officers, in the order they came.
 */
officers: Array<OfficerShown>, 
/**
 * A passphrase opens the folder, so each officer has one of their own.
 */
locked: boolean, 
/**
 * Whoever opens the folder has the key of one of them at least, though several share it.
 */
unprotected: boolean, };

export type Outline = { "type": "Feature", 
/**
 * The division.
 */
properties: Division, 
/**
 * Where it lies.
 */
geometry: Shape, };

export type Outlines = { "type": "FeatureCollection", 
/**
 * One for each division.
 */
features: Array<Outline>, };

export type Page = { 
/**
 * The rows.
 */
rows: Array<RowShown>, 
/**
 * How many there are in all.
 */
all: number, 
/**
 * How many there are in each state.
 */
by_status: { [key in string]: number }, };

export type PaperName = { 
/**
 * Stable English name.
 */
name: string, 
/**
 * What people call it.
 */
label: Text, };

export type Part = { 
/**
 * Its heading.
 */
title: Text, 
/**
 * Its columns; none for a text.
 */
columns: Array<Column>, 
/**
 * Its rows, a cell for each column.
 */
rows: Array<Array<Cell>>, 
/**
 * Of a list: the id of the record in each row.
 */
records?: Array<string>, 
/**
 * Of a list: the row below its rows.
 */
total: Array<Cell> | null, 
/**
 * Its text, if it is one.
 */
text: Text | null, };

export type PeerShown = { 
/**
 * What it is called.
 */
name: string, 
/**
 * Whether it is the one above.
 */
above: boolean, 
/**
 * When it was heard last; nothing before the first time.
 */
heard_ms: number | null, 
/**
 * Until when its charter, or the one it gave, is good; nothing before it was given.
 */
charter_until_ms: number | null, 
/**
 * Operations here that it has not confirmed; always 0 for one below, which calls by itself.
 */
unsent: number, 
/**
 * Operations that were not taken.
 */
refused: number, 
/**
 * What went wrong since it was heard.
 */
problem: Text | null, };

export type Period = { 
/**
 * The first day.
 */
from: number, 
/**
 * The last day.
 */
to: number, 
/**
 * How many whole months it was asked for; nothing for a free span of days.
 */
months: number | null, 
/**
 * The last day it was asked for, where it was cut short.
 */
asked: number | null, };

export type PhotoShown = { 
/**
 * The field it belongs to.
 */
field: string, 
/**
 * Its name.
 */
sha256: string, 
/**
 * Its media type.
 */
mime: string, 
/**
 * Bytes.
 */
size: number, 
/**
 * The name it came under.
 */
caption: string, 
/**
 * How much of it is here.
 */
here: HereShown, 
/**
 * The office has it. Nothing at an office, and for what others brought.
 */
sent: boolean | null, };

export type PhotosMoved = { 
/**
 * Photos that are over.
 */
done: number, 
/**
 * Out of how many.
 */
all: number, 
/**
 * Bytes that are over.
 */
bytes: number, 
/**
 * Out of how many.
 */
bytes_all: number, 
/**
 * Why some did not travel; the operations are not held up by it.
 */
problem: Text | null, };

export type Place = { 
/**
 * The class of the road.
 */
road_class: string | null, 
/**
 * The code of the road.
 */
road_code: string | null, 
/**
 * The name of the road.
 */
road_name: string | null, 
/**
 * The stake, or the first stake of a section.
 */
stake_start: string | null, 
/**
 * The last stake of a section.
 */
stake_end: string | null, 
/**
 * The point.
 */
point: string | null, 
/**
 * What lies there, for finding duplicates.
 */
kinds: string | null, };

export type Problem = { 
/**
 * A stable name for programs.
 */
code: string, 
/**
 * What happened and what to do.
 */
text: Text, 
/**
 * What is wrong with the form, field by field.
 */
complaints: Array<Complaint>, 
/**
 * The number of the request in the office's log, which the office writes in when it answers.
 */
request?: string, };

export type Program = "laptop" | "office";

export type ProposalAsk = { 
/**
 * The division; all of one's own if none is named.
 */
under?: string, 
/**
 * The kind of record that answers them.
 */
answered_by?: string, 
/**
 * The key of their group.
 */
group?: string, 
/**
 * How many are passed over.
 */
skip?: number, 
/**
 * How many are shown at most.
 */
limit?: number, };

export type ProposalGroup = { 
/**
 * What tells it from the others.
 */
key: string, 
/**
 * What people call it.
 */
label: Text, 
/**
 * The kind of record that answers it; nothing: the work itself does.
 */
answered_by: string | null, 
/**
 * How many there are.
 */
all: number, };

export type ProposalPage = { 
/**
 * How many there are on all pages.
 */
all: number, 
/**
 * Every group there, whichever are shown; first the one of which one waits longest.
 */
groups: Array<ProposalGroup>, 
/**
 * Those shown.
 */
rows: Array<Proposed>, };

export type Proposed = { 
/**
 * The record it is about.
 */
row: RowShown, 
/**
 * With the record it is unique.
 */
cause: string, 
/**
 * What is proposed.
 */
label: Text, 
/**
 * The kind of record that answers it; nothing: the work itself does.
 */
answered_by: string | null, 
/**
 * The first day it was proposed.
 */
since: string, 
/**
 * How the answer is filled before anybody has typed.
 */
entries: Array<[string, string]>, 
/**
 * The holidays it was reckoned over are not known.
 */
holidays_unknown: boolean, };

export type Resolve = { 
/**
 * The field; `status` for a step that was illegal at its place.
 */
field: string, 
/**
 * With what this device wrote.
 */
device?: string, 
/**
 * With this value.
 */
value?: string, 
/**
 * As in a form.
 */
once?: string, };

export type Rival = { 
/**
 * As a form takes it.
 */
value: unknown, 
/**
 * As people read it.
 */
text: Text, 
/**
 * The device that wrote it.
 */
device: string, 
/**
 * Who works with it.
 */
by: string, 
/**
 * In which role.
 */
role: Text, 
/**
 * At which unit.
 */
unit: string, 
/**
 * When, by that device's clock.
 */
at_ms: number, };

export type Rivals = { 
/**
 * The field; `status` for a step that was illegal at its place.
 */
field: string, 
/**
 * Every side.
 */
values: Array<Rival>, 
/**
 * The person may settle it.
 */
mine: boolean, };

export type RoadStrip = { 
/**
 * The road's code or name.
 */
road: string, 
/**
 * First and last stake there is anything at, in metres.
 */
from_m: number, 
/**
 * The last.
 */
to_m: number, 
/**
 * The records, by stake.
 */
rows: Array<RowShown>, };

export type Role = { 
/**
 * Stable English name, as it stands in grants.
 */
name: string, 
/**
 * What people call it.
 */
label: Text, 
/**
 * The highest level it can be held at.
 */
level: Level, 
/**
 * All levels it can be held at.
 */
levels: Array<Level>, };

export type RowShown = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its kind; `#7` if this program does not know it.
 */
kind: string, 
/**
 * Its human number.
 */
number: string | null, 
/**
 * What it is, in one line.
 */
title: string, 
/**
 * Its state; `?` if this program does not know its kind.
 */
status: string, 
/**
 * Where it lies.
 */
division: string, 
/**
 * The path of names down to there, from the person's own area on.
 */
place: string, 
/**
 * Its deadline, while it runs.
 */
due_on: string | null, 
/**
 * Days left; negative when overdue.
 */
days_left: number | null, 
/**
 * When it was made.
 */
created_ms: number, 
/**
 * When it was last changed.
 */
updated_ms: number, 
/**
 * Fields in conflict and illegal events nobody settled.
 */
conflicts: number, 
/**
 * How long people have disagreed about it; nothing where they do not.
 */
disputed: Disputed | null, 
/**
 * How many files it has.
 */
files: number, 
/**
 * The road.
 */
road: string | null, 
/**
 * First and last stake, in metres.
 */
stake: [number, number] | null, 
/**
 * Latitude and longitude in degrees, WGS-84.
 */
point: [number, number] | null, 
/**
 * The code that marks it: the grade of a hazard.
 */
mark: string | null, 
/**
 * The office has not confirmed all of it yet; on a laptop.
 */
unsent: boolean, };

export type Saved = { 
/**
 * The record.
 */
id: string, 
/**
 * Its state now.
 */
status: string, 
/**
 * Things to look at again.
 */
warnings: Array<Complaint>, 
/**
 * Records that may be about the same thing.
 */
near: Array<NearRow>, };

export type Seen = { 
/**
 * Their kind.
 */
kind: string, 
/**
 * The field of theirs that refers to this record.
 */
field: string, 
/**
 * The states in which they count.
 */
states: Array<string>, 
/**
 * Only those of which a field holds one of these values.
 */
only: Holds | null, 
/**
 * The field of theirs that is shown; nothing: which records they are.
 */
show: string | null, };

export type Sensitivity = "public" | "internal" | "personal" | "sensitive" | "withheld";

export type Session = { 
/**
 * With what kind of program.
 */
program: Program, 
/**
 * The person.
 */
person: string, 
/**
 * The role's name in the catalog.
 */
role: string, 
/**
 * The role as people call it.
 */
role_label: Text, 
/**
 * The division the unit is named by.
 */
unit: Division, 
/**
 * The divisions the person answers for.
 */
area: Array<Division>, 
/**
 * What the person may do in those divisions.
 */
may: Array<Deed>, 
/**
 * Today by this machine's clock.
 */
today: string, 
/**
 * Changes when the catalog does.
 */
catalog: string, 
/**
 * The version of the program.
 */
version: string, };

export type Shape = { "type": "MultiPolygon", 
/**
 * The polygons.
 */
coordinates: Array<Array<Array<[number, number]>>>, };

export type Sheet = { 
/**
 * As in a list.
 */
row: RowShown, 
/**
 * Its fields that say something, in the order of the form.
 */
fields: Array<Shown>, 
/**
 * Its files.
 */
photos: Array<PhotoShown>, 
/**
 * What had been seen when it was opened; goes back with whatever is saved.
 */
seen: string, 
/**
 * Two copies of a record are the same if and only if these digits are.
 */
digest: string, 
/**
 * Fields the person may write.
 */
may_edit: Array<string>, 
/**
 * Steps the person could take.
 */
offers: Array<Offer>, 
/**
 * What people disagree about.
 */
conflicts: Array<Rivals>, 
/**
 * Its time limits.
 */
clocks: Array<ClockShown>, 
/**
 * Records it refers to: the field and the record.
 */
refers: Array<[string, RowShown]>, 
/**
 * Records that refer to it.
 */
referred: Array<RowShown>, 
/**
 * Of the records that refer to it: what was counted.
 */
results: Array<[Text, string]>, };

export type Shown = { 
/**
 * The field's name; `#12` if this program does not know it.
 */
field: string, 
/**
 * As a form takes it.
 */
value: unknown, 
/**
 * As people read it.
 */
text: Text, 
/**
 * It was masked; the true value is shown only to who asks for it.
 */
masked: boolean, };

export type Span = { 
/**
 * The division; the person's own if none is named.
 */
under?: string, 
/**
 * The first day.
 */
from?: string, 
/**
 * The last day.
 */
to?: string, 
/**
 * A calendar year.
 */
year?: number, 
/**
 * A calendar month, `YYYY-MM`.
 */
month?: string, };

export type Standing = { 
/**
 * The device.
 */
device: string, 
/**
 * Own operations.
 */
operations: number, 
/**
 * Own operations no receipt covers yet.
 */
unsent: number, 
/**
 * Own photos of which the office has not said that it has them.
 */
photos_unsent: number, 
/**
 * Photos of records here whose original is not here.
 */
photos_missing: number, 
/**
 * The server's time in the last receipt.
 */
last_receipt_ms: number | null, 
/**
 * Own operations the office holds out of the fold: which, and why.
 */
held: Array<[string, string]>, 
/**
 * What it goes on by.
 */
grant: GrantShown, 
/**
 * What is not as it should be.
 */
problems: Array<Text>, 
/**
 * The exchange with the office.
 */
sync: SyncShown, };

export type State = { 
/**
 * Stable English name.
 */
name: string, 
/**
 * What people call it.
 */
label: Text, 
/**
 * Nothing follows.
 */
final: boolean, 
/**
 * It waits for somebody outside; the deadline does not run.
 */
outside: boolean, 
/**
 * Somebody decided not to go on with it, so it is no second answer to what another answers.
 */
withdrawn: boolean, };

export type Step = { 
/**
 * The device that wrote it.
 */
device: string, 
/**
 * Its number there.
 */
seq: number, 
/**
 * Who works with the device.
 */
by: string, 
/**
 * In which role.
 */
role: Text, 
/**
 * At which unit.
 */
unit: string, 
/**
 * When, by that device's clock.
 */
at_ms: number, 
/**
 * Not before this time of the office's clock, by the receipt the device held.
 */
not_before_ms: number | null, 
/**
 * Not after this time of the office's clock, which had it then.
 */
not_after_ms: number | null, 
/**
 * The device's clock was wrong by more than clocks usually are.
 */
suspect: boolean, 
/**
 * What it changed.
 */
changes: Array<ChangeShown>, 
/**
 * Why.
 */
reason: string | null, 
/**
 * Why it is held out of the record.
 */
held: string | null, 
/**
 * The operation's hash.
 */
hash: string, };

export type StickTaken = { 
/**
 * What was taken in, line by line.
 */
lines: Array<Text>, 
/**
 * What is wrong or missing.
 */
problems: Array<Text>, 
/**
 * The word under which the answer can be fetched, if there is one.
 */
answer: string | null, };

export type SyncShown = { 
/**
 * The server's address.
 */
server: string, 
/**
 * An exchange is under way.
 */
running: boolean, 
/**
 * How far it is.
 */
done: number, 
/**
 * Out of how much.
 */
all: number, 
/**
 * The photos of the exchange.
 */
photos: PhotosMoved, 
/**
 * What the last exchange sent.
 */
pushed: number, 
/**
 * What the last exchange brought.
 */
pulled: number, 
/**
 * When the last one ended, and well.
 */
ended_ms: number | null, 
/**
 * Why the last one came to nothing.
 */
problem: Text | null, 
/**
 * What else to know of the last one.
 */
note: Text | null, };

export type Text = { 
/**
 * Chinese.
 */
zh: string, 
/**
 * English.
 */
en: string, };

export type ToDismiss = { 
/**
 * The officer's device.
 */
device: string, };

export type ToInvite = { 
/**
 * The division the unit is named by, twelve digits.
 */
unit: string, 
/**
 * The role's name in the catalog.
 */
role: string, 
/**
 * Who will work with the laptop.
 */
person: string, 
/**
 * How long it is to be good, in hours.
 */
hours: number, 
/**
 * Where laptops call the office; none if whoever uses it knows.
 */
addresses: Array<string>, 
/**
 * The language of the page to be printed.
 */
lang: 'zh' | 'en', };

export type ToJoin = { 
/**
 * The invitation: the lines as they stand on paper, or what its file says.
 */
invitation: string, 
/**
 * What the officer is called; an invitation's file says it, typed lines do not.
 */
person: string, 
/**
 * The passphrase that the officer has chosen; empty where the folder opens without.
 */
passphrase: string, };

export type ToRevoke = { 
/**
 * The device.
 */
device: string, 
/**
 * Why; other laptops show it.
 */
reason: string, 
/**
 * It was found: what it writes from now on counts again.
 */
lift: boolean, };

export type ToWithdraw = { 
/**
 * What it is known by.
 */
id: string, };

export type Today = { 
/**
 * The day.
 */
day: string, 
/**
 * Deadlines that have passed, the longest ago first, a first page of them.
 */
overdue: Array<DueRow>, 
/**
 * How many deadlines have passed.
 */
overdue_all: number, 
/**
 * Deadlines of the next days, the nearest first, a first page of them.
 */
soon: Array<DueRow>, 
/**
 * How many deadlines are near.
 */
soon_all: number, 
/**
 * Records that were sent back.
 */
returned: Array<RowShown>, 
/**
 * Records in conflict.
 */
conflicts: Array<RowShown>, 
/**
 * Drafts.
 */
drafts: Array<RowShown>, 
/**
 * How the laptop stands; nothing at an office.
 */
standing: Standing | null, };

export type TurnedAway = { 
/**
 * `waiting` for a yes, `grant_expired` after the grace, `not_approved`, `revoked`.
 */
code: string, 
/**
 * The office's words: the reason, and whom to ask.
 */
text: Text, };

export type Twin = { 
/**
 * Fields that must be filled and equal.
 */
same: Array<string>, 
/**
 * Groups of fields that tell who it is about: the first group that both have filled decides.
 */
party: Array<Array<string>>, 
/**
 * The states in which a record counts.
 */
states: Array<string>, 
/**
 * The field with the day: the latest is the one that counts.
 */
newest: string, 
/**
 * The event by which a person marks the other.
 */
event: string, 
/**
 * The field of that event that names the one that counts.
 */
field: string, };

export type Violation = { 
/**
 * Its code.
 */
key: string, 
/**
 * The law.
 */
basis: string | null, 
/**
 * The lowest fine, in yuan; nothing where the law names no sum.
 */
fine_min: number | null, 
/**
 * The highest fine, in yuan.
 */
fine_max: number | null, 
/**
 * Points against the licence; nothing where it takes none.
 */
points: number | null, 
/**
 * What else the law does, in Chinese as it stands in the table.
 */
note: string | null, 
/**
 * The first day it holds.
 */
from: string | null, 
/**
 * The last day it holds.
 */
until: string | null, };
