/** Calls about who may be one person with whom. */
import { client, ok } from '@/api/http';
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type Pair = Schemas['DuplicateOut'];
export type PairDetail = Schemas['DuplicateDetailOut'];
export type Finding = Schemas['FindingOut'];
export type PairState = Schemas['PairState'];
export type Comparison = Schemas['ComparisonOut'];
export type Difference = Schemas['DifferenceOut'];
export type Merge = Schemas['MergeOut'];
export type Verdict = Schemas['VerdictBody']['verdict'];

export const duplicates = {
  page: (state: PairState, cursor = '') => ok(client.GET('/api/v1/duplicates', { params: { query: { state, ...(cursor ? { cursor } : {}) } } })),
  read: (id: string) => ok(client.GET('/api/v1/duplicates/{pair_id}', { params: { path: { pair_id: id } } })),
  decide: (id: string, verdict: Verdict) => ok(client.POST('/api/v1/duplicates/{pair_id}/verdict', { params: { path: { pair_id: id } }, body: { verdict } })),
  of: (talentId: string) => ok(client.GET('/api/v1/talents/{talent_id}/duplicates', { params: { path: { talent_id: talentId } } })).then((page) => page.items),
  runs: () => ok(client.GET('/api/v1/duplicate-runs')).then((page) => page.items),
  start: () => ok(client.POST('/api/v1/duplicate-runs')),
};

export const merges = {
  compare: (ids: string[]) => ok(client.GET('/api/v1/talents-compared', { params: { query: { talent_id: ids } } })),
  of: (talentId: string) => ok(client.GET('/api/v1/talents/{talent_id}/merges', { params: { path: { talent_id: talentId } } })).then((page) => page.items),
  make: (survivorId: string, body: Schemas['MergeBody']) => ok(client.POST('/api/v1/talents/{talent_id}/merges', { params: { path: { talent_id: survivorId } }, body })).then((page) => page.items),
  undo: (id: string, reason: string, later: 'survivor' | 'merged') => ok(client.POST('/api/v1/merges/{merge_id}/undo', { params: { path: { merge_id: id } }, body: { reason, later } })),
};
