import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { shortlists } from '@/api/calls';
import type { Decision, DecisionWord, Match, Shortlist } from '@/api/types';
import { useAccount } from '@/app/session';
import { refused, said } from '@/ui/toast';

const SAID = { accept: 'accepted', maybe: 'maybed', reject: 'rejected' } as const;

export type Wanted = { talentId: string; word: DecisionWord; reason: string };

function withDecision(list: Shortlist, talentId: string, decision: Decision | null): Shortlist {
  return { ...list, rows: list.rows.map((row) => (row.talent.id === talentId ? { ...row, decision } : row)) };
}

/** Shown at once; taken back visibly when the server refuses. */
export function useDecide(list: Shortlist) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const account = useAccount();
  const key = ['shortlist', list.id];
  return useMutation({
    mutationFn: ({ talentId, word, reason }: Wanted) => shortlists.decide(list.id, talentId, { decision: word, reason, profile_opened: queries.getQueryData(['talent', talentId]) !== undefined }),
    onMutate: ({ talentId, word, reason }) => {
      const before = queries.getQueryData<Shortlist>(key);
      const decision: Decision = { decision: word, reason, decided_by: account.id, decided_by_name: account.name, decided_at: new Date().toISOString() };
      if (before) queries.setQueryData(key, withDecision(before, talentId, decision));
      return { before };
    },
    onSuccess: (_, { word }) => {
      said(t('match.decided', { decision: t(`match.${SAID[word]}`) }));
      void queries.invalidateQueries({ queryKey: ['shortlists', list.job_id] });
      void queries.invalidateQueries({ queryKey: ['reviews'] });
    },
    onError: (error, _, context) => {
      if (context?.before) queries.setQueryData(key, context.before);
      refused(error, t);
    },
  });
}

type Props = { word: DecisionWord; row: Match; list: Shortlist; close: () => void };

export function Decide({ word, row, list, close }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState(row.decision?.decision === word ? row.decision.reason : '');
  const decide = useDecide(list);
  const quick = t(`match.quick.${word}`, { returnObjects: true });
  const save = (text: string) => {
    decide.mutate({ talentId: row.talent.id, word, reason: text.trim() });
    close();
  };
  return (
    <form className="proof stack" style={{ gap: 8 }} onSubmit={(event) => { event.preventDefault(); save(reason); }} onKeyDown={(event) => { if (event.key === 'Escape') close(); }}>
      <label htmlFor={`why-${row.talent.id}`}><strong style={{ fontWeight: 600 }}>{t(`match.reasonFor.${word}`, { name: row.talent.name })}</strong></label>
      <div className="chips" style={{ margin: 0 }}>{quick.map((text) => <button key={text} type="button" className="chip" onClick={() => setReason(text)}>{text}</button>)}</div>
      <div className="row wrap">
        <TextInput id={`why-${row.talent.id}`} className="grow" miw={180} size="xs" autoFocus placeholder={t('match.reasonHint')} value={reason} onChange={(event) => setReason(event.target.value)} />
        <Button type="submit" disabled={word === 'reject' && !reason.trim()}>{t('match.saveDecision')}</Button>
        <Button variant="subtle" color="gray" onClick={close}>{t('do.cancel')}</Button>
      </div>
      {word === 'reject' && !reason.trim() ? <span className="quiet small">{t('match.needReason')}</span> : null}
    </form>
  );
}
