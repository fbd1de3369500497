import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { talents } from '@/api/calls';
import type { Talent } from '@/api/types';
import { useFormat } from '@/app/format';
import { Basics, headline, Invented, Reach } from '@/ui/person';
import { Failed, Lines, Loading } from '@/ui/states';

/** A person beside the list, without leaving it. */
export default function Preview({ id, close }: { id: string; close: () => void }) {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['talent', id], queryFn: () => talents.read(id) });
  return (
    <aside className="preview" aria-label={t('people.preview')}>
      <div className="top">
        <div className="grow">{data ? <Head person={data} /> : null}</div>
        <ActionIcon aria-label={t('do.close')} onClick={close}><IconX size={16} /></ActionIcon>
      </div>
      {isPending ? <Loading><Lines rows={9} /></Loading> : null}
      {error ? <Failed error={error} retry={() => void refetch()} /> : null}
      {data ? <Body person={data} /> : null}
    </aside>
  );
}

function Head({ person }: { person: Talent }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="row"><h2>{person.name}</h2><Invented person={person} /></div>
      <p>{headline(person)}</p>
      <p className="quiet small"><Basics person={person} /></p>
      <p className="quiet small"><Reach person={person} /></p>
      <div className="row" style={{ marginTop: 8 }}>
        <Button component={Link} to={`/people/${person.id}`} variant="default">{t('people.openProfile')}</Button>
      </div>
    </>
  );
}

function Body({ person }: { person: Talent }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      {person.summary ? <section><p>{person.summary}</p></section> : null}
      {person.skills.length > 0 ? (
        <section>
          <h3>{t('talent.skills')}</h3>
          <div className="labels">{person.skills.slice(0, 16).map((skill) => <span key={skill.name} className="label clip">{format.skill(skill)}</span>)}{person.skills.length > 16 ? <span className="quiet small">+{person.skills.length - 16}</span> : null}</div>
        </section>
      ) : null}
      {person.employments.length > 0 ? (
        <section>
          <h3>{t('talent.experience')}</h3>
          <div className="stack" style={{ gap: 6 }}>
            {person.employments.slice(0, 4).map((post, index) => (
              <div key={index}><div>{[post.title, post.company].filter(Boolean).join(' · ')}</div><div className="quiet small">{[post.start, post.current ? t('time.present') : post.end].filter(Boolean).join(' – ')}</div></div>
            ))}
          </div>
        </section>
      ) : null}
      {person.educations.length > 0 ? (
        <section>
          <h3>{t('talent.educations')}</h3>
          {person.educations.map((one, index) => <div key={index}>{[one.school, one.major, one.level === 'unknown' ? one.degree : t(`education.${one.level}`)].filter(Boolean).join(' · ')}</div>)}
        </section>
      ) : null}
      <section className="small quiet">{t('people.previewHint')}</section>
    </>
  );
}
