/** Most connections on each route, unless the user says otherwise; the engine finds the best number below it. */
export const defaultConnections = 64;

/** Downloads that the app runs at the same time, unless the user says otherwise. */
export const defaultAtOnce = 4;
