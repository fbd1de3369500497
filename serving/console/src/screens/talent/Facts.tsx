import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { talents } from '@/api/calls';
import type { Skill, Source, Talent } from '@/api/types';
import { useFormat } from '@/app/format';
import { Origin } from '@/screens/talent/Origin';
import { Quote } from '@/ui/Evidence';
import { Note } from '@/ui/states';
import { useTexts } from '@/ui/useTexts';

const History = lazy(() => import('@/screens/merge/History'));

const FEW = 24;

/** Every fact with the source it was taken from. */
export function Facts({ person }: { person: Talent }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sources = useQuery({ queryKey: ['sources', person.id], queryFn: () => talents.sources(person.id) });
  const main = commonest(Object.values(person.provenance));
  const mainSource = sources.data?.find((one) => one.id === main);
  const origin = (field: string) => {
    const id = person.provenance[field];
    return id && id !== main ? <Origin source={sources.data?.find((one) => one.id === id)} loaded={!sources.isPending} /> : null;
  };
  return (
    <div className="two">
      <div>
        {mainSource ? <p className="quiet small" style={{ marginBottom: 12 }}>{t('talent.unless', { source: mainSource.source, date: format.day(mainSource.received_at) })}</p> : null}
        {person.summary ? <p style={{ maxWidth: 680, whiteSpace: 'pre-line' }}>{person.summary}</p> : null}
        <Skills person={person} origin={origin('skills')} />
        <Posts person={person} origin={origin('employments')} />
        <Schools person={person} origin={origin('educations')} />
      </div>
      <div>
        {sources.error ? <Note tone="warn">{t('state.partial')}</Note> : null}
        <h2>{t('talent.contact')}</h2>
        {person.contact_hidden ? <Note>{t('talent.hidden')}</Note> : null}
        <dl>
          {person.emails.map((mail) => <Fact key={mail} name={t('talent.email')} value={mail} origin={origin('emails')} />)}
          {person.phones.map((phone) => <Fact key={phone} name={t('talent.phone')} value={phone} origin={origin('phones')} />)}
          <Fact name={t('talent.place')} value={format.place(person.place)} origin={origin('place')} />
          <Fact name={t('talent.desired')} value={person.desired_places.map((place) => format.place(place)).join(format.zh ? '、' : ', ')} origin={origin('desired_places')} />
          <Fact name={t('talent.years')} value={person.years === null ? '' : t('time.yearsShort', { years: format.years(person.years) })} origin={origin('years')} />
          <Fact name={t('talent.level')} value={person.education === 'unknown' ? '' : t(`education.${person.education}`)} origin={origin('educations')} />
          <Fact name={t('talent.languages')} value={person.language_facts.map((one) => `${format.language(one.code)}${one.level ? ` (${one.level})` : ''}`).join(format.zh ? '、' : ', ')} origin={origin('languages')} />
          <Fact name={t('talent.certificates')} value={person.certificates.join(format.zh ? '、' : ', ')} origin={origin('certificates')} />
        </dl>
        <Sources sources={sources.data ?? []} />
        <Suspense fallback={null}><History talentId={person.id} /></Suspense>
      </div>
    </div>
  );
}

function commonest(ids: string[]): string {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1])[0]?.[0] ?? '';
}

function Fact({ name, value, origin }: { name: string; value: string; origin: ReactNode }) {
  if (!value) return null;
  return <div className="fact" style={{ gridTemplateColumns: '88px minmax(0, 1fr)' }}><dt>{name}</dt><dd>{value}{origin ? <div>{origin}</div> : null}</dd></div>;
}

function Sources({ sources }: { sources: Source[] }) {
  const { t } = useTranslation();
  if (sources.length === 0) return null;
  return (
    <div className="block">
      <h2>{t('talent.sources')}</h2>
      <ul className="stack" style={{ gap: 6 }}>{sources.map((source) => <li key={source.id} className="small"><Origin source={source} loaded /></li>)}</ul>
    </div>
  );
}

function Skills({ person, origin }: { person: Talent; origin: ReactNode }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState<Skill | null>(null);
  if (person.skills.length === 0) return null;
  const shown = all ? person.skills : person.skills.slice(0, FEW);
  return (
    <section className="block">
      <div className="row between"><h2>{t('talent.skills')}</h2><span className="origin">{origin}</span></div>
      <div className="skillrow">
        {shown.map((skill) => (
          <button key={skill.id || skill.name} type="button" className="label" aria-expanded={open === skill} onClick={() => setOpen(open === skill ? null : skill)}>
            {format.skill(skill)}{skill.evidence.length > 1 ? <span className="quiet">{skill.evidence.length}</span> : null}
          </button>
        ))}
        {person.skills.length > FEW ? <button type="button" className="plain small" onClick={() => setAll(!all)}>{all ? t('talent.showFewer') : `${t('talent.showAll')} (${person.skills.length})`}</button> : null}
      </div>
      {open ? <SkillProof talentId={person.id} skill={open} /> : null}
    </section>
  );
}

function SkillProof({ talentId, skill }: { talentId: string; skill: Skill }) {
  const { t } = useTranslation();
  const texts = useTexts(talentId, skill.evidence.map((span) => span.source_id));
  if (skill.evidence.length === 0) return <div className="quotes quiet">{t('talent.noEvidence')}</div>;
  return (
    <ul className="quotes" aria-live="polite">
      {skill.evidence.slice(0, 4).map((span) => <li key={`${span.source_id}-${span.start}`}><Quote span={span} text={texts[span.source_id]} /></li>)}
    </ul>
  );
}

function Posts({ person, origin }: { person: Talent; origin: ReactNode }) {
  const { t } = useTranslation();
  if (person.employments.length === 0) return null;
  return (
    <section className="block">
      <div className="row between"><h2>{t('talent.experience')}</h2><span className="origin">{origin}</span></div>
      {person.employments.map((post, index) => (
        <div className="post" key={index}>
          <div className="row between"><span><strong style={{ fontWeight: 550 }}>{post.title}</strong>{post.title && post.company ? ' · ' : ''}{post.company}</span><span className="quiet small num">{[post.start, post.current ? t('talent.ongoing') : post.end].filter(Boolean).join(' – ')}</span></div>
          {post.description ? <p>{post.description}</p> : null}
        </div>
      ))}
    </section>
  );
}

function Schools({ person, origin }: { person: Talent; origin: ReactNode }) {
  const { t } = useTranslation();
  if (person.educations.length === 0) return null;
  return (
    <section className="block">
      <div className="row between"><h2>{t('talent.educations')}</h2><span className="origin">{origin}</span></div>
      {person.educations.map((one, index) => (
        <div className="post row between" key={index}>
          <span>{[one.school, one.major, one.degree || (one.level === 'unknown' ? '' : t(`education.${one.level}`))].filter(Boolean).join(' · ')}</span>
          <span className="quiet small num">{[one.start, one.end].filter(Boolean).join(' – ')}</span>
        </div>
      ))}
    </section>
  );
}
