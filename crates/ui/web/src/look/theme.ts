/** One accent colour; the status colours say status and nothing else. */
import { theme as antd, type ThemeConfig } from 'antd';

/** Fonts of the machine first, then ours; `system-ui` would break Chromium's search for a glyph. */
export const FONTS =
  "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC Variable','Noto Sans SC Rare',sans-serif";

export const ACCENT = '#1c5d99';

export const STATUS = {
  green: '#1f7a3d',
  yellow: '#8a6a00',
  orange: '#b5480b',
  red: '#b3261e',
  none: '#566170',
  /** Work that goes on, in the accent colour: it says nothing about how it stands. */
  open: '#14477a',
} as const;

/** The pale ground under a status word. */
export const STATUS_GROUND = {
  green: '#e7f4ea',
  yellow: '#fdf3d0',
  orange: '#fdebdf',
  red: '#fbe6e4',
  none: '#eef1f4',
  open: '#e6eff8',
} as const;

export type StatusColour = keyof typeof STATUS;

/** The colours of a deadline by the days left: more than a week, a week, overdue, long overdue. */
export function deadlineColour(daysLeft: number | null): Exclude<StatusColour, 'open'> {
  if (daysLeft === null) return 'none';
  if (daysLeft > 7) return 'green';
  if (daysLeft >= 0) return 'yellow';
  return daysLeft >= -15 ? 'orange' : 'red';
}

/** Base text is 16 px at a station, where screens are old and eyes as well, and 14 px in an office. */
export function theme(base: 14 | 16): ThemeConfig {
  return {
    algorithm: antd.defaultAlgorithm,
    token: {
      fontFamily: FONTS,
      fontSize: base,
      lineHeight: 1.6,
      borderRadius: 4,
      colorPrimary: ACCENT,
      colorLink: ACCENT,
      colorInfo: ACCENT,
      colorSuccess: STATUS.green,
      colorWarning: STATUS.orange,
      colorError: STATUS.red,
      // Derived from colours this dark, the pale grounds would be grey.
      colorPrimaryBg: '#e6eff8',
      controlItemBgActive: '#e6eff8',
      colorInfoBg: '#e9f1f9',
      colorInfoBorder: '#b7cfe6',
      colorWarningBg: '#fdf3e9',
      colorWarningBorder: '#ecc9a4',
      colorErrorBg: '#fcedec',
      colorErrorBorder: '#eeb9b5',
      colorSuccessBg: '#eaf5ed',
      colorSuccessBorder: '#b3d9be',
      colorText: '#1a2430',
      // Darker than antd's own, which fail the contrast that reading needs.
      colorTextSecondary: '#47525f',
      colorTextTertiary: '#566170',
      colorTextDescription: '#566170',
      colorTextPlaceholder: '#66707d',
      colorTextDisabled: '#66707d',
      colorBgLayout: '#f3f5f8',
      colorBorder: '#c3cad3',
      colorBorderSecondary: '#dfe4ea',
      motion: false,
    },
    components: {
      Layout: { headerBg: '#ffffff', siderBg: '#ffffff', headerHeight: 52, headerPadding: '0 16px' },
      Menu: { itemHeight: base === 16 ? 44 : 38, itemSelectedBg: '#e6eff8', itemSelectedColor: '#14477a' },
      Table: { headerBg: '#eef2f6', cellPaddingBlock: 8, cellPaddingInline: 10 },
      Form: { itemMarginBottom: 16, verticalLabelPadding: '0 0 4px' },
    },
  };
}
