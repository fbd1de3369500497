import { ActionIcon, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** A secret that is shown this once. */
export function Once({ value }: { value: string }) {
  const { t } = useTranslation();
  return (
    <div className="row card" style={{ padding: '4px 4px 4px 12px' }}>
      <code className="grow" style={{ overflowWrap: 'anywhere', fontSize: 12.5 }}>{value}</code>
      <CopyButton value={value}>
        {({ copied, copy }) => <ActionIcon aria-label={copied ? t('do.copied') : t('do.copy')} onClick={copy}>{copied ? <IconCheck size={16} /> : <IconCopy size={16} />}</ActionIcon>}
      </CopyButton>
    </div>
  );
}
