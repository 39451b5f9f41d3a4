import { type FieldProblem, problemsOf } from '@ycyw/core/fieldProblem';
import { type AgentPartsFragment, SetAgentProfileDocument } from '@ycyw/core/generated/graphql';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { TextField } from '../../ui/Field.tsx';
import { FormSheet } from '../../ui/FormSheet.tsx';
import { useCheckedForm } from '../../ui/useCheckedForm.ts';
import { topics } from '../desk/topics.ts';
import { languages, largestCapacity } from './profile.ts';

type Props = { agent: AgentPartsFragment; onLeave: () => void; onSaved: () => void };

const capacityProblem = (text: string): FieldProblem | undefined =>
  /^\d{1,2}$/.test(text.trim()) && Number(text) <= largestCapacity ? undefined : 'refused';

/** What one agent speaks, knows and holds at most. */
export function ProfileForm({ agent: { user, ...agent }, onLeave, onSaved }: Props) {
  const { t } = useTranslation();
  const [{ error, fetching }, save] = useMutation(SetAgentProfileDocument);
  const [spoken, setSpoken] = useState(agent.languages);
  const [skills, setSkills] = useState(agent.skills);
  const [capacity, setCapacity] = useState(String(agent.capacity));
  const problems = problemsOf<'languages' | 'capacity'>({
    languages: spoken.length === 0 ? 'refused' : undefined,
    capacity: capacityProblem(capacity),
  });
  const { form, errorOf } = useCheckedForm(problems, async () => {
    const { data } = await save({ input: { agentId: user.id, languages: spoken, skills, capacity: Number(capacity) } });
    if (data) onSaved();
  });
  return (
    <FormSheet
      form={form}
      title={t('managing.changeOf', { title: user.displayName })}
      send={t('managing.saveProfile')}
      busy={fetching}
      failure={error}
      onLeave={onLeave}
    >
      <Choices
        autoFocus
        legend={t('managing.languages')}
        error={errorOf('languages') && t('managing.noLanguage')}
        all={languages}
        chosen={spoken}
        nameOf={(language) => t(`managing.languageOf.${language}`)}
        onChosen={setSpoken}
      />
      <Choices
        legend={t('managing.skills')}
        hint={t('managing.skillsHint')}
        all={topics}
        chosen={skills}
        nameOf={(topic) => t(`desk.topic.${topic}`)}
        onChosen={setSkills}
      />
      <div className="narrow">
        <TextField
          label={t('managing.capacity')}
          hint={t('managing.capacityHint', { most: largestCapacity })}
          error={errorOf('capacity') && t('managing.badCapacity', { most: largestCapacity })}
          inputMode="numeric"
          autoComplete="off"
          value={capacity}
          onText={setCapacity}
        />
      </div>
    </FormSheet>
  );
}

type ChoicesProps<Choice extends string> = {
  legend: string;
  hint?: string;
  error?: string | undefined;
  autoFocus?: boolean;
  all: readonly Choice[];
  chosen: readonly Choice[];
  nameOf: (choice: Choice) => string;
  onChosen: (chosen: Choice[]) => void;
};

function Choices<Choice extends string>({ legend, hint, error, autoFocus = false, all, chosen, nameOf, onChosen }: ChoicesProps<Choice>) {
  const id = useId();
  const note = error ?? hint;
  return (
    <fieldset className="choices" aria-describedby={note ? id : undefined}>
      <legend>{legend}</legend>
      {all.map((choice, index) => (
        <label key={choice} className="check">
          <input
            type="checkbox"
            autoFocus={autoFocus && index === 0}
            aria-invalid={error ? true : undefined}
            checked={chosen.includes(choice)}
            onChange={({ currentTarget }) => {
              onChosen(all.filter((each) => (each === choice ? currentTarget.checked : chosen.includes(each))));
            }}
          />
          {nameOf(choice)}
        </label>
      ))}
      {note && (
        <span className={error ? 'error' : 'hint'} id={id}>
          {note}
        </span>
      )}
    </fieldset>
  );
}
