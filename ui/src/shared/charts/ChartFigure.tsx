import type { ReactNode } from 'react';

interface ChartFigureProps {
  label: string;
  /** The same facts as a table, for those who do not see the picture. */
  head: readonly string[];
  rows: readonly (readonly string[])[];
  children: ReactNode;
}

/** A picture with its table beside it, out of sight. */
export function ChartFigure({ label, head, rows, children }: ChartFigureProps) {
  return (
    <figure style={{ margin: 0 }} aria-label={label}>
      {children}
      <div className="sy-visually-hidden">
        <table>
          <caption>{label}</caption>
          <thead>
            <tr>{head.map((text) => <th key={text} scope="col">{text}</th>)}</tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={i}>{row.map((text, j) => <td key={j}>{text}</td>)}</tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
