import type { ApiError } from '../../api/call';
import type { Checked, Complaint, Field, Kind, Offer, Saved, Sheet } from '../../api/types';

/**
 * What a form writes: something new, of which a step may be meant to follow, a change of a record,
 * or a step of its workflow.
 */
export type Target = { kind: string; then?: string } | { sheet: Sheet; offer?: Offer };

/** Fields as typed: name and text. Sets, lists and structs are JSON; an empty text clears. */
export type Values = Record<string, string>;

export interface KindFormProps {
  target: Target;
  /** Values somebody else already knows, under what a kept draft holds. */
  initial?: Values;
  /** These fields stand first, in this order; the others are folded away. */
  first?: string[];
  /** Called after the answer of the program: the record is saved. */
  onSaved: (saved: Saved) => void;
  onCancel?: () => void;
}

/** A file on its way or sent. */
export interface Upload {
  /** Unique in this form. */
  key: string;
  field: string;
  name: string;
  /** From 0 to 1; 1 once the program has it. */
  done: number;
  sha256?: string;
  mime?: string;
  error?: ApiError;
  /** When and where the camera says it was taken: offered, never believed. */
  takenAt?: string;
  takenWhere?: [number, number];
}

/**
 * A form that is being filled. Hand-made screens lay out their fields themselves with `FieldRow`
 * and end with `FormFoot`; drafts, live checks, files and saving are the same everywhere.
 */
export interface FormState {
  target: Target;
  kind: Kind;
  /** Fields that this person may write here, those that matter first before the folded ones. */
  first: Field[];
  more: Field[];
  values: Values;
  set: (name: string, text: string) => void;
  /** Several at once, as a suggestion or a photo's own data do. */
  setAll: (values: Values) => void;
  required: (field: Field) => boolean;
  /** What stands against a field, its parts included. */
  complaints: (field: string) => Complaint[];
  warnings: (field: string) => Complaint[];
  /** Complaints about the form as a whole, and about fields it does not show. */
  others: Complaint[];
  checked: Checked | null;
  uploads: Upload[];
  addFiles: (field: string, files: File[]) => void;
  sendAgain: (key: string) => void;
  removeFile: (key: string) => void;
  reason: string;
  setReason: (text: string) => void;
  /** A reason must be given. */
  needsReason: boolean;
  /** A draft of an earlier time was put back. */
  restored: boolean;
  /** The browser refuses to keep a draft. */
  draftLost: boolean;
  discard: () => void;
  /** Files are still on their way. */
  sending: boolean;
  saving: boolean;
  error: ApiError | null;
  /** `anyway`: keep both values where somebody wrote the same fields meanwhile. */
  save: (anyway?: boolean) => void;
  /** Saves as another record what was typed after a save whose answer was lost. */
  saveAnother: () => void;
  /** Takes in what another window saved meanwhile; what was typed stays. */
  takeNewer: () => void;
}
