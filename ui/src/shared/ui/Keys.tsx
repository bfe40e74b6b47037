import { keyCaps } from '../actions';

/** Key caps: `<Keys keys="mod+k" />`. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span style={{ whiteSpace: 'nowrap' }}>
      {keyCaps(keys).map((chord, i) => (
        <span key={i} style={{ marginLeft: i > 0 ? 4 : 0 }}>
          {chord.map((cap) => (
            <kbd key={cap} className="sy-key" style={{ marginLeft: 2 }}>
              {cap}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
