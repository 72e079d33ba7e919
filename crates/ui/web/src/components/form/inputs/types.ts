import type { Complaint, Field, Item } from '../../../api/types';

/** What an input is drawn from: a field of a kind, or an item of a list or struct. */
export type Shape = Field | Item;

export type Of<Type extends Shape['type']> = Extract<Shape, { type: Type }>;

export interface InputProps<S extends Shape = Shape> {
  shape: S;
  /** Of the control, for its label. */
  id: string;
  /** What the field is called, for controls that have no label of their own. */
  label: string;
  text: string;
  onText: (text: string) => void;
  invalid: boolean;
  /** Ids of what is said about the field below it. */
  describedBy?: string;
  /** The field as complaints name it, and what stands against it and its parts. */
  path: string;
  complaints: Complaint[];
  placeholder?: string;
}

/** What every control of ours tells whoever cannot see it. */
export function told({ id, invalid, describedBy }: InputProps) {
  return { id, 'aria-invalid': invalid, 'aria-describedby': describedBy };
}
