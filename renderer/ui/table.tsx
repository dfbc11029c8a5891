import type { ReactNode } from "react";

interface Props {
  readonly label: string;
  /** What stands above the columns; the first names the rows. They never change places. */
  readonly head: readonly ReactNode[];
  /** Its rows. */
  readonly children: ReactNode;
  /** What stands below it. */
  readonly below?: ReactNode;
}

/** Figures in columns. One that is wider than a narrow window can be scrolled, also by keyboard. */
export function Table({ label, head, children, below }: Props) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="table-box" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((text, column) => (
              // oxlint-disable-next-line react/no-array-index-key
              <th key={column} scope="col">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
      {below}
    </section>
  );
}
