/**
 * What goes on behind a page: complaints of the console, errors nobody caught, requests to other
 * hosts, and the answers of the program.
 */
import type { BrowserContext, ConsoleMessage, Request, Response } from '@playwright/test';

/** Answers that are part of the conversation: not signed in, not allowed, overtaken, not complete, locked. */
const SPOKEN = [401, 403, 409, 422, 423];

export class Watch {
  private readonly suspected: { fault: string; excused: () => boolean }[] = [];
  /** What the program has answered, as it came. */
  readonly answers: unknown[] = [];
  private readonly refused = new Map<string, number>();
  private away = false;
  private full = false;

  constructor(context: BrowserContext) {
    context.on('console', (message) => this.heard(message));
    context.on('weberror', (error) => this.suspect(`uncaught: ${error.error().stack ?? error.error().message}`));
    context.on('request', (request) => this.asked(request));
    context.on('response', (response) => void this.answered(response));
  }

  /** What went wrong since this was last asked. */
  faults(): string[] {
    const all = this.suspected.splice(0);
    return all.filter(({ excused }) => !excused()).map(({ fault }) => fault);
  }

  /** From here on nobody answers, and the browser says so. */
  programGone(): void {
    this.away = true;
  }

  programBack(): void {
    this.away = false;
  }

  /** From here on the disk is full, and the program says so. */
  diskFull(): void {
    this.full = true;
  }

  private heard(message: ConsoleMessage): void {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    const { url } = message.location();
    const status = Number(/status of (\d{3})/.exec(message.text())?.[1] ?? 0);
    const spoken = SPOKEN.includes(status) || (this.full && (status === 507 || status === 500));
    if (this.away && message.text().includes('net::ERR_')) return;
    // Drawing without a graphics card is slow, and the browser says so of itself.
    if (message.text().includes('GPU stall') || message.text().includes('GL Driver Message')) return;
    // The browser may complain of an answer before it is told here.
    this.suspect(`console ${message.type()}: ${message.text()} (${url})`, () => spoken && this.refused.get(url) === status);
  }

  private suspect(fault: string, excused: () => boolean = () => false): void {
    this.suspected.push({ fault, excused });
  }

  private asked(request: Request): void {
    const url = new URL(request.url());
    if (!/^https?:|^wss?:/.test(url.protocol)) return;
    if (!['127.0.0.1', 'localhost'].includes(url.hostname)) this.suspect(`a request to another host: ${url.href}`);
  }

  private async answered(response: Response): Promise<void> {
    if (response.status() >= 400) this.refused.set(response.url(), response.status());
    if (!response.headers()['content-type']?.includes('json')) return;
    // An answer nobody waited for is gone with its page.
    const answer: unknown = await response.json().catch(() => undefined);
    if (answer !== undefined) this.answers.push(answer);
  }
}
