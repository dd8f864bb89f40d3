// Small drawings of the page's own; a computer need not have a font with emoji.

const PATHS = {
  photo: "M4 6h16v12H4zM4 15l4.500-4 4 3.500L15 12l5 4M15.500 9.500h.010",
  voice: "M12 4a2.500 2.500 0 0 1 2.500 2.500v5a2.500 2.500 0 0 1-5 0v-5A2.500 2.500 0 0 1 12 4zM6.500 11a5.500 5.500 0 0 0 11 0M12 16.500V20",
  contact: "M12 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM5 20a7 7 0 0 1 14 0",
  document: "M7 3.500h7l4 4v13H7zM14 3.500v4h4",
  reply: "M9.500 7L5 11.500 9.500 16M5 11.500h8.500a5 5 0 0 1 5 5V18",
  edit: "M5 19l1-4L15.500 5.500l3 3L9 18z",
};

export const hasIcon = (name) => name in PATHS;

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
