import { partAt } from '@ycyw/core/carZones';
import type { MarkKind, MarkSeverity, MarkView } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';

type Named = { view: MarkView; x: number; y: number; kind: MarkKind; severity: MarkSeverity };

/** A mark in words, e.g. "Rayure légère, porte avant". */
export function useMarkName(): (mark: Named) => string {
  const { t } = useTranslation();
  return ({ view, x, y, kind, severity }) =>
    t('inspection.mark.named', {
      kind: `${t(`inspection.kind.${kind}`)} (${t(`inspection.severity.${severity}`).toLowerCase()})`,
      part: t(`inspection.part.${partAt(view, x, y)}`).toLowerCase(),
    });
}
