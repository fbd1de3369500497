import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { Note, sentence } from '@/ui/states';

export type ConfirmProps = {
  open: boolean;
  title: string;
  children: ReactNode;
  go: string;
  danger?: boolean;
  busy?: boolean;
  disabled?: boolean;
  error?: Error | null;
  size?: 'sm' | 'md' | 'lg';
  onGo: () => void;
  onClose: () => void;
};

export default function ConfirmBox({ title, children, go, danger = false, busy = false, disabled = false, error = null, size = 'sm', onGo, onClose }: Omit<ConfirmProps, 'open'>) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('do.close') }} size={size}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          onGo();
        }}
      >
        {error ? <Note tone="bad">{sentence(error, t).detail || sentence(error, t).title}</Note> : null}
        <div className="stack">{children}</div>
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose}>{t('do.cancel')}</Button>
          <Button type="submit" color={danger ? 'red.8' : undefined} loading={busy} disabled={disabled}>{go}</Button>
        </div>
      </form>
    </Modal>
  );
}
