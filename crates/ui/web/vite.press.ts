import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const TEXT = /\.(html|js|mjs|css|svg|txt|json)$/;

/**
 * Writes a `.br` and a `.gz` beside every text file of the build. Browsers take brotli on the
 * machine itself and over HTTPS only, so an office on plain HTTP is served the `.gz`.
 */
export function press(): Plugin {
  return {
    name: 'press',
    apply: 'build',
    writeBundle(options) {
      const folder = options.dir ?? 'dist';
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (TEXT.test(name)) pressed(join(folder, name));
      }
    },
  };
}

function pressed(file: string): void {
  const text = readFileSync(file);
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  writeFileSync(`${file}.br`, brotliCompressSync(text, { params: quality }));
  writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }));
}
