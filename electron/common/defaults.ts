/** Connections on each route, unless the user says otherwise. */
export const defaultConnections = 8;

/** Downloads that the app runs at the same time, unless the user says otherwise. */
export const defaultAtOnce = 4;
