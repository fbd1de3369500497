import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { access } from '@/api/calls';
import type { Account, Role } from '@/api/types';
import { useAccount } from '@/app/session';
import { Once } from '@/screens/access/Once';
import { Confirm } from '@/ui/Confirm';
import { Failed, Loading, Note, Rows, sentence } from '@/ui/states';
import { Time } from '@/ui/Time';
import { refused, said } from '@/ui/toast';

const TeamPick = lazy(() => import('@/screens/access/TeamPick'));

const ROLES: Role[] = ['admin', 'recruiter', 'hiring_manager', 'data_scientist', 'viewer'];

function useRoles() {
  const { t } = useTranslation();
  return ROLES.map((value) => ({ value, label: t(`access.roles.${value}`) }));
}

export function Accounts() {
  const { t } = useTranslation();
  const [inviting, setInviting] = useState(false);
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['accounts'], queryFn: access.accounts });
  if (isPending) return <Loading><Rows rows={5} /></Loading>;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  return (
    <div className="stack">
      <div className="row"><Button leftSection={<IconPlus size={15} aria-hidden="true" />} onClick={() => setInviting(true)}>{t('access.invite')}</Button></div>
      <div className="scrollx" tabIndex={0} role="region" aria-label={t('access.accounts')}>
        <table className="grid">
          <thead><tr><th>{t('access.name')}</th><th>{t('access.role')}</th><th>{t('access.teamsHead')}</th><th>{t('access.stateHead')}</th><th className="num">{t('access.lastSeen')}</th><th aria-label={t('access.deactivate')} /></tr></thead>
          <tbody>{data.map((account) => <Row key={account.id} account={account} />)}</tbody>
        </table>
      </div>
      {inviting ? <Invite close={() => setInviting(false)} /> : null}
    </div>
  );
}

function Row({ account }: { account: Account }) {
  const { t } = useTranslation();
  const me = useAccount();
  const queries = useQueryClient();
  const roles = useRoles();
  const [asking, setAsking] = useState(false);
  const teams = useQuery({ queryKey: ['teams'], queryFn: access.teams });
  const change = useMutation({
    mutationFn: (body: Parameters<typeof access.change>[1]) => access.change(account.id, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['accounts'] }),
    onError: (error) => refused(error, t),
    onSettled: () => setAsking(false),
  });
  const mine = account.id === me.id;
  const word = account.state === 'deactivated' ? 'inactive' : account.state;
  return (
    <tr>
      <td><strong style={{ fontWeight: 550 }}>{account.name || '—'}</strong>{mine ? <span className="quiet"> ({t('access.you')})</span> : null}<div className="quiet small">{account.email}</div></td>
      <td>{mine ? t(`access.roles.${account.role}`) : <NativeSelect size="xs" w={150} aria-label={t('access.changeRole', { name: account.name || account.email })} value={account.role} data={roles} onChange={(event) => { const role = ROLES.find((one) => one === event.target.value); if (role) change.mutate({ role }); }} />}</td>
      <td>{teams.data && teams.data.length > 0 ? <Suspense fallback={null}><TeamPick label={`${t('access.teamsHead')}: ${account.name || account.email}`} value={account.team_ids} teams={teams.data} onChange={(team_ids) => change.mutate({ team_ids })} /></Suspense> : null}</td>
      <td><span className={`label ${word === 'active' ? 'good' : word === 'inactive' ? 'bad' : ''}`}>{t(`access.${word}`)}</span></td>
      <td className="num quiet">{account.last_seen_at ? <Time iso={account.last_seen_at} /> : t('access.never')}</td>
      <td className="num">
        {mine || account.state === 'invited' ? null : account.active ? <Button variant="subtle" color="gray" onClick={() => setAsking(true)}>{t('access.deactivate')}</Button> : <Button variant="subtle" color="gray" onClick={() => change.mutate({ active: true })}>{t('access.reactivate')}</Button>}
        <Confirm open={asking} title={t('access.deactivateAsk', { name: account.name || account.email })} go={t('access.deactivate')} danger busy={change.isPending} onGo={() => change.mutate({ active: false })} onClose={() => setAsking(false)}><p style={{ textAlign: 'left' }}>{t('access.deactivateText')}</p></Confirm>
      </td>
    </tr>
  );
}

function Invite({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const roles = useRoles();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('recruiter');
  const invite = useMutation({
    mutationFn: () => access.invite(email.trim(), role),
    onSuccess: async (answer) => {
      await queries.invalidateQueries({ queryKey: ['accounts'] });
      if (answer.link) return;
      said(t('access.invitedOk', { email: email.trim() }));
      close();
    },
  });
  return (
    <Modal opened onClose={close} title={t('access.inviteTitle')} closeButtonProps={{ 'aria-label': t('do.close') }}>
      {invite.data?.link ? (
        <div className="stack"><Note tone="warn">{t('access.linkOnce')}</Note><Once value={invite.data.link} /><div className="row" style={{ justifyContent: 'flex-end' }}><Button onClick={close}>{t('do.close')}</Button></div></div>
      ) : (
        <form className="stack" onSubmit={(event) => { event.preventDefault(); invite.mutate(); }}>
          {invite.error ? <Note tone="bad">{sentence(invite.error, t).detail}</Note> : null}
          <TextInput label={t('access.email')} type="email" required withAsterisk={false} value={email} onChange={(event) => setEmail(event.target.value)} data-autofocus />
          <NativeSelect label={t('access.role')} description={t(`access.roleNotes.${role}`)} value={role} data={roles} onChange={(event) => setRole(ROLES.find((one) => one === event.target.value) ?? 'recruiter')} />
          <div className="row" style={{ justifyContent: 'flex-end' }}><Button variant="default" onClick={close}>{t('do.cancel')}</Button><Button type="submit" loading={invite.isPending} disabled={!email.trim()}>{t('access.invite')}</Button></div>
        </form>
      )}
    </Modal>
  );
}
