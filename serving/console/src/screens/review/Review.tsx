import './review.css';

import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconArrowLeft, IconArrowRight, IconMessage2Question, IconStar, IconThumbDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';

import { shortlists } from '@/api/calls';
import type { DecisionWord, Match, Shortlist } from '@/api/types';
import { fitWord, useFormat } from '@/app/format';
import { useKeys } from '@/app/keys';
import { useUrl } from '@/app/url';
import { useDecide } from '@/screens/matches/Decide';
import { made } from '@/screens/matches/List';
import { telling } from '@/screens/matches/MatchRow';
import { Passage } from '@/ui/Evidence';
import { Basics, headline, Invented } from '@/ui/person';
import { Empty, Failed, Lines, Loading, Note } from '@/ui/states';

const CHOICES: { word: DecisionWord; say: 'pass' | 'maybe' | 'star'; icon: typeof IconStar }[] = [
  { word: 'reject', say: 'pass', icon: IconThumbDown },
  { word: 'maybe', say: 'maybe', icon: IconMessage2Question },
  { word: 'accept', say: 'star', icon: IconStar },
];

/** One person at a time, made for the phone. */
export default function Review() {
  const id = useParams().id ?? '';
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['shortlist', id], queryFn: () => shortlists.read(id) });
  if (isPending) return <Loading><div className="review"><Lines rows={10} /></div></Loading>;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  return <Cards list={data} />;
}

function Cards({ list }: { list: Shortlist }) {
  const { t } = useTranslation();
  const [at, setAt] = useUrl('n');
  const first = list.rows.findIndex((row) => !row.decision);
  const n = at ? Number(at) - 1 : Math.max(0, first);
  const row = list.rows[n];
  const decided = list.rows.filter((one) => one.decision).length;
  const go = (to: number) => setAt(String(Math.max(1, Math.min(list.rows.length + 1, to + 1))));
  if (list.rows.length === 0) return <Empty title={t('review.noList')} text={t('review.noListText')} />;
  return (
    <div className="review">
      <div className="bar">
        <ActionIcon size={36} aria-label={t('review.prev')} disabled={n <= 0} onClick={() => go(n - 1)}><IconArrowLeft size={18} /></ActionIcon>
        <span className="grow clip" style={{ textAlign: 'center' }}>{list.job_title} <span className="quiet">{t('review.progress', { n: Math.min(n + 1, list.rows.length), all: list.rows.length })}</span></span>
        <ActionIcon size={36} aria-label={t('review.next')} disabled={n >= list.rows.length} onClick={() => go(n + 1)}><IconArrowRight size={18} /></ActionIcon>
      </div>
      <div className="meter" role="progressbar" aria-label={t('review.title')} aria-valuenow={decided} aria-valuemin={0} aria-valuemax={list.rows.length}><div style={{ width: `${(100 * decided) / list.rows.length}%` }} /></div>
      {row ? <Card key={row.talent.id} row={row} list={list} next={() => go(n + 1)} /> : <Done again={() => go(0)} />}
    </div>
  );
}

function Done({ again }: { again: () => void }) {
  const { t } = useTranslation();
  return <Empty title={t('review.done')} text={t('review.doneText')}><Button variant="default" onClick={again}>{t('review.again')}</Button></Empty>;
}

function Card({ row, list, next }: { row: Match; list: Shortlist; next: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [reason, setReason] = useState(row.decision?.reason ?? '');
  const [asked, setAsked] = useState<DecisionWord | null>(null);
  const decide = useDecide(list);
  const choose = (word: DecisionWord) => {
    if (word === 'reject' && !reason.trim()) {
      setAsked(word);
      document.getElementById('review-reason')?.focus();
      return;
    }
    decide.mutate({ talentId: row.talent.id, word, reason: reason.trim() });
    next();
  };
  const keys = useMemo(() => ({ '1': () => choose('reject'), '2': () => choose('maybe'), '3': () => choose('accept'), ArrowRight: next }), [reason, row]);
  useKeys(keys);
  const quick = asked ? t(`match.quick.${asked}`, { returnObjects: true }) : [];
  return (
    <>
      <div className="sheet" tabIndex={0} role="region" aria-label={row.talent.name}>
        <div className="who">
          <div style={{ minWidth: 0 }}>
            <div className="row wrap"><h1>{row.talent.name}</h1><Invented person={row.talent} /></div>
            <p>{headline(row.talent)}</p>
            <p className="quiet"><Basics person={row.talent} /></p>
          </div>
          <div className="fit"><div className="points"><span className="quiet small">{t('match.fit')}</span> {format.score(row.score)}</div><div className="quiet small">{t(`match.fitWord.${fitWord(row.score)}`)}</div></div>
        </div>
        <Reasons row={row} />
        <p className="quiet small" style={{ marginTop: 16 }}>{made(list, format, t)} {t('match.advice')}</p>
      </div>
      <div className="foot">
        {asked ? <Note tone="warn">{t('match.needReason')}</Note> : null}
        {quick.length > 0 ? <div className="labels">{quick.map((text) => <button key={text} type="button" className="plain label" style={{ lineHeight: '32px', padding: '0 10px' }} onClick={() => setReason(text)}>{text}</button>)}</div> : null}
        <TextInput id="review-reason" aria-label={t('review.reason')} placeholder={t('review.reasonHint')} value={reason} onChange={(event) => setReason(event.target.value)} />
        <div className="three">
          {CHOICES.map(({ word, say, icon: Icon }) => (
            <button key={word} type="button" className={`choice ${word}`} aria-pressed={row.decision?.decision === word} onClick={() => choose(word)}><Icon size={19} stroke={1.7} aria-hidden="true" />{t(`review.${say}`)}</button>
          ))}
        </div>
      </div>
    </>
  );
}

function Reasons({ row }: { row: Match }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ul className="reasons" aria-label={t('review.why')}>
      {telling(row.reasons).map(({ reason, index }) => (
        <li key={index} className={`reason ${reason.positive ? '' : 'bad'}`}>
          <span className="sign" aria-hidden="true">{reason.positive ? '＋' : '−'}</span>
          <span><span className="unseen">{reason.positive ? t('match.raises') : t('match.lowers')}: </span>{format.both(reason.text)}{reason.evidence[0] ? <q><Passage proof={reason.evidence[0]} /></q> : null}</span>
        </li>
      ))}
      {row.missing.map((need) => (
        <li key={`${need.kind}-${need.key}`} className="reason bad"><span className="sign" aria-hidden="true">−</span><span>{t('match.missing')} {need.label || need.key}</span></li>
      ))}
    </ul>
  );
}
