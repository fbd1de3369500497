import type { Reason } from '@/api/types';
import { useFormat } from '@/app/format';

/** A reason in words with its sign; the sign stands in text, not in the colour alone. */
export function ReasonLabel({ reason }: { reason: Reason }) {
  const format = useFormat();
  return <span className="label" title={format.both(reason.text)}><span aria-hidden="true" className={reason.positive ? 'good' : 'bad'}>{reason.positive ? '＋' : '−'}</span><span className="clip">{format.both(reason.text)}</span></span>;
}
