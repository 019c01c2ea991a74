/** Who is let in at the HTTP port, and to what. */
package dev.caravan.runtime.door;
