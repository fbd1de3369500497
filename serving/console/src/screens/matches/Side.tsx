import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { Shortlist } from '@/api/types';
import { useUrl } from '@/app/url';
import { MOST, usePicks } from '@/screens/matches/picks';
import { WhyNot } from '@/screens/matches/WhyNot';

/** Comparison tray and "why not". */
export function Side({ list }: { list: Shortlist | undefined }) {
  const { t } = useTranslation();
  return (
    <aside className="pane right" aria-label={t('match.compare')}>
      {list ? <WhyNot list={list} /> : null}
      {list && list.rows.length > 0 ? <Tray list={list} /> : null}
      {list ? <p className="quiet small">{t('match.keys')}</p> : null}
    </aside>
  );
}

function Tray({ list }: { list: Shortlist }) {
  const { t } = useTranslation();
  const { picks, toggle } = usePicks();
  const [, setView] = useUrl('view');
  const names = picks.map((id) => ({ id, name: list.rows.find((row) => row.talent.id === id)?.talent.name ?? id }));
  return (
    <section className="tray">
      <h2>{t('match.compare')}</h2>
      {names.map(({ id, name }) => (
        <div key={id} className="pick"><span className="grow clip">{name}</span><button type="button" className="iconbutton" aria-label={`${t('match.removeCompare')}: ${name}`} onClick={() => toggle(id)}><IconX size={14} aria-hidden="true" /></button></div>
      ))}
      {picks.length < MOST ? <div className="pick none">{picks.length === 0 ? t('match.compareHint') : t('match.comparePick')}</div> : null}
      {picks.length > 1 ? <Button variant="default" onClick={() => setView('compare', true)}>{t('match.compareNow', { count: picks.length })}</Button> : null}
    </section>
  );
}
