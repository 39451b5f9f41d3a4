import { rentalDays } from '@ycyw/core/time';
import { lazy, Suspense, useRef, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { useTranslation } from 'react-i18next';
import { Bones } from './Bones.tsx';
import { useFormat } from './useFormat.ts';

const PeriodDialog = lazy(() => import('./PeriodDialog.tsx').then((module) => ({ default: module.PeriodDialog })));

type Props = {
  start: string;
  end: string;
  pickUpCity: string | undefined;
  error: string | undefined;
  onChange: (period: { start: string; end: string }) => void;
};

/** Two cells of the search box, one calendar behind both; times are the agencies' wall clocks. */
export function PeriodField({ start, end, pickUpCity, error, onChange }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const show = () => {
    setOpen(true);
  };
  return (
    <>
      <button type="button" className="cell" ref={trigger} aria-haspopup="dialog" aria-expanded={open} onClick={show}>
        <span>{t('search.from')}</span>
        <strong>{format.wallClock(start)}</strong>
        <small>{pickUpCity ? t('search.zone', { city: pickUpCity }) : t('search.localTime')}</small>
      </button>
      <button type="button" className="cell" aria-haspopup="dialog" aria-expanded={open} onClick={show}>
        <span>{t('search.until')}</span>
        <strong>{format.wallClock(end)}</strong>
        <small className={error ? 'error' : undefined}>{error ?? t('search.days', { count: rentalDays(start, end) })}</small>
      </button>
      <Popover className="period" triggerRef={trigger} isOpen={open} onOpenChange={setOpen} placement="bottom" offset={12}>
        <Dialog aria-label={t('search.pickDates')}>
          <Suspense fallback={<Bones widths={['100%', '100%', '100%', '100%', '100%']} height={36} />}>
            <PeriodDialog
              start={start}
              end={end}
              onChange={onChange}
              onDone={() => {
                setOpen(false);
              }}
            />
          </Suspense>
        </Dialog>
      </Popover>
    </>
  );
}
