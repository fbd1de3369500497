import { Button, TextInput } from '@mantine/core';
import {
  IconArrowDown, IconArrowUp, IconBriefcase, IconCertificate, IconClock, IconLanguage, IconMapPin, IconPencil, IconSchool, IconTool, IconX,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { jobs } from '@/api/calls';
import type { Job, RequirementBody, RequirementKind } from '@/api/types';
import { useMay } from '@/app/session';
import { pieces } from '@/ui/Evidence';
import { sentence } from '@/ui/states';

const NewText = lazy(() => import('@/screens/matches/NewText'));

const ICONS: Record<RequirementKind, typeof IconTool> = {
  skill: IconTool, title: IconBriefcase, years: IconClock, education: IconSchool, language: IconLanguage, place: IconMapPin, certificate: IconCertificate,
};

const idOf = (need: RequirementBody) => `${need.kind} ${need.key}`;

type Props = {
  job: Job;
  needs: RequirementBody[];
  dirty: RequirementBody[] | null;
  change: (needs: RequirementBody[] | null) => void;
  busy: boolean;
  rerank: () => void;
  discard: () => void;
};

/** What the job asks for, to be corrected, over the text it was read from. */
export function JdPane({ job, needs, dirty, change, busy, rerank, discard }: Props) {
  const { t } = useTranslation();
  const may = useMay()('recruiter');
  const put = (need: RequirementBody, next: RequirementBody | null) => change(needs.flatMap((one) => (idOf(one) === idOf(need) ? (next ? [next] : []) : [one])));
  const add = (found: RequirementBody[]) => change([...needs.filter((one) => !found.some((other) => idOf(other) === idOf(one))), ...found]);
  const changes = dirty ? differences(job, dirty) : 0;
  return (
    <aside className="pane left" aria-label={t('match.jd')}>
      <h2>{t('match.requirements')}</h2>
      {needs.length === 0 ? <p className="quiet small">{t('match.noNeeds')}</p> : null}
      {[true, false].map((must) => {
        const group = needs.filter((need) => need.must === must);
        return group.length > 0 ? (
          <section key={String(must)} aria-label={must ? t('match.musts') : t('match.nices')}>
            <div className="group"><h3>{must ? t('match.musts') : t('match.nices')}</h3><span className="quiet small">{t('match.weight')}</span></div>
            {group.map((need) => <Need key={idOf(need)} need={need} job={job} editable={may} put={(next) => put(need, next)} />)}
          </section>
        ) : null;
      })}
      {may ? <AddNeed add={add} /> : null}
      <JdText job={job} editable={may} />
      {changes > 0 ? (
        <div className="changebar" role="status">
          <span className="grow small">{t('match.changed', { count: changes })}</span>
          <Button variant="default" onClick={discard}>{t('match.discard')}</Button>
          <Button loading={busy} onClick={rerank}>{t('match.rerank')}</Button>
        </div>
      ) : null}
    </aside>
  );
}

function differences(job: Job, draft: RequirementBody[]): number {
  const before = new Map(job.requirements.map((need) => [idOf(need), need]));
  const after = new Map(draft.map((need) => [idOf(need), need]));
  const gone = [...before.keys()].filter((key) => !after.has(key)).length;
  const other = draft.filter((need) => {
    const was = before.get(idOf(need));
    return !was || was.must !== need.must || was.weight !== need.weight;
  }).length;
  return gone + other;
}

type NeedProps = { need: RequirementBody; job: Job; editable: boolean; put: (next: RequirementBody | null) => void };

function Need({ need, job, editable, put }: NeedProps) {
  const { t } = useTranslation();
  const Icon = ICONS[need.kind];
  const was = job.requirements.find((one) => idOf(one) === idOf(need));
  const edited = !was || was.must !== need.must || was.weight !== need.weight;
  const label = need.label || need.key;
  const Move = need.must ? IconArrowDown : IconArrowUp;
  const move = need.must ? t('match.makeNice') : t('match.makeMust');
  return (
    <div className={`need ${need.must ? 'must' : ''}`}>
      <Icon size={15} stroke={1.6} role="img" aria-label={t(`match.kinds.${need.kind}`)} />
      <span className={`clip ${edited ? 'was' : ''}`} title={`${t(`match.kinds.${need.kind}`)}: ${label}`}>{label}</span>
      <input type="range" min={0.5} max={3} step={0.5} value={need.weight} disabled={!editable} aria-label={`${t('match.weight')}: ${label}`} title={`${t('match.weight')} ${need.weight}`} onChange={(event) => put({ ...need, weight: Number(event.target.value) })} />
      {editable ? <button type="button" className="iconbutton" title={move} aria-label={`${move}: ${label}`} onClick={() => put({ ...need, must: !need.must })}><Move size={14} aria-hidden="true" /></button> : <span />}
      {editable ? <button type="button" className="iconbutton" title={t('do.remove')} aria-label={`${t('do.remove')}: ${label}`} onClick={() => put(null)}><IconX size={14} aria-hidden="true" /></button> : <span />}
    </div>
  );
}

/** What is typed is read by the same parser as a JD, so that it finds the same people. */
function AddNeed({ add }: { add: (found: RequirementBody[]) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const read = useMutation({
    mutationFn: (text: string) => jobs.parse(text),
    onSuccess: (parsed) => {
      if (parsed.requirements.length === 0) return;
      add(parsed.requirements.map(({ kind, key, label, weight }) => ({ kind, key, label, weight, must: true })));
      setTyped('');
    },
  });
  const nothing = read.data?.requirements.length === 0 && typed ? t('match.notRead') : '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim()) read.mutate(typed.trim());
  };
  return (
    <form onSubmit={submit} style={{ margin: '8px 0 20px' }}>
      <TextInput
        size="xs" aria-label={t('match.addNeed')} placeholder={`${t('match.addNeed')}: ${t('match.addNeedHint')}`} value={typed} disabled={read.isPending}
        error={read.error ? sentence(read.error, t).detail : nothing || undefined} onChange={(event) => { setTyped(event.target.value); read.reset(); }}
      />
    </form>
  );
}

function JdText({ job, editable }: { job: Job; editable: boolean }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const points = Array.from(job.text);
  const spans = job.requirements.flatMap((need) => (need.span ? [{ ...need.span, must: need.must }] : []));
  let at = 0;
  return (
    <section>
      <div className="row between"><h2>{t('match.jd')}</h2>{editable ? <button type="button" className="iconbutton" title={t('match.newVersion')} aria-label={t('match.newVersion')} onClick={() => setOpen(true)}><IconPencil size={15} aria-hidden="true" /></button> : null}</div>
      <div className="jdtext">
        {pieces(points, spans).map((part) => {
          const start = at;
          at += Array.from(part.text).length;
          const must = spans.some((span) => span.must && span.start < at && span.end > start);
          return part.mark ? <mark key={start} className={must ? 'must' : ''}>{part.text}</mark> : <span key={start}>{part.text}</span>;
        })}
      </div>
      {open ? <Suspense fallback={null}><NewText job={job} close={() => setOpen(false)} /></Suspense> : null}
    </section>
  );
}
