import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { access } from '@/api/calls';
import { Empty, Failed, Loading, Rows } from '@/ui/states';
import { refused } from '@/ui/toast';

export function Teams() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['teams'], queryFn: access.teams });
  const add = useMutation({
    mutationFn: () => access.addTeam(name.trim()),
    onSuccess: async () => { setName(''); await queries.invalidateQueries({ queryKey: ['teams'] }); },
    onError: (problem) => refused(problem, t),
  });
  if (isPending) return <Loading><Rows rows={3} /></Loading>;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  return (
    <div className="stack" style={{ maxWidth: 560 }}>
      <form className="row" onSubmit={(event) => { event.preventDefault(); add.mutate(); }}>
        <TextInput className="grow" aria-label={t('access.teamName')} placeholder={t('access.teamName')} value={name} onChange={(event) => setName(event.target.value)} />
        <Button type="submit" size="sm" disabled={!name.trim()} loading={add.isPending}>{t('access.newTeam')}</Button>
      </form>
      {data.length === 0 ? <Empty title={t('access.noTeams')} text={t('access.noTeamsText')} /> : null}
      <ul>{data.map((team) => <li key={team.id} className="row between" style={{ padding: '8px 0', borderBottom: '1px solid var(--line)' }}><span>{team.name}</span><span className="quiet">{t('access.members', { count: team.members })}</span></li>)}</ul>
    </div>
  );
}
