/** The mark: the long straight road, dotted, and the detour that passes over it. */
export function Logo() {
  return (
    <svg className="logo" width="24" height="24" viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path d="M3 17h4c6 0 4-11 10-11h4" data-road="1" />
      <path d="M3 17h18" data-road="direct" strokeDasharray="1 4.6" />
    </svg>
  );
}
