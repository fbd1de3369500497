import { call } from '@/api/http';
import type * as T from '@/api/types';

const at = encodeURIComponent;

export const session = {
  read: () => call<T.Session>('GET', '/session'),
  open: (email: string, password: string) => call<T.Session>('POST', '/session', { json: { email, password } }),
  close: () => call<void>('DELETE', '/session'),
  me: (change: Partial<Pick<T.Account, 'language' | 'timezone' | 'density' | 'theme'>>) => call<T.Account>('PATCH', '/me', { json: change }),
  setUp: (body: { token: string; email: string; name: string; password: string }) => call<T.Session>('POST', '/setup', { json: body }),
  askReset: (email: string) => call<{ sends_mail: boolean }>('POST', '/password-resets', { json: { email } }),
  reset: (token: string, password: string) => call<T.Session>('POST', `/password-resets/${at(token)}`, { json: { password } }),
  accept: (token: string, name: string, password: string) => call<T.Session>('POST', `/invitations/${at(token)}`, { json: { name, password } }),
};

export type PeopleQuery = { q?: string; where?: string; sort?: string; cursor?: string; limit?: number };

export const talents = {
  page: (query: PeopleQuery, signal?: AbortSignal) => call<T.Paged<T.TalentCard>>('GET', '/talents', { query, signal }),
  read: (id: string) => call<T.Talent>('GET', `/talents/${at(id)}`),
  create: (body: T.TalentFields & { name: string; text?: string }) => call<T.Talent>('POST', '/talents', { json: body }),
  edit: (id: string, version: number, body: T.TalentFields) => call<T.Talent>('PATCH', `/talents/${at(id)}`, { json: body, ifMatch: version }),
  undo: (id: string) => call<T.Talent>('POST', `/talents/${at(id)}/undo`),
  interactions: (id: string) => call<T.Paged<T.Interaction>>('GET', `/talents/${at(id)}/interactions`, { query: { limit: 100 } }),
  note: (id: string, body: { kind: string; summary: string; direction?: string }) => call<T.Interaction>('POST', `/talents/${at(id)}/interactions`, { json: body }),
  sources: (id: string) => call<T.Paged<T.Source> | T.Source[]>('GET', `/talents/${at(id)}/sources`).then(items),
  attachments: (id: string) => call<T.Paged<T.Attachment> | T.Attachment[]>('GET', `/talents/${at(id)}/attachments`).then(items),
  text: (id: string, sourceId: string) => call<T.SourceText>('GET', `/talents/${at(id)}/text`, { query: { source_id: sourceId } }),
  jobsFor: (id: string) => call<T.JobsForTalent>('GET', `/talents/${at(id)}/jobs`, { query: { top: 10 } }),
};

export const jobs = {
  page: (query: { q?: string; status?: string; cursor?: string; limit?: number }) => call<T.Paged<T.JobSummary>>('GET', '/jobs', { query }),
  read: (id: string) => call<T.Job>('GET', `/jobs/${at(id)}`),
  create: (body: { title: string; text: string; hiring_manager_id?: string | null; team_id?: string | null }) => call<T.Job>('POST', '/jobs', { json: body }),
  edit: (id: string, version: number, body: Partial<{ title: string; status: T.JobStatus; hiring_manager_id: string | null; team_id: string | null; requirements: T.RequirementBody[] }>) =>
    call<T.Job>('PATCH', `/jobs/${at(id)}`, { json: body, ifMatch: version }),
  newVersion: (id: string, text: string) => call<T.Job>('POST', `/jobs/${at(id)}/versions`, { json: { text } }),
  parse: (text: string, title = '', signal?: AbortSignal) => call<T.Parsed>('POST', '/jobs/parse', { json: { text, title }, signal }),
};

export const shortlists = {
  make: (jobId: string, body: { where?: string; top?: number }) => call<T.Shortlist>('POST', `/jobs/${at(jobId)}/shortlists`, { json: { list: 'best', ...body } }),
  of: (jobId: string) => call<T.Paged<T.ShortlistSummary>>('GET', `/jobs/${at(jobId)}/shortlists`),
  read: (id: string) => call<T.Shortlist>('GET', `/shortlists/${at(id)}`),
  whyNot: (id: string, talentId: string) => call<T.WhyNot>('GET', `/shortlists/${at(id)}/why-not`, { query: { talent_id: talentId } }),
  compare: (id: string, talentIds: string[]) => call<T.Compare>('GET', `/shortlists/${at(id)}/compare`, { query: { talent_id: talentIds } }),
  decide: (id: string, talentId: string, body: { decision: T.DecisionWord; reason: string; profile_opened: boolean }) =>
    call<T.Decision>('PUT', `/shortlists/${at(id)}/decisions/${at(talentId)}`, { json: body }),
  reviews: () => call<T.Paged<T.Review>>('GET', '/reviews'),
};

export const imports = {
  page: () => call<T.Paged<T.ImportRun>>('GET', '/imports'),
  read: (id: string) => call<T.ImportRun>('GET', `/imports/${at(id)}`),
  upload: (file: File, kind: 'talents' | 'jobs', source: string, dryRun: boolean) => {
    const form = new FormData();
    form.set('file', file);
    form.set('kind', kind);
    form.set('source', source);
    form.set('dry_run', String(dryRun));
    return call<T.ImportRun>('POST', '/imports', { form });
  },
  edit: (id: string, version: number, body: { mapping?: Record<string, string>; dry_run?: boolean }) => call<T.ImportRun>('PATCH', `/imports/${at(id)}`, { json: body, ifMatch: version }),
  start: (id: string) => call<T.ImportRun>('POST', `/imports/${at(id)}/start`),
};

export const models = {
  all: () => call<T.Models>('GET', '/models'),
  promote: (version: string) => call<unknown>('POST', `/models/${at(version)}/promote`),
  rollback: () => call<unknown>('POST', '/models/rollback'),
};

export const system = {
  read: () => call<T.System>('GET', '/system'),
  startOwn: () => call<unknown>('POST', '/system/start-with-own-data', { json: { confirm: 'delete-the-demo' } }),
};

export type Invited = { account: T.Account; link: string | null; sending_id: string | null; expires_at: string };

export const access = {
  accounts: () => call<T.Paged<T.Account> | T.Account[]>('GET', '/accounts').then(items),
  change: (id: string, body: Partial<{ role: T.Role; active: boolean; team_ids: string[] }>) => call<T.Account>('PATCH', `/accounts/${at(id)}`, { json: body }),
  invite: (body: { email: string; role: T.Role }) => call<Invited>('POST', '/invitations', { json: body }),
  teams: () => call<T.Paged<T.Team> | T.Team[]>('GET', '/teams').then(items),
  addTeam: (name: string) => call<T.Team>('POST', '/teams', { json: { name } }),
  tokens: () => call<T.Paged<T.Token> | T.Token[]>('GET', '/tokens').then(items),
  addToken: (body: { name: string; scopes: string[] }) => call<T.Token & { token: string }>('POST', '/tokens', { json: body }),
  revoke: (id: string) => call<void>('DELETE', `/tokens/${at(id)}`),
  audit: () => call<T.Paged<T.AuditEntry> | T.AuditEntry[]>('GET', '/audit', { query: { limit: 100 } }).then(items),
};

function items<V>(answer: T.Paged<V> | V[]): V[] {
  return Array.isArray(answer) ? answer : answer.items;
}
