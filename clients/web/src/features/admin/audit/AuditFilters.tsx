import { idProblem, problemsOf } from '@ycyw/core/fieldProblem';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import type { AuditSearch } from './auditSearch.ts';

type Props = { search: AuditSearch; onSearch: (search: AuditSearch) => void };

export function AuditFilters({ search, onSearch }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(search);
  const [seen, setSeen] = useState(search);
  if (JSON.stringify(seen) !== JSON.stringify(search)) {
    setSeen(search);
    setDraft(search);
  }
  const bind = (field: keyof AuditSearch) => ({
    value: draft[field] ?? '',
    onText: (text: string) => {
      setDraft({ ...draft, [field]: text.trim() || undefined });
    },
  });
  const problems = problemsOf({ actor: idProblem(draft.actor ?? '') });
  const { form, errorOf } = useCheckedForm(problems, () => {
    onSearch(draft);
  });
  const filtered = Object.values(search).some(Boolean);
  return (
    <form {...form} className="audit-filters" aria-label={t('results.filters')}>
      <TextField label={t('audit.action')} placeholder="identity.apiKey" autoComplete="off" spellCheck={false} {...bind('action')} />
      <TextField label={t('audit.actor')} autoComplete="off" spellCheck={false} error={errorOf('actor')} {...bind('actor')} />
      <TextField label={t('audit.subject')} autoComplete="off" spellCheck={false} {...bind('subject')} />
      <TextField label={t('audit.from')} type="date" {...bind('from')} />
      <TextField label={t('audit.to')} type="date" {...bind('to')} />
      <div className="row">
        <Button type="submit" compact>
          {t('audit.filter')}
        </Button>
        {filtered && (
          <Button
            tone="quiet"
            compact
            onClick={() => {
              onSearch({});
            }}
          >
            {t('results.clear')}
          </Button>
        )}
      </div>
    </form>
  );
}
