/**
 * Every page of the app: its address and where it is. A new page is one line here; its component
 * is the module's default export and is loaded when somebody goes there. The navigation (nav.tsx)
 * shows an entry once a page answers its address; of two lines that fit, the more exact one wins.
 */
import type { ComponentType } from 'react';

export interface PageRoute {
  path: string;
  load: () => Promise<{ default: ComponentType }>;
}

/** Pages inside the shell, for who is signed in. */
export const PAGES: PageRoute[] = [
  { path: '/kinds', load: () => import('./pages/kinds/KindsPage') },
  { path: '/k/:kind', load: () => import('./pages/kind/KindPage') },
  { path: '/k/:kind/new', load: () => import('./pages/new/NewPage') },
  { path: '/r/:id', load: () => import('./pages/record/RecordPage') },
  { path: '/today', load: () => import('./pages/today/TodayPage') },
  { path: '/persuasion/new', load: () => import('./pages/persuasion/PersuasionNewPage') },
  { path: '/k/persuasion_log/new', load: () => import('./pages/persuasion/PersuasionNewPage') },
  { path: '/agreements', load: () => import('./pages/agreements/AgreementsPage') },
  { path: '/agreements/new', load: () => import('./pages/agreements/BatchPage') },
  { path: '/k/agreement/new', load: () => import('./pages/agreements/BatchPage') },
  { path: '/enforcement', load: () => import('./pages/enforcement/EnforcementPage') },
  { path: '/enforcement/new', load: () => import('./pages/enforcement/StartPage') },
  { path: '/k/enforcement/new', load: () => import('./pages/enforcement/StartPage') },
  { path: '/enforcement/handover', load: () => import('./pages/enforcement/HandoverPage') },
  { path: '/enforcement/:id/record', load: () => import('./pages/enforcement/RecordPage') },
  { path: '/hazard/new', load: () => import('./pages/hazard/HazardNewPage') },
  { path: '/k/hazard/new', load: () => import('./pages/hazard/HazardNewPage') },
  { path: '/queue', load: () => import('./pages/queue/QueuePage') },
  { path: '/map', load: () => import('./pages/queue/MapPage') },
  { path: '/roads', load: () => import('./pages/roads/RoadsPage') },
  { path: '/letters', load: () => import('./pages/letters/LettersPage') },
  { path: '/board', load: () => import('./pages/board/BoardPage') },
  { path: '/due', load: () => import('./pages/due/DuePage') },
  { path: '/behind/:measure', load: () => import('./pages/behind/BehindPage') },
  { path: '/supervision', load: () => import('./pages/supervision/SupervisionPage') },
  { path: '/trends', load: () => import('./pages/trends/TrendsPage') },
  { path: '/reports', load: () => import('./pages/reports/ReportsPage') },
  { path: '/reports/:name', load: () => import('./pages/reports/ReportPage') },
  { path: '/conflicts', load: () => import('./pages/conflicts/ConflictsPage') },
  { path: '/watch', load: () => import('./pages/watch/WatchPage') },
  { path: '/devices', load: () => import('./pages/devices/DevicesPage') },
  { path: '/officers', load: () => import('./pages/officers/OfficersPage') },
  { path: '/sync', load: () => import('./pages/sync/SyncPage') },
];

/** Pages before the shell. */
export const DOORS: PageRoute[] = [
  { path: '/login', load: () => import('./pages/login/LoginPage') },
  { path: '/open', load: () => import('./pages/open/OpenPage') },
];
