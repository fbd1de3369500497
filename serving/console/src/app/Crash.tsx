import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { Empty } from '@/ui/states';

/** A screen that threw: says that nothing is lost and how to go on. */
export function Crash() {
  const { t } = useTranslation();
  return (
    <div role="alert">
      <Empty title={t('state.crash')} text={t('state.crashDetail')}>
        <Button onClick={() => window.location.reload()}>{t('state.reload')}</Button>
      </Empty>
    </div>
  );
}
