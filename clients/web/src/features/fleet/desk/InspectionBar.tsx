import { photoAngles } from '@ycyw/core/chargeEvidence';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/Button.tsx';
import { Question } from '../../../ui/Question.tsx';
import { idsOf } from '../../inspection/usePhotos.ts';
import type { Inspection, Taken } from './InspectionFields.tsx';

const without = (shots: Taken['angles']['shots'], state: 'sent'): number =>
  Object.values(shots).filter((shot) => shot.state !== state).length;

/** What an inspection lacks as a proof, by the words for it; none where it is whole. */
export function lacking({ signature, agentSignature }: Inspection, { angles, damage }: Taken) {
  return {
    photos: Object.keys(idsOf(angles)).length,
    unsent: without(angles.shots, 'sent') + without(damage.shots, 'sent'),
    signature: signature === null,
    agentSignature: agentSignature === null,
  };
}

export const isWhole = (inspection: Inspection, taken: Taken): boolean => {
  const { photos, unsent, signature, agentSignature } = lacking(inspection, taken);
  return photos >= photoAngles.length && unsent === 0 && !signature && !agentSignature;
};

type Props = {
  inspection: Inspection;
  taken: Taken;
  /** On the button. */ send: string;
  busy: boolean;
  asking: boolean;
  onYes: () => void;
  onNo: () => void;
};

/** Under the thumb all the while: how far the inspection is, and the one thing to do then. */
export function InspectionBar({ inspection, taken, send, busy, asking, onYes, onNo }: Props) {
  const { t } = useTranslation();
  const { photos, unsent, signature, agentSignature } = lacking(inspection, taken);
  if (asking)
    return (
      <Question title={t('inspection.missing.title')} yes={t('inspection.missing.yes')} busy={busy} onYes={onYes} onNo={onNo}>
        <ul className="missing">
          {photos < photoAngles.length && <li>{t('inspection.missing.photos', { count: photos })}</li>}
          {unsent > 0 && <li>{t('inspection.missing.sending')}</li>}
          {signature && <li>{t('inspection.missing.signature')}</li>}
          {agentSignature && <li>{t('inspection.missing.agentSignature')}</li>}
        </ul>
      </Question>
    );
  return (
    <div className="inspection-bar">
      <p className="small" role="status">
        {t('inspection.bar.photos', { count: photos })} · {t('inspection.mark.newCount', { count: inspection.found.length })} ·{' '}
        {t(signature ? 'inspection.bar.unsigned' : 'inspection.bar.signed')}
      </p>
      <Button type="submit" busy={busy && t('shell.sending')}>
        {send}
      </Button>
    </div>
  );
}
