import { client, ok, onVersion } from '@/api/http';
import type * as T from '@/api/types';

/** Absent words are left out of the address. */
function present<V extends Record<string, unknown>>(query: V): V {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== '' && value !== undefined)) as V;
}

export const session = {
  read: () => ok(client.GET('/api/v1/session')),
  open: (email: string, password: string, code: string) => ok(client.POST('/api/v1/session', { body: { email, password, code } })),
  ways: () => ok(client.GET('/api/v1/session/ways')),
  close: () => ok(client.DELETE('/api/v1/session')),
  me: (body: { language?: 'zh-CN' | 'en'; timezone?: string; density?: 'comfortable' | 'compact'; theme?: 'system' | 'light' | 'dark'; blind?: boolean }) => ok(client.PATCH('/api/v1/me', { body })),
  setUp: (body: { token: string; email: string; name: string; password: string }) => ok(client.POST('/api/v1/setup', { body })),
  askReset: (email: string) => ok(client.POST('/api/v1/password-resets', { body: { email } })),
  reset: (token: string, password: string, code: string) => ok(client.POST('/api/v1/password-resets/{token}', { params: { path: { token } }, body: { password, code } })),
  accept: (token: string, name: string, password: string) => ok(client.POST('/api/v1/invitations/{token}', { params: { path: { token } }, body: { name, password } })),
};

export const factor = {
  read: () => ok(client.GET('/api/v1/me/second-factor')),
  begin: () => ok(client.POST('/api/v1/me/second-factor')),
  confirm: (code: string) => ok(client.POST('/api/v1/me/second-factor/confirm', { body: { code } })),
  renew: (code: string) => ok(client.POST('/api/v1/me/second-factor/codes', { body: { code } })),
  off: (code: string) => ok(client.POST('/api/v1/me/second-factor/off', { body: { code } })),
};

export type Sort = '-updated' | 'updated' | 'name' | '-years';
export type PeopleQuery = { q?: string; where?: string; sort?: Sort; cursor?: string; limit?: number };

const EXPORTED: T.ExportColumn[] = ['id', 'name', 'title', 'company', 'city', 'years', 'education', 'skills', 'languages', 'email', 'phone', 'updated'];

export const talents = {
  page: (query: PeopleQuery, signal?: AbortSignal) => ok(client.GET('/api/v1/talents', { params: { query: present(query) }, signal })),
  export: async ({ q = '', where = '', sort = '-updated' }: Pick<PeopleQuery, 'q' | 'where' | 'sort'>, ids: string[] = []): Promise<Blob> =>
    (await ok(client.POST('/api/v1/talents/export', { body: { q, where, sort, talent_ids: ids, columns: EXPORTED }, parseAs: 'blob' }))) as unknown as Blob,
  read: (id: string) => ok(client.GET('/api/v1/talents/{talent_id}', { params: { path: { talent_id: id } } })),
  create: (body: { name: string; headline?: string; text?: string }) => ok(client.POST('/api/v1/talents', { body })),
  edit: (id: string, version: number, body: T.TalentFields) =>
    ok(client.PATCH('/api/v1/talents/{talent_id}', { params: { path: { talent_id: id }, header: onVersion(version) }, body })),
  undo: (id: string) => ok(client.POST('/api/v1/talents/{talent_id}/undo', { params: { path: { talent_id: id } } })),
  interactions: (id: string) => ok(client.GET('/api/v1/talents/{talent_id}/interactions', { params: { path: { talent_id: id }, query: { limit: 100 } } })),
  note: (id: string, kind: string, summary: string) =>
    ok(client.POST('/api/v1/talents/{talent_id}/interactions', { params: { path: { talent_id: id } }, body: { kind, summary, direction: 'none', channel: '' } })),
  sources: (id: string) => ok(client.GET('/api/v1/talents/{talent_id}/sources', { params: { path: { talent_id: id } } })).then((page) => page.items),
  attachments: (id: string) => ok(client.GET('/api/v1/talents/{talent_id}/attachments', { params: { path: { talent_id: id } } })).then((page) => page.items),
  text: (id: string, sourceId: string) => ok(client.GET('/api/v1/talents/{talent_id}/text', { params: { path: { talent_id: id }, query: { source_id: sourceId } } })),
  jobsFor: (id: string) => ok(client.GET('/api/v1/talents/{talent_id}/jobs', { params: { path: { talent_id: id } } })),
};

export const attachmentAddress = (talentId: string, id: string) => `/api/v1/talents/${encodeURIComponent(talentId)}/attachments/${encodeURIComponent(id)}`;

export type JobEdit = Partial<{ title: string; status: T.JobStatus; team_id: string | null; hiring_manager_id: string | null; requirements: T.RequirementBody[] }>;

export const jobs = {
  page: (query: { q?: string; status?: T.JobStatus; cursor?: string; limit?: number }) => ok(client.GET('/api/v1/jobs', { params: { query: present(query) } })),
  read: (id: string) => ok(client.GET('/api/v1/jobs/{job_id}', { params: { path: { job_id: id } } })),
  create: (body: { title: string; text: string; hiring_manager_id?: string }) => ok(client.POST('/api/v1/jobs', { body })),
  edit: (id: string, version: number, body: JobEdit) => ok(client.PATCH('/api/v1/jobs/{job_id}', { params: { path: { job_id: id }, header: onVersion(version) }, body })),
  newVersion: (id: string, text: string) => ok(client.POST('/api/v1/jobs/{job_id}/versions', { params: { path: { job_id: id } }, body: { text } })),
  parse: (text: string, title = '', signal?: AbortSignal) => ok(client.POST('/api/v1/jobs/parse', { body: { text, title }, signal })),
};

