import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';

import { session } from '@/api/calls';
import { Gate } from '@/screens/signin/Gate';
import { type Entered, NewAccount } from '@/screens/signin/NewAccount';

export default function SetUp() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const send = ({ token, email, name, password }: Entered) => session.setUp({ token, email: email.trim(), name: name.trim(), password });
  return (
    <Gate title={t('signin.setupTitle')} note={t('signin.setupNote')}>
      <NewAccount token={search.get('token') ?? ''} ask={{ email: true, name: true }} go={t('signin.setupGo')} used={t('signin.setupUsed')} send={send} done={() => void navigate('/', { replace: true })} />
      <Link to="/signin" className="small">{t('signin.back')}</Link>
    </Gate>
  );
}
