import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

const Form = lazy(() => import('@/screens/people/NewPersonForm'));

/** The button for a person written by hand. */
export function NewPerson() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<IconPlus size={15} aria-hidden="true" />} onClick={() => setOpen(true)}>{t('people.newPerson')}</Button>
      {open ? <Suspense fallback={null}><Form close={() => setOpen(false)} /></Suspense> : null}
    </>
  );
}
