import type { ViewerPartsFragment } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';

const ways = ['guest', 'signIn', 'register'] as const;
export type Way = (typeof ways)[number];

const labels = { guest: 'checkout.guest', signIn: 'checkout.haveAccount', register: 'checkout.newAccount' } as const;

type Props = { viewer: ViewerPartsFragment | null | undefined; way: Way; onWay: (way: Way) => void };

export function WhoBooks({ viewer, way, onWay }: Props) {
  const { t } = useTranslation();
  if (viewer === undefined) return null;
  if (viewer) return <p className="muted">{t('checkout.bookingAs', { email: viewer.account?.email ?? viewer.displayName })}</p>;
  return (
    <fieldset className="ways">
      <legend>{t('checkout.account')}</legend>
      <div>
        {ways.map((each) => (
          <label key={each} className="check">
            <input
              type="radio"
              name="way"
              checked={way === each}
              onChange={() => {
                onWay(each);
              }}
            />
            <span>{t(labels[each])}</span>
          </label>
        ))}
      </div>
      {way === 'guest' && <p className="small muted">{t('checkout.guestHint')}</p>}
    </fieldset>
  );
}
