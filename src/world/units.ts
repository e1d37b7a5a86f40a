/**
 * Scenes are laid out in units: a picture is 64 units wide and high, and as many pixels as the painter is asked for.
 */
export const PICTURE_UNITS = 64;
