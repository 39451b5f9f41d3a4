import { type PrivacyChoicesInput, type PrivacyPartsFragment, SetPrivacyChoicesDocument } from '@ycyw/core/generated/graphql';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Matter } from '../Matter.tsx';
import './privacy.css';

const purposes = ['marketing', 'personalisation', 'saleOrSharing'] as const;

/** What may rest on a choice: what was read of it before is forgotten, seen or not. */
const resting = { additionalTypenames: ['User', 'OfferConnection'] };

/** Global Privacy Control, as browsers tell it to the page; the server reads the header that goes with it. */
const globalControl = (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true;

/** Three choices; a tick counts at once. */
export function ChoicesMatter({ choices }: { choices: PrivacyPartsFragment }) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, set] = useMutation(SetPrivacyChoicesDocument);
  const answered = data?.setPrivacyChoices;
  const known = answered && answered.updatedAt >= choices.updatedAt ? answered : choices;
  // A tick shows at once; what the server answers, or that it refused, has the last word.
  const [wish, setWish] = useState<PrivacyChoicesInput>({});
  const shown = { ...known, ...(fetching && wish) };
  return (
    <Matter title={t('privacy.choices')} about={t('privacy.choicesAbout')}>
      {globalControl && (
        <Notice tone="good" title={t('privacy.gpcTitle')}>
          {t('privacy.gpc')}
        </Notice>
      )}
      <div className="purposes">
        {purposes.map((purpose) => (
          <Purpose
            key={purpose}
            purpose={purpose}
            granted={shown[purpose] ?? known[purpose]}
            locked={purpose === 'saleOrSharing' && globalControl}
            busy={fetching}
            onChoose={(granted) => {
              setWish({ [purpose]: granted });
              void set({ input: { [purpose]: granted } }, resting);
            }}
          />
        ))}
      </div>
      {error && <Problem failure={error} />}
      <span role="status" className="saved">
        {data && !fetching && !error && t('shell.saved')}
      </span>
    </Matter>
  );
}

type Props = { purpose: (typeof purposes)[number]; granted: boolean; locked: boolean; busy: boolean; onChoose: (granted: boolean) => void };

function Purpose({ purpose, granted, locked, busy, onChoose }: Props) {
  const { t } = useTranslation();
  const about = useId();
  return (
    <div>
      <label className="check">
        <input
          type="checkbox"
          checked={granted && !locked}
          disabled={locked}
          aria-describedby={about}
          onChange={(event) => {
            if (!busy) onChoose(event.target.checked);
          }}
        />
        <span>{t(`privacy.${purpose}.title`)}</span>
      </label>
      <p id={about} className="small muted">
        {t(`privacy.${purpose}.text`)}
      </p>
    </div>
  );
}
