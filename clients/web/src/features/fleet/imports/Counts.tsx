import type { ImportPartsFragment } from '@ycyw/core/generated/fleet/graphql';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/useFormat.ts';

const kinds = ['added', 'changed', 'unchanged', 'refused'] as const;

/** What has become of the rows so far. */
export function Counts({ one }: { one: ImportPartsFragment }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  return (
    <span className="counts small">
      {kinds.map((kind) => (
        <span key={kind} className={kind === 'refused' && one.refused > 0 ? 'some' : undefined}>
          <b>{number(one[kind])}</b> {t(`fleet.import.${kind}`, { count: one[kind] })}
        </span>
      ))}
    </span>
  );
}
