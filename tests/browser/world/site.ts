/** An office with the year behind it, and laptops it lets in. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { YEAR } from './places';
import { ask, run, Serving } from './programs';

/** Where somebody works, as the office knows it. */
export const PLACES = { city: '420600000000', county: '420625000000', station: '420625102000' };

/** People of the demo, who have accounts or laptops already. */
export const PEOPLE = { county: '王芳', city: '陈伟', officer: '周明' };

export class Site {
  private serving: Serving | undefined;
  private address = '127.0.0.1:0';
  private made = 0;
  private readonly laptops: Laptop[] = [];

  private constructor(private readonly ground: string) {}

  /** A copy of the year, served. */
  static async open(): Promise<Site> {
    const site = new Site(mkdtempSync(join(tmpdir(), 'xunlu-browser-')));
    cpSync(join(YEAR, 'office'), site.folder, { recursive: true });
    await site.start();
    return site;
  }

  get folder(): string {
    return join(this.ground, 'office');
  }

  get url(): string {
    return `http://${this.address}`;
  }

  /** Serves, at the same address as ever. */
  async start(): Promise<void> {
    const args = ['serve', '--json', '--listen', this.address, '--data', this.folder];
    this.serving = await Serving.start('xunlu-server', args, join(this.ground, 'office.log'));
    this.address = (JSON.parse(this.serving.line) as { listening: string }).listening;
  }

  async stop(): Promise<void> {
    await this.serving?.stop();
    this.serving = undefined;
  }

  /** A link that signs somebody in who has an account. */
  async link(name: string): Promise<string> {
    return (await ask<{ open: string }>('xunlu-server', ['account', 'link', name, '--data', this.folder])).open;
  }

  /** What the office says to programs. */
  async ask<Answer>(args: string[]): Promise<Answer> {
    return ask<Answer>('xunlu-server', [...args, '--data', this.folder]);
  }

  /** A folder for a laptop or a file of the day. */
  place(name: string): string {
    this.made += 1;
    return join(this.ground, `${name}-${this.made}`);
  }

  /** A laptop of the station, let in; `folder` puts its data somewhere else, `passphrase` locks it. */
  async laptop(name: string, role = 'officer', { folder = this.place('laptop'), passphrase }: { folder?: string; passphrase?: string } = {}): Promise<Laptop> {
    const invite = `${this.place('invite')}.json`;
    const unit = PLACES.station;
    await run('xunlu-server', ['invite', '--unit', unit, '--role', role, '--name', name, '--out', invite, '--data', this.folder]);
    const secret = `${this.place('secret')}.txt`;
    if (passphrase !== undefined) writeFileSync(secret, `${passphrase}\n`);
    const locked = passphrase === undefined ? ['--no-passphrase'] : ['--passphrase-file', secret];
    await run('xunlu-agent', ['init', ...locked, '--invite', invite, '--server', this.url, '--data', folder]);
    const laptop = new Laptop(folder, join(this.ground, 'laptops.log'));
    this.laptops.push(laptop);
    return laptop;
  }

  async close(): Promise<void> {
    for (const laptop of this.laptops) await laptop.stop();
    await this.stop();
    rmSync(this.ground, { recursive: true, force: true });
  }

  /** A folder of this day that exists. */
  folderFor(name: string): string {
    const folder = this.place(name);
    mkdirSync(folder);
    return folder;
  }
}

/** A laptop: a folder, and the program that serves its pages. */
export class Laptop {
  private serving: Serving | undefined;
  private port = '0';

  constructor(
    readonly folder: string,
    private readonly log: string,
  ) {}

  /** Serves its pages, at the same port as ever, and answers the address that lets its reader in. */
  async start(): Promise<string> {
    const args = ['serve', '--no-open', '--json', '--port', this.port, '--data', this.folder];
    this.serving = await Serving.start('xunlu-agent', args, this.log);
    const { open } = JSON.parse(this.serving.line) as { open: string };
    this.port = new URL(open).port;
    return open;
  }

  async stop(): Promise<void> {
    await this.serving?.stop();
    this.serving = undefined;
  }

  async kill(): Promise<void> {
    await this.serving?.kill();
    this.serving = undefined;
  }

  /** A command of the laptop, which the serving program carries out or the folder answers. */
  async ask<Answer>(args: string[]): Promise<Answer> {
    return ask<Answer>('xunlu-agent', [...args, '--data', this.folder]);
  }
}
