import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Empty } from '@/ui/states';

export default function NotFound() {
  const { t } = useTranslation();
  return (
    <Empty title={t('state.notFound')} text={t('state.notFoundDetail')}>
      <Button component={Link} to="/" variant="default">{t('do.back')}</Button>
    </Empty>
  );
}
