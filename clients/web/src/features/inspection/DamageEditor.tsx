import { carZones, markViews, partAt } from '@ycyw/core/carZones';
import type { MarkKind, MarkPartsFragment, MarkSeverity, MarkView } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { ChoiceField } from '../../ui/Field.tsx';
import { CarOutline, type Pin } from './CarOutline.tsx';
import { Choices } from './Choices.tsx';
import { PhotoTile } from './PhotoTile.tsx';
import type { Photos } from './usePhotos.ts';
import { useMarkName } from './useMarkName.ts';

export type FoundMark = { key: string; view: MarkView; x: number; y: number; kind: MarkKind; severity: MarkSeverity };

type Props = {
  known: readonly MarkPartsFragment[];
  found: readonly FoundMark[];
  repaired: readonly string[];
  photos: Photos;
  onFound: (found: readonly FoundMark[]) => void;
  /** Left out where nothing can have been repaired. */ onRepaired?: (ids: readonly string[]) => void;
};

const kinds: readonly MarkKind[] = ['SCRATCH', 'DENT', 'CRACK', 'MISSING'];
const severities: readonly MarkSeverity[] = ['SLIGHT', 'MODERATE', 'SEVERE'];
type Draft = Omit<FoundMark, 'key'>;

/** Damage on the car's outline: a touch says where, or a part in the list; then what and how bad. */
export function DamageEditor({ known, found, repaired, photos, onFound, onRepaired }: Props) {
  const { t } = useTranslation();
  const nameOf = useMarkName();
  const [view, setView] = useState<MarkView>('FRONT');
  const [draft, setDraft] = useState<Draft | null>(null);
  const standing = known.filter(({ id }) => !repaired.includes(id));
  const numbered = [
    ...standing.map((mark) => ({ ...mark, key: mark.id, tone: 'known' as const })),
    ...found.map((mark) => ({ ...mark, tone: 'new' as const })),
  ];
  const pins: Pin[] = numbered.flatMap(({ key, tone, ...mark }, index) =>
    mark.view === view ? [{ key, x: mark.x, y: mark.y, number: index + 1, tone }] : [],
  );
  const point = (x: number, y: number) => {
    setDraft({ kind: 'SCRATCH', severity: 'SLIGHT', ...draft, view, x, y });
  };
  const part = draft ? partAt(draft.view, draft.x, draft.y) : '';
  return (
    <div className="damage stack">
      <Choices
        label={t('inspection.view.label')}
        shown={false}
        name="view"
        options={markViews}
        value={view}
        wordOf={(each) => t(`inspection.view.${each}`)}
        onValue={(each) => {
          setView(each);
          setDraft(null);
        }}
      />
      <CarOutline
        view={view}
        pins={draft ? [...pins, { key: 'draft', x: draft.x, y: draft.y, number: null, tone: 'draft' }] : pins}
        onPoint={point}
      />
      <ChoiceField
        label={t('inspection.mark.part')}
        hint={t('inspection.mark.about')}
        value={part}
        onText={(chosen) => {
          const zone = carZones[view].find((each) => each.part === chosen);
          if (zone) point(zone.x, zone.y);
          else setDraft(null);
        }}
      >
        <option value="">—</option>
        {carZones[view].map((zone) => (
          <option key={zone.part} value={zone.part}>
            {t(`inspection.part.${zone.part}`)}
          </option>
        ))}
      </ChoiceField>
      {draft && (
        <div className="draft stack">
          <Choices
            label={t('inspection.kind.label')}
            name="kind"
            options={kinds}
            value={draft.kind}
            wordOf={(kind) => t(`inspection.kind.${kind}`)}
            onValue={(kind) => {
              setDraft({ ...draft, kind });
            }}
          />
          <Choices
            label={t('inspection.severity.label')}
            name="severity"
            options={severities}
            value={draft.severity}
            wordOf={(severity) => t(`inspection.severity.${severity}`)}
            onValue={(severity) => {
              setDraft({ ...draft, severity });
            }}
          />
          <Button
            tone="quiet"
            onClick={() => {
              onFound([...found, { ...draft, key: crypto.randomUUID() }]);
              setDraft(null);
            }}
          >
            {t('inspection.mark.add')}
          </Button>
        </div>
      )}
      {numbered.length === 0 && <p className="muted">{t('inspection.mark.noneYet')}</p>}
      {numbered.length > 0 && (
        <ol className="marks">
          {numbered.map(({ key, tone, ...mark }, index) => {
            const name = nameOf(mark);
            return (
              <li key={key} className={tone}>
                <span className="number" aria-hidden="true">
                  {index + 1}
                </span>
                <span>
                  <b>{name}</b>
                  <span className="small muted">
                    {t(`inspection.view.${mark.view}`)} · {t(tone === 'known' ? 'inspection.mark.known' : 'inspection.mark.found')}
                  </span>
                </span>
                {tone === 'new' && (
                  <PhotoTile
                    label={t('inspection.mark.addPhoto')}
                    ghost={null}
                    shot={photos.shots[key]}
                    onFile={(file) => {
                      photos.take(key, file);
                    }}
                    onRetry={() => {
                      photos.retry(key);
                    }}
                  />
                )}
                {(tone === 'new' || onRepaired) && (
                  <button
                    type="button"
                    className="link"
                    aria-label={t(tone === 'new' ? 'inspection.mark.removeNamed' : 'inspection.mark.repairedNamed', { mark: name })}
                    onClick={() => {
                      if (tone === 'new') onFound(found.filter((each) => each.key !== key));
                      else onRepaired?.([...repaired, key]);
                    }}
                  >
                    {t(tone === 'new' ? 'inspection.mark.remove' : 'inspection.mark.repaired')}
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
