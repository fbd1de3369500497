import { Button } from '@mantine/core';
import { IconColumns } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type ColumnName, COLUMNS } from '@/screens/people/columns';
import { Pop } from '@/ui/Pop';

type Props = { columns: ColumnName[]; choose: (columns: ColumnName[] | null) => void };

/** Which columns the list has; the name is always there. */
export function ColumnPick({ columns, choose }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const turn = (name: ColumnName) => choose(COLUMNS.filter((one) => (one === name ? !columns.includes(one) : columns.includes(one))));
  return (
    <span className="desk">
      <Button variant="default" leftSection={<IconColumns size={15} aria-hidden="true" />} aria-expanded={open} onClick={() => setOpen(true)}>{t('people.columns')}</Button>
      <Pop open={open} close={() => setOpen(false)} label={t('people.columns')}>
        <div className="stack" style={{ gap: 6, minWidth: 150 }}>
          {COLUMNS.map((one) => <label key={one} className="row small"><input type="checkbox" checked={columns.includes(one)} onChange={() => turn(one)} />{one === 'reach' ? t('reach.label') : t(`people.${one}`)}</label>)}
          <Button variant="subtle" color="gray" onClick={() => choose(null)}>{t('people.usual')}</Button>
        </div>
      </Pop>
    </span>
  );
}
