import './talent.css';

import { Button, Tabs } from '@mantine/core';
import { IconArrowBackUp, IconPencil } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';

import { talents } from '@/api/calls';
import type { Talent as Person } from '@/api/types';
import { useMay } from '@/app/session';
import { useUrls, useUrl } from '@/app/url';
import { Facts } from '@/screens/talent/Facts';
import { JobsFor } from '@/screens/talent/JobsFor';
import { Resume } from '@/screens/talent/Resume';
import { Timeline } from '@/screens/talent/Timeline';
import { Basics, headline, Invented, Reach } from '@/ui/person';
import { Failed, Lines, Loading } from '@/ui/states';
import { refused, said } from '@/ui/toast';

const EditPerson = lazy(() => import('@/screens/talent/EditPerson'));
const Consent = lazy(() => import('@/screens/talent/care/Consent'));
const Follow = lazy(() => import('@/screens/talent/care/Follow'));

const TABS = ['facts', 'timeline', 'follow', 'resume', 'matches', 'consent'] as const;

export default function Talent() {
  const id = useParams().id ?? '';
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['talent', id], queryFn: () => talents.read(id) });
  if (isPending) return <Loading><Lines rows={14} /></Loading>;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  return <Profile person={data} />;
}

function Profile({ person }: { person: Person }) {
  const { t } = useTranslation();
  const may = useMay();
  const [tab] = useUrl('tab');
  const set = useUrls();
  const shown = TABS.find((one) => one === tab) ?? 'facts';
  return (
    <div className="talent">
      <header className="crown">
        <div className="grow">
          <div className="row"><h1>{person.name}</h1><Invented person={person} /></div>
          <p>{headline(person)}</p>
          <p className="quiet"><Basics person={person} /></p>
          <p className="quiet small"><Reach person={person} /></p>
        </div>
        {may('recruiter') ? <Actions person={person} /> : null}
      </header>
      <Tabs value={shown} onChange={(value) => set({ tab: value === 'facts' ? '' : (value ?? ''), at: '' }, true)} keepMounted={false}>
        <Tabs.List mb="md">
          {TABS.map((one) => <Tabs.Tab key={one} value={one}>{one === 'follow' ? t('task.tab') : one === 'consent' ? t('consent.tab') : t(`talent.${one}`)}</Tabs.Tab>)}
        </Tabs.List>
        <Tabs.Panel value="facts"><Facts person={person} /></Tabs.Panel>
        <Tabs.Panel value="timeline"><Timeline person={person} /></Tabs.Panel>
        <Tabs.Panel value="resume"><Resume person={person} /></Tabs.Panel>
        <Tabs.Panel value="follow"><Suspense fallback={<Loading />}><Follow person={person} /></Suspense></Tabs.Panel>
        <Tabs.Panel value="consent"><Suspense fallback={<Loading />}><Consent person={person} /></Suspense></Tabs.Panel>
        <Tabs.Panel value="matches"><JobsFor id={person.id} /></Tabs.Panel>
      </Tabs>
    </div>
  );
}

function Actions({ person }: { person: Person }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [edit, setEdit] = useUrl('edit');
  const undo = useUndo(person.id);
  const sources = useQuery({ queryKey: ['sources', person.id], queryFn: () => talents.sources(person.id) });
  const edited = sources.data?.some((source) => source.channel === 'manual') ?? false;
  return (
    <div className="row">
      {edited ? <Button variant="default" leftSection={<IconArrowBackUp size={15} aria-hidden="true" />} loading={undo.isPending} onClick={() => undo.mutate()}>{t('talent.undoLast')}</Button> : null}
      <Button leftSection={<IconPencil size={15} aria-hidden="true" />} onClick={() => setEdit('1', true)}>{t('do.edit')}</Button>
      {edit ? (
        <Suspense fallback={null}>
          <EditPerson
            person={person} close={() => setEdit('')}
            saved={(after) => { queries.setQueryData(['talent', person.id], after); void queries.invalidateQueries({ queryKey: ['sources', person.id] }); }}
          />
        </Suspense>
      ) : null}
    </div>
  );
}

function useUndo(id: string) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => talents.undo(id),
    onSuccess: (after) => {
      queries.setQueryData(['talent', id], after);
      void queries.invalidateQueries({ queryKey: ['sources', id] });
      said(t('talent.undone'));
    },
    onError: (error) => refused(error, t),
  });
}
