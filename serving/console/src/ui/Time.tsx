import { useFormat } from '@/app/format';

/** Relative within a week, with the exact time on hover. */
export function Time({ iso }: { iso: string }) {
  const format = useFormat();
  return (
    <time dateTime={iso} title={format.exact(iso)}>
      {format.ago(iso, Date.now())}
    </time>
  );
}
