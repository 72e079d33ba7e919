import type { useKindsWords } from './words';

type Word = Parameters<ReturnType<typeof useKindsWords>>[0];

/**
 * Kinds by what they are about, in the order people look for them. A kind that is new in the
 * catalog stands under 其他 until it is named here, so it is never missing.
 */
export const GROUPS: { word: Word; kinds: string[] }[] = [
  { word: 'group_hazard', kinds: ['hazard', 'inspection', 'letter', 'supervision', 'reminder', 'lookback', 'tip'] },
  { word: 'group_field', kinds: ['enforcement', 'persuasion_log', 'campaign', 'minor_accident', 'mass_event', 'accident_stat'] },
  { word: 'group_duty', kinds: ['agreement', 'publicity', 'training', 'meeting', 'policy_doc'] },
  {
    word: 'group_ledger',
    kinds: ['key_vehicle', 'driver', 'key_unit', 'notice_to_owner', 'road_section', 'station_point', 'person', 'equipment'],
  },
  { word: 'group_oversight', kinds: ['work_order', 'duty_shift', 'duty_check', 'quality_check', 'bulletin', 'assessment'] },
];

export const OTHERS: Word = 'group_other';
