/** The two programs, started as what they are: processes. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PROGRAMS } from './places';

export type Program = 'xunlu-server' | 'xunlu-agent';

/** Away from whoever runs the tests: no settings of theirs, the zone replaced by China's. */
function surroundings(): NodeJS.ProcessEnv {
  const foreign = /^(LC_|LANG|XUNLU_|RUST_)/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(kept), LANG: 'zh_CN.UTF-8', TZ: 'Asia/Shanghai' };
}

/** Runs a command to its end and answers what it printed; what fails throws what it complained of. */
export async function run(program: Program, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env: surroundings(), maxBuffer: 64 * 1024 * 1024 };
    execFile(join(PROGRAMS, program), args, options, (error, out, complaint) => {
      if (error) reject(new Error(`${program} ${args.join(' ')}: ${complaint || error.message}`));
      else resolve(out);
    });
  });
}

/** What a command says to programs. */
export async function ask<Answer>(program: Program, args: string[]): Promise<Answer> {
  return JSON.parse(await run(program, [...args, '--json'])) as Answer;
}

/** A program that serves until it is stopped. */
export class Serving {
  private constructor(
    private readonly child: ChildProcess,
    /** The line it began with. */
    readonly line: string,
  ) {}

  /** Starts it and waits for the line that says it serves; what it complains of goes to a log. */
  static async start(program: Program, args: string[], log: string): Promise<Serving> {
    const child = spawn(join(PROGRAMS, program), args, { env: surroundings(), stdio: ['ignore', 'pipe', 'pipe'] });
    child.stderr.pipe(createWriteStream(log, { flags: 'a' }));
    const lines = createInterface(child.stdout);
    const first = await Promise.race([
      once(lines, 'line').then(([line]) => String(line)),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`${program} ${args.join(' ')} ended with ${code}; see ${log}`))),
    ]);
    return new Serving(child, first);
  }

  /** Ends it as Ctrl-C or a shutdown does. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** No chance to tidy up, as when the power goes. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    await gone;
  }
}
