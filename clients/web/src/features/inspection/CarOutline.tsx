import type { MarkView } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { outlines } from './outlines.ts';

/** Where a mark stands on an outline; its number is the one in the list beside it. */
export type Pin = { key: string; x: number; y: number; number: number | null; tone: 'known' | 'new' | 'draft' };

type Props = { view: MarkView; pins: readonly Pin[]; onPoint?: (x: number, y: number) => void };

/** Of a pin, where the outline is `field` wide: as large on each side of the car. */
const radius = 6.5;
const field = 200;

/** The car from one side, with its damage. With `onPoint` a touch says where, in thousandths; who has no pointer uses the list beside it. */
export function CarOutline({ view, pins, onPoint }: Props) {
  const { t } = useTranslation();
  const { width, height, body, lines, wheels } = outlines[view];
  const mirrored = view === 'RIGHT' ? `translate(${String(width)} 0) scale(-1 1)` : undefined;
  return (
    <svg
      className={onPoint ? 'outline pointed' : 'outline'}
      viewBox={`0 0 ${String(width)} ${String(height)}`}
      role="img"
      aria-label={t('inspection.mark.outline', { view: t(`inspection.view.${view}`) })}
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const at = (place: number, from: number, size: number) => Math.min(1000, Math.max(0, Math.round(((place - from) / size) * 1000)));
        onPoint?.(at(event.clientX, box.left, box.width), at(event.clientY, box.top, box.height));
      }}
    >
      <g transform={mirrored}>
        <path className="body" d={body} />
        <path className="lines" d={lines} />
        {wheels.map(([x, y]) => (
          <g key={x}>
            <circle className="wheel" cx={x} cy={y} r={13} />
            <circle className="lines" cx={x} cy={y} r={6} />
          </g>
        ))}
      </g>
      {pins.map(({ key, x, y, number, tone }) => (
        <g
          key={key}
          className={`pin ${tone}`}
          transform={`translate(${String((x * width) / 1000)} ${String((y * height) / 1000)}) scale(${String(width / field)})`}
        >
          <circle r={radius} />
          {number !== null && (
            <text textAnchor="middle" dy="0.36em">
              {number}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}
