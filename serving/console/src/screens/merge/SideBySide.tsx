import './merge.css';

import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Comparison, Difference } from '@/api/identity';
import { useFormat } from '@/app/format';
import { linesOf } from '@/screens/merge/values';
import { Origin } from '@/screens/talent/Origin';
import { Basics, headline, Invented } from '@/ui/person';
import { Note } from '@/ui/states';

export type Choice = { survivor: string; choices: Record<string, string> };

type Props = { found: Comparison; choice: Choice; change: ((choice: Choice) => void) | undefined };

const SHORT = ['skills', 'languages', 'certificates', 'desired_places'];

/** Two or three people beside each other: only what differs, what a merge keeps, and what is kept instead. */
export function SideBySide({ found, choice, change }: Props) {
  const { t } = useTranslation();
  const flaws = t('merging.flaws', { returnObjects: true }) as Record<string, string>;
  return (
    <>
      {found.reasons.length > 0 ? <Note tone="warn">{t('merging.against', { reasons: found.reasons.map((one) => flaws[one] ?? one).join('; ') })}</Note> : null}
      <div className="scrollx" tabIndex={0} role="region" aria-label={t('merging.differs')}>
        <table className="grid sides">
          <thead>
            <tr>
              <th aria-label={t('merging.field')} />
              {found.talents.map((person) => (
                <th key={person.id} scope="col">
                  <div className="row"><Link className="strong" to={`/people/${person.id}`}>{person.name}</Link><Invented person={person} /></div>
                  <div className="clip" title={headline(person)}>{headline(person)}</div>
                  <div className="small"><Basics person={person} /></div>
                  {change ? (
                    <button type="button" className={`plain label ${choice.survivor === person.id ? 'accent' : ''}`} aria-pressed={choice.survivor === person.id} onClick={() => change({ ...choice, survivor: person.id })}>
                      {choice.survivor === person.id ? <><IconCheck size={12} aria-hidden="true" />{t('merging.stays')}</> : t('merging.makeStay')}
                    </button>
                  ) : null}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{found.fields.map((field) => <Row key={field.field} field={field} choice={choice} change={change} />)}</tbody>
        </table>
      </div>
      {found.fields.length === 0 ? <p className="quiet">{t('merging.alike')}</p> : change ? <p className="quiet small">{t('merging.pick')}</p> : null}
    </>
  );
}

function Row({ field, choice, change }: { field: Difference; choice: Choice; change: Props['change'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = t('merging.fields', { returnObjects: true }) as Record<string, string>;
  const chosen = choice.choices[field.field];
  const left = new Set(linesOf(field.merged, format));
  const turn = (id: string) => {
    const { [field.field]: was, ...rest } = choice.choices;
    change?.({ ...choice, choices: was === id ? rest : { ...rest, [field.field]: id } });
  };
  return (
    <tr>
      <th scope="row">{names[field.field] ?? field.field}</th>
      {field.sides.map((side) => {
        const lines = linesOf(side.value, format);
        const on = chosen ? chosen === side.talent_id : lines.length > 0 && lines.every((line) => left.has(line));
        const shown = SHORT.includes(field.field) ? [lines.join(format.zh ? '、' : ', ')] : lines;
        return (
          <td key={side.talent_id}>
            {lines.length === 0 ? <span className="quiet">{t('merging.empty')}</span> : (
              <button type="button" className={`plain value ${on ? 'on' : ''}`} aria-pressed={chosen === side.talent_id} disabled={!change} onClick={() => turn(side.talent_id)}>
                {shown.slice(0, 6).map((line, index) => <span key={index}>{line}</span>)}
                {on ? <span className="small">{chosen ? t('merging.chosen') : t('merging.byRule')}</span> : null}
              </button>
            )}
            {side.source ? <Origin source={side.source} loaded /> : null}
          </td>
        );
      })}
    </tr>
  );
}
