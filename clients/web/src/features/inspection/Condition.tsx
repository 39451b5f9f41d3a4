import { markViews } from '@ycyw/core/carZones';
import { photoAngles } from '@ycyw/core/chargeEvidence';
import { BookingInspectionsDocument, type InspectionPartsFragment } from '@ycyw/core/generated/graphql';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useHeard } from '../../ui/useHeard.ts';
import { useFormat } from '../../ui/useFormat.ts';
import { CarOutline } from './CarOutline.tsx';
import './inspection.css';
import { LargePhoto, type Large } from './LargePhoto.tsx';
import { Picture } from './Picture.tsx';
import { useMarkName } from './useMarkName.ts';

type Props = {
  reference: string;
  guestToken: string | undefined;
  heard: number;
  timeZones: { pickUp: string | undefined; dropOff: string | undefined };
};

/** How the car left and came back, for whom it was rented: before and after side by side. */
export function Condition({ reference, guestToken, heard, timeZones }: Props) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, ask] = useQuery({
    query: BookingInspectionsDocument,
    variables: { reference, guestToken: guestToken ?? null },
    requestPolicy: 'cache-and-network',
  });
  const again = useCallback(() => {
    ask({ requestPolicy: 'network-only' });
  }, [ask]);
  useHeard(heard, again);
  const [large, setLarge] = useState<Large | null>(null);
  const inspections = data?.booking?.inspections;
  if (inspections?.length === 0) return null;
  const out = inspections?.find(({ kind }) => kind === 'HAND_OVER');
  const back = inspections?.find(({ kind }) => kind === 'TAKE_BACK');
  return (
    <section className="sheet stack condition" aria-labelledby="condition">
      <div>
        <h2 id="condition">{t('inspection.title')}</h2>
        <p className="small muted">{t('inspection.shownWhen')}</p>
      </div>
      {!inspections && fetching && <Bones widths={['60%', '100%', '100%']} height={40} />}
      {!inspections && error && <Problem failure={error} onRetry={again} />}
      {out && (
        <>
          <div className="sides">
            <Readings inspection={out} from={null} timeZone={timeZones.pickUp} />
            {back && <Readings inspection={back} from={out} timeZone={timeZones.dropOff} />}
          </div>
          <Pairs out={out} back={back} onLarge={setLarge} />
          <Damage inspection={back ?? out} onLarge={setLarge} />
          <Signatures inspections={back ? [out, back] : [out]} />
        </>
      )}
      {large && (
        <LargePhoto
          large={large}
          onLeave={() => {
            setLarge(null);
          }}
        />
      )}
    </section>
  );
}

const dayMinutes = 24 * 60;

type ReadingsProps = { inspection: InspectionPartsFragment; from: InspectionPartsFragment | null; timeZone: string | undefined };

function Readings({ inspection, from, timeZone }: ReadingsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const {
    kind,
    at,
    returnedAt,
    odometerKm,
    misreadKm,
    fuelEighths,
    chargePercent,
    minutesLate,
    minutesEarly,
    outOfHours,
    upgradedFrom,
    notes,
  } = inspection;
  const lasting = (minutes: number) =>
    minutes < 60
      ? t('inspection.minutes', { count: minutes })
      : minutes >= dayMinutes
        ? t('inspection.days', { count: Math.floor(minutes / dayMinutes) })
        : t('inspection.hours', { hours: Math.floor(minutes / 60), minutes: String(minutes % 60).padStart(2, '0') });
  const facts = [
    misreadKm !== null && t('inspection.misread', { km: format.number(misreadKm) }),
    from && t('inspection.driven', { km: format.number(odometerKm - from.odometerKm) }),
    kind === 'TAKE_BACK' && minutesLate > 0 && t('inspection.late', { time: lasting(minutesLate) }),
    kind === 'TAKE_BACK' && minutesEarly >= 60 && t('inspection.early', { time: lasting(minutesEarly) }),
    outOfHours && t('inspection.outOfHours'),
    upgradedFrom && t('inspection.upgrade.was', { name: upgradedFrom.name }),
    notes,
  ].filter((fact) => typeof fact === 'string');
  return (
    <div className="readings">
      <h3>{t(kind === 'HAND_OVER' ? 'inspection.handOver' : 'inspection.takeBack')}</h3>
      <p className="small muted">{format.instant(returnedAt ?? at, 'short', timeZone)}</p>
      <strong>{t('inspection.km', { km: format.number(odometerKm) })}</strong>
      <span>
        {chargePercent === null
          ? `${t('inspection.fuel')} ${t('inspection.fuelIs', { count: fuelEighths })}`
          : `${t('inspection.charge')} ${t('inspection.chargeIs', { percent: chargePercent })}`}
      </span>
      {facts.map((fact) => (
        <span key={fact} className="small muted">
          {fact}
        </span>
      ))}
    </div>
  );
}

