export function showFigures() {}
