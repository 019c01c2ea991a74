/** Profiles: what data looks like, computed from what landed or from a file at hand. */
package dev.caravan.quality;
