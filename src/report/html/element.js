"use strict";
// Elements are made here alone: whatever a program has printed goes in as text, never as markup.

/** An element; children are elements or texts, attributes that are null or false are left out. */
function make(tag, attributes, ...children) {
  const svg = ["svg", "g", "line", "path", "rect", "text", "tspan", "circle", "title"].includes(tag);
  const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}
