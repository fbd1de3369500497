/** One way to the server: problems become `Problem`, unsafe calls carry the CSRF token and a key. */

const BASE = '/api/v1';
let csrf = '';

export function setCsrf(token: string): void {
  csrf = token;
}

/** An RFC 9457 answer, or no answer at all (`status` 0). `detail` is in the reader's language. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly code: string;
  readonly fields: Record<string, unknown>;

  constructor(status: number, body: Record<string, unknown> = {}) {
    const title = typeof body.title === 'string' ? body.title : '';
    const detail = typeof body.detail === 'string' ? body.detail : '';
    super(detail || title || `HTTP ${status}`);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.code = typeof body.type === 'string' ? (body.type.split('/').pop() ?? '') : '';
    this.fields = body;
  }
}

export type Query = Record<string, string | number | boolean | null | undefined | string[]>;

export type CallOptions = {
  query?: Query;
  json?: unknown;
  form?: FormData;
  ifMatch?: number | string;
  signal?: AbortSignal;
};

function address(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const one of value) params.append(key, one);
    else if (value !== undefined && value !== null && value !== '') params.set(key, String(value));
  }
  const text = params.toString();
  return `${BASE}${path}${text ? `?${text}` : ''}`;
}

function headers(method: string, options: CallOptions): Headers {
  const all = new Headers({ Accept: 'application/json', 'Accept-Language': document.documentElement.lang || 'en' });
  if (options.json !== undefined) all.set('Content-Type', 'application/json');
  if (method !== 'GET') {
    all.set('X-CSRF-Token', csrf);
    all.set('Idempotency-Key', key());
  }
  if (options.ifMatch !== undefined) all.set('If-Match', `"${options.ifMatch}"`);
  return all;
}

function key(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function failure(answer: Response): Promise<Problem> {
  const body: unknown = await answer.json().catch(() => ({}));
  return new Problem(answer.status, typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {});
}

/** Call the API; a 204 answers undefined. */
export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(address(path, options.query), {
      method,
      headers: headers(method, options),
      body: options.form ?? (options.json === undefined ? undefined : JSON.stringify(options.json)),
      credentials: 'same-origin',
      signal: options.signal,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0);
  }
  if (!answer.ok) throw await failure(answer);
  if (answer.status === 204) return undefined as T;
  return (await answer.json()) as T;
}

export const apiAddress = address;
