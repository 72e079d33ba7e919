/**
 * The one place that talks to the program. Every answer that is no success becomes a [`Problem`]
 * in an [`ApiError`]; nothing else is thrown.
 */
import type { Complaint, Problem, Text } from './types';
import { connection } from './connection';
import { shown } from './window';

export class ApiError extends Error {
  constructor(
    /** The HTTP status; 0 when no answer came. */
    readonly status: number,
    /** A stable name: `signed_out`, `locked`, `overtaken`, `opened_twice`, `form`, `disk`, `unreachable`, … */
    readonly code: string,
    readonly text: Text,
    readonly complaints: Complaint[],
    /** The number of the request in the office's log. */
    readonly request?: string,
  ) {
    super(`${code}: ${text.en}`);
    this.name = 'ApiError';
  }

  /** No program answered; nothing was written and nothing is lost. */
  get unreachable(): boolean {
    return this.code === 'unreachable';
  }
}

const UNREACHABLE: Text = {
  zh: '程序暂时没有回应。已保存的都在，正在填写的也留着。',
  en: 'The program is not answering. What was saved is safe and what you are typing is kept.',
};

const UNKNOWN: Text = {
  zh: '程序的回答无法理解。请刷新页面；仍然如此时，请告诉管理员。',
  en: 'The answer of the program is not understood. Reload the page; if it stays so, tell the administrator.',
};

/** A gateway or a stopped program says these. */
const AWAY = [502, 503, 504];

export async function get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return json<Answer>(await request(path, { signal }));
}

export async function post<Answer>(path: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const sent = body === undefined ? undefined : JSON.stringify(body);
  return json<Answer>(await request(path, { method: 'POST', headers, body: sent, signal }));
}

/** Most bytes that a browser still sends for a page that is gone. */
const PARTING = 60_000;

/** Sends what must arrive even when the page goes away, and waits for no answer but success. */
export async function send(path: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const sent = JSON.stringify(body);
  await request(path, { method: 'POST', headers, body: sent, keepalive: sent.length * 3 < PARTING });
}

export async function remove(path: string): Promise<void> {
  await request(path, { method: 'DELETE' });
}

/** A file the program makes: a paper, a workbook. */
export async function blob(path: string, signal?: AbortSignal): Promise<Blob> {
  return (await request(path, { signal })).blob();
}

/** A file, and what its answer's head counts under these names; 0 where it says nothing. */
export async function counted<Name extends string>(path: string, names: Record<Name, string>) {
  const response = await request(path, {});
  const counts = {} as Record<Name, number>;
  for (const name in names) counts[name] = Number(response.headers.get(names[name]) ?? 0);
  return { file: await response.blob(), counts };
}

/** What a part of a question may be. */
type Part = string | number | boolean | null | undefined;

/** An address below `/api` with the parts of a question that say something. */
export function address(path: string, question: object): string {
  const query = new URLSearchParams();
  for (const name of Object.keys(question)) {
    const value = (question as Record<string, Part>)[name];
    if (value === undefined || value === null || value === '') continue;
    query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

async function request(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    const headers = { ...(init.headers as Record<string, string> | undefined), ...shown() };
    response = await fetch(path, { credentials: 'same-origin', ...init, headers });
  } catch (error) {
    // An abandoned question is no lost server.
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw lost();
  }
  connection.clock(response.headers.get('date'));
  if (response.ok) {
    connection.answered();
    return response;
  }
  throw await failure(response);
}

async function json<Answer>(response: Response): Promise<Answer> {
  if (response.status === 204) return undefined as Answer;
  try {
    return (await response.json()) as Answer;
  } catch {
    throw new ApiError(response.status, 'not_understood', UNKNOWN, []);
  }
}

export function lost(): ApiError {
  connection.lost();
  return new ApiError(0, 'unreachable', UNREACHABLE, []);
}

/** What an answer that is no success says. */
async function failure(response: Response): Promise<ApiError> {
  return understood(response.status, await response.text().catch(() => ''));
}

export function understood(status: number, body: string): ApiError {
  const problem = problemOf(body);
  if (!problem && AWAY.includes(status)) return lost();
  // Its database is away, or it is being opened; where the key does not sign, all else works.
  if (status === 503 && problem?.code !== 'signer') return lost();
  connection.answered();
  if (!problem) return new ApiError(status, 'not_understood', UNKNOWN, []);
  if (status === 401 && problem.code === 'signed_out') connection.signedOut();
  if (status === 423) connection.locked();
  return new ApiError(status, problem.code, problem.text, problem.complaints ?? [], problem.request);
}

function problemOf(body: string): Problem | null {
  try {
    const value = JSON.parse(body) as Partial<Problem> | null;
    return value?.code && value.text ? (value as Problem) : null;
  } catch {
    return null;
  }
}
