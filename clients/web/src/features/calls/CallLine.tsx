import type { CallPartsFragment } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/useFormat.ts';
import './calls.css';
import { callWords } from './callWords.ts';

/** A call that is over, where it happened in the conversation. */
export function CallLine({ call, at }: { call: CallPartsFragment; at: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <p className={call.state === 'MISSED' || call.state === 'FAILED' ? 'aside call-line missed' : 'aside call-line'}>
      {callWords(call, t)} · <time dateTime={at}>{format.instant(at, 'time')}</time>
    </p>
  );
}