export const shortlists = {
  make: (jobId: string, where = '') => ok(client.POST('/api/v1/jobs/{job_id}/shortlists', { params: { path: { job_id: jobId } }, body: { where, top: 20, list: 'best' } })),
  of: (jobId: string) => ok(client.GET('/api/v1/jobs/{job_id}/shortlists', { params: { path: { job_id: jobId } } })),
  read: (id: string) => ok(client.GET('/api/v1/shortlists/{shortlist_id}', { params: { path: { shortlist_id: id } } })),
  whyNot: (id: string, talentId: string) => ok(client.GET('/api/v1/shortlists/{shortlist_id}/why-not', { params: { path: { shortlist_id: id }, query: { talent_id: talentId } } })),
  compare: (id: string, talentIds: string[]) => ok(client.GET('/api/v1/shortlists/{shortlist_id}/compare', { params: { path: { shortlist_id: id }, query: { talent_id: talentIds } } })),
  decide: (id: string, talentId: string, body: { decision: T.DecisionWord; reason: string; profile_opened: boolean }) =>
    ok(client.PUT('/api/v1/shortlists/{shortlist_id}/decisions/{talent_id}', { params: { path: { shortlist_id: id, talent_id: talentId } }, body })),
  reviews: () => ok(client.GET('/api/v1/reviews')),
};

export const imports = {
  page: () => ok(client.GET('/api/v1/imports')),
  read: (id: string) => ok(client.GET('/api/v1/imports/{import_id}', { params: { path: { import_id: id } } })),
  upload: (file: File, kind: 'talents' | 'jobs', source: string) => {
    const form = new FormData();
    form.set('file', file);
    form.set('kind', kind);
    form.set('source', source);
    return ok(client.POST('/api/v1/imports', { body: { file: '', kind, source, dry_run: false, complete: false }, bodySerializer: () => form }));
  },
  edit: (id: string, version: number, body: { mapping?: Record<string, string>; dry_run?: boolean }) =>
    ok(client.PATCH('/api/v1/imports/{import_id}', { params: { path: { import_id: id }, header: onVersion(version) }, body })),
  undo: (id: string) => ok(client.POST('/api/v1/imports/{import_id}/undo', { params: { path: { import_id: id } } })),
  start: (id: string) => ok(client.POST('/api/v1/imports/{import_id}/start', { params: { path: { import_id: id } } })),
  /** Every refused row, page by page. */
  rejected: async (id: string): Promise<T.Rejected[]> => {
    const rows: T.Rejected[] = [];
    let cursor: string | undefined;
    do {
      const page = await ok(client.GET('/api/v1/imports/{import_id}/rejected', { params: { path: { import_id: id }, query: present({ cursor }) } }));
      rows.push(...page.items);
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    return rows;
  },
};

export const models = {
  all: () => ok(client.GET('/api/v1/models')),
  promote: (version: string) => ok(client.POST('/api/v1/models/{version}/promote', { params: { path: { version } } })),
  rollback: () => ok(client.POST('/api/v1/models/rollback')),
};

export const system = {
  read: () => ok(client.GET('/api/v1/system')),
  startOwn: () => ok(client.POST('/api/v1/system/start-with-own-data', { body: { confirm: 'delete-the-demo' } })),
};

export const access = {
  accounts: () => ok(client.GET('/api/v1/accounts')).then((page) => page.items),
  change: (id: string, body: Partial<{ role: T.Role; active: boolean; team_ids: string[] }>) => ok(client.PATCH('/api/v1/accounts/{account_id}', { params: { path: { account_id: id } }, body })),
  invite: (email: string, role: T.Role) => ok(client.POST('/api/v1/invitations', { body: { email, role, team_ids: [] } })),
  teams: () => ok(client.GET('/api/v1/teams')).then((page) => page.items),
  addTeam: (name: string) => ok(client.POST('/api/v1/teams', { body: { name } })),
  tokens: () => ok(client.GET('/api/v1/tokens')).then((page) => page.items),
  addToken: (name: string, scopes: T.Permission[]) => ok(client.POST('/api/v1/tokens', { body: { name, scopes, days: 90 } })),
  revoke: (id: string) => ok(client.DELETE('/api/v1/tokens/{token_id}', { params: { path: { token_id: id } } })),
  audit: () => ok(client.GET('/api/v1/audit', { params: { query: { limit: 100 } } })).then((page) => page.items),
};

export type Found = 'sent' | 'not_sent' | 'send_again';

export const messages = {
  inDoubt: () => ok(client.GET('/api/v1/messages', { params: { query: { state: 'in_doubt', limit: 50 } } })).then((page) => page.items),
  settle: (id: string, found: Found, reason: string) => ok(client.POST('/api/v1/messages/{message_id}/settle', { params: { path: { message_id: id } }, body: { found, reason } })),
};
