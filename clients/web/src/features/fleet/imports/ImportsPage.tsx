import { Link } from '@tanstack/react-router';
import { FleetImportsDocument, type ImportPartsFragment } from '@ycyw/core/generated/fleet/graphql';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { PageTurn, usePages } from '../PageTurn.tsx';
import { Counts } from './Counts.tsx';
import './imports.css';
import { ImportState } from './ImportState.tsx';
import { NewImport } from './NewImport.tsx';
import { useTransfer } from './useTransfer.ts';

const pageSize = 10;
// An empty list names none, and would stay empty.
const aboutImports = { additionalTypenames: ['FleetImport'] };

/** Units from another system's file, and the files that came before. */
export function ImportsPage() {
  const { t } = useTranslation();
  const pages = usePages();
  const transfer = useTransfer();
  const [{ data, error, fetching }, again] = useQuery({
    query: FleetImportsDocument,
    variables: { first: pageSize, after: pages.after },
    requestPolicy: 'cache-and-network',
    context: aboutImports,
    // Every part that is sent would ask for the list again.
    pause: transfer.state === 'sending',
  });
  const imports = data?.fleetImports;
  return (
    <>
      <div className="stack">
        <PageTitle title={t('fleet.imports')}>{t('fleet.imports')}</PageTitle>
        <p className="lead">{t('fleet.import.lead')}</p>
      </div>
      <NewImport transfer={transfer} />
      <section className="stack" aria-labelledby="earlier">
        <h2 id="earlier">{t('fleet.import.earlier')}</h2>
        {!imports && fetching && <Bones widths={['100%', '100%']} height={56} />}
        {error && !imports && <Problem failure={error} onRetry={again} />}
        {imports?.totalCount === 0 && <p className="muted">{t('fleet.import.none')}</p>}
        {imports && imports.totalCount > 0 && (
          <ul className="imports">
            {imports.edges.map(({ node }) => (
              <Row key={node.id} one={node} />
            ))}
          </ul>
        )}
        <PageTurn pages={pages} info={imports?.pageInfo} busy={fetching} />
      </section>
    </>
  );
}

function Row({ one }: { one: ImportPartsFragment }) {
  const format = useFormat();
  return (
    <li>
      <Link to="/fleet/imports/$id" params={{ id: one.id }}>
        <span>
          <strong>{one.name}</strong>
          <span className="muted small">{format.instant(one.startedAt, 'stamp')}</span>
        </span>
        <Counts one={one} />
        <ImportState state={one.state} />
      </Link>
    </li>
  );
}