type PairsProps = { out: InspectionPartsFragment; back: InspectionPartsFragment | undefined; onLarge: (large: Large) => void };

function Pairs({ out, back, onLarge }: PairsProps) {
  const { t } = useTranslation();
  const of = (inspection: InspectionPartsFragment | undefined, angle: string) =>
    inspection?.photos.find((each) => each.angle === angle)?.photo ?? null;
  const taken = photoAngles.filter((angle) => of(out, angle) ?? of(back, angle));
  if (taken.length === 0) return null;
  return (
    <div className={back ? 'pairs' : 'angles'}>
      {taken.map((angle) => (
        <div key={angle} className={back ? 'pair-of' : undefined}>
          <Picture photo={of(out, angle)} name={t(`inspection.angle.${angle}`)} when={t('inspection.handOver')} onLarge={onLarge} />
          {back && (
            <Picture photo={of(back, angle)} name={t(`inspection.angle.${angle}`)} when={t('inspection.takeBack')} onLarge={onLarge} />
          )}
        </div>
      ))}
    </div>
  );
}

function Damage({ inspection: { marks }, onLarge }: { inspection: InspectionPartsFragment; onLarge: (large: Large) => void }) {
  const { t } = useTranslation();
  const nameOf = useMarkName();
  const numbered = marks.map((mark, index) => ({ mark, number: index + 1 }));
  const views = markViews.filter((view) => marks.some((mark) => mark.view === view));
  return (
    <div className="stack">
      <h3>{t('inspection.steps.damage')}</h3>
      {marks.length === 0 && <p className="muted">{t('inspection.mark.none')}</p>}
      <div className="views">
        {views.map((view) => (
          <CarOutline
            key={view}
            view={view}
            pins={numbered.flatMap(({ mark, number }) =>
              mark.view === view ? [{ key: mark.id, x: mark.x, y: mark.y, number, tone: mark.isNew ? 'new' : 'known' }] : [],
            )}
          />
        ))}
      </div>
      {marks.length > 0 && (
        <ol className="marks">
          {numbered.map(({ mark, number }) => {
            const { id, photo, isNew } = mark;
            const name = nameOf(mark);
            return (
              <li key={id} className={isNew ? 'new' : 'known'}>
                <span className="number" aria-hidden="true">
                  {number}
                </span>
                <span>
                  <b>{name}</b>
                  <span className="small muted">
                    {t(`inspection.view.${mark.view}`)}
                    {isNew && ` · ${t('inspection.mark.new')}`}
                  </span>
                </span>
                {photo && (
                  <button
                    type="button"
                    className="link"
                    onClick={() => {
                      onLarge({ photo, name });
                    }}
                  >
                    {t('inspection.mark.addPhoto')}
                  </button>
                )}
              </li>
            );
          })}
        </ol>
      )}
    </div>
  );
}

function Signatures({ inspections }: { inspections: readonly InspectionPartsFragment[] }) {
  const { t } = useTranslation();
  const signed = inspections.flatMap(({ kind, signature, agentSignature }) => [
    ...(signature ? [{ kind, who: 'renter' as const, picture: signature }] : []),
    ...(agentSignature ? [{ kind, who: 'agent' as const, picture: agentSignature }] : []),
  ]);
  if (signed.length === 0) return null;
  return (
    <div className="stack">
      <h3>{t('inspection.steps.signatures')}</h3>
      <div className="signatures">
        {signed.map(({ kind, who, picture }) => {
          const name = `${t(`inspection.signature.${who}`)} · ${t(kind === 'HAND_OVER' ? 'inspection.handOver' : 'inspection.takeBack')}`;
          return (
            <figure key={picture.id}>
              <img className="pad" src={picture.url} loading="lazy" alt={name} />
              <figcaption className="small muted">{name}</figcaption>
            </figure>
          );
        })}
      </div>
    </div>
  );
}
