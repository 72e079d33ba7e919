import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { press } from './vite.press.ts';

/** While developing pages: `XUNLU=http://127.0.0.1:8461 npm run dev` talks to a running program. */
const program = process.env.XUNLU ?? 'http://127.0.0.1:8461';

export default defineConfig({
  plugins: [react(), press()],
  build: {
    // The last browser of Windows 7.
    target: ['chrome109'],
    // The security policy allows no font or script from a data address.
    assetsInlineLimit: 0,
    // Emptied each time; the tracked .gitkeep comes back from public/.
    emptyOutDir: true,
    // What is bundled is shipped with its licences; those of the fonts lie in public/fonts.
    license: { fileName: 'licences.md' },
    chunkSizeWarningLimit: 1500,
  },
  // A program answers to pages of its own address alone.
  server: { proxy: { '/api': { target: program, changeOrigin: true, headers: { origin: program } } } },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/test/setup.ts'],
    restoreMocks: true,
    // By default one core is left to whoever watches.
    maxWorkers: '100%',
    // Machines that build are busy.
    testTimeout: 60_000,
  },
});
