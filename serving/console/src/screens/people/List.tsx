import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import type { TalentCard } from '@/api/types';
import { type Format, useFormat } from '@/app/format';
import { usePrefs } from '@/app/prefs';
import { type ColumnName, gridOf } from '@/screens/people/columns';
import type { Ticks } from '@/screens/people/ticks';
import { headline, Invented } from '@/ui/person';
import { Time } from '@/ui/Time';

type ListProps = { people: TalentCard[]; total: number; chosen: string; choose: (id: string) => void; more: () => void; columns: ColumnName[]; ticks: Ticks | null };

export function List({ people, total, chosen, choose, more, columns, ticks }: ListProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { density } = usePrefs();
  const phone = useMediaQuery('(max-width: 720px)') ?? false;
  const box = useRef<HTMLDivElement>(null);
  const ticked = useRef(-1);
  const height = phone ? 56 : density === 'comfortable' ? 56 : 44;
  const rows = useVirtualizer({ count: people.length, getScrollElement: () => box.current, estimateSize: () => height, overscan: 12, paddingStart: phone ? 0 : 32, scrollPaddingStart: 32 });
  const last = rows.getVirtualItems().at(-1)?.index ?? 0;
  const at = people.findIndex((person) => person.id === chosen);
  useEffect(() => { rows.measure(); }, [rows, height]);
  useEffect(() => { if (last >= people.length - 20) more(); }, [last, people.length, more]);
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' || event.key === 'j' ? 1 : event.key === 'ArrowUp' || event.key === 'k' ? -1 : 0;
    if (step) {
      const next = Math.max(0, Math.min(people.length - 1, at + step));
      choose(people[next]?.id ?? '');
      rows.scrollToIndex(next);
    } else if (event.key === 'Enter' && chosen) void navigate(`/people/${chosen}`);
    else if ((event.key === 'x' || event.key === ' ') && chosen && ticks) ticks.turn(chosen);
    else if (event.key === 'Escape' && chosen) choose('');
    else return;
    event.preventDefault();
  };
  /** With Shift, everybody between the last tick and this one. */
  const tick = (index: number, event: MouseEvent) => {
    event.stopPropagation();
    const person = people[index];
    if (!person || !ticks) return;
    if (event.shiftKey && ticked.current >= 0) ticks.span(people.slice(Math.min(ticked.current, index), Math.max(ticked.current, index) + 1).map((one) => one.id));
    else ticks.turn(person.id);
    ticked.current = index;
  };
  const style = { '--cols': gridOf(columns, ticks !== null) } as CSSProperties;
  return (
    <div className="list" style={style} ref={box} role="listbox" tabIndex={0} aria-label={t('people.title')} aria-multiselectable={ticks ? true : undefined} aria-activedescendant={at >= 0 ? `p-${chosen}` : undefined} onKeyDown={press}>
      <div className="cols listhead" role="presentation">
        {ticks ? <span /> : null}<span>{t('people.name')}</span>
        {columns.map((one) => <span key={one} className={NUMBERS.includes(one) ? 'num' : undefined}>{one === 'reach' ? t('reach.label') : t(`people.${one}`)}</span>)}
      </div>
      <div style={{ height: rows.getTotalSize() - (phone ? 0 : 32), position: 'relative', marginTop: phone ? 0 : -32 }} role="presentation">
        {rows.getVirtualItems().map((item) => {
          const person = people[item.index];
          return person ? (
            <Row
              key={person.id} person={person} top={item.start} on={person.id === chosen} index={item.index} total={total} choose={choose} columns={columns}
              ticked={ticks ? ticks.has(person.id) : null} tick={tick}
            />
          ) : null;
        })}
      </div>
    </div>
  );
}

const NUMBERS: ColumnName[] = ['years', 'reach', 'updated'];

type RowProps = { person: TalentCard; top: number; on: boolean; index: number; total: number; choose: (id: string) => void; columns: ColumnName[]; ticked: boolean | null; tick: (index: number, event: MouseEvent) => void };

function Row({ person, top, on, index, total, choose, columns, ticked, tick }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const education = person.education === 'unknown' ? '' : t(`education.${person.education}`);
  return (
    <div
      className={`cols person ${on ? 'on' : ''}`} role="option" id={`p-${person.id}`} aria-selected={ticked ?? on} aria-posinset={index + 1} aria-setsize={total} style={{ transform: `translateY(${top}px)` }}
      onClick={() => choose(person.id)} onDoubleClick={() => void navigate(`/people/${person.id}`)}
    >
      {ticked === null ? null : <span className={`tick ${ticked ? 'yes' : ''}`} title={t('people.tick')} onClick={(event) => tick(index, event)} onDoubleClick={(event) => event.stopPropagation()} />}
      <span className="row"><span className="name clip" title={person.name}>{person.name}</span><Invented person={person} /></span>
      {columns.map((one) => <Cell key={one} name={one} person={person} format={format} education={education} />)}
    </div>
  );
}

function Cell({ name, person, format, education }: { name: ColumnName; person: TalentCard; format: Format; education: string }): ReactNode {
  const joint = format.zh ? '、' : ', ';
  switch (name) {
    case 'role': return <span className="clip role" title={headline(person)}>{headline(person)}</span>;
    case 'place': return <span className="clip place">{format.place(person.place)}</span>;
    case 'years': return <span className="num opt">{format.years(person.years)}</span>;
    case 'education': return <span className="opt clip">{education}</span>;
    case 'skills': return <span className="opt clip quiet">{person.skills.slice(0, 5).map((skill) => format.skill(skill)).join(joint)}</span>;
    case 'languages': return <span className="opt clip quiet">{person.languages.map((one) => format.language(one)).join(joint)}</span>;
    case 'reach': return <span className="opt num" title={format.both(person.reachability.text)}>{format.score(person.reachability.score)}</span>;
    case 'updated': return <span className="opt num quiet clip"><Time iso={person.updated_at} /></span>;
  }
}
