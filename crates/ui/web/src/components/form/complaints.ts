import type { Complaint } from '../../api/types';

/** Whether a complaint is about a field or a part of it: `violations[0].key` is about `violations`. */
export function isAbout(complaint: Complaint, name: string): boolean {
  const path = complaint.field;
  if (path === null) return false;
  return path === name || path.startsWith(`${name}[`) || path.startsWith(`${name}.`);
}

/** The complaints about exactly this place. */
export function at(complaints: Complaint[], path: string): Complaint[] {
  return complaints.filter((complaint) => complaint.field === path);
}
