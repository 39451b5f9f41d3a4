import { RefusedRowsDocument, type RefusedRowsQuery } from '@ycyw/core/generated/fleet/graphql';
import { importFields } from '@ycyw/core/importColumns';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CombinedError, type OperationResult, useClient, useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { PageTurn, usePages } from '../PageTurn.tsx';
import { csvText } from './csvText.ts';
import { saveAs } from './saveAs.ts';

const pageSize = 20;

type Props = { id: string; name: string; count: number };

/** The rows that were not taken, and why, in the order of the file. */
export function RefusedRows({ id, name, count }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const pages = usePages();
  const [{ data, error, fetching }, again] = useQuery({
    query: RefusedRowsDocument,
    variables: { id, first: pageSize, after: pages.after },
    requestPolicy: 'cache-and-network',
    pause: count === 0,
  });
  const rows = data?.fleetImport?.refusedRows;
  if (count === 0) return null;
  const fieldWords = (name?: string | null) => {
    const field = importFields.find((each) => each === name);
    return field ? t(`fleet.column.${field}`) : (name ?? t('fleet.refusedRows.whole'));
  };
  return (
    <section className="stack" aria-labelledby="refused">
      <div className="head">
        <h2 id="refused">{t('fleet.refusedRows.title', { count, number: format.number(count) })}</h2>
        <Download id={id} name={name} />
      </div>
      {!rows && fetching && <Bones widths={['100%', '100%', '100%']} height={32} />}
      {error && !rows && <Problem failure={error} onRetry={again} />}
      {rows && (
        <table className="refused">
          <thead>
            <tr>
              <th scope="col">{t('fleet.refusedRows.line')}</th>
              <th scope="col">{t('fleet.refusedRows.field')}</th>
              <th scope="col">{t('fleet.refusedRows.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.edges.map(({ node }, index) => (
              <tr key={`${String(node.line)} ${String(index)}`}>
                <td>{format.number(node.line)}</td>
                <td>{fieldWords(node.field)}</td>
                <td>{node.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <PageTurn pages={pages} info={rows?.pageInfo} busy={fetching} />
    </section>
  );
}

/** All of them, as a file to mend and to bring again. */
function Download({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation();
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<CombinedError | null>(null);
  const download = async () => {
    setBusy(true);
    setFailure(null);
    const rows = [['line', 'field', 'reason']];
    let after: string | null = null;
    do {
      const answer: OperationResult<RefusedRowsQuery> = await client.query(
        RefusedRowsDocument,
        { id, first: 100, after },
        { requestPolicy: 'network-only' },
      );
      const page = answer.data?.fleetImport?.refusedRows;
      if (!page) {
        setFailure(answer.error ?? null);
        setBusy(false);
        return;
      }
      rows.push(...page.edges.map(({ node }) => [String(node.line), node.field ?? '', node.reason]));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    saveAs(`${name}.refused.csv`, csvText(rows));
    setBusy(false);
  };
  return (
    <div className="stack">
      <Button tone="quiet" compact busy={busy && t('fleet.refusedRows.preparing')} onClick={() => void download()}>
        {t('fleet.refusedRows.download')}
      </Button>
      {failure && <Problem failure={failure} />}
    </div>
  );
}
