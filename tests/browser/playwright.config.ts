/**
 * The pages in a real browser, against the real programs, on the made-up year of the demo.
 *
 * `cargo run -- test browser` builds what is started here and says where it lies. By hand:
 * `npx playwright test officer` in this folder uses what was last built.
 *
 * Reading order: `world/` (the programs, the year, and what a page is held to), then `pages.spec.ts`
 * (every page there is), `officer`, `county`, `city` (what each of the three does in a day), `faults`
 * (what they are told when something breaks), and `story` (one hazard from the road to the look-back).
 */
import { defineConfig } from '@playwright/test';
import { CHROMIUM, RESULTS } from './world/places';

export default defineConfig({
  testDir: '.',
  outputDir: RESULTS,
  globalSetup: './world/year.ts',
  // Files run beside each other; the tests of one file are one day and share its programs.
  workers: 2,
  // A test that passes at the second try has shown a fault of ours or of the test.
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    // A slow machine is no fault; a control that never comes is one.
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    viewport: { width: 1366, height: 768 },
    timezoneId: 'Asia/Shanghai',
    locale: 'zh-CN',
    screenshot: 'only-on-failure',
    launchOptions: {
      // The distribution's own browser; Playwright downloads none.
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', '--font-render-hinting=none',
      ],
    },
  },
});
