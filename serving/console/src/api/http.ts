/** One way to the server: problems become `Problem`, unsafe calls carry the CSRF token and a key. */
import createClient, { type Middleware } from 'openapi-fetch';

import type { paths } from '@/api/schema';

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

  constructor(status: number, body: Record<string, unknown> = {}) {
    const title = typeof body.title === 'string' ? body.title : '';
    const detail = typeof body.detail === 'string' ? body.detail : '';
    super(detail || title || `HTTP ${status}`);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.code = typeof body.type === 'string' ? (body.type.split('/').pop() ?? '') : '';
  }
}

function key(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const proof: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', document.documentElement.lang || 'en');
    if (request.method === 'GET') return request;
    request.headers.set('X-CSRF-Token', csrf);
    request.headers.set('Idempotency-Key', key());
    return request;
  },
  onError({ error }) {
    return error instanceof DOMException && error.name === 'AbortError' ? error : new Problem(0);
  },
};

export const client = createClient<paths>({ baseUrl: '', credentials: 'same-origin' });
client.use(proof);

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The answer's value; throws `Problem` where the server refused. */
export async function ok<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw new Problem(response.status, typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {});
  return data as T;
}

/** The headers that say which version an edit was made on. */
export function onVersion(version: number): { 'If-Match': string } {
  return { 'If-Match': `"${version}"` };
}
