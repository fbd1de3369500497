import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export type ConfirmProps = {
  open: boolean;
  title: string;
  children: ReactNode;
  go: string;
  danger?: boolean;
  busy?: boolean;
  disabled?: boolean;
  onGo: () => void;
  onClose: () => void;
};

export default function ConfirmBox({ title, children, go, danger = false, busy = false, disabled = false, onGo, onClose }: Omit<ConfirmProps, 'open'>) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('do.close') }} size="sm">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          onGo();
        }}
      >
        <div className="stack">{children}</div>
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose}>{t('do.cancel')}</Button>
          <Button type="submit" color={danger ? 'red.8' : undefined} loading={busy} disabled={disabled}>{go}</Button>
        </div>
      </form>
    </Modal>
  );
}
