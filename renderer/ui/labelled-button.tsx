/**
 * What check boxes, radio buttons and switches are drawn as: a native button, which a `label` beside it names and presses.
 * (Base UI's own element would leave the label with a hidden input.)
 */
// oxlint-disable-next-line jsx-a11y/control-has-associated-label
export const labelledButton = <button type="button" />;
