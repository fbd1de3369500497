import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { access } from '@/api/calls';
import { Failed, Loading, Rows } from '@/ui/states';
import { Time } from '@/ui/Time';

export function Audit() {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['audit'], queryFn: access.audit });
  const accounts = useQuery({ queryKey: ['accounts'], queryFn: access.accounts });
  if (isPending) return <Loading><Rows rows={10} /></Loading>;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  const nameOf = (id: string) => accounts.data?.find((one) => one.id === id)?.name || id;
  return (
    <div className="scrollx" tabIndex={0} role="region" aria-label={t('access.audit')}>
      <table className="grid">
        <thead><tr><th>{t('access.when')}</th><th>{t('access.who')}</th><th>{t('access.what')}</th><th>{t('access.subject')}</th></tr></thead>
        <tbody>{data.map((entry) => <tr key={entry.id}><td className="quiet"><Time iso={entry.at} /></td><td>{nameOf(entry.actor_id)}</td><td><code>{entry.action}</code></td><td className="quiet small">{entry.subject}</td></tr>)}</tbody>
      </table>
    </div>
  );
}
