type Props<Value extends string> = {
  label: string;
  /** Said beside it, too. */ shown?: boolean;
  name: string;
  options: readonly Value[];
  value: Value;
  wordOf: (value: Value) => string;
  onValue: (value: Value) => void;
};

/** A few values of which one holds, side by side under the thumb. */
export function Choices<Value extends string>({ label, shown = true, name, options, value, wordOf, onValue }: Props<Value>) {
  return (
    <fieldset className="choices">
      <legend className={shown ? 'label' : 'hidden'}>{label}</legend>
      <div>
        {options.map((option) => (
          <label key={option}>
            <input
              type="radio"
              className="hidden"
              name={name}
              checked={option === value}
              onChange={() => {
                onValue(option);
              }}
            />
            <span>{wordOf(option)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
