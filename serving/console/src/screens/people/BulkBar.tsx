import { Button } from '@mantine/core';
import { IconArrowsJoin2, IconBellPlus, IconDownload, IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { talents } from '@/api/calls';
import { useFormat } from '@/app/format';
import type { Ticks } from '@/screens/people/ticks';
import { keep } from '@/ui/keep';
import { refused, said } from '@/ui/toast';

const TaskForm = lazy(() => import('@/screens/tasks/TaskForm').then((one) => ({ default: one.TaskForm })));

/** What can be done with several people at once. */
export default function BulkBar({ ticks, loaded }: { ticks: Ticks; loaded: string[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [planning, setPlanning] = useState(false);
  const count = ticks.ids.length;
  const words = { count, formatted: format.number(count) };
  const load = useMutation({
    mutationFn: () => talents.export({}, ticks.ids),
    onSuccess: (file) => {
      keep(file, `${t('people.exportName')}-${format.today()}.csv`);
      said(t('people.exported', words));
    },
    onError: (error) => refused(error, t),
  });
  return (
    <div className="bulk" role="region" aria-label={t('people.bulk')}>
      <strong role="status">{t('people.ticked', words)}</strong>
      {loaded.length > count ? <Button variant="subtle" color="gray" onClick={() => ticks.all(loaded)}>{t('people.tickLoaded', { formatted: format.number(loaded.length) })}</Button> : null}
      <span className="grow" />
      {count === 2 || count === 3 ? <Button component={Link} to={`/duplicates/compare?ids=${ticks.ids.join(',')}`} variant="default" leftSection={<IconArrowsJoin2 size={15} aria-hidden="true" />}>{t('merging.mergeTicked')}</Button> : null}
      <Button variant="default" leftSection={<IconBellPlus size={15} aria-hidden="true" />} onClick={() => setPlanning(true)}>{t('task.add')}</Button>
      <Button variant="default" leftSection={<IconDownload size={15} aria-hidden="true" />} loading={load.isPending} onClick={() => load.mutate()}>{t('people.export')}</Button>
      <Button variant="subtle" color="gray" leftSection={<IconX size={15} aria-hidden="true" />} onClick={ticks.none}>{t('people.untick')}</Button>
      {planning ? <Suspense fallback={null}><TaskForm ids={ticks.ids} title={t('people.planFor', words)} close={(made) => { setPlanning(false); if (made) ticks.none(); }} /></Suspense> : null}
    </div>
  );
}
