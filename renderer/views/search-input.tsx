interface Props {
  /** What is searched, for who hears it and as long as nothing is typed. */
  readonly label: string;
  readonly value: string;
  readonly onText: (text: string) => void;
}

/** Where one types what a list is to show. */
export function SearchInput({ label, value, onText }: Props) {
  return (
    <input
      type="search"
      className="download-search"
      aria-label={label}
      placeholder={label}
      autoComplete="off"
      spellCheck={false}
      value={value}
      onChange={(event) => onText(event.target.value)}
    />
  );
}
