import { Button, Modal, MultiSelect, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { access } from '@/api/calls';
import type { Permission, Token } from '@/api/types';
import { useFormat } from '@/app/format';
import { useSessionQuery } from '@/app/session';
import { Once } from '@/screens/access/Once';
import { Confirm } from '@/ui/Confirm';
import { Empty, Failed, Loading, Note, Rows, sentence } from '@/ui/states';
import { Time } from '@/ui/Time';
import { refused } from '@/ui/toast';

export default function Tokens() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['tokens'], queryFn: access.tokens });
  if (isPending) return <Loading><Rows rows={3} /></Loading>;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  const button = <Button leftSection={<IconPlus size={15} aria-hidden="true" />} onClick={() => setOpen(true)}>{t('access.newToken')}</Button>;
  return (
    <div className="stack">
      {data.length === 0 ? <Empty title={t('access.noTokens')} text={t('access.noTokensText')}>{button}</Empty> : <div className="row">{button}</div>}
      {data.length > 0 ? (
        <div className="scrollx" tabIndex={0} role="region" aria-label={t('access.tokens')}>
          <table className="grid">
            <thead><tr><th>{t('access.tokenName')}</th><th>{t('access.scopes')}</th><th className="num">{t('access.lastUsed')}</th><th className="num">{t('access.expires')}</th><th aria-label={t('access.revoke')} /></tr></thead>
            <tbody>{data.map((token) => <Row key={token.id} token={token} />)}</tbody>
          </table>
        </div>
      ) : null}
      {open ? <NewToken close={() => setOpen(false)} /> : null}
    </div>
  );
}

function Row({ token }: { token: Token }) {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const revoke = useMutation({ mutationFn: () => access.revoke(token.id), onSuccess: () => queries.invalidateQueries({ queryKey: ['tokens'] }), onError: (error) => refused(error, t), onSettled: () => setAsking(false) });
  return (
    <tr>
      <td><strong style={{ fontWeight: 550 }}>{token.name}</strong><div className="quiet small"><code>{token.prefix}…</code></div></td>
      <td className="small">{token.scopes.join(', ')}</td>
      <td className="num quiet">{token.last_used_at ? <Time iso={token.last_used_at} /> : t('access.never')}</td>
      <td className="num quiet">{format.day(token.expires_at)}</td>
      <td className="num">
        <Button variant="subtle" color="gray" onClick={() => setAsking(true)}>{t('access.revoke')}</Button>
        <Confirm open={asking} title={t('access.revokeAsk', { name: token.name })} go={t('access.revoke')} danger busy={revoke.isPending} onGo={() => revoke.mutate()} onClose={() => setAsking(false)}><p style={{ textAlign: 'left' }}>{t('access.revokeText')}</p></Confirm>
      </td>
    </tr>
  );
}

function NewToken({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const mine = useSessionQuery().data?.permissions ?? [];
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Permission[]>([]);
  const add = useMutation({ mutationFn: () => access.addToken(name.trim(), scopes), onSuccess: () => queries.invalidateQueries({ queryKey: ['tokens'] }) });
  return (
    <Modal opened onClose={close} title={t('access.newToken')} closeButtonProps={{ 'aria-label': t('do.close') }}>
      {add.data ? (
        <div className="stack"><Note tone="warn">{t('access.tokenOnce')}</Note><Once value={add.data.token} /><div className="row" style={{ justifyContent: 'flex-end' }}><Button onClick={close}>{t('do.close')}</Button></div></div>
      ) : (
        <form className="stack" onSubmit={(event) => { event.preventDefault(); add.mutate(); }}>
          {add.error ? <Note tone="bad">{sentence(add.error, t).detail}</Note> : null}
          <TextInput label={t('access.tokenName')} value={name} onChange={(event) => setName(event.target.value)} data-autofocus />
          <MultiSelect label={t('access.scopes')} data={mine} value={scopes} onChange={(picked) => setScopes(mine.filter((one) => picked.includes(one)))} searchable />
          <div className="row" style={{ justifyContent: 'flex-end' }}><Button variant="default" onClick={close}>{t('do.cancel')}</Button><Button type="submit" loading={add.isPending} disabled={!name.trim() || scopes.length === 0}>{t('do.create')}</Button></div>
        </form>
      )}
    </Modal>
  );
}
