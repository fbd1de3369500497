/** Calls about what a person allows, how long they are kept, and what is to be done about them. */
import { client, ok, onVersion } from '@/api/http';
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type Purpose = Schemas['Purpose'];
export type Channel = Schemas['ConsentChannel'];
export type ConsentSource = Schemas['Source'];
export type Decision = Schemas['ConsentDecisionOut'];
export type Entry = Schemas['ConsentEntryOut'];
export type Wording = Schemas['WordingOut'];
export type Retention = Schemas['RetentionOut'];
export type Reviewed = Schemas['ReviewedOut'];
export type Hold = Schemas['HoldOut'];
export type Relationship = Schemas['Relationship'];
export type Suppression = Schemas['SuppressionOut'];
export type Erasure = Schemas['ErasureOut'];
export type Task = Schemas['TaskOut'];
export type NewTask = Schemas['NewTaskBody'];
export type TaskKind = Schemas['TaskKind'];
export type Call = Schemas['CallOut'];
export type CallOutcome = Schemas['CallOutcome'];
export type Due = 'overdue' | 'today' | 'all';

export const PURPOSES: Purpose[] = ['recruitment', 'talent_pool', 'marketing', 'profiling', 'rehire'];
export const CHANNELS: Channel[] = ['any', 'email', 'phone', 'sms', 'wecom', 'web'];
export const RELATIONSHIPS: Relationship[] = ['prospect', 'applicant', 'employee', 'alumnus'];

const of = (talentId: string) => ({ params: { path: { talent_id: talentId } } });

export const consents = {
  read: (id: string) => ok(client.GET('/api/v1/talents/{talent_id}/consents', of(id))),
  record: (id: string, body: Schemas['ConsentBody']) => ok(client.POST('/api/v1/talents/{talent_id}/consents', { ...of(id), body })),
  withdraw: (id: string, body: Schemas['WithdrawalBody']) => ok(client.POST('/api/v1/talents/{talent_id}/consents/withdraw', { ...of(id), body })),
  wordings: (purpose?: Purpose) => ok(client.GET('/api/v1/consent-wordings', { params: { query: purpose ? { purpose } : {} } })).then((page) => page.items),
  addWording: (body: Schemas['WordingBody']) => ok(client.POST('/api/v1/consent-wordings', { body })),
};

export const keeping = {
  read: (id: string) => ok(client.GET('/api/v1/talents/{talent_id}/retention', of(id))),
  review: () => ok(client.GET('/api/v1/retention-review')).then((page) => page.items),
  rules: () => ok(client.GET('/api/v1/retention-rules')).then((page) => page.items),
  hold: (id: string, reason: string, until: string) => ok(client.POST('/api/v1/talents/{talent_id}/holds', { ...of(id), body: { reason, until } })),
  release: (id: string, holdId: string) => ok(client.POST('/api/v1/talents/{talent_id}/holds/{hold_id}/release', { params: { path: { talent_id: id, hold_id: holdId } } })),
  stand: (id: string, body: Schemas['StandingBody']) => ok(client.PUT('/api/v1/talents/{talent_id}/standing', { ...of(id), body })),
};

export const suppressions = {
  page: (cursor = '') => ok(client.GET('/api/v1/suppressions', { params: { query: cursor ? { cursor } : {} } })),
  address: (body: Schemas['SuppressionBody']) => ok(client.POST('/api/v1/suppressions', { body })),
  person: (id: string, reason: string, keepOut: boolean) =>
    ok(client.POST('/api/v1/talents/{talent_id}/suppressions', { ...of(id), body: { reason, keep_out: keepOut, channel: 'any' } })).then((page) => page.items),
  lift: (id: string, reason: string) => ok(client.POST('/api/v1/suppressions/{suppression_id}/lift', { params: { path: { suppression_id: id } }, body: { reason } })),
};

export const subject = {
  copy: async (id: string): Promise<Blob> => (await ok(client.POST('/api/v1/talents/{talent_id}/copy', { ...of(id), parseAs: 'blob' }))) as unknown as Blob,
  erase: (id: string, reason: string) => ok(client.POST('/api/v1/talents/{talent_id}/erasure', { ...of(id), body: { reason } })),
  erasures: () => ok(client.GET('/api/v1/erasures')).then((page) => page.items),
};

export const tasks = {
  due: (due: Due, ownerId = '') => ok(client.GET('/api/v1/tasks', { params: { query: { due, ...(ownerId ? { owner_id: ownerId } : {}) } } })).then((page) => page.items),
  of: (id: string) => ok(client.GET('/api/v1/talents/{talent_id}/tasks', of(id))).then((page) => page.items),
  open: (id: string, body: Schemas['NewTaskBody']) => ok(client.POST('/api/v1/talents/{talent_id}/tasks', { ...of(id), body })),
  change: (task: Task, body: Schemas['TaskChangeBody']) => ok(client.PATCH('/api/v1/tasks/{task_id}', { params: { path: { task_id: task.id }, header: onVersion(task.version) }, body })),
  close: (id: string, state: 'done' | 'cancelled', outcome: string) => ok(client.POST('/api/v1/tasks/{task_id}/close', { params: { path: { task_id: id } }, body: { state, outcome } })),
  reopen: (id: string) => ok(client.POST('/api/v1/tasks/{task_id}/reopen', { params: { path: { task_id: id } } })),
  calls: (id: string) => ok(client.GET('/api/v1/talents/{talent_id}/calls', of(id))).then((page) => page.items),
  log: (id: string, body: Schemas['CallBody']) => ok(client.POST('/api/v1/talents/{talent_id}/calls', { ...of(id), body })),
};

export const calendarAddress = (due: Due) => `/api/v1/tasks-calendar?due=${due}`;
export const calendarOf = (taskId: string) => `/api/v1/tasks/${encodeURIComponent(taskId)}/calendar`;
