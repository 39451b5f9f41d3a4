import { formatSeconds } from '@ycyw/core/countdown';
import { SupportFiguresDocument } from '@ycyw/core/generated/graphql';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { ChoiceField } from '../../ui/Field.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { ManagerFrame } from '../managing/ManagerFrame.tsx';
import './desk.css';

const periods = [1, 7, 30, 90];
const dayMs = 86_400_000;

/** How support did, for its managers. */
export function FiguresPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const [days, setDays] = useState(7);
  const variables = useMemo(() => {
    const now = Date.now();
    return { from: new Date(now - days * dayMs).toISOString(), to: new Date(now).toISOString() };
  }, [days]);
  const [{ data, error, fetching }, again] = useQuery({ query: SupportFiguresDocument, variables });
  const figures = data?.supportFigures;
  const time = (seconds: number | null | undefined) => (typeof seconds === 'number' ? formatSeconds(seconds) : t('desk.noFigure'));
  return (
    <ManagerFrame page="figures">
      <ChoiceField
        label={t('desk.figuresDays')}
        value={String(days)}
        onText={(text) => {
          setDays(Number(text));
        }}
      >
        {periods.map((count) => (
          <option key={count} value={count}>
            {t('desk.lastDays', { count })}
          </option>
        ))}
      </ChoiceField>
      {error && <Problem failure={error} onRetry={again} />}
      {!figures && fetching && <Bones widths={['100%', '100%']} height={96} />}
      {figures && (
        <dl className="figures">
          <Figure name={t('desk.opened')} value={format.number(figures.opened)} />
          <Figure name={t('desk.answered')} value={format.number(figures.answered)} />
          <Figure name={t('desk.median')} value={time(figures.firstResponseMedianSeconds)} />
          <Figure name={t('desk.p90')} value={time(figures.firstResponseP90Seconds)} />
          <Figure
            name={t('desk.firstBreaches')}
            value={format.number(figures.firstResponseBreaches)}
            late={figures.firstResponseBreaches > 0}
          />
          <Figure
            name={t('desk.resolutionBreaches')}
            value={format.number(figures.resolutionBreaches)}
            late={figures.resolutionBreaches > 0}
          />
          <Figure
            name={t('desk.ratingAverage')}
            value={figures.ratingAverage ? format.number(Math.round(figures.ratingAverage * 10) / 10) : t('desk.noFigure')}
            note={t('desk.ratings', { count: figures.ratings })}
          />
        </dl>
      )}
    </ManagerFrame>
  );
}

function Figure({ name, value, note, late = false }: { name: string; value: string; note?: string; late?: boolean }) {
  return (
    <div className={late ? 'figure late' : 'figure'}>
      <dt>{name}</dt>
      <dd>
        {value} {note && <small>{note}</small>}
      </dd>
    </div>
  );
}
