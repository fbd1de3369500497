import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';

function Line({ keys, word }: { keys: string[]; word: string }) {
  return (
    <div className="row between" style={{ padding: '4px 0' }}>
      <span>{word}</span>
      <span className="row" style={{ gap: 4 }}>{keys.map((key) => <kbd key={key} className="kbd">{key}</kbd>)}</span>
    </div>
  );
}

/** The shortcut sheet. */
export default function Sheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('keys.title')} closeButtonProps={{ 'aria-label': t('do.close') }}>
      <div className="stack">
        <section>
          <h3>{t('keys.anywhere')}</h3>
          <Line keys={['/']} word={t('keys.search')} />
          <Line keys={['Ctrl', 'K']} word={t('keys.search')} />
          <Line keys={['g', 'p']} word={t('keys.goPeople')} />
          <Line keys={['g', 't']} word={t('keys.goTasks')} />
          <Line keys={['g', 'j']} word={t('keys.goJobs')} />
          <Line keys={['g', 'i']} word={t('keys.goImport')} />
          <Line keys={['?']} word={t('keys.help')} />
        </section>
        <section>
          <h3>{t('keys.lists')}</h3>
          <Line keys={['↑', '↓']} word={t('keys.move')} />
          <Line keys={['Enter']} word={t('keys.open')} />
          <Line keys={['Esc']} word={t('keys.close')} />
        </section>
        <section>
          <h3>{t('keys.matches')}</h3>
          <Line keys={['a']} word={t('keys.accept')} />
          <Line keys={['m']} word={t('keys.maybe')} />
          <Line keys={['r']} word={t('keys.reject')} />
          <Line keys={['c']} word={t('keys.compare')} />
          <Line keys={['e']} word={t('keys.evidence')} />
        </section>
      </div>
    </Modal>
  );
}
