import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';

import { session } from '@/api/calls';
import { Gate } from '@/screens/signin/Gate';
import { type Entered, NewAccount } from '@/screens/signin/NewAccount';

export default function SetUp() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const params = useParams();
  const [search] = useSearchParams();
  const send = async ({ token, email, name, password }: Entered) => {
    await session.setUp({ token, email: email.trim(), name: name.trim(), password });
    await session.open(email.trim(), password);
    queries.clear();
  };
  return (
    <Gate title={t('signin.setupTitle')} note={t('signin.setupNote')}>
      <NewAccount token={params.token ?? search.get('token') ?? ''} ask={{ email: true, name: true }} go={t('signin.setupGo')} used={t('signin.setupUsed')} send={send} done={() => void navigate('/', { replace: true })} />
      <Link to="/signin" className="small">{t('signin.back')}</Link>
    </Gate>
  );
}
