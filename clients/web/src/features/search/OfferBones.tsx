import { useTranslation } from 'react-i18next';

export function OfferBones() {
  const { t } = useTranslation();
  return (
    <div role="status" className="stack">
      <span className="hidden">{t('results.loadingTitle')}</span>
      {[0, 1, 2].map((index) => (
        <div key={index} className="card">
          <div className="pic">
            <span className="bone" style={{ width: 180, height: 60, borderRadius: 30 }} />
          </div>
          <div className="body stack">
            <span className="bone" style={{ width: '56%', height: 22 }} />
            <span className="bone" style={{ width: '74%', height: 14 }} />
            <span className="bone" style={{ width: '62%', height: 14 }} />
            <span className="bone" style={{ width: 240, maxWidth: '100%', height: 26, borderRadius: 99 }} />
          </div>
          <div className="price">
            <span className="bone" style={{ width: 110, height: 28 }} />
            <small>
              <span className="bone" style={{ width: 140, height: 13 }} />
            </small>
          </div>
        </div>
      ))}
    </div>
  );
}
