/** Connections on each route, unless the user says otherwise. */
export const defaultConnections = 64;
