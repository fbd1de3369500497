import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';

import { session } from '@/api/calls';
import { Gate } from '@/screens/signin/Gate';
import { NewAccount } from '@/screens/signin/NewAccount';

export default function Invitation() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  return (
    <Gate title={t('signin.inviteTitle')} note={t('signin.inviteNote')}>
      <NewAccount
        token={search.get('token') ?? ''} ask={{ email: false, name: true }} go={t('signin.inviteGo')} used={t('signin.inviteUsed')}
        send={({ token, name, password }) => session.accept(token, name.trim(), password)}
        done={() => void navigate('/', { replace: true })}
      />
    </Gate>
  );
}
