/** What a step will ask for, told before anybody presses its button. The rules are the catalog's. */
import type { Complaint, Field, Kind } from '../api/types';
import { namesOf } from './form/values';
import type { FormState, Upload, Values } from './form/types';

/** The fields a step needs that say nothing yet; of a group of which one is enough, the first. */
export function lacking(kind: Kind, event: string, values: Values, uploads: Upload[]): string[] {
  const empty = (field: Field) => isEmpty(field, values, uploads);
  const needed = kind.fields.filter((field) => field.required || field.required_on.includes(event));
  const single = needed.filter(empty).map((field) => field.name);
  const groups = kind.one_of_on.includes(event) ? kind.one_of : [];
  const unsaid = groups.filter((group) => kind.fields.filter((field) => group.includes(field.name)).every(empty));
  const names = new Set([...single, ...unsaid.flatMap((group) => group.slice(0, 1))]);
  return kind.fields.map((field) => field.name).filter((name) => names.has(name));
}

function isEmpty(field: Field, values: Values, uploads: Upload[]): boolean {
  const text = (values[field.name] ?? '').trim();
  if (field.type === 'codes') return namesOf(text).length < Math.max(1, field.min_items);
  if (field.type !== 'photos') return text === '';
  const arrived = uploads.filter((upload) => upload.field === field.name && upload.sha256);
  return arrived.length < Math.max(1, field.min_items);
}

/** The form with something more standing against some of its fields. */
export function withComplaints(form: FormState, more: Complaint[]): FormState {
  if (more.length === 0) return form;
  const about = (name: string) => more.filter((complaint) => complaint.field === name);
  return { ...form, complaints: (name) => [...form.complaints(name), ...about(name)] };
}

/** Brings a field into sight and puts the cursor where it is filled. */
export function goToField(name: string): void {
  const place = document.getElementById(`field-${name}`);
  place?.scrollIntoView({ block: 'center' });
  const control = place?.matches('input,textarea,button') ? place : place?.querySelector<HTMLElement>('input,textarea,button');
  if (control instanceof HTMLElement) control.focus({ preventScroll: true });
}
