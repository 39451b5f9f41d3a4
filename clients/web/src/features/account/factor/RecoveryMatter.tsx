import { RenewRecoveryCodesDocument } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Matter } from '../Matter.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';

type Props = { left: number; hasFactor: boolean; onChanged: () => void };

const few = 3;

export function RecoveryMatter({ left, hasFactor, onChanged }: Props) {
  const { t } = useTranslation();
  const [{ error, fetching }, renew] = useMutation(RenewRecoveryCodesDocument);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const make = async () => {
    const { data } = await renew({});
    if (!data) return;
    setCodes(data.renewRecoveryCodes.codes);
    onChanged();
  };
  return (
    <Matter
      title={t('recovery.title')}
      about={t('recovery.about')}
      tag={hasFactor && <span className={left > few ? 'tag' : 'tag warn'}>{t('recovery.left', { count: left })}</span>}
    >
      {!hasFactor && <p className="muted">{t('recovery.factorFirst')}</p>}
      {codes && (
        <RecoveryCodes
          key={codes[0]}
          codes={codes}
          onKept={() => {
            setCodes(null);
          }}
        />
      )}
      {error && <Problem failure={error} />}
      {hasFactor && (
        <Button tone="quiet" compact busy={fetching && t('shell.loading')} onClick={() => void make()}>
          {left > 0 ? t('recovery.renew') : t('recovery.make')}
        </Button>
      )}
    </Matter>
  );
}
