import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { Problem } from '@/api/http';

/** The server asks for a code: a question, not a refusal. */
export function isQuestion(error: Error | null): boolean {
  return error instanceof Problem && error.code === 'second-factor-needed';
}

export function CodeInput({ value, onChange }: { value: string; onChange: (code: string) => void }) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t('factor.code')} name="code" autoComplete="one-time-code" maxLength={40} required withAsterisk={false} autoFocus
      value={value} onChange={(event) => onChange(event.target.value)}
    />
  );
}
