import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { Modal } from '../../ui/Modal.tsx';

const keys = { j: 'j', k: 'k', slash: '/', r: 'r', n: 'n', t: 't', s: 's', e: 'e', help: '?' } as const;

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

/** Calls what a key stands for while they are `on`, where nobody is writing and no dialog is open. */
export function useShortcuts(actions: Readonly<Record<string, () => void>>, on: boolean): void {
  useEffect(() => {
    if (!on) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isWriting(event.target)) return;
      if (document.querySelector('[role="dialog"]')) return;
      const act = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
    };
  }, [actions, on]);
}

type Props = { on: boolean; onTurn: (on: boolean) => void; onLeave: () => void };

/** What each key does; they can be switched off, for who speaks to the machine or presses keys unawares. */
export function Shortcuts({ on, onTurn, onLeave }: Props) {
  const { t } = useTranslation();
  return (
    <Modal label={t('desk.shortcuts')} onLeave={onLeave}>
      <h2>{t('desk.shortcuts')}</h2>
      <label className="check">
        <input
          type="checkbox"
          role="switch"
          checked={on}
          onChange={({ currentTarget }) => {
            onTurn(currentTarget.checked);
          }}
        />
        {t('desk.shortcutsOn')}
      </label>
      <dl className="shortcuts">
        {Object.entries(keys).map(([name, key]) => (
          <div key={name}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`desk.keys.${name as keyof typeof keys}`)}</dd>
          </div>
        ))}
      </dl>
      <Button tone="quiet" onClick={onLeave}>
        {t('desk.shortcutsDone')}
      </Button>
    </Modal>
  );
}

const kept = 'ycyw.desk.shortcuts';

/** Whether the keys are on, as this device keeps it. */
export const keptShortcuts = {
  read: (): boolean => localStorage.getItem(kept) !== '0',
  write: (on: boolean): void => {
    localStorage.setItem(kept, on ? '1' : '0');
  },
};
