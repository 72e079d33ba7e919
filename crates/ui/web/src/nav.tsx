/**
 * The navigation: who sees what, in which order. An entry is shown once a page of routes.tsx
 * answers its address.
 */
import {
  AlertOutlined,
  AppstoreOutlined,
  AuditOutlined,
  CalendarOutlined,
  CarOutlined,
  ClusterOutlined,
  EnvironmentOutlined,
  EyeOutlined,
  FileProtectOutlined,
  FlagOutlined,
  ForkOutlined,
  LaptopOutlined,
  LineChartOutlined,
  MailOutlined,
  NodeIndexOutlined,
  PrinterOutlined,
  SoundOutlined,
  SyncOutlined,
  TeamOutlined,
  UsbOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import { matchPath } from 'react-router';
import type { Deed, Session } from './api/types';
import { PAGES } from './routes';
import type { useShellWords } from './shell/words';

/** The three ways of working: a station's laptop, a county office, the city's headquarters. */
export type Face = 'laptop' | 'county' | 'city';

type Word = Parameters<ReturnType<typeof useShellWords>>[0];

export interface NavEntry {
  to: string;
  word: Word;
  icon: ReactNode;
  faces: Face[];
  /** What somebody must be allowed to do to find it; to read records, if nothing is said. */
  needs?: Deed[];
}

export const NAV: NavEntry[] = [
  { to: '/today', word: 'nav_today', icon: <CalendarOutlined aria-hidden />, faces: ['laptop'] },
  { to: '/k/hazard', word: 'nav_hazard', icon: <AlertOutlined aria-hidden />, faces: ['laptop'] },
  { to: '/agreements', word: 'nav_agreement', icon: <FileProtectOutlined aria-hidden />, faces: ['laptop'] },
  { to: '/enforcement', word: 'nav_enforcement', icon: <CarOutlined aria-hidden />, faces: ['laptop'] },
  { to: '/k/persuasion_log', word: 'nav_persuasion', icon: <SoundOutlined aria-hidden />, faces: ['laptop'] },
  { to: '/board', word: 'nav_board', icon: <ClusterOutlined aria-hidden />, faces: ['city'] },
  { to: '/supervision', word: 'nav_listed', icon: <FlagOutlined aria-hidden />, faces: ['city'] },
  { to: '/trends', word: 'nav_trends', icon: <LineChartOutlined aria-hidden />, faces: ['city'] },
  { to: '/queue', word: 'nav_review', icon: <AuditOutlined aria-hidden />, faces: ['county'] },
  { to: '/map', word: 'nav_map', icon: <EnvironmentOutlined aria-hidden />, faces: ['county', 'city'] },
  { to: '/roads', word: 'nav_roads', icon: <NodeIndexOutlined aria-hidden />, faces: ['county', 'city'] },
  { to: '/letters', word: 'nav_letters', icon: <MailOutlined aria-hidden />, faces: ['county'] },
  { to: '/board', word: 'nav_board', icon: <ClusterOutlined aria-hidden />, faces: ['county'] },
  { to: '/supervision', word: 'nav_listed', icon: <FlagOutlined aria-hidden />, faces: ['county'] },
  { to: '/trends', word: 'nav_trends', icon: <LineChartOutlined aria-hidden />, faces: ['county'] },
  { to: '/conflicts', word: 'nav_conflicts', icon: <ForkOutlined aria-hidden />, faces: ['county', 'city'] },
  { to: '/watch', word: 'nav_watch', icon: <EyeOutlined aria-hidden />, faces: ['county', 'city'], needs: ['review', 'logs'] },
  { to: '/devices', word: 'nav_devices', icon: <LaptopOutlined aria-hidden />, faces: ['county', 'city'], needs: ['devices', 'keys'] },
  { to: '/reports', word: 'nav_reports', icon: <PrinterOutlined aria-hidden />, faces: ['county', 'city'] },
  { to: '/kinds', word: 'nav_kinds', icon: <AppstoreOutlined aria-hidden />, faces: ['laptop', 'county', 'city'] },
  { to: '/officers', word: 'nav_officers', icon: <TeamOutlined aria-hidden />, faces: ['laptop'] },
  { to: '/sync', word: 'nav_sync', icon: <SyncOutlined aria-hidden />, faces: ['laptop'] },
  { to: '/sync', word: 'nav_stick', icon: <UsbOutlined aria-hidden />, faces: ['county', 'city'] },
];

export function faceOf(session: Session): Face {
  if (session.program === 'laptop') return 'laptop';
  return session.unit.level === 'city' ? 'city' : 'county';
}

/** What a person finds on the left: entries of the face that a page answers and they may use. */
export function navFor(face: Face, may: Deed[], pages = PAGES): NavEntry[] {
  return NAV.filter(
    (entry) =>
      entry.faces.includes(face) &&
      (entry.needs ?? ['read']).some((deed) => may.includes(deed)) &&
      pages.some((page) => matchPath(page.path, entry.to)),
  );
}
