import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';

type Pages = {
  /** The cursor that the shown page begins after. */
  after: string | null;
  place: readonly (string | null)[];
  turnTo: (place: readonly (string | null)[]) => void;
};

export function usePages(): Pages {
  const [place, turnTo] = useState<readonly (string | null)[]>([null]);
  return { after: place.at(-1) ?? null, place, turnTo };
}

type Props = { pages: Pages; info: { hasNextPage: boolean; endCursor: string | null } | undefined; busy: boolean };

/** One page back, one page on; nothing where there is but one. */
export function PageTurn({ pages: { place, turnTo }, info, busy }: Props) {
  const { t } = useTranslation();
  const next = info?.hasNextPage ? info.endCursor : null;
  if (place.length === 1 && !next) return null;
  return (
    <div className="row">
      {place.length > 1 && (
        <Button
          tone="quiet"
          compact
          onClick={() => {
            turnTo(place.slice(0, -1));
          }}
        >
          {t('fleet.before')}
        </Button>
      )}
      {next && (
        <Button
          tone="quiet"
          compact
          busy={busy && t('shell.loading')}
          onClick={() => {
            turnTo([...place, next]);
          }}
        >
          {t('fleet.next')}
        </Button>
      )}
    </div>
  );
}
